/** Worker side of the lab: opens the tables it measures on, each once. */
import { Dataset, ready } from 'minibatch'
import { fetched } from '../../fetched.ts'
import diabetesUrl from '../../generated/diabetes.csv?url'
import digitsUrl from '../../generated/digits.csv?url'
import { fetchTutorial } from '../../tutorial.ts'
import { trainedTable } from '../table/trained-table.ts'
import { type DataName, made } from './dataset.ts'

const fetchedOnce = new Map<DataName, Promise<Dataset>>()

const open: Readonly<Record<Exclude<DataName, 'table'>, () => Promise<Dataset>>> = {
  async line() {
    const { x, y } = await fetchTutorial()
    return Dataset.fromArrays({ x: { data: x, columns: 1 }, y })
  },
  diabetes: async () => Dataset.fromCsv(await bytesOf(diabetesUrl), { target: 'target' }),
  digits: async () => Dataset.fromCsv(await bytesOf(digitsUrl), { target: 'target', task: 'classification' }),
  async made() {
    const { x, y } = madeTable()
    return Dataset.fromArrays({ x: { data: x, columns: made.columns }, y })
  },
}

/** The table of that name. */
export async function openDataset(name: DataName): Promise<Dataset> {
  await ready()
  if (name === 'table') return opened()
  const known = fetchedOnce.get(name) ?? open[name]()
  fetchedOnce.set(name, known)
  try {
    return await known
  } catch (error) {
    fetchedOnce.delete(name)
    throw error
  }
}

/** The table that was trained on last in Your table. */
function opened(): Dataset {
  const table = trainedTable()
  if (!table) throw new Error('No table is open. Train on one in Your table, or choose other data here.')
  return table
}

async function bytesOf(url: string): Promise<Uint8Array> {
  const response = await fetched(url, 'The data', 'Choose other data, or try again.')
  return new Uint8Array(await response.arrayBuffer())
}

/** Columns that share a part, so that some directions are learnt much later than others; a sum of them and noise. */
export function madeTable(): { readonly x: Float32Array; readonly y: Float32Array } {
  const { rows, columns, seed } = made
  const normal = normals(seed)
  const weights = Array.from({ length: columns }, normal)
  const x = new Float32Array(rows * columns)
  const y = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    const shared = normal()
    for (let column = 0; column < columns; column++) {
      const value = shared + normal()
      x[row * columns + column] = value
      y[row] += weights[column] * value
    }
    y[row] += 2 * normal()
  }
  return { x, y }
}

/** Normal numbers, the same for one seed everywhere (a linear congruential generator, Box and Muller's transform). */
function normals(seed: number): () => number {
  let state = seed
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}
