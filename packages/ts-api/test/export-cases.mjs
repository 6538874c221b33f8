/**
 * Trained models of every kind, each with raw rows to predict for: what the tests of the exports here and in test/python
 * compare. Numbers are multiples of 1/8, which float32 keeps; everything is drawn from a seed.
 */
import {
  Dataset,
  LinearClassifier,
  LinearRegression,
  LinearRegressor,
  LogisticRegression,
  MLPClassifier,
  MLPRegressor,
} from 'minibatch'

export const ACTIVATIONS = ['identity', 'relu', 'leakyRelu', 'elu', 'tanh', 'sigmoid', 'gelu', 'geluTanh', 'silu', 'softplus']

/** Marks of a missing cell, as texts. */
export const MARKS = ['', '?', 'NA', 'n/a', 'NaN', 'null', 'NONE', 'None', '#N/A', '+nan', '-NaN']

/**
 * Every case: a name, the trained model, and `rows` of objects or the matrix `x`. `inputs` is what toOnnx is to take
 * numbers as, where it is not the model's dtype.
 */
export async function exportCases() {
  const cases = []
  for (const kind of [...tables(), ...arrays(), ...encoders(24)]) cases.push(await trained(kind))
  return cases
}

async function trained({ name, model, data, x, y, rows, ...rest }) {
  if (data) await model.fit(data)
  else await model.fit(x, y)
  return { name, model, ...(rows ? { rows } : { x }), ...rest }
}

/** Models of one table with columns of each type, with and without missing cells. */
function tables() {
  const train = houses(160, 1)
  const rows = houses(40, 2).concat(strange())
  const dataOf = (target, options = {}) => {
    const others = ['price', 'sold', 'kind', 'visits', 'grade', 'day'].filter((name) => name !== target)
    return Dataset.fromRows(train, { target, exclude: others, categorical: ['code'], ...options })
  }
  const table = (name, model, target, options) => ({ name, model, rows, data: dataOf(target, options) })
  const few = { epochs: 12 }
  return [
    table('linear regression', new LinearRegression(few), 'price'),
    table('linear regression of float64', new LinearRegression(few), 'price', { dtype: 'float64' }),
    table('regression of a date', new LinearRegression(few), 'day'),
    table('Poisson regression', new LinearRegressor({ ...few, loss: 'poisson' }), 'visits', { standardizeTarget: false }),
    table('two classes', new LogisticRegression(few), 'sold'),
    table('two classes of float64', new LogisticRegression(few), 'sold', { dtype: 'float64' }),
    table('two classes of a perceptron', new MLPClassifier({ ...few, hidden: [6] }), 'sold'),
    table('three classes', new LogisticRegression(few), 'kind'),
    table('three classes of a perceptron', new MLPClassifier({ ...few, hidden: [8, 5], activation: 'tanh' }), 'kind'),
    table('classes that are numbers', new LogisticRegression(few), 'grade', { task: 'classification' }),
    table('hinge', new LinearClassifier({ ...few, loss: 'hinge' }), 'sold'),
    ...['float32', 'float64'].flatMap((dtype) =>
      ACTIVATIONS.map((activation) =>
        table(`perceptron, ${activation}, ${dtype}`, new MLPRegressor({ ...few, hidden: [7, 4], activation }), 'price', { dtype }),
      ),
    ),
    { ...table('numbers of many digits', new LinearRegression(few), 'price'), ...manyDigits() },
  ]
}

/** Numbers that float32 does not keep. */
function manyDigits() {
  const next = draws(5)
  const row = () => ({ id: 1e9 + next() * 100 + 0.1, price: next() })
  const made = Array.from({ length: 50 }, row)
  return { data: Dataset.fromRows(made, { target: 'price' }), rows: made.slice(0, 20), inputs: 'float64' }
}

/** Models of plain arrays. */
function arrays() {
  const next = draws(3)
  const x = Array.from({ length: 90 }, () => Array.from({ length: 3 }, () => eighths(next, 4) - 2))
  const line = x.map(([a, b, c]) => a - 2 * b + c / 2)
  const third = x.map(([a, b]) => (a > 1 ? 2 : b > 0 ? 1 : 0))
  const named = (classes) => third.map((index) => classes[index])
  const few = { epochs: 12, learningRate: 0.01 }
  return [
    { name: 'arrays, linear regression', model: new LinearRegression(few), x, y: line },
    { name: 'arrays, float64', model: new MLPRegressor({ ...few, hidden: [5], activation: 'gelu', dtype: 'float64' }), x, y: line },
    { name: 'arrays, numbers as float64', model: new LinearRegression(few), x, y: line, inputs: 'float64' },
    { name: 'arrays, two outputs', model: new MLPRegressor({ ...few, hidden: [5] }), x, y: x.map(([a, b]) => [a * b, a - b]) },
    { name: 'arrays, Poisson', model: new LinearRegressor({ ...few, loss: 'poisson' }), x, y: third },
    { name: 'arrays, two classes', model: new LogisticRegression(few), x, y: third.map((index) => (index === 2 ? 1 : -1)) },
    { name: 'arrays, three classes', model: new MLPClassifier({ ...few, hidden: [6] }), x, y: named([10, 20, 30]) },
    { name: 'arrays, classes that are no whole numbers', model: new LogisticRegression(few), x, y: named([-0.5, 0.25, 1e10]) },
    { name: 'arrays, squared hinge', model: new LinearClassifier({ ...few, loss: 'squaredHinge' }), x, y: third.map((index) => Number(index > 0)) },
  ]
}

