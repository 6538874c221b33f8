/** What a user installs: the tarballs in an empty folder, with install scripts off. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contents, install, pack, removePlace, run } from './tarballs.js'

interface TutorialResult {
  backend: { kind: string; skipped: { kind: string; reason: string }[] }
  weightsHash: string
  parameters: [number, number]
}

let library: string
let command: string
let platform: string
let complete: string
let withoutNative: string

beforeAll(async () => {
  library = await pack('packages/ts-api')
  command = await pack('packages/cli')
  platform = await pack('packages/core-rs/npm/linux-x64-gnu')
  complete = await install('complete', [library, command, platform])
  withoutNative = await install('without-native', [library])
})
afterAll(removePlace)

async function tutorial(folder: string): Promise<TutorialResult> {
  const { code, stdout, stderr } = await run(process.execPath, ['tutorial.mjs'], folder)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout) as TutorialResult
}

describe('the packed packages', () => {
  it('train the tutorial on the native addon', async () => {
    const { backend, parameters } = await tutorial(complete)
    expect(backend.kind).toBe('native')
    expect(parameters[0]).toBeCloseTo(4, 0)
    expect(parameters[1]).toBeCloseTo(3, 0)
  })

  it('train it on WebAssembly without the native package, say why, and reach the same weights', async () => {
    const result = await tutorial(withoutNative)
    expect(result.backend.kind).toBe('wasm')
    expect(result.backend.skipped).toEqual([{ kind: 'native', reason: expect.stringMatching(/core-linux-x64-gnu/) }])
    expect(result.weightsHash).toBe((await tutorial(complete)).weightsHash)
  })

  it('are loaded by require()', async () => {
    for (const folder of [complete, withoutNative]) {
      const { code, stdout } = await run(process.execPath, ['require.cjs'], folder)
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'function function function function\n' })
    }
  })

  it('train in a worker thread, and let the process end by itself', async () => {
    const { code, stdout, stderr } = await run(process.execPath, ['worker.mjs'], complete)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toEqual({ epochs: 20, weightsHash: expect.stringMatching(/^[0-9a-f]{16}$/), same: true, code: 'ABORTED' })
  })

  it.each([
    ['bun', []],
    ['deno', ['run', '--allow-read', '--allow-env', '--allow-ffi', '--allow-sys']],
  ])('reach the same weights on %s, in a worker too', async (runtime, options) => {
    if ((await run(runtime, ['--version'], complete)).code !== 0) {
      process.stdout.write(`not run: the packed package on ${runtime}: no ${runtime} on the PATH\n`)
      return
    }
    const results = [complete, withoutNative].map(async (folder) => {
      const { code, stdout, stderr } = await run(runtime, [...options, 'tutorial.mjs'], folder)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      return JSON.parse(stdout) as TutorialResult
    })
    const { weightsHash } = await tutorial(complete)
    expect((await Promise.all(results)).map(({ weightsHash }) => weightsHash)).toEqual([weightsHash, weightsHash])
    const { code, stdout, stderr } = await run(runtime, [...options, 'worker.mjs'], complete)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ same: true, code: 'ABORTED' })
  })

  it('run the command line', async () => {
    const minibatch = join(complete, 'node_modules/.bin/minibatch')
    const { code, stdout } = await run(minibatch, ['tutorial', '--json', '--quiet'], complete)
    expect(code).toBe(0)
    expect(() => JSON.parse(stdout)).not.toThrow()
  })

  it('name the line that installs the command line where it is missing', async () => {
    const { code, stderr } = await run(join(withoutNative, 'node_modules/.bin/minibatch'), ['tutorial'], withoutNative)
    expect(code).toBe(1)
    expect(stderr).toContain('npm install @minibatch/cli')
  })
})

describe('the tarballs', () => {
  it('hold the WebAssembly module, the loader and no build state', async () => {
    const files = await contents(library)
    expect(files).toEqual(expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'wasm/core_bg.wasm', 'native/index.cjs']))
    for (const file of [...files, ...(await contents(command))]) {
      expect(file).not.toMatch(/\.tsbuildinfo$|\.node$|(^|\/)\.(git|npm)ignore$|\.test\./)
    }
  })

  it('hold every file their source maps name', () => {
    for (const name of ['minibatch', '@minibatch/cli']) {
      const dist = join(complete, 'node_modules', name, 'dist')
      const maps = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.map'))
      expect(maps.length).toBeGreaterThan(0)
      for (const map of maps) {
        const { sources } = JSON.parse(readFileSync(join(dist, map), 'utf8')) as { sources: string[] }
        for (const source of sources) expect(existsSync(join(dist, dirname(map), source)), `${map}: ${source}`).toBe(true)
      }
    }
  })

  it.each(['library', 'command', 'platform'])('please publint: %s', async (which) => {
    const tarball = { library, command, platform }[which]!
    const bytes = readFileSync(tarball)
    const { messages, pkg } = await publint({
      pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer },
      strict: true,
    })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  it('carry both licences and a README', async () => {
    for (const tarball of [library, command, platform]) {
      const files = await contents(tarball)
      for (const file of ['LICENSE-MIT', 'LICENSE-APACHE', 'README.md']) {
        expect(files.includes(file), `${file} in ${tarball}`).toBe(true)
      }
    }
  })
})
