// Writes every case of packages/ts-api/test/export-cases.mjs for exported.py: models as ONNX and JSON, raw rows, and
// what the library predicts for them. `node write_exports.mjs FOLDER`.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv } from 'node:process'
import { toJson, toOnnx } from '../../packages/ts-api/dist/export/index.js'
import { exportCases } from '../../packages/ts-api/test/export-cases.mjs'

const folder = argv[2]
const cases = (await exportCases()).map(({ name, model, rows, x, inputs }, index) => {
  const file = `${index}.onnx`
  writeFileSync(join(folder, file), toOnnx(model, inputs ? { inputs } : {}))
  const given = rows ?? x
  const predictions = Array.from(model.predict(given))
  return { name, file, json: toJson(model), rows, x, predictions, probabilities: probabilities(model, given) }
})
writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases))

/** Row by row; null where the loss gives none. */
function probabilities(model, rows) {
  const { loss, task } = model.describe()
  if (task === 'regression' || !['binaryCrossEntropy', 'crossEntropy'].includes(loss.name)) return null
  const { data, columns } = model.predictProbability(rows)
  return Array.from({ length: data.length / columns }, (_, row) => Array.from(data.subarray(row * columns, (row + 1) * columns)))
}
