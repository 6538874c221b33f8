/** Progress: a line that is rewritten in a terminal, plain lines elsewhere, a second never without one. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Progress } from '../src/progress.js'

class Stream {
  readonly isTTY: boolean
  readonly columns = 30
  text = ''
  constructor(isTTY: boolean) {
    this.isTTY = isTTY
  }
  write(text: string): void {
    this.text += text
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
  vi.stubEnv('TERM', 'xterm')
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

describe('progress', () => {
  it('is a plain line at least once a second where there is no terminal', () => {
    const stream = new Stream(false)
    const progress = new Progress(stream, { quiet: false })
    let at = 0
    progress.begin(() => `at ${at}`)
    for (at = 1; at <= 50; at++) vi.advanceTimersByTime(100)
    progress.end('done')
    const lines = stream.text.trimEnd().split('\n')
    expect(lines.length).toBeGreaterThanOrEqual(6)
    expect(lines.at(-1)).toBe('done')
    expect(stream.text).not.toContain('\u001b')
  })

  it('leaves only its closing line when a phase is short', () => {
    const stream = new Stream(false)
    const progress = new Progress(stream, { quiet: false })
    progress.begin(() => 'working')
    vi.advanceTimersByTime(200)
    progress.end('done')
    expect(stream.text).toBe('done\n')
  })

  it('rewrites its line in a terminal, cut to its width, and takes it away', () => {
    const stream = new Stream(true)
    const progress = new Progress(stream, { quiet: false })
    progress.begin(() => 'a line that is longer than the terminal is wide')
    vi.advanceTimersByTime(350)
    progress.note('note')
    progress.end('done')
    const drawn = 'a line that is longer than th'
    expect(stream.text).toMatch(new RegExp(`^(\\r\u001b\\[K${drawn}){3,}`))
    expect(stream.text).toContain('\r\u001b[Knote\n')
    expect(stream.text.endsWith('\r\u001b[Kdone\n')).toBe(true)
  })

  it('is plain in a dumb terminal and silent with quiet', () => {
    vi.stubEnv('TERM', 'dumb')
    const dumb = new Stream(true)
    new Progress(dumb, { quiet: false }).end('done')
    expect(dumb.text).toBe('done\n')
    const quiet = new Stream(true)
    const progress = new Progress(quiet, { quiet: true })
    progress.begin(() => 'working')
    vi.advanceTimersByTime(5000)
    progress.note('note')
    progress.end('done')
    expect(quiet.text).toBe('')
  })
})
