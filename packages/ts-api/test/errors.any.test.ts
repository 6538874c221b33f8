import {
  adam,
  clipGradientNorm,
  Dataset,
  dense,
  dropout,
  type ErrorCode,
  LinearRegression,
  LinearRegressor,
  loadModel,
  MinibatchError,
  mse,
  ready,
  learningRateAt,
  sequential,
  sgd,
  Trainer,
} from 'minibatch'
import { beforeAll, describe, expect, test } from 'vitest'

beforeAll(() => ready())

const x = [[1], [2], [3]]
const y = [1, 2, 3]

/** What a user got wrong, the code it gives, and the words the sentence must hold. */
type Mistake = [name: string, call: () => unknown, code: ErrorCode, sentence: RegExp]

// What JavaScript allows and the types do not.
const untyped = (options: object) => new LinearRegressor(options).fit(x, y)

const arrays: Mistake[] = [
  ['a ragged row', () => fit([[1, 2], [3]], [1, 2]), 'SHAPE_MISMATCH', /x\[1\] must have 2 values.*got 1/],
  ['text in a matrix', () => fit([['a']] as never, [1]), 'DATA_INVALID', /x\[0\]\[0\] must be a number; got the text "a".*fromRows/],
  ['undefined in a row', () => fit([[undefined]] as never, [1]), 'DATA_INVALID', /x\[0\]\[0\].*got undefined/],
  ['flat x', () => fit([1, 2, 3] as never, y), 'DATA_INVALID', /x must be rows of numbers.*x\.map/],
  ['flat typed x', () => fit(new Float32Array(3) as never, y), 'DATA_INVALID', /columns: 1/],
  ['empty x', () => fit([], []), 'DATA_INVALID', /x is empty/],
  ['y too short', () => fit(x, [1, 2]), 'SHAPE_MISMATCH', /y must have one value for each row: expected 3, got 2/],
  ['y as rows, one too few', () => fit(x, [[1], [2]] as never), 'SHAPE_MISMATCH', /y must have one row.*expected 3, got 2/],
  ['no y', () => fit(x, undefined as never), 'DATA_INVALID', /fit\(x, y\)/],
  ['NaN in x', () => fit([[1], [Number.NaN], [3]], y), 'DATA_INVALID', /x is NaN in row 2, column 1/],
  ['Infinity in y', () => fit(x, [1, Infinity, 3]), 'DATA_INVALID', /y is inf.* in row 2/i],
  ['columns that do not divide', () => fit({ data: new Float32Array(7), columns: 2 }, [1]), 'SHAPE_MISMATCH', /whole rows of 2 values; got 7/],
  ['half a column', () => fit({ data: new Float32Array(3), columns: 1.5 }, y), 'SHAPE_MISMATCH', /x\.columns.*got 1\.5/],
  ['bigint values', () => fit({ data: new BigInt64Array(3) as never, columns: 1 }, y), 'DATA_INVALID', /x\.data must hold numbers/],
]

