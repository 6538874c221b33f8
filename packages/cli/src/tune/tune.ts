/** `minibatch tune`: options that do better than the defaults on held-out rows, as a config file for train. */
import { type Trial, tune, type TuningProgress, type Tuning } from 'minibatch'
import { asFileValues } from '../config-file.js'
import { CommandError } from '../exit.js'
import { counted, duration, number } from '../format.js'
import { checkMeasuredFlags, type MeasuredFlags, readMeasured, runOptionsOf } from '../measured-table.js'
import { modelOf } from '../network.js'
import { TUNED_RUN_OPTIONS } from '../options.js'
import { checkWritable, writeWhole } from '../output-file.js'
import { checkApart } from '../places.js'
import { protocolLine, protocolOf } from '../protocol.js'
import type { Terminal } from '../terminal.js'

/** The flags of tune as commander gives them. */
export interface TuneFlags extends MeasuredFlags {
  budget?: number
  trials?: number
  out?: string
}

/** Options of the search alone, which train does not know. */
const NOT_OF_TRAIN = ['budget', 'trials', 'out']

export async function tuneTable(data: string | undefined, flags: TuneFlags, terminal: Terminal): Promise<void> {
  checkMeasuredFlags(flags)
  const { budget, trials, out } = flags
  if (budget !== undefined && trials !== undefined) {
    throw new CommandError('OPTION_INVALID', 'Options --budget and --trials both say how long to search; give one of them.')
  }
  checkApart({ 'the table': data, '--config': flags.config }, { '--out': out })
  if (out !== undefined) await checkWritable(out)
  const rows = await readMeasured(data, flags, terminal)
  const started = performance.now()
  const found = await tune(rows, {
    ...runOptionsOf(flags, TUNED_RUN_OPTIONS, terminal.signal),
    budgetSeconds: budget,
    trials,
    onProgress: followed(terminal),
  })
  const seconds = (performance.now() - started) / 1000
  terminal.progress.end(`tried ${counted(found.trials.length, 'set')} of options in ${duration(seconds)}`)
  const config = configOf(data, flags, found)
  const text = `${JSON.stringify(config, null, 2)}\n`
  if (out !== undefined) await writeWhole(out, [text])
  if (terminal.json) terminal.document(documentOf(found, flags, { config, seconds }))
  else terminal.lines(reportOf(found, flags, text, terminal))
}

function followed(terminal: Terminal): (at: TuningProgress) => void {
  const started = performance.now()
  let at: TuningProgress | undefined
  terminal.progress.begin(() => {
    const elapsed = duration((performance.now() - started) / 1000)
    if (at === undefined || at.phase === 'learning rate') return `range test of the learning rate  ${elapsed}`
    if (at.phase === 'batch size') return `measuring batch sizes  ${elapsed}`
    return `trial ${at.trials + 1}  held-out loss ${number(at.best)}, defaults ${number(at.baseline)}  ${elapsed}`
  })
  return (next) => {
    at = next
    terminal.progress.touch()
  }
}

/** What train is to be told: what was asked for, and what was found. */
function configOf(data: string | undefined, flags: TuneFlags, { best }: Tuning): Record<string, unknown> {
  const given = Object.entries(asFileValues(flags)).filter(([name]) => !NOT_OF_TRAIN.includes(name))
  const { hidden, ...options } = best.options
  return {
    ...(data === undefined || data === '-' ? {} : { data }),
    ...Object.fromEntries(given),
    model: modelOf(flags),
    ...(hidden && { hidden: hidden.map((layer) => (typeof layer === 'number' ? layer : layer.units)) }),
    ...options,
  }
}

function documentOf(found: Tuning, flags: TuneFlags, { config, seconds }: { config: object; seconds: number }) {
  const { range, batchSize, trials, baseline, best, metric, folds, backend } = found
  return {
    model: modelOf(flags),
    target: flags.target!,
    learningRate: range,
    batchSize,
    metric,
    folds,
    baseline,
    best,
    trials,
    config,
    out: flags.out ?? null,
    protocol: protocolOf(backend),
    seconds,
  }
}

function reportOf(found: Tuning, flags: TuneFlags, config: string, terminal: Terminal): string[] {
  const { range, batchSize, baseline, best, metric, folds, backend } = found
  const line = (name: string, { loss, score }: Trial) => `${name}  held-out loss ${number(loss)}, ${metric === 'r2' ? 'R2' : metric} ${number(score)}`
  return [
    terminal.style('bold', `learning rate of '${flags.target}', ${modelOf(flags)} model`),
    range.reason,
    '',
    terminal.style('bold', 'batch size on this machine'),
    ...(batchSize ? String(batchSize).split('\n') : ['No batch size got to the loss that was looked for.']),
    '',
    terminal.style('bold', `search, each trial on ${folds > 1 ? `${folds} folds` : 'the same held-out rows'}`),
    ...String(found).split('\n'),
    '',
    line('defaults', baseline),
    line('best    ', best),
    best === baseline ? 'Nothing was better than the defaults.' : '',
    ...(flags.out === undefined ? ['config for train --config:', ...config.trimEnd().split('\n')] : [`saved to ${flags.out}; minibatch train --config ${flags.out}`]),
    protocolLine(protocolOf(backend)),
  ]
}
