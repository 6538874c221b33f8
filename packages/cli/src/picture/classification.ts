/** Pictures of a model of classes. */
import { calibration, rocAucScore, rocCurve } from 'minibatch'
import { type Bars, type Chart, type HeatMap, LOOKS } from '../figure/chart.js'
import { count } from '../format.js'
import type { Subject } from './subject.js'
import { thinned } from './thinned.js'

/** Classes up to which the whole matrix is drawn; of more the pairs that are confused most. */
const WHOLE = 20
const PAIRS = 10

/** Which classes are taken for which. */
export function confusionFigure({ evaluation, description, rowsName }: Subject): HeatMap | Bars | undefined {
  const { confusionMatrix: matrix } = evaluation
  if (matrix === undefined) return undefined
  const { classes } = description
  const right = matrix.reduce((sum, row, i) => sum + row[i]!, 0)
  const all = matrix.flat().reduce((sum, value) => sum + value, 0)
  const note = `${count(right)} of ${count(all)} ${rowsName} are predicted as what they are.`
  if (classes.length > WHOLE) return worstPairs(matrix, classes, note)
  return { kind: 'heatMap', title: 'Confusion matrix', note, xLabel: 'predicted', yLabel: 'actual', columns: classes, rows: classes, values: matrix }
}

function worstPairs(matrix: readonly (readonly number[])[], classes: readonly string[], note: string): Bars {
  const pairs = matrix.flatMap((row, i) => row.map((value, j) => ({ name: `${classes[i]} as ${classes[j]}`, value, missed: i !== j })))
  const worst = pairs.filter(({ missed, value }) => missed && value > 0).toSorted((a, b) => b.value - a.value).slice(0, PAIRS)
  return {
    kind: 'bars',
    title: 'The most confused classes',
    note,
    label: 'rows',
    names: worst.map(({ name }) => name),
    values: worst.map(({ value }) => value),
  }
}

/** A class against the rest: whether each row is of it, and how probable that was. */
interface AgainstRest {
  readonly name: string
  readonly truth: readonly boolean[]
  readonly probability: Float64Array
  readonly area: number
}

/** The classes that are drawn: the second of two, or those told apart the worst; not those that cannot be judged. */
function againstRest({ classes: { truth, probability }, description }: Subject): AgainstRest[] {
  const { classes } = description
  const of = classes.length === 2 ? [1] : classes.map((_, i) => i)
  return of
    .flatMap((i): AgainstRest[] => {
      const own = Array.from(truth, (index) => index === i)
      const area = own.length === 0 ? null : rocAucScore(own, probability[i]!, { classes: [false, true] })
      return area === null ? [] : [{ name: classes[i]!, truth: own, probability: probability[i]!, area }]
    })
    .toSorted((a, b) => a.area - b.area)
    .slice(0, LOOKS.length)
}

function givesProbabilities({ evaluation: { metrics } }: Subject): boolean {
  return 'logLoss' in metrics && metrics.logLoss !== null
}

function chosen(drawn: number, { description: { classes } }: Subject): string {
  return classes.length > 2 && drawn < classes.length ? ` The ${drawn} classes of ${classes.length} that are told apart the worst.` : ''
}

/** How many rows of each class are found at the price of how many that are not of it. */
export function rocChart(subject: Subject): Chart | undefined {
  if (!givesProbabilities(subject)) return undefined
  const drawn = againstRest(subject)
  if (drawn.length === 0) return undefined
  return {
    kind: 'chart',
    title: 'ROC curve',
    note: `Each class against the rest, with the area under its curve. On the dotted line it is chance.${chosen(drawn.length, subject)}`,
    x: { label: 'false positive rate', low: 0, high: 1 },
    y: { label: 'true positive rate', low: 0, high: 1 },
    series: [
      ...drawn.map(({ name, truth, probability, area }) => {
        const { falsePositiveRate, truePositiveRate } = rocCurve(truth, probability, { positive: true })!
        const points = thinned(falsePositiveRate.length)
        return {
          name: `${name}, area ${area.toFixed(3)}`,
          mark: 'line' as const,
          x: points.map((i) => falsePositiveRate[i]!),
          y: points.map((i) => truePositiveRate[i]!),
        }
      }),
      { name: 'chance', mark: 'line', look: 'grey', x: [0, 1], y: [0, 1] },
    ],
  }
}

/** Whether what is said to be so probable comes so often. */
export function calibrationChart(subject: Subject): Chart | undefined {
  if (!givesProbabilities(subject)) return undefined
  const drawn = againstRest(subject)
  if (drawn.length === 0) return undefined
  return {
    kind: 'chart',
    title: 'Calibration',
    note: `Ten bins of probability: how often the class came. On the dotted line probabilities can be taken at their word.${chosen(drawn.length, subject)}`,
    x: { label: 'predicted probability', low: 0, high: 1 },
    y: { label: 'share that is of the class', low: 0, high: 1 },
    series: [
      ...drawn.map(({ name, truth, probability }) => {
        const { bins, brierScore } = calibration(truth, probability, { classes: [false, true] })
        return {
          name: `${name}, Brier score ${brierScore.toFixed(3)}`,
          mark: 'pointsAndLine' as const,
          x: bins.map(({ predicted }) => predicted),
          y: bins.map(({ observed }) => observed),
        }
      }),
      { name: 'at its word', mark: 'line', look: 'grey', x: [0, 1], y: [0, 1] },
    ],
  }
}