const options: Mistake[] = [
  ['a misspelt option', () => untyped({ batchsize: 8 }), 'OPTION_INVALID', /Unknown option 'batchsize'.*Did you mean 'batchSize'/],
  ['an unknown loss', () => untyped({ loss: 'msse' }), 'OPTION_INVALID', /'msse'.*mse/],
  ['a function not called', () => untyped({ loss: mse }), 'OPTION_INVALID', /loss.*not a function.*mse\(\)/],
  ['NaN as a rate', () => untyped({ learningRate: Number.NaN }), 'OPTION_INVALID', /learningRate.*finite number; got NaN/],
  ['a rate of zero', () => untyped({ learningRate: 0 }), 'OPTION_INVALID', /learningRate.*above 0.*got 0/],
  ['half an epoch', () => untyped({ epochs: 1.5 }), 'OPTION_INVALID', /epochs/],
  ['a bigint seed', () => untyped({ seed: 1n }), 'OPTION_INVALID', /seed.*bigint/],
  ['an unknown dtype', () => untyped({ dtype: 'float16' }), 'OPTION_INVALID', /dtype.*'float32' or 'float64'/],
  ['a loss for LinearRegression', () => new LinearRegression({ loss: 'mse' } as never), 'OPTION_INVALID', /LinearRegressor/],
  ['an unknown backend', () => untyped({ backend: 'gpu' }), 'BACKEND_UNAVAILABLE', /'gpu' does not exist/],
  ['too few parameters', () => untyped({ initialParameters: [1] }), 'SHAPE_MISMATCH', /parameters/],
  ['a short order', () => untyped({ order: [[0, 1]] }), 'SHAPE_MISMATCH', /order\[0\].*3 rows.*got 2/],
  ['a row that does not exist', () => untyped({ order: [[0, 1, 3]] }), 'DATA_INVALID', /order\[0\]\[2\].*0 to 2; got 3/],
  ['a rate that diverges', () => fit([[1e3], [2e3]], [1, 2], { optimizer: 'sgd', learningRate: 10, epochs: 500, earlyStopping: null }), 'DIVERGED', /.+/],
  ['an activation at the end', () => sequential(1, [dense(2), dense(1, 'relu')]), 'OPTION_INVALID', /end with dense\(outputs\).*dense\(2\), dense\(1, 'relu'\)/],
  ['dropout without a layer', () => sequential(1, [dropout(0.5), dense(1)]), 'OPTION_INVALID', /layers\[0\].*dropout\(0\.5\)/],
  ['half a unit', () => sequential(1, [dense(0.5, 'relu'), dense(1)]), 'OPTION_INVALID', /layers\[0\].*0\.5/],
  ['too many outputs', () => new Trainer(sequential(1, [dense(2)]), Dataset.fromArrays({ x, y })), 'SHAPE_MISMATCH', /2 outputs.*needs 1.*dense\(1\)/],
  ['an unknown activation', () => new Trainer(sequential(1, [dense(2, 'rellu' as never), dense(1)]), Dataset.fromArrays({ x, y })), 'OPTION_INVALID', /'rellu'.*Did you mean 'relu'/],
  ['a validation loss without rows', () => untyped({ earlyStopping: { monitor: 'validation' } }), 'OPTION_INVALID', /monitor.*validation rows/],
  ['no inputs', () => sequential(0, [dense(1)]), 'OPTION_INVALID', /inputs/],
  ['a network for other data', () => new Trainer(sequential(2, [dense(1)]), Dataset.fromArrays({ x, y })), 'SHAPE_MISMATCH', /2 inputs.*1 features/],
  ['a run of less than no time', () => trainer().run({ seconds: -1 }), 'OPTION_INVALID', /seconds.*at least 0.*-1/],
  ['half an epoch of a trainer', () => trainer().epochs(0.5).next(), 'OPTION_INVALID', /epochs.*0\.5/],
  ['a model before its fit', () => new LinearRegression().predict(x), 'OPTION_INVALID', /not trained yet.*fit/],
]

