/** `minibatch compare`: batch, mini-batch and stochastic gradient descent, each at its best, on a table. */
import { type BatchSizeMeasurement, measureBatchSizes, type MeasurementProgress } from 'minibatch'
import { CommandError } from '../exit.js'
import { duration, number, table } from '../format.js'
import { checkMeasuredFlags, type MeasuredFlags, readMeasured, runOptionsOf } from '../measured-table.js'
import { modelOf } from '../network.js'
import { MEASURED_OPTIONS } from '../options.js'
import { checkWritable, writeWhole } from '../output-file.js'
import { checkApart } from '../places.js'
import { protocolLine, protocolOf } from '../protocol.js'
import type { Terminal } from '../terminal.js'

/** The flags of compare as commander gives them. */
export interface CompareFlags extends MeasuredFlags {
  batchSizes?: (number | 'full')[]
  seeds?: number
  targetLoss?: number
  epochs?: number
  markdown?: boolean
  html?: string
}

/** What compare found: the document of `--json`. */
export type ComparisonDocument = ReturnType<typeof documentOf>

export async function compare(data: string | undefined, flags: CompareFlags, terminal: Terminal): Promise<void> {
  checkMeasuredFlags(flags)
  if (flags.markdown && terminal.json) {
    throw new CommandError('OPTION_INVALID', 'Options --json and --markdown both print the result; give one of them.')
  }
  checkApart({ 'the table': data, '--config': flags.config }, { '--html': flags.html })
  if (flags.html !== undefined) await checkWritable(flags.html)
  const rows = await readMeasured(data, flags, terminal)
  const { batchSizes, seeds, targetLoss, epochs } = flags
  const rss = new ResidentMemory()
  const started = performance.now()
  const progress = followed(terminal)
  const measurement = await measureBatchSizes(rows, {
    ...runOptionsOf(flags, MEASURED_OPTIONS, terminal.signal),
    batchSizes,
    seeds,
    targetLoss,
    epochs,
    onProgress: progress,
    onSize: ({ batchSize }) => rss.see(batchSize),
  })
  const seconds = (performance.now() - started) / 1000
  terminal.progress.end(`measured ${measurement.sizes.length} batch sizes in ${duration(seconds)}`)
  const document = documentOf(measurement, flags, rss, seconds)
  if (flags.html !== undefined) {
    const { comparisonPage } = await import('./page.js')
    await writeWhole(flags.html, [comparisonPage(measurement, document)])
  }
  if (terminal.json) terminal.document(document)
  else terminal.lines(flags.markdown ? markdownOf(measurement, document) : reportOf(measurement, document, flags, terminal))
}

/** What the process holds in memory, as the system tells, once each size is measured. */
class ResidentMemory {
  readonly #bytes = new Map<number | 'full', number>()

  see(batchSize: number | 'full'): void {
    this.#bytes.set(batchSize, process.memoryUsage.rss())
  }

  of(batchSize: number | 'full'): number | null {
    return this.#bytes.get(batchSize) ?? null
  }
}

/** Shows how far the measurement is. */
function followed(terminal: Terminal): (at: MeasurementProgress) => void {
  const started = performance.now()
  let at: MeasurementProgress | undefined
  terminal.progress.begin(() => {
    const elapsed = duration((performance.now() - started) / 1000)
    if (at === undefined || at.phase === 'target') return `looking for the loss to get to  ${elapsed}`
    if (at.phase === 'time') return `timing updates of ${at.of} batch sizes  ${elapsed}`
    return `batch size ${at.batchSize}, ${at.done + 1} of ${at.of}: tuning its rate, counting its updates  ${elapsed}`
  })
  return (next) => {
    at = next
    terminal.progress.touch()
  }
}

function documentOf(measurement: BatchSizeMeasurement, flags: CompareFlags, rss: ResidentMemory, seconds: number) {
  const { rows, heldOutRows, targetLoss, sizes, fitted, best, summary, interval, roof, backend } = measurement
  return {
    model: modelOf(flags),
    target: flags.target!,
    rows,
    heldOutRows,
    targetLoss,
    sizes: sizes.map((size) => ({ ...size, rssBytes: rss.of(size.batchSize) })),
    fitted,
    best,
    summary,
    interval,
    roof,
    protocol: protocolOf(backend),
    seconds,
  }
}

/** The fitted laws and the protocol, a line each. */
export function lawLines({ fitted, targetLoss, interval, roof, protocol, rows, heldOutRows }: ComparisonDocument): string[] {
  const { steps, times, batchSize } = fitted
  const lines: string[] = []
  if (steps) {
    lines.push(
      `S(B) = S_min (1 + B_c / B): S_min ${number(steps.leastSteps)} updates, B_c ${number(steps.criticalBatchSize)} rows; error of log S ${number(steps.logError)}`,
    )
  }
  if (times) lines.push(`t(B) = t0 + c B: t0 ${short(times.secondsPerUpdate)}, c ${short(times.secondsPerRow)} a row`)
  if (batchSize !== null) lines.push(`best batch by both, √(B_c t0 / c): ${number(batchSize)} rows`)
  const exact = targetLoss.leastSquares === null ? '' : `, exact least squares ${number(targetLoss.leastSquares)}`
  lines.push(
    `held-out loss: ${number(targetLoss.start)} without knowledge, ${number(targetLoss.reference)} by the reference run${exact}; target ${number(targetLoss.target)}`,
    `${rows.toLocaleString('en-US')} rows trained on, ${heldOutRows.toLocaleString('en-US')} held out`,
  )
  if (roof) {
    const [read, computed] = [roof.readBytesPerSecond / 1e9, roof.operationsPerSecond / 1e9]
    lines.push(`roof: ${number(read)} GB/s read in order, ${number(computed)} billion operations a second, ${roof.threads} threads`)
  }
  lines.push(`intervals: ${interval}`, protocolLine(protocol))
  return lines
}

/** 219 ns, 31 ps: times too short for `duration`. */
function short(seconds: number): string {
  if (seconds >= 1e-6) return duration(seconds)
  return seconds >= 1e-9 ? `${number(seconds * 1e9)} ns` : `${number(seconds * 1e12)} ps`
}

function reportOf(measurement: BatchSizeMeasurement, document: ComparisonDocument, flags: CompareFlags, terminal: Terminal): string[] {
  const cells = measurement.cells()
  const saved = flags.html === undefined ? [] : ['', `page with figures: ${flags.html}`]
  return [
    terminal.style('bold', `batch sizes on '${flags.target}', ${document.model} model`),
    '',
    ...table(cells, cells[0]!.map((_, column) => column > 0)),
    '',
    document.summary,
    '',
    ...lawLines(document),
    ...saved,
  ]
}

function markdownOf(measurement: BatchSizeMeasurement, document: ComparisonDocument): string[] {
  const [head = [], ...rows] = measurement.cells()
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [
    line(head),
    `|${head.map((_, column) => (column > 0 ? '--:' : '---')).join('|')}|`,
    ...rows.map(line),
    '',
    document.summary,
    '',
    ...lawLines(document).map((text) => `- ${text}`),
  ]
}
