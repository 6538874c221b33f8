/** `predict` and `predictProbability`: from the outputs of the network to what is predicted. */
import type { ModelJson } from '../json.js'
import type { Part } from './columns.js'
import { comment, list, quoted } from './literal.js'

const THROWS = 'Throws a TypeError for a cell that is not what its column holds.'

/** The functions that a program exports. */
export function predictions(model: ModelJson): Part {
  return model.task === 'regression' ? numbers(model) : labels(model)
}

function numbers({ target, encoder, loss, layers }: ModelJson): Part {
  const scale = encoder?.target
  const date = scale?.type === 'date' ? ', as days since 1970-01-01' : ''
  const own = (raw: string): string => {
    const linked = loss.name === 'poisson' ? `Math.exp(${raw})` : raw
    return scale && (scale.mean !== 0 || scale.scale !== 1) ? `${linked} * ${scale.scale} + ${scale.mean}` : linked
  }
  const single = layers.at(-1)!.units === 1
  const what = target === null ? (single ? 'The prediction' : 'The predictions') : `The predicted ${comment(target)}${date}`
  const text = single
    ? `/** ${what}. ${THROWS} */
export function predict(row: Row): number {
  const raw = outputs(row)[0]!
  return finite(${own('raw')})
}`
    : `/** ${what}, one an output. ${THROWS} */
export function predict(row: Row): number[] {
  return outputs(row).map((raw) => finite(${own('raw')}))
}`
  return { text, uses: [] }
}

function labels(model: ModelJson): Part {
  const { target, classes, layers, loss } = model
  const texts = classes.map((label) => (typeof label === 'string' ? quoted(label) : String(label)))
  const single = layers.at(-1)!.units === 1
  const what = target === null ? 'The predicted class' : `The predicted ${comment(target)}`
  const text = [
    `/** The classes, in the order of their probabilities. */
export const classes = ${list(texts, '')} as const`,
    `/** One of the classes. */
export type Label = (typeof classes)[number]`,
    single
      ? `/** ${what}. ${THROWS} */
export function predict(row: Row): Label {
  return outputs(row)[0]! > 0 ? classes[1] : classes[0]
}`
      : `/** ${what}: the one of the largest output. ${THROWS} */
export function predict(row: Row): Label {
  const raw = outputs(row)
  return classes[raw.indexOf(Math.max(...raw))]!
}`,
  ]
  if (loss.name === 'binaryCrossEntropy') {
    text.push(`/** The probability of each class, in the order of \`classes\`. */
export function predictProbability(row: Row): number[] {
  const raw = outputs(row)[0]!
  return [sigmoid(-raw), sigmoid(raw)]
}`)
    return { text: text.join('\n\n'), uses: ['sigmoid'] }
  }
  if (loss.name === 'crossEntropy') {
    text.push(`/** The probability of each class, in the order of \`classes\`. */
export function predictProbability(row: Row): number[] {
  const raw = outputs(row)
  const largest = Math.max(...raw)
  const powers = raw.map((output) => Math.exp(output - largest))
  const sum = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / sum)
}`)
  }
  return { text: text.join('\n\n'), uses: [] }
}
