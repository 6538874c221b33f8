/** `minibatch inspect`: what a model file says of itself. */
import { loadModel } from 'minibatch'
import { count, counted, number, table } from './format.js'
import { columnLines, modelLines, runLine } from './report.js'
import type { Terminal } from './terminal.js'

export async function inspect(path: string, terminal: Terminal): Promise<void> {
  const model = (await loadModel(path)).describe()
  if (terminal.json) {
    terminal.document(model)
    return
  }
  const { training } = model
  terminal.lines([
    terminal.style('bold', `${model.model} ${model.task}${model.target === null ? '' : ` of '${model.target}'`}`),
    ...table([
      ['  features', count(model.features)],
      ...(model.classes.length > 0 ? [['  classes', model.classes.join(', ')]] : []),
      ['  dtype', model.dtype],
      ['  trained', `${count(training.rows)} rows, ${counted(training.epochs, 'epoch')}, ${count(Number(training.steps))} steps`],
      ['  options', runLine({ ...training.options, loss: model.loss })],
      ['  last loss', number(training.loss)],
      ['  weights hash', model.weightsHash],
      ['  numerics', String(model.numerics)],
    ]),
    '',
    ...modelLines(model),
    ...(model.report === null ? [] : ['', 'columns', ...columnLines(model.report)]),
  ])
}
