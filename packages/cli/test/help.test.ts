/** Help, version and doctor: what a user reads before anything is trained. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { document, minibatch } from './command.js'

const COMMAND_NAMES = ['train', 'prepare', 'predict', 'evaluate', 'compare', 'tune', 'inspect', 'export', 'serve', 'tutorial', 'bench', 'doctor']

interface Schema {
  definitions: Record<string, { properties?: Record<string, { description?: string }> }>
}

describe('help', () => {
  it.each(['minibatch', ...COMMAND_NAMES])('of %s stands', async (name) => {
    const { code, stdout, stderr } = await minibatch([...(name === 'minibatch' ? [] : [name]), '--help'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatchSnapshot()
  })

  it('of train has the documentation of every option of the run', async () => {
    const { stdout } = await minibatch(['train', '--help'])
    const flat = stdout.replace(/\s+/g, ' ')
    const schema = createRequire(import.meta.url)('minibatch/schema.json') as Schema
    for (const [name, { description }] of Object.entries(schema.definitions['Config']!.properties!)) {
      const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
      expect(flat).toContain(flag)
      const first = description!.replace(/\s+/g, ' ').replaceAll('`', "'").replace(/\.$/, '').slice(0, 40)
      expect(flat).toContain(first)
    }
  })

  it('lists each command by its own summary', async () => {
    const { COMMANDS } = (await import('../dist/commands/list.js')) as typeof import('../src/commands/list.js')
    for (const { name, summary, load } of COMMANDS) {
      const program = new Command()
      ;(await load())(program, undefined as never)
      expect(program.commands.map((command) => [command.name(), command.summary()])).toEqual([[name, summary]])
    }
    expect(COMMANDS.map(({ name }) => name).toSorted()).toEqual(COMMAND_NAMES.toSorted())
  })

  it('without a command goes to stderr, with the exit code of a usage error', async () => {
    const { code, stdout, stderr } = await minibatch([])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^Usage: minibatch COMMAND/)
  })

  it('prints the version of the package', async () => {
    const own = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
    expect((await minibatch(['--version'])).stdout).toBe(`${own.version}\n`)
  })
})

describe('doctor', () => {
  it('says which core runs, with which instruction sets', async () => {
    const { backend, versions } = await document<{
      backend: { kind: string; simd: string; levels: string[] }
      versions: { numerics: number }
    }>(['doctor'])
    expect(backend.levels).toContain(backend.simd)
    expect(versions.numerics).toBe(1)
    const { stdout } = await minibatch(['doctor'])
    expect(stdout).toMatch(new RegExp(`^${backend.kind} core, ${backend.simd}, \\d+ threads?\n`))
  })

  it('says that a SIMD level is not there', async () => {
    const level = await minibatch(['doctor'], { env: { MINIBATCH_SIMD: 'sse9' } })
    expect(level.code).not.toBe(0)
    expect(level.stderr).toMatch(/sse9/)
  })
})
