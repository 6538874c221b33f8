/** `minibatch train`: from a table to a model, its metrics and its file. */
import { type BackendChoice, type Dataset, type EarlyStopping, type Epoch, type TableOptions, Trainer } from 'minibatch'
import type { DataFlags } from './commands/data.js'
import { CommandError } from './exit.js'
import { compact, counted, duration, number } from './format.js'
import { checkNetworkFlags, lossName, modelOf, networkFor, type NetworkFlags } from './network.js'
import { given, TABLE_OPTIONS, TRAINING_OPTIONS } from './options.js'
import { checkWritable, writeWhole } from './output-file.js'
import { type Chart, drawChart } from './plot.js'
import { classesText, columnLines, metricsTable, modelLines, runLine } from './report.js'
import { readTable } from './table-source.js'
import type { Terminal } from './terminal.js'

/** The flags of train as commander gives them; options of the core are already values. */
export interface TrainFlags extends DataFlags, NetworkFlags {
  target?: string
  validation?: string
  backend: BackendChoice
  out?: string
  plot?: string
  seed?: number
  task?: TableOptions['task']
  standardizeTarget?: boolean
  earlyStopping?: 'auto' | 'none' | EarlyStopping
}

/** Rows from which encoding takes long enough to be announced. */
const LONG_ENCODING = 100_000

/** Rows to train on, and rows held out. */
interface Parts {
  train: Dataset
  validation: Dataset | undefined
}

/** A finished run. */
interface Run {
  trainer: Trainer
  epochs: readonly Epoch[]
  /** Wall time of the run itself: reading and encoding come before it. */
  seconds: number
}

export async function train(data: string | undefined, flags: TrainFlags, terminal: Terminal): Promise<void> {
  if (flags.target === undefined) {
    throw new CommandError('OPTION_INVALID', 'Option --target is missing: name the column to predict, as in --target price.')
  }
  checkNetworkFlags(flags)
  if (flags.out !== undefined) await checkWritable(flags.out)
  const plotFile = flags.plot === undefined || flags.plot === 'terminal' ? undefined : flags.plot
  if (plotFile !== undefined) await checkPlotFile(plotFile)
  const parts = await readParts(data, flags, terminal)
  const trainer = await setUp(parts, flags, terminal)
  const run = await runToEnd(trainer, terminal)
  const result = resultOf(parts, run, flags)
  const { model } = result
  if (flags.out !== undefined) await writeWhole(flags.out, [model.toBytes()])
  if (plotFile !== undefined) {
    const { svgChart } = await import('./svg.js')
    await writeWhole(plotFile, [svgChart(lossChart(run.epochs))])
  }
  if (terminal.json) {
    // The document is alone on stdout.
    if (flags.plot === 'terminal') terminal.err(`${lossDrawing(run.epochs, terminal).join('\n')}\n`)
    terminal.document(result.document)
  } else report(parts, run, result, flags, terminal)
}

async function checkPlotFile(path: string): Promise<void> {
  if (!/\.svg$/i.test(path)) {
    throw new CommandError('OPTION_INVALID', `Option --plot takes 'terminal' or a file that ends in .svg; got '${path}'.`)
  }
  await checkWritable(path)
}

async function readParts(data: string | undefined, flags: TrainFlags, terminal: Terminal): Promise<Parts> {
  const options: TableOptions = {
    ...given(flags, TABLE_OPTIONS),
    // The poisson loss counts in the target's own units.
    standardizeTarget: flags.standardizeTarget !== false && lossName(flags) !== 'poisson',
    target: flags.target ?? null,
    backend: flags.backend,
  }
  const { validation = defaultValidation(flags) } = flags
  const share = validation === undefined || validation.trim() === '' ? Number.NaN : Number(validation)
  if (!Number.isNaN(share) && !(share > 0 && share < 1)) {
    throw new CommandError(
      'OPTION_INVALID',
      `Option --validation takes a share above 0 and below 1, such as 0.2, or a table; got ${validation}.`,
    )
  }
  const all = await readTable(data, flags, options, terminal)
  if (validation === undefined) return { train: all, validation: undefined }
  if (Number.isNaN(share)) {
    const { delimiter } = flags
    const held = await readTable(validation, delimiter === undefined ? {} : { delimiter }, options, terminal)
    return { train: all, validation: held }
  }
  const { train, test } = all.split({ test: share, seed: flags.seed ?? 0, stratify: isClassified(all, flags) })
  return { train, validation: test }
}

/** A run that stops early by held-out rows holds a tenth. */
function defaultValidation(flags: TrainFlags): string | undefined {
  return modelOf(flags) === 'mlp' && flags.earlyStopping !== 'none' ? '0.1' : undefined
}

/** Whether the target holds classes, told before anything is encoded: both parts then hold them in the same proportion. */
function isClassified(data: Dataset, { task = 'auto', target }: TrainFlags): boolean {
  if (task !== 'auto') return task === 'classification'
  return data.describe().columns.some(({ name, type }) => name === target && type === 'text')
}

/** With hidden layers the loss on the held-out rows says when to stop, unless the flag says more than epochs. */
function earlyStoppingOf(flags: TrainFlags): { earlyStopping?: 'auto' | EarlyStopping | null } {
  const { earlyStopping = 'auto' } = flags
  if (earlyStopping === 'none') return { earlyStopping: null }
  if (modelOf(flags) === 'linear') return { earlyStopping }
  return { earlyStopping: { monitor: 'validation', ...(earlyStopping === 'auto' ? {} : earlyStopping) } }
}

