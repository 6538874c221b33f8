/** Worker side: what can be taken along, as the bytes of files. Fetched with the exporters, apart from the rest. */
import type { Model, TableDescription } from 'minibatch'
import { toOnnx, toTypeScript } from 'minibatch/export'
import type { HeldRows } from './held-rows.ts'
import type { ColumnImportance } from './importance.ts'
import { reportPage } from './report.ts'
import type { TrainingResult } from './training.ts'

export type TakeName = 'model.safetensors' | 'model.onnx' | 'model.ts' | 'predictions.csv' | 'report.html'

export interface Take {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
}

/** What files are made of. */
export interface Trip {
  readonly model: Model
  readonly parts: Pick<HeldRows, 'judged' | 'numbers'>
  readonly description: TableDescription
  readonly result: TrainingResult
  readonly importance: readonly ColumnImportance[]
  readonly command: string
}

const encoder = new TextEncoder()

export function takeOf(name: TakeName, trip: Trip): Take {
  switch (name) {
    case 'model.safetensors':
      return { bytes: copied(trip.model.toBytes()), type: 'application/octet-stream' }
    case 'model.onnx':
      return { bytes: copied(toOnnx(trip.model)), type: 'application/octet-stream' }
    case 'model.ts':
      return { bytes: encoder.encode(toTypeScript(trip.model)), type: 'text/typescript' }
    case 'predictions.csv':
      return { bytes: encoder.encode(predictionsCsv(trip)), type: 'text/csv' }
    case 'report.html':
      return { bytes: encoder.encode(reportPage(trip)), type: 'text/html' }
  }
}

/** In a buffer of its own, which can be transferred. */
function copied(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}

/** Every judged row: its number in the file, the truth, the prediction, and the probability of each class. */
function predictionsCsv({ model, parts: { judged, numbers }, result }: Trip): string {
  const truths = judged.texts(result.recipe.target)
  const predictions = model.predict(judged)
  const { classes } = model.describe()
  const probabilities = classes.length > 0 ? model.predictProbability(judged) : { data: [], columns: 0 }
  const head = ['row', 'truth', 'prediction', ...classes.map((name) => `probability of ${name}`)]
  const lines = truths.map((truth, place) => {
    const own = Array.from({ length: probabilities.columns }, (_, index) => probabilities.data[place * probabilities.columns + index])
    return [numbers[place], truth ?? '', predictions[place], ...own]
  })
  return `${[head, ...lines].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`
}

/** A cell as RFC 4180 has it. */
function cell(value: string | number | bigint): string {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
