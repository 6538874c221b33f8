/** `minibatch evaluate`: a saved model against a table with known targets. */
import { loadModel, permutationImportance } from 'minibatch'
import type { DataFlags } from './commands/data.js'
import type { EvaluateFlags } from './commands/evaluate.js'
import { draw, plotOf, type PlotFlags } from './picture/plot.js'
import { metricsTable } from './report.js'
import { readTable } from './table-source.js'
import type { Terminal } from './terminal.js'

export async function evaluate(model: string, data: string | undefined, flags: DataFlags & PlotFlags & EvaluateFlags, terminal: Terminal): Promise<void> {
  const plot = await plotOf(flags)
  const trained = await loadModel(model)
  const dataset = await readTable(data, flags, {}, terminal)
  const result = trained.evaluate(dataset)
  const { rows, loss, metrics } = result
  if (plot !== undefined) {
    const subject = { model: trained, evaluation: result, dataset, rowsName: 'rows', epochs: [] }
    await draw(plot, subject, ['fit', 'actual', 'confusion'], terminal)
  }
  const importance = flags.importance ? await permutationImportance(trained, dataset) : undefined
  if (terminal.json) terminal.document({ rows, loss, metrics, ...(importance && { importance }) })
  else {
    terminal.lines(metricsTable([['all rows', result]], trained.describe()))
    if (importance) terminal.lines(['', ...String(importance).split('\n')])
  }
}
