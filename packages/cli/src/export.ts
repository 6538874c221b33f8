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
  const model = await loadModel(path)
  const content = FORMS[to](model)
  if (out !== undefined) await writeWhole(out, [content])
  else if (typeof content !== 'string') {
    throw new CommandError('OPTION_INVALID', 'ONNX is no text for stdout: name a file with --out.', { details: { option: 'out' }, exit: EXIT.usage })
  } else if (!terminal.json) await terminal.drained(content)
  if (!terminal.json) return
  const { weightsHash } = model
  // Without a file the text is the document's.
  terminal.document({ to, weightsHash, out: out ?? null, ...(out === undefined ? { content } : {}) })
}
