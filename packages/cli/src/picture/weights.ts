/** The weights that matter most, as bars. */
import type { Bars } from '../figure/chart.js'
import { count } from '../format.js'
import type { Subject } from './subject.js'

const SHOWN = 10

/** The largest standardised coefficients; of a model with hidden layers there are none. */
export function weightsBars({ description }: Subject): Bars | undefined {
  const { standardizedCoefficients: weights, names, features, classes } = description
  if (weights === undefined) return undefined
  const rows = (typeof weights[0] === 'number' ? [weights] : weights) as readonly (readonly number[])[]
  const named = rows.flatMap((row, output) =>
    row.map((value, i) => ({ value, name: `${names?.[i] ?? `x${i + 1}`}${rows.length > 1 ? ` → ${classes[output] ?? output + 1}` : ''}` })),
  )
  const largest = named.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, SHOWN)
  return {
    kind: 'bars',
    title: 'Weights',
    note:
      named.length > SHOWN
        ? `The ${SHOWN} largest of ${count(named.length)} coefficients, for one standard deviation of the feature.`
        : `Coefficients for one standard deviation of ${features === 1 ? 'the feature' : 'each feature'}.`,
    label: 'standardised coefficient',
    names: largest.map(({ name }) => name),
    values: largest.map(({ value }) => value),
  }
}
