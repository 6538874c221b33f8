/** What a run came to: the document of `--json`, and the report for people. */
import type { CrossValidation } from 'minibatch'
import { backendText, trialLines } from '../backend-text.js'
import { compact, counted, duration } from '../format.js'
import { classesText, columnLines, metricsTable, modelLines, runLine } from '../report.js'
import type { Terminal } from '../terminal.js'
import type { TrainFlags } from './flags.js'
import type { Parts } from './parts.js'
import type { Run } from './run.js'

export type Result = ReturnType<typeof resultOf>

/** What is known beside the run itself. */
export interface Beside {
  readonly flags: TrainFlags
  readonly folds: CrossValidation | undefined
}

export function resultOf(
  { train, validation }: Parts,
  { trainer, epochs, seconds, rows: trainedOn }: Run,
  { flags, folds }: Beside,
) {
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
    metrics: {
      train: onTrain.metrics,
      ...(onValidation && { validation: onValidation.metrics }),
      ...(folds && { folds: folds.metrics }),
    },
    seconds,
    rowsPerSecond: seconds > 0 ? trainedOn / seconds : null,
    weightsHash: model.weightsHash,
    out: flags.out ?? null,
    // What a measurement settled, for it settles something else on another day.
    ...(flags.batchSize === 'auto' ? { measured: { batchSize: trainer.plan.batchSize } } : {}),
  }
  return { model, description, onTrain, onValidation, folds, document }
}

export function report(
  { train }: Parts,
  { trainer, epochs }: Run,
  { description, onTrain, onValidation, folds, document }: Result,
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
    ...metricsTable(evaluations, description, folds),
    '',
    ...modelLines(description),
    '',
    `${runLine(trainer.plan as Record<string, unknown>)}; ${counted(epochs.length, 'epoch')}, ${counted(document.steps, 'step')}`,
    `${backendText(backend)}; ${duration(document.seconds)}, ${compact(document.rowsPerSecond ?? 0)} rows/s`,
    ...trialLines(backend),
    ...(document.measured ? [`batch size measured on this machine: repeat with --batch-size ${document.measured.batchSize}`] : []),
    `weights ${terminal.style('bold', document.weightsHash)}${flags.out === undefined ? '; not saved, give --out FILE' : `; saved to ${flags.out}`}`,
  ])
}
