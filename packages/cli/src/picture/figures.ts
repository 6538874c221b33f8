/** Which pictures there are, and which fit a model. */
import type { Figure } from '../figure/chart.js'
import { calibrationChart, confusionFigure, rocChart } from './classification.js'
import { lossChart } from './loss.js'
import type { FigureName } from './names.js'
import { actualChart, fitChart, residualsChart } from './regression.js'
import type { Subject } from './subject.js'
import { weightsBars } from './weights.js'

const classified = ({ description }: Subject) => description.task === 'classification'
const oneNumber = (subject: Subject) => !classified(subject) && subject.description.outputs === 1 && subject.hasCells
/** Numbers that can be set against each other: dates are none. */
const comparable = (subject: Subject) => oneNumber(subject) && subject.numbers.actual.length > 0

const MAKERS: Record<FigureName, (subject: Subject) => Figure | undefined> = {
  loss: ({ epochs }) => (epochs.length > 0 ? lossChart(epochs) : undefined),
  fit: (subject) => (oneNumber(subject) ? fitChart(subject) : undefined),
  actual: (subject) => (comparable(subject) ? actualChart(subject) : undefined),
  residuals: (subject) => (comparable(subject) ? residualsChart(subject) : undefined),
  confusion: (subject) => (classified(subject) ? confusionFigure(subject) : undefined),
  roc: (subject) => (classified(subject) && subject.hasCells ? rocChart(subject) : undefined),
  calibration: (subject) => (classified(subject) && subject.hasCells ? calibrationChart(subject) : undefined),
  weights: weightsBars,
}

/** The picture of a name; undefined where it does not fit. */
export function figureOf(subject: Subject, name: FigureName): Figure | undefined {
  return MAKERS[name](subject)
}

/** Every picture that fits, the most telling first. */
export function figuresOf(subject: Subject): [FigureName, Figure][] {
  return (Object.keys(MAKERS) as FigureName[]).flatMap((name) => {
    const figure = figureOf(subject, name)
    return figure === undefined ? [] : [[name, figure]]
  })
}
