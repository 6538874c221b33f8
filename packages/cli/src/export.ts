/** `minibatch export`: a model file in another form. */
import { loadModel, type Model } from 'minibatch'
import { toJson, toOnnx, toTypeScript } from 'minibatch/export'
import { CommandError, EXIT } from './exit.js'
import { checkWritable, writeWhole } from './output-file.js'
import type { Terminal } from './terminal.js'

export interface ExportFlags {
  to: keyof typeof FORMS
  out?: string
}

const FORMS = {
  onnx: toOnnx,
  ts: toTypeScript,
  json: (model: Model) => `${JSON.stringify(toJson(model), null, 2)}\n`,
}

export async function exportModel(path: string, { to, out }: ExportFlags, terminal: Terminal): Promise<void> {
  if (out !== undefined) await checkWritable(out)
  else if (to === 'onnx') throw noText()
  const model = await loadModel(path)
  const content = FORMS[to](model)
  if (out !== undefined) await writeWhole(out, [content])
  else if (!terminal.json) await terminal.drained(String(content))
  // Without a file the text is the document's.
  if (terminal.json) terminal.document({ to, weightsHash: model.weightsHash, out: out ?? null, ...(out === undefined ? { content } : {}) })
}

function noText(): CommandError {
  const message = 'ONNX is no text for stdout: name a file with --out.'
  return new CommandError('OPTION_INVALID', message, { details: { option: 'out' }, exit: EXIT.usage })
}
