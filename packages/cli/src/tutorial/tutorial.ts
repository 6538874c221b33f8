/** `minibatch tutorial`: the tutorial's parts, run and measured here, and its picture. */
import type { BackendChoice, Comparison } from 'minibatch'
import { CommandError } from '../exit.js'
import { writeWhole } from '../output-file.js'
import { type Plot, plotOf, show, writeSvg } from '../picture/plot.js'
import type { Terminal } from '../terminal.js'
import { tutorialData } from './data.js'
import { batchLosses, methodLosses, methodOf, methodTable, scatter } from './figures.js'
import { comparisonLines, frameworkStyleLines, fromScratchLines, stepLines } from './lines.js'
import { EPOCHS, fromScratch, type FromScratch, frameworkStyle, type FrameworkStyle, type Setting, stepOf, stepsOf, threeMethods } from './runs.js'

export interface TutorialFlags {
  backend?: BackendChoice
  /** A file, or true for the terminal. */
  plot?: string | true
  step?: number
}

/** Runs the tutorial and prints it, or its one document. */
export async function tutorial(flags: TutorialFlags, terminal: Terminal): Promise<void> {
  const setting: Setting = { data: tutorialData(), backend: flags.backend, signal: terminal.signal }
  if (flags.step !== undefined) return tellStep(setting, flags.step, terminal)
  const plot = flags.plot === undefined ? undefined : await plotOf({ plot: flags.plot === true ? 'terminal' : flags.plot })
  if (plot !== undefined && plot.kind !== 'html') return drawScatter(setting, plot, terminal)
  const parts = await allParts(setting, terminal)
  if (plot !== undefined) await writePage(setting, parts, plot.path)
  if (terminal.json) terminal.document({ ...parts, comparison: runsOf(parts.comparison), ...(plot && { out: plot.path }) })
  else if (plot !== undefined) terminal.lines(['', `saved to ${plot.path}`])
}

interface Parts {
  fromScratch: FromScratch
  frameworkStyle: FrameworkStyle
  comparison: Comparison
}

/** Part after part, each printed as soon as it has run. */
async function allParts(setting: Setting, terminal: Terminal): Promise<Parts> {
  const print = (lines: () => string[]) => terminal.json || terminal.lines(lines())
  const scratch = await fromScratch(setting)
  print(() => fromScratchLines(scratch, setting.data, terminal))
  const framework = frameworkStyle(setting)
  print(() => frameworkStyleLines(framework, terminal))
  const comparison = await threeMethods(setting)
  print(() => comparisonLines(comparison, terminal))
  return { fromScratch: scratch, frameworkStyle: framework, comparison }
}

/** The runs as the document has them. */
function runsOf({ epochs, runs }: Comparison) {
  return runs.map((run) => ({
    method: methodOf(run.batchSize).name,
    epochs,
    ...run,
    updatesPerSecond: run.secondsPerUpdate && 1 / run.secondsPerUpdate,
    loss: run.losses.at(-1) ?? null,
  }))
}

function tellStep(setting: Setting, step: number, terminal: Terminal): void {
  const steps = stepsOf(setting.data)
  if (step > steps) {
    throw new CommandError('OPTION_INVALID', `Option --step takes a whole number from 1 to ${steps}, the updates of ${EPOCHS} epochs; got ${step}.`)
  }
  const told = stepOf(setting, step)
  if (terminal.json) terminal.document(told)
  else terminal.lines(stepLines(told, setting.data, terminal))
}

/** The points and the line alone. */
async function drawScatter(setting: Setting, plot: Plot, terminal: Terminal): Promise<void> {
  const run = await fromScratch(setting)
  const chart = scatter(setting.data, run)
  if (plot.kind === 'svg') await writeSvg(plot.path, chart)
  else await show([chart], terminal)
  const out = plot.kind === 'svg' ? plot.path : null
  if (terminal.json) terminal.document({ fromScratch: run, out })
  else if (out !== null) terminal.lines([`saved to ${out}`])
}

/** The whole tutorial as a page. */
async function writePage({ data }: Setting, parts: Parts, path: string): Promise<void> {
  const { w, b } = parts.fromScratch.epochs.at(-1)!
  const { pageHtml } = await import('../figure/page.js')
  const html = pageHtml({
    title: 'Mini-batch gradient descent',
    lead: `A line through 1,000 points, by updates of ${data.batchSize} rows: after ${EPOCHS} epochs w = ${w.toFixed(4)}, b = ${b.toFixed(4)}, as NumPy has it.`,
    parts: [
      scatter(data, parts.fromScratch),
      batchLosses(parts.frameworkStyle),
      { kind: 'heading', text: 'Batch, mini-batch and stochastic gradient descent' },
      methodTable(parts.comparison),
      { kind: 'text', text: "Noise is the deviation of an update's gradient at the start, in lengths of the gradient of all rows; the target is 5 % above the least loss of the three." },
      methodLosses(parts.comparison),
    ],
  })
  await writeWhole(path, [html])
}