const loops: Mistake[] = [
  ['a batch of other columns', () => net().lossAndGradient({ x: [[1]], y: [1] }, 'mse'), 'SHAPE_MISMATCH', /x must have 2 columns.*got 1/],
  ['a dataset of other columns', () => net().lossAndGradient(firstBatch(), 'mse'), 'SHAPE_MISMATCH', /row of x must hold 2 values; got 1/],
  ['a batch of another dtype', () => sequential(1, [dense(1)], { dtype: 'float64' }).lossAndGradient(firstBatch(), 'mse'), 'SHAPE_MISMATCH', /float64; got float32/],
  ['a flat x that is no whole rows', () => net().lossAndGradient({ x: new Float32Array(3), y: [1] }, 'mse'), 'SHAPE_MISMATCH', /whole rows of 2 values; got 3/],
  ['y of another length', () => net().lossAndGradient({ x: [[1, 2]], y: [1, 2] }, 'mse'), 'SHAPE_MISMATCH', /expected 1, got 2/],
  ['y of other outputs', () => net().lossAndGradient({ x: [[1, 2]], y: [[1, 2]] }, 'mse'), 'SHAPE_MISMATCH', /row of y must hold 1 values; got 2/],
  ['a weight too many', () => net().lossAndGradient({ x: [[1, 2]], y: [1], weight: [1, 2] }, 'mse'), 'SHAPE_MISMATCH', /weight.*expected 1, got 2/],
  ['NaN in a batch', () => net().lossAndGradient({ x: [[1, Number.NaN]], y: [1] }, 'mse'), 'DATA_INVALID', /x is NaN in row 1, column 2/],
  ['NaN in forward', () => net().forward([[1, Number.NaN]]), 'DATA_INVALID', /x is NaN in row 1, column 2/],
  ['a target that is no class', () => net(3).lossAndGradient({ x: [[1, 2]], y: [3] }, 'crossEntropy'), 'DATA_INVALID', /class indices.*row 1 has 3/],
  ['a target that is neither 0 nor 1', () => net().lossAndGradient({ x: [[1, 2]], y: [2] }, 'binaryCrossEntropy'), 'DATA_INVALID', /0 or 1.*row 1 has 2/],
  ['an unknown loss of a loop', () => net().lossAndGradient({ x: [[1, 2]], y: [1] }, 'msse' as never), 'OPTION_INVALID', /'msse'.*mse/],
  ['an option of a run in a gradient', () => net().lossAndGradient({ x: [[1, 2]], y: [1] }, 'mse', { l1: 1 } as never), 'OPTION_INVALID', /Unknown option 'l1'/],
  ['a gradient into too short an array', () => net().lossAndGradient({ x: [[1, 2]], y: [1] }, 'mse', { into: new Float32Array(2) }), 'SHAPE_MISMATCH', /gradient must hold 3 values; got 2/],
  ['a gradient into another kind of array', () => net().lossAndGradient({ x: [[1, 2]], y: [1] }, 'mse', { into: new Float64Array(3) }), 'OPTION_INVALID', /into must be a Float32Array.*Float64Array/],
  ['a gradient into the parameters', () => intoParameters(), 'OPTION_INVALID', /into must be.*memory of the parameters/],
  ['a negative penalty', () => net().lossAndGradient({ x: [[1, 2]], y: [1] }, 'mse', { l2: -1 }), 'OPTION_INVALID', /l2.*at least 0.*-1/],
  ['parameters that are too large', () => diverging(), 'DIVERGED', /loss of this batch is (inf|NaN).*learning rate/],
  ['a seed below 0', () => sequential(1, [dense(1)], { seed: -1 }).parameters, 'OPTION_INVALID', /seed.*whole number.*-1/],
  ['a gradient of another length', () => adam().step(new Float32Array(3), [1, 2]), 'SHAPE_MISMATCH', /gradient must hold 3 values; got 2/],
  ['parameters of another length than before', () => steps(new Float64Array(2), new Float64Array(3)), 'SHAPE_MISMATCH', /parameters must hold 2 values; got 3.*reset\(\)/],
  ['parameters of another dtype than before', () => steps(new Float64Array(2), new Float32Array(2)), 'SHAPE_MISMATCH', /must be float64; got float32/],
  ['parameters as a plain array', () => adam().step([1] as never, [1]), 'DATA_INVALID', /parameters must be a Float32Array or a Float64Array.*an array/],
  ['a gradient that is no array', () => adam().step(new Float32Array(1), 1 as never), 'DATA_INVALID', /gradient must be an array|gradient/],
  ['a gradient of NaN', () => sgd().step(new Float32Array(2), [1, Number.NaN]), 'DIVERGED', /Parameter 1 is NaN after step 1.*gradient was NaN/],
  ['a norm of 0', () => clipGradientNorm(new Float64Array(1), 0), 'OPTION_INVALID', /maxNorm.*above 0; got 0/],
  ['the norm of infinity', () => clipGradientNorm(Float64Array.of(Infinity), 1), 'DIVERGED', /norm of the gradient is inf/],
  ['the norm of a plain array', () => clipGradientNorm([1] as never, 1), 'DATA_INVALID', /gradient must be a Float32Array or a Float64Array/],
  ['a rate of NaN', () => sgd().step(new Float32Array(1), [1], Number.NaN), 'OPTION_INVALID', /learningRate.*at least 0; got NaN/],
  ['a momentum above 1', () => sgd({ momentum: 2 }).step(new Float32Array(1), [1]), 'OPTION_INVALID', /momentum.*below 1; got 2/],
  ['the state of another optimizer', () => restored(), 'CHECKPOINT_INVALID', /remembers 2 buffers/],
  ['a plateau without losses', () => learningRateAt('plateau', { learningRate: 1 }), 'OPTION_INVALID', /plateau.*losses/],
  ['a schedule of no length', () => learningRateAt('cosine', { learningRate: 1 }), 'OPTION_INVALID', /tMax/],
]

