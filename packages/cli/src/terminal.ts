/** Where a command writes, and how it hears of Ctrl-C. stdout carries the result, stderr the progress. */
import { once } from 'node:events'
import { styleText } from 'node:util'
import { EXIT, type Failure } from './exit.js'
import { Progress } from './progress.js'

/** Signals that ask for an end; one of them again does not wait for it. */
const INTERRUPTIONS = ['SIGINT', 'SIGTERM'] as const

type Style = Parameters<typeof styleText>[0]

export class Terminal {
  readonly json: boolean
  readonly progress: Progress
  /** Whether stdout takes colours: a terminal, no NO_COLOR, not a dumb one; or FORCE_COLOR. */
  readonly color: boolean
  /** Width of stdout; 100 where it is no terminal. */
  readonly columns: number
  readonly #interrupted = new AbortController()
  readonly #onInterrupt = () => {
    // A second Ctrl-C does not wait for the run to notice the first.
    if (this.#interrupted.signal.aborted) process.exit(EXIT.interrupted)
    this.#interrupted.abort()
  }

  constructor(options: { json: boolean; quiet: boolean }) {
    this.json = options.json
    this.progress = new Progress(process.stderr, { quiet: options.quiet })
    this.color = takesColor(process.stdout)
    this.columns = Math.max(40, Math.min(process.stdout.columns || 100, 160))
    for (const name of INTERRUPTIONS) process.on(name, this.#onInterrupt)
  }

  /** Aborted by Ctrl-C, or by what stops services. */
  get signal(): AbortSignal {
    return this.#interrupted.signal
  }

  /** Text to stdout as it is. */
  out(text: string): void {
    process.stdout.write(text)
  }

  /** The same, waiting until the reader of stdout has room for more. */
  async drained(text: string | Uint8Array): Promise<void> {
    if (!process.stdout.write(text)) await once(process.stdout, 'drain')
  }

  /** Text to stderr as it is. */
  err(text: string): void {
    process.stderr.write(text)
  }

  /** Lines of a report to stdout. */
  lines(lines: readonly string[]): void {
    this.out(`${lines.join('\n')}\n`)
  }

  /** The one document of `--json`. */
  document(value: unknown): void {
    this.out(`${JSON.stringify(value, null, 2)}\n`)
  }

  /** The error: a sentence, or with `--json` a document on one line. */
  fail(failure: Failure): void {
    this.progress.end()
    const { code, message, details } = failure
    const document = { error: { code, message, ...(details === undefined ? {} : { details }) } }
    this.err(this.json ? `${JSON.stringify(document)}\n` : `${message}\n`)
  }

  /** Text in a style, where stdout takes colours. */
  style(style: Style, text: string): string {
    return this.color ? styleText(style, text, { validateStream: false }) : text
  }

  close(): void {
    this.progress.end()
    for (const name of INTERRUPTIONS) process.off(name, this.#onInterrupt)
  }
}

function takesColor(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return stream.isTTY === true && TERM !== 'dumb'
}
