/** The names of files to take along. */
import type { TakeName } from './download.ts'

export const takeNames: readonly TakeName[] = ['model.safetensors', 'model.onnx', 'model.ts', 'predictions.csv', 'report.html']