const tables: Mistake[] = [
  ['an unknown target', () => fromText('a,b\n1,2\n3,4\n', 'c').then(fitDataset), 'OPTION_INVALID', /'c'/],
  ['no target', () => fitDataset(Dataset.fromRows(homes)), 'OPTION_INVALID', /target/],
  ['an empty file', () => fromText('', 'a'), 'DATA_INVALID', /.+/],
  ['only a header', () => fromText('a,b\n', 'b').then(fitDataset), 'DATA_INVALID', /.+/],
  ['a ragged line', () => fromText('a,b\n1,2\n3\n', 'b'), 'DATA_INVALID', /3/],
  ['a name twice', () => fromText('a,a\n1,2\n', 'a'), 'DATA_INVALID', /'a'/],
  ['an object as a cell', () => Dataset.fromRows([{ a: {} as never, b: 1 }]), 'DATA_INVALID', /the table, row 1, column 'a'.*got an object/],
  ['text after numbers in a column', () => Dataset.fromColumns([{ a: [1, 'x'] }]), 'DATA_INVALID', /row 2, column 'a': expected a number.*the text "x"/],
  ['columns of two lengths', () => Dataset.fromColumns([{ a: [1, 2], b: [1] }]), 'SHAPE_MISMATCH', /'b'/],
  ['a piece without a column', () => Dataset.fromColumns([{ a: [1], b: [1] }, { a: [2] }]), 'SHAPE_MISMATCH', /'b'/],
  ['no rows', () => Dataset.fromRows([]), 'DATA_INVALID', /the table: no row or no column/],
  ['no source', () => Dataset.fromCsv(42 as never), 'DATA_INVALID', /source.*number 42/],
  ['a misspelt column option', () => fitDataset(Dataset.fromRows([{ a: 1, b: 2 }], { taget: 'b' } as never)), 'OPTION_INVALID', /'taget'.*Did you mean 'target'/],
  ['a missing column in predict', () => predictWithout('area'), 'DATA_INVALID', /'area'/],
  ['a matrix for a model of a table', () => predictMatrixOfTable(), 'SHAPE_MISMATCH', /rows as objects/],
  ['gzip that ends early', () => Dataset.fromCsv(new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0])), 'DATA_INVALID', /gzip/],
  ['describe() of arrays', () => Dataset.fromArrays({ x, y }).describe(), 'OPTION_INVALID', /plain arrays/],
  ['another dtype of arrays', () => new LinearRegression({ dtype: 'float64' }).fit(Dataset.fromArrays({ x, y })), 'OPTION_INVALID', /fromArrays/],
]

const files: Mistake[] = [
  ['no model file', () => loadModel(new Uint8Array(0)), 'MODEL_FILE_INVALID', /.+/],
  ['noise as a model file', () => loadModel(new TextEncoder().encode('not a model at all')), 'MODEL_FILE_INVALID', /.+/],
  ['a truncated model file', async () => loadModel((await bytes()).subarray(0, -3)), 'MODEL_FILE_INVALID', /.+/],
  ['an altered model file', async () => loadModel(flipped(await bytes())), 'MODEL_FILE_INVALID', /.+/],
]

