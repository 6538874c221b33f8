/**
 * Progress on stderr. In a terminal one line is rewritten; elsewhere a plain line is written twice a second, so that a
 * second never passes without one. A phase that ends sooner leaves only its closing line.
 */
const REDRAW_MS = 100
const PLAIN_MS = 500

export interface ProgressStream {
  isTTY?: boolean
  columns?: number
  write(text: string): unknown
}

export class Progress {
  readonly #stream: ProgressStream
  readonly #silent: boolean
  readonly #redraws: boolean
  #line: () => string = () => ''
  #timer: NodeJS.Timeout | undefined
  #drawnAt = performance.now()
  #drawn = false

  constructor(stream: ProgressStream, options: { quiet: boolean }) {
    this.#stream = stream
    this.#silent = options.quiet
    this.#redraws = stream.isTTY === true && process.env['TERM'] !== 'dumb'
  }

  /** Begins a phase. `line` gives its present state whenever it is drawn. */
  begin(line: () => string): void {
    if (this.#silent) return
    this.end()
    this.#line = line
    if (this.#redraws) this.#draw()
    this.#timer = setInterval(() => this.touch(), this.#redraws ? REDRAW_MS : PLAIN_MS / 4)
    this.#timer.unref()
  }

  /** Begins a phase that keeps the event loop: its line is drawn before, and the returned promise awaits that. */
  async announce(line: () => string): Promise<void> {
    this.begin(line)
    if (this.#timer !== undefined && !this.#redraws) this.#draw()
    await new Promise((resolve) => setImmediate(resolve))
  }

  /** Draws when it is time to; cheap, so that busy loops may call it often. */
  touch(): void {
    if (this.#timer === undefined) return
    if (performance.now() - this.#drawnAt >= (this.#redraws ? REDRAW_MS : PLAIN_MS)) this.#draw()
  }

  /** Ends the phase; `closing`, if given, stays on the screen. */
  end(closing?: string): void {
    if (this.#silent) return
    clearInterval(this.#timer)
    this.#timer = undefined
    if (this.#redraws && this.#drawn) this.#stream.write('\r\u001b[K')
    this.#drawn = false
    if (closing === undefined) return
    this.#stream.write(`${closing}\n`)
    this.#drawnAt = performance.now()
  }

  /** A line that stays, such as a warning. */
  note(text: string): void {
    if (this.#silent) return
    if (this.#redraws && this.#drawn) this.#stream.write('\r\u001b[K')
    this.#stream.write(`${text}\n`)
  }

  #draw(): void {
    this.#drawnAt = performance.now()
    const line = this.#line()
    if (this.#redraws) {
      this.#stream.write(`\r\u001b[K${line.slice(0, (this.#stream.columns || 80) - 1)}`)
      this.#drawn = true
    } else {
      this.#stream.write(`${line}\n`)
    }
  }
}