/** Names that mean something to ONNX or to JavaScript. */
const NAMES = ['x', 'label', 'variable', 'probabilities', 'Gemm', 'constant', "it's", 'Größe', 'a "b" c', 'class', 'row', '*/', '0', 'N']

/** Tables whose columns, levels and missing cells are drawn. */
function encoders(count) {
  return Array.from({ length: count }, (_, seed) => {
    const next = draws(100 + seed)
    const names = NAMES.filter(() => next() < 0.45)
    const columns = (names.length ? names : ['a']).map((name) => ({ name, ...drawnColumn(next) }))
    const rowOf = (unseen) => {
      const cells = columns.map(({ name, cell, missing }) => [name, next() < missing ? MARKS[Math.floor(next() * MARKS.length)] : cell(unseen)])
      return Object.fromEntries([...cells, ['target', eighths(next, 20)]])
    }
    const train = Array.from({ length: 60 }, () => rowOf(false))
    const options = { target: 'target', categorical: columns.filter(({ text }) => text).map(({ name }) => name) }
    const dtype = seed % 2 ? 'float32' : 'float64'
    const model = seed % 3 ? new LinearRegression({ epochs: 4 }) : new MLPRegressor({ epochs: 4, hidden: [4], activation: 'silu' })
    return { name: `drawn table ${seed}`, model, data: Dataset.fromRows(train, { ...options, dtype }), rows: Array.from({ length: 25 }, () => rowOf(true)) }
  })
}

function drawnColumn(next) {
  const missing = next() < 0.5 ? 0 : 0.2
  const kind = Math.floor(next() * 4)
  if (kind === 0) return { missing, cell: () => eighths(next, 1000) }
  if (kind === 1) return { missing, cell: () => dateText(next) }
  const levels = kind === 2 ? ['a', 'Ä', 'b c', "d'", '(missing)', '🙂'] : ['1', '2.5', '-3', '007', '1e300', '0.0000001', '12345678901234567']
  const known = levels.slice(0, 2 + Math.floor(next() * 5))
  const cell = (unseen) => (unseen && next() < 0.2 ? 'never met' : known[Math.floor(next() * known.length)])
  return { missing, text: true, cell }
}

function houses(count, seed) {
  const next = draws(seed)
  const pick = (...values) => values[Math.floor(next() * values.length)]
  return Array.from({ length: count }, () => {
    const area = 40 + eighths(next, 160)
    const city = pick('Oslo', 'Bergen', 'Tromsø', null)
    const worth = area * 3 + (city === 'Oslo' ? 120 : 0)
    return {
      area: next() < 0.1 ? null : area,
      rooms: Math.ceil(area / 30),
      city,
      street: pick('North', 'South', 'East'),
      code: pick('1', '2', '007', '15.5'),
      built: dateText(next).slice(0, 10),
      seen: next() < 0.1 ? '' : dateText(next),
      garden: pick(true, false),
      price: worth + eighths(next, 40),
      sold: worth > 420 ? 'yes' : 'no',
      kind: area > 150 ? 'house' : area > 90 ? 'flat' : 'room',
      visits: Math.floor(area / 40),
      grade: Math.min(3, Math.floor(area / 50)),
      day: dateText(next).slice(0, 10),
    }
  })
}

/** Rows with every mark of a missing cell in every column, and with texts that training did not meet. */
function strange() {
  const [row] = houses(1, 4)
  const inputs = ['area', 'rooms', 'city', 'street', 'code', 'built', 'seen', 'garden']
  const marked = inputs.flatMap((name) => MARKS.map((mark) => ({ ...row, [name]: mark })))
  return [...marked, { ...row, city: 'Paris' }, { ...row, street: 'oslo', code: '7' }, { ...row, code: '(missing)' }]
}

/** A date-time between 1950 and 2049, with a zone. */
function dateText(next) {
  const time = new Date(Date.UTC(1950 + Math.floor(next() * 100), 0, 1) + Math.floor(next() * 366 * 86_400) * 1000)
  return time.toISOString().replace('.000Z', next() < 0.5 ? '+00:00' : '-03:30')
}

function eighths(next, range) {
  return Math.round(next() * range * 8) / 8
}

/** Numbers in [0, 1) from a 31-bit linear congruential generator. */
export function draws(seed) {
  let state = seed * 7919 + 12_345
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return (state >> 8) / 0x800000
  }
}
