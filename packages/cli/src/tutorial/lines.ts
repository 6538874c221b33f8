/** The tutorial's parts as lines to read. */
import type { Comparison } from 'minibatch'
import { drawFigure } from '../figure/drawing.js'
import { table } from '../format.js'
import type { Terminal } from '../terminal.js'
import type { TutorialData } from './data.js'
import { scatter } from './figures.js'
import { type FromScratch, type FrameworkStyle, type Step, stepsOf } from './runs.js'

/** NumPy's twenty lines, and the picture below them. */
export function fromScratchLines(run: FromScratch, data: TutorialData, terminal: Terminal): string[] {
  return [
    terminal.style('bold', 'Mini-batch gradient descent from scratch'),
    'A line y = w x + b is fitted to 1000 points of y = 3.5 x + 1.2 + noise. Each update reads',
    `${data.batchSize} of them, in an order that is new each epoch, and moves w and b a little down the`,
    `slope of their loss, half the mean squared error: w -= ${data.learningRate} dw, b -= ${data.learningRate} db.`,
    "'minibatch tutorial --step 1' shows one update in numbers.",
    '',
    ...run.epochs.map(({ epoch, w, b }) => `Epoch ${epoch}: w = ${w.toFixed(4)}, b = ${b.toFixed(4)}`),
    '',
    ...pictureLines(run, data, terminal),
    '',
    'The line is not there yet: more epochs, or a larger rate, bring w near 3.5 and b near 1.2.',
    `weights ${run.weightsHash}`,
    '',
  ]
}

export function pictureLines(run: FromScratch, data: TutorialData, terminal: Terminal): string[] {
  return drawFigure(scatter(data, run), { columns: Math.min(terminal.columns, 100), lines: 20, color: terminal.color })
}

/** What a framework's loop prints. */
export function frameworkStyleLines({ epochs, w, b, weightsHash }: FrameworkStyle, terminal: Terminal): string[] {
  return [
    terminal.style('bold', "The framework's way"),
    'The same loop in words of a library. In PyTorch they are:',
    ...table([
      ['  DataLoader(dataset, batch_size=64, shuffle=True)', 'rows.batches({ batchSize: 64, seed: 42, epoch })'],
      ['  nn.Linear(1, 1)', 'sequential(rows, [dense(1)], { seed: 42 })'],
      ['  nn.MSELoss(), loss.backward()', "net.lossAndGradient(batch, 'mse')"],
      ['  optim.SGD(lr=0.01), optimizer.step()', 'sgd({ learningRate: 0.01 }).step(net.parameters, gradient)'],
    ]),
    'What is printed is the loss of the last batch of the epoch. float32, and seeds of its own.',
    '',
    ...epochs.map(({ epoch, loss }) => `Epoch ${epoch}, Loss: ${loss.toFixed(4)}`),
    `w = ${w.toFixed(4)}, b = ${b.toFixed(4)}, weights ${weightsHash}`,
    '',
  ]
}

/** The three methods, measured. */
export function comparisonLines(comparison: Comparison, terminal: Terminal): string[] {
  return [
    terminal.style('bold', 'Batch (full), mini-batch (64) and stochastic (1) gradient descent'),
    ...String(comparison).split('\n'),
    '',
    "noise: deviation of an update's gradient at the start, in lengths of the gradient of all rows",
    'target: 5 % above the least loss of the three',
    "All three have the tutorial's one rate; a rate of its own would serve each better.",
  ]
}

/** One mini-batch, to follow by hand. */
export function stepLines(step: Step, data: TutorialData, terminal: Terminal): string[] {
  const { rows, x, y, predictions, errors, w, b, dw, db, newW, newB, learningRate } = step
  const n = rows.length
  const products = errors.map((error, i) => error * x[i]!)
  const sum = (values: readonly number[]) => digits(values.reduce((all, value) => all + value, 0))
  const cells = rows.map((row, i) => [row, x[i]!, y[i]!, predictions[i]!, errors[i]!, products[i]!].map((value, k) => (k ? digits(value) : `${value}`)))
  return [
    terminal.style('bold', `Step ${step.step} of ${stepsOf(data)}: epoch ${step.epoch}, batch ${step.batch}, ${n} rows`),
    `Before it w = ${digits(w)}, b = ${digits(b)}.`,
    '',
    ...table(
      [['row', 'x', 'y', 'prediction w x + b', 'error prediction - y', 'error x'], ...cells, ['sum', '', '', '', sum(errors), sum(products)]],
      [true, true, true, true, true, true],
    ),
    '',
    `loss  half the mean of error²      = ${digits(step.loss)}`,
    `dw    sum of error x / ${n}`.padEnd(34) + ` = ${digits(dw)}`,
    `db    sum of error / ${n}`.padEnd(34) + ` = ${digits(db)}`,
    `new w = w - ${learningRate} dw = ${digits(w)} - ${learningRate} · ${digits(dw)} = ${digits(newW)}`,
    `new b = b - ${learningRate} db = ${digits(b)} - ${learningRate} · ${digits(db)} = ${digits(newB)}`,
  ]
}

function digits(value: number): string {
  return value.toFixed(6)
}