async function setUp(parts: Parts, flags: TrainFlags, terminal: Terminal): Promise<Trainer> {
  if (parts.train.rows >= LONG_ENCODING) await terminal.progress.announce(() => 'encoding the columns')
  const network = networkFor(parts.train, flags)
  const options = given(flags, TRAINING_OPTIONS)
  const trainer = new Trainer(network, parts.train, {
    ...options,
    ...earlyStoppingOf(flags),
    backend: flags.backend,
    ...(parts.validation === undefined ? {} : { validation: parts.validation }),
  })
  terminal.progress.end()
  for (const warning of parts.train.report.warnings ?? []) terminal.progress.note(`note: ${warning}`)
  return trainer
}

async function runToEnd(trainer: Trainer, terminal: Terminal): Promise<Run> {
  const { epochs: planned, l2 } = trainer.plan as { epochs: number; l2: number | 'auto' }
  const first = l2 === 'auto' ? 'choosing l2 by five folds' : `epoch 1/${planned}`
  const started = performance.now()
  const elapsed = () => (performance.now() - started) / 1000
  let last: Epoch | undefined
  terminal.progress.begin(() => last === undefined ? `${first}  ${duration(elapsed())}` : epochLine(last, planned, elapsed()))
  await trainer.run({
    signal: terminal.signal,
    onEpoch: (epoch) => {
      last = epoch
      terminal.progress.touch()
    },
  })
  const seconds = elapsed()
  const { history: epochs, state } = trainer
  const early = state.stoppedEarly ? `, stopped early: the loss no longer falls` : ''
  terminal.progress.end(`trained ${counted(epochs.length, 'epoch')} in ${duration(seconds)}${early}`)
  return { trainer, epochs, seconds }
}

/** `epoch 12/63  loss 0.512  validation 0.548  3.21 M rows/s  12 s left`. */
function epochLine(epoch: Epoch, planned: number, elapsed: number): string {
  const left = (elapsed / epoch.number) * (planned - epoch.number)
  const validation = epoch.validation === undefined ? '' : `  validation ${number(epoch.validation.loss)}`
  const rate = `${compact(epoch.rowsPerSecond ?? 0)} rows/s`
  return `epoch ${epoch.number}/${planned}  loss ${number(epoch.loss)}${validation}  ${rate}  ${duration(left)} left at most`
}

function resultOf({ train, validation }: Parts, { trainer, epochs, seconds }: Run, flags: TrainFlags) {
  const model = trainer.model()
  const description = model.describe()
  const onTrain = model.evaluate(train)
  const onValidation = validation === undefined ? undefined : model.evaluate(validation)
  const { rows, features } = train.report
  const document = {
    task: description.task,
    model: description.model,
    backend: trainer.backend,
    rows,
    features,
    epochs: epochs.length,
    steps: trainer.state.step,
    loss: onTrain.loss,
    metrics: { train: onTrain.metrics, ...(onValidation && { validation: onValidation.metrics }) },
    seconds,
    rowsPerSecond: seconds > 0 ? (rows * epochs.length) / seconds : null,
    weightsHash: model.weightsHash,
    out: flags.out ?? null,
  }
  return { model, description, onTrain, onValidation, document }
}

function report(
  { train }: Parts,
  { trainer, epochs }: Run,
  { description, onTrain, onValidation, document }: ReturnType<typeof resultOf>,
  flags: TrainFlags,
  terminal: Terminal,
): void {
  const { droppedRows, report: columns, rows, features } = train.report
  const dropped = droppedRows > 0 ? `, ${counted(droppedRows, 'row')} without a target left out` : ''
  const evaluations = [['training', onTrain] as const, ...(onValidation ? [['validation', onValidation] as const] : [])]
  const { backend } = document
  terminal.lines([
    terminal.style('bold', `${description.model} ${description.task} of '${description.target}'`),
    `${counted(rows, 'row')}, ${counted(features, 'feature')}${dropped}${classesText(description)}`,
    ...columnLines(columns ?? []),
    '',
    ...metricsTable(evaluations, description),
    '',
    ...modelLines(description),
    '',
    ...(flags.plot === 'terminal' ? [...lossDrawing(epochs, terminal), ''] : []),
    `${runLine(trainer.plan as Record<string, unknown>)}; ${counted(epochs.length, 'epoch')}, ${counted(document.steps, 'step')}`,
    `${backend.kind} core, ${backend.simd}; ${duration(document.seconds)}, ${compact(document.rowsPerSecond ?? 0)} rows/s`,
    `weights ${terminal.style('bold', document.weightsHash)}${flags.out === undefined ? '; not saved, give --out FILE' : `; saved to ${flags.out}`}`,
  ])
}

function lossDrawing(epochs: readonly Epoch[], terminal: Terminal): string[] {
  return drawChart(lossChart(epochs), { columns: Math.min(terminal.columns, 100), lines: 12, color: terminal.color })
}

function lossChart(epochs: readonly Epoch[]): Chart {
  const x = epochs.map(({ number: at }) => at)
  const validation = epochs.flatMap((epoch) => (epoch.validation === undefined ? [] : [epoch.validation.loss]))
  return {
    title: 'Loss',
    xLabel: 'epoch',
    yLabel: 'loss',
    series: [
      { name: 'training', mark: 'line', color: 'cyan', x, y: epochs.map(({ loss }) => loss) },
      ...(validation.length === x.length && x.length > 0
        ? [{ name: 'validation', mark: 'dotted' as const, color: 'yellow' as const, x, y: validation }]
        : []),
    ],
  }
}
