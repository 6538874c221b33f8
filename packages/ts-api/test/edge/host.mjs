// Runs program.mjs as workerd runs a worker: no global of Node, files chosen by the conditions of workerd, WebAssembly as
// an imported module, and none compiled from bytes. Needs node --experimental-vm-modules.
import { readFileSync } from 'node:fs'
import vm from 'node:vm'

const CONDITIONS = ['workerd', 'worker', 'browser', 'default']
const root = new URL('../../', import.meta.url)
const { exports, imports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))

const NAMES =
  'AbortController AbortSignal Blob CompressionStream DecompressionStream Event EventTarget Headers MessageChannel ' +
  'ReadableStream Request Response TextDecoder TextEncoder URL WritableStream TransformStream fetch performance ' +
  'queueMicrotask setTimeout clearTimeout structuredClone'
const globals = Object.fromEntries(NAMES.split(' ').map((name) => [name, globalThis[name]]))
const result = Promise.withResolvers?.() ?? withResolvers()
const context = vm.createContext({ ...globals, done: result.resolve }, { codeGeneration: { strings: false, wasm: false } })
const modules = new Map()

/** The module of a file, once. */
function open(url) {
  let module = modules.get(url.href)
  if (module) return module
  if (url.pathname.endsWith('.wasm')) {
    const compiled = new WebAssembly.Module(readFileSync(url))
    module = new vm.SyntheticModule(['default'], () => module.setExport('default', compiled), { context, identifier: url.href })
  } else {
    module = new vm.SourceTextModule(readFileSync(url, 'utf8'), {
      context,
      identifier: url.href,
      initializeImportMeta: (meta) => {
        meta.url = 'https://worker.example/index.js'
      },
      importModuleDynamically: async (name, from) => {
        const imported = link(name, from)
        await imported.link(link)
        await imported.evaluate()
        return imported
      },
    })
  }
  modules.set(url.href, module)
  return module
}

function link(name, from) {
  if (name.startsWith('node:')) throw new Error(`${from.identifier} asks for ${name}`)
  const target = name.startsWith('#') ? imports[name] : name.startsWith('minibatch') ? exports[name.replace('minibatch', '.')] : name
  return open(new URL(chosen(target), target === name ? from.identifier : root))
}

/** The first file of a target whose condition holds. */
function chosen(target) {
  if (typeof target === 'string') return target
  const condition = Object.keys(target).find((name) => CONDITIONS.includes(name))
  return chosen(target[condition])
}

function withResolvers() {
  const made = {}
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }))
  return made
}

const program = open(new URL('program.mjs', import.meta.url))
await program.link(link)
await program.evaluate()
process.stdout.write(JSON.stringify(await result.promise))