describe.each([
  ['arrays', arrays],
  ['options', options],
  ['loops', loops],
  ['tables', tables],
  ['model files', files],
])('%s', (_, mistakes) => {
  test.each(mistakes)('%s', async (_name, call, code, sentence) => {
    const error = await caught(call)
    expect(error).toBeInstanceOf(MinibatchError)
    expect(error).toMatchObject({ code, message: expect.stringMatching(sentence) })
    expect((error as MinibatchError).message).toMatch(/[.?]$/)
  })
})

test('a divergence names step, feature and a rate that is safe', async () => {
  const rows = { x: [[1, 1e4], [0, 2e4], [1, 3e4]], y: [1, 2, 3] }
  const options = { optimizer: 'sgd', epochs: 200, earlyStopping: null, schedule: 'constant' } as const
  const error = await caught(() => new LinearRegression({ ...options, learningRate: 1 }).fit(rows.x, rows.y))
  expect(error).toMatchObject({ code: 'DIVERGED', details: { feature: 1, step: expect.any(Number) } })
  const learningRate = (error as MinibatchError).details['safeLearningRate'] as number
  await new LinearRegression({ ...options, learningRate }).fit(rows.x, rows.y)
})

async function caught(call: () => unknown): Promise<unknown> {
  try {
    await call()
  } catch (error) {
    return error
  }
  throw new Error('expected an error')
}

function fit(...[rows, targets, settings]: [Parameters<LinearRegression['fit']>[0], number[], object?]): Promise<unknown> {
  return new LinearRegression(settings).fit(rows as never, targets)
}

function fitDataset(data: Dataset): Promise<unknown> {
  return new LinearRegression({ epochs: 1 }).fit(data)
}

function fromText(text: string, target: string): Promise<Dataset> {
  return Dataset.fromCsv(new TextEncoder().encode(text), { target, name: 'text.csv' })
}

function trainer(): Trainer {
  return new Trainer(sequential(1, [dense(1)]), Dataset.fromArrays({ x, y }))
}

function net(outputs = 1): ReturnType<typeof sequential> {
  return sequential(2, [dense(outputs)])
}

function firstBatch() {
  const [batch] = Dataset.fromArrays({ x, y }).batches()
  return batch!
}

function intoParameters(): unknown {
  const network = net()
  return network.lossAndGradient({ x: [[1, 2]], y: [1] }, 'mse', { into: network.parameters })
}

function diverging(): unknown {
  const network = net()
  network.parameters.fill(3e38)
  return network.lossAndGradient({ x: [[1, 2]], y: [1] }, 'mse')
}

function steps(first: Float32Array | Float64Array, second: Float32Array | Float64Array): void {
  const optimizer = adam()
  optimizer.step(first, first)
  optimizer.step(second, second)
}

function restored(): void {
  const other = sgd({ momentum: 0.9 })
  other.step(new Float32Array(2), [1, 2])
  adam().restore(other.state!)
}

const homes = Array.from({ length: 12 }, (_, i) => ({ area: i, rooms: i % 3, price: i * 2 }))

async function tableModel(): Promise<LinearRegression> {
  const model = new LinearRegression({ epochs: 1 })
  await model.fit(Dataset.fromRows(homes, { target: 'price' }))
  return model
}

async function predictWithout(name: 'area'): Promise<unknown> {
  const { [name]: _, ...row } = homes[0]!
  return (await tableModel()).predict(row)
}

async function predictMatrixOfTable(): Promise<unknown> {
  return (await tableModel()).predict([[1, 2]])
}

async function bytes(): Promise<Uint8Array> {
  return (await tableModel()).toBytes()
}

function flipped(file: Uint8Array): Uint8Array {
  const copy = file.slice()
  copy[copy.length - 1]! ^= 1
  return copy
}
