/**
 * How the choice of a backend reaches a run, on a core that says it has a GPU: the addon with the two calls replaced, so
 * that steps are still the CPU's. What a GPU computes is tested in the core.
 */
import { compare, crossValidate, Dataset, dense, LinearRegression, measureThroughput, ready, sequential, Trainer } from 'minibatch'
import { beforeEach, expect, test, vi } from 'vitest'

const { device, answers, chosen } = vi.hoisted(() => ({
  device: { name: 'Model 1', capability: '9.0', multiprocessors: 4, memory: 2 ** 33, driver: '12.4' },
  /** What the next sessions say of their backend, after what they are told. */
  answers: { auto: {} as object, refusal: undefined as string | undefined },
  /** What sessions were told, in their order. */
  chosen: [] as string[],
}))

interface FakeSession {
  describe(): string
  setBackend(choice: string): void
}

vi.mock('../dist/backend/native.js', async (original) => {
  const { openNative } = await original<{ openNative(): Record<string, unknown> }>()
  const core = openNative()
  const Real = core.Session as { new (...args: unknown[]): FakeSession; resume(...args: unknown[]): FakeSession }
  const placed = (session: FakeSession) => {
    const describe = session.describe.bind(session)
    let backend: object = { kind: 'native' }
    session.setBackend = (choice) => {
      if (answers.refusal !== undefined) throw new Error(answers.refusal)
      chosen.push(choice)
      if (choice === 'cuda') backend = { kind: 'cuda', device }
      if (choice === 'auto') backend = { kind: 'native', ...answers.auto }
    }
    session.describe = () => JSON.stringify({ ...(JSON.parse(describe()) as object), backend })
    return session
  }
  const Session = Object.assign(
    function (...args: unknown[]) {
      return placed(new Real(...args))
    },
    { resume: (...args: unknown[]) => placed(Real.resume(...args)) },
  )
  const cudaInfo = () => JSON.stringify({ available: true, device })
  return { openNative: () => ({ ...core, Session, cudaInfo }) }
})

const rows = { x: [[1], [2], [3], [4]], y: [3, 5, 7, 9] }
const options = { epochs: 2, seed: 1 }
const trainerOn = (data: Dataset, more = {}) => new Trainer(sequential(data, [dense(1)]), data, { ...options, ...more })

beforeEach(() => {
  chosen.length = 0
  Object.assign(answers, { auto: {}, refusal: undefined })
})

test('a run is told what its own option says, else its dataset’s, else auto', async () => {
  trainerOn(Dataset.fromArrays(rows))
  trainerOn(Dataset.fromArrays(rows), { backend: 'cuda' })
  trainerOn(Dataset.fromArrays({ ...rows, backend: 'cuda' }))
  trainerOn(Dataset.fromArrays({ ...rows, backend: 'cuda' }), { backend: 'native' })
  await new LinearRegression({ ...options, backend: 'cuda' }).fit(rows.x, rows.y)
  expect(chosen).toEqual(['auto', 'cuda', 'cuda', 'native', 'cuda'])
})

test('a run that goes on is told too', async () => {
  const data = Dataset.fromArrays(rows)
  const bytes = trainerOn(data, { backend: 'native' }).checkpoint()
  await Trainer.resume(bytes, data)
  const { backend } = await Trainer.resume(bytes, data, { backend: 'cuda' })
  expect(chosen).toEqual(['native', 'auto', 'cuda'])
  expect(backend.kind).toBe('cuda')
})

test('what is compared, timed or taken in passes stays where it begins', async () => {
  const data = Dataset.fromArrays(rows)
  const model = new LinearRegression(options)
  await model.partialFit(rows.x, rows.y)
  await crossValidate(data, { ...options, folds: 2 })
  await measureThroughput(data, { batchSizes: [2], rounds: 1 })
  expect(new Set(chosen)).toEqual(new Set(['native']))
  chosen.length = 0
  const found = await compare(data, { ...options, batchSizes: [2], backend: 'cuda' })
  expect(new Set(chosen)).toEqual(new Set(['cuda']))
  expect(found.backend).toMatchObject({ kind: 'cuda', device })
  expect(String(found)).toContain('Model 1, cuda')
  // The roof that is probed is the CPU's.
  const { roof, sizes } = await measureThroughput(data, { batchSizes: [2], rounds: 1, backend: 'cuda' })
  expect([roof, sizes[0]!.roof]).toEqual([null, { bound: 'unknown', share: null }])
})

test('ready and a trainer name the GPU', async () => {
  expect(await ready({ backend: 'cuda' })).toMatchObject({ kind: 'cuda', device, skipped: [] })
  expect(await ready()).toMatchObject({ kind: 'native', skipped: [] })
  const { backend } = trainerOn(Dataset.fromArrays({ ...rows, backend: 'cuda' }))
  expect(backend).toMatchObject({ kind: 'cuda', device, simd: expect.any(String), skipped: [] })
  expect(backend).not.toHaveProperty('measured')
})

test('under auto a trainer says what was measured, wherever the run went on', () => {
  const data = Dataset.fromArrays(rows)
  const measured = { nativeStepSeconds: 0.002, cudaStepSeconds: 0.001 }
  answers.auto = { kind: 'cuda', device, measured }
  expect(trainerOn(data).backend).toMatchObject({ kind: 'cuda', device, measured, skipped: [] })
  const slower = { nativeStepSeconds: 0.001, cudaStepSeconds: 0.002 }
  const reason = 'A step takes 2.00 ms on the GPU and 1.00 ms on the CPU.'
  answers.auto = { kind: 'native', measured: slower, reason }
  const { backend } = trainerOn(data)
  expect(backend).toMatchObject({ kind: 'native', measured: slower, skipped: [{ kind: 'cuda', reason }] })
  expect(backend).not.toHaveProperty('device')
})

test('what a GPU refuses of a run comes out as it was said', () => {
  const refusal = { code: 'BACKEND_UNAVAILABLE', message: 'The rows are in a file.' }
  answers.refusal = JSON.stringify(refusal)
  expect(() => trainerOn(Dataset.fromArrays(rows), { backend: 'cuda' })).toThrow(expect.objectContaining(refusal))
})
