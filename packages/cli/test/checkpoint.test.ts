/** Runs that are stopped and gone on with: by hand, killed, with no room and no right to write. */
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Dataset, Trainer } from 'minibatch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMMAND, FIXTURES, folder, minibatch, type Outcome } from './command.js'

const DIABETES = join(FIXTURES, 'tables/diabetes.csv')
/** A run of a second or two; dropout, momenta and the order of rows must all go on where they were. */
const RUN = ['train', DIABETES, '--target', 'target', '--hidden', '256,256', '--batch-size', '8', '--dropout', '0.1', '--epochs', '120', '--early-stopping', 'none']
/** The same without an end. */
const LONG = [...RUN, '--epochs', '1000000']
const KILLS = 20

let place: ReturnType<typeof folder>
let wholeRun: string
beforeAll(async () => {
  place = folder()
  wholeRun = hashOf(await minibatch([...RUN, '--json', '-q']))
})
afterAll(() => place.remove())

function hashOf({ code, stdout, stderr }: Outcome): string {
  expect(code, stderr).toBe(0)
  return (JSON.parse(stdout) as { weightsHash: string }).weightsHash
}

const file = (name: string) => join(place.path, name)

/** Stops a run by a signal once its first checkpoint is written, or once it tells of an epoch. */
function stopped(args: readonly string[], signal: NodeJS.Signals, times = 1): Promise<Outcome> {
  const path = args[args.indexOf('--checkpoint') + 1]!
  let watch: NodeJS.Timeout | undefined
  return minibatch(args, {
    cwd: place.path,
    onChild: (child) => {
      const stop = () => {
        clearInterval(watch)
        for (let i = 0; i < times; i++) child.kill(signal)
      }
      if (args.includes('--checkpoint')) watch = setInterval(() => existsSync(file(path)) && stop(), 5)
      else child.stderr?.on('data', (text: string) => text.startsWith('epoch') && stop())
      child.once('close', () => clearInterval(watch))
    },
  })
}

/** Runs the command where no file may grow beyond so many blocks of 512 bytes or a kilobyte, as on a full disk. */
function withinBlocks(blocks: number, args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const limited = ['-c', `ulimit -f ${blocks}; exec "$0" "$@"`, process.execPath, COMMAND, ...args]
    const child = spawn('sh', limited, { cwd: place.path, stdio: 'pipe' })
    const outcome: Outcome = { code: null, stdout: '', stderr: '' }
    child.stdout.on('data', (text: Buffer) => (outcome.stdout += text.toString()))
    child.stderr.on('data', (text: Buffer) => (outcome.stderr += text.toString()))
    child.on('close', (code) => resolve({ ...outcome, code }))
  })
}

describe('a run that is interrupted', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s is kept, and goes on to the weights of the whole run', async (signal) => {
    const args = [...RUN, '--checkpoint', `${signal}.ckpt`]
    const { code, stdout, stderr } = await stopped(args, signal)
    expect([code, stdout], stderr).toEqual([130, ''])
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
      new RegExp(`^Interrupted; the run is kept in '${signal}\\.ckpt' after [\\d,]+ steps\\. The same command with --resume goes on\\.$`),
    )
    expect(hashOf(await minibatch([...args, '--resume', '--json', '-q'], { cwd: place.path }))).toBe(wholeRun)
    // What has come to its end is at its end.
    const { stderr: said } = await minibatch([...args, '--resume'], { cwd: place.path })
    expect(said).toMatch(/\nthe run was at its end\n$/)
  })

  it('twice ends at once', async () => {
    expect((await stopped([...LONG, '--checkpoint', 'twice.ckpt'], 'SIGINT', 2)).code).toBe(130)
  })

  it('says without a checkpoint that nothing was written', async () => {
    // So slow that the gradient is not lost in its noise, which has no scale then.
    const { code, stderr } = await stopped([...LONG, '--learning-rate', '0.000000001'], 'SIGINT')
    expect(code).toBe(130)
    expect(stderr).toMatch(/^epoch \d+\/1000000 {2}loss \S+ {2}noise \S+( [kMG])? rows {2}\S+( [kMG])? rows\/s {2}.+ left at most$/m)
    expect(stderr).toMatch(/\nInterrupted; nothing was written\. With --checkpoint FILE a run can go on where it was\.\n$/)
  })
})

describe('--resume', () => {
  it('begins where there is no checkpoint, and says so', async () => {
    const args = [...RUN, '--epochs', '2', '--checkpoint', 'new.ckpt']
    const { code, stderr } = await minibatch([...args, '--resume'], { cwd: place.path })
    expect(code).toBe(0)
    expect(stderr).toMatch(/^note: there is no 'new\.ckpt' yet, so the run starts from the beginning\n/)
    expect(existsSync(file('new.ckpt'))).toBe(true)
  })

  it('needs to know from which file', async () => {
    const { code, stderr } = await minibatch([...RUN, '--resume'])
    expect([code, stderr]).toEqual([2, 'Option --resume goes on from a checkpoint: name it by --checkpoint FILE.\n'])
  })

  it('refuses other options, another table and what is no checkpoint, and leaves the file as it is', async () => {
    const args = [...RUN, '--epochs', '2', '--checkpoint', 'kept.ckpt']
    expect((await minibatch(args, { cwd: place.path })).code).toBe(0)
    const before = readFileSync(file('kept.ckpt'))
    const resumed = (...more: string[]) => minibatch([...args, '--resume', '-q', ...more], { cwd: place.path })
    const other = await resumed('--seed', '3')
    expect([other.code, other.stderr]).toEqual([
      2,
      "Option --seed was 0 in the run of 'kept.ckpt' and is 3 now. Give it as it was, or start anew without --resume.\n",
    ])
    const shape = await resumed('--hidden', '8')
    expect([shape.code, shape.stderr.slice(0, 12)]).toEqual([2, 'Option --hid'])
    const table = await resumed('--exclude', 'age')
    expect(table.code, table.stderr).toBe(3)
    expect(table.stderr).toMatch(/^The checkpoint 'kept\.ckpt' .*\.\n$/)
    expect(readFileSync(file('kept.ckpt')).equals(before)).toBe(true)
    writeFileSync(file('broken.ckpt'), before.subarray(0, before.length / 2))
    const broken = await minibatch([...RUN, '--checkpoint', 'broken.ckpt', '--resume', '-q'], { cwd: place.path })
    expect(broken.code).toBe(3)
    expect(broken.stderr).toMatch(/^The checkpoint 'broken\.ckpt' .*\.\n$/)
  })

  it('is not needed to keep what an earlier run left', async () => {
    const args = [...RUN, '--epochs', '2', '--checkpoint', 'twin.ckpt']
    expect((await minibatch(args, { cwd: place.path })).code).toBe(0)
    const before = readFileSync(file('twin.ckpt'))
    const { stderr } = await minibatch([...args, '--seed', '1'], { cwd: place.path })
    expect(stderr).toMatch(/^note: 'twin\.ckpt' of an earlier run will be kept as 'twin\.ckpt\.previous'; --resume would go on with it\n/)
    expect(readFileSync(file('twin.ckpt.previous')).equals(before)).toBe(true)
    expect(readFileSync(file('twin.ckpt')).equals(before)).toBe(false)
  })
})

describe('kill -9', () => {
  it(`at ${KILLS} random moments: the checkpoint always loads, and the run ends with the weights of the whole one`, async () => {
    const args = [...RUN, '--checkpoint', 'killed.ckpt', '--resume', '--json', '-q']
    const data = await Dataset.fromCsv(DIABETES, { target: 'target' })
    const moments: number[] = []
    let loaded = 0
    while (moments.length < KILLS) {
      const moment = 300 + Math.random() * 900
      let timer: NodeJS.Timeout | undefined
      const outcome = await minibatch(args, {
        cwd: place.path,
        onChild: (child) => (timer = setTimeout(() => child.kill('SIGKILL'), moment)),
      })
      clearTimeout(timer)
      if (outcome.code === null) {
        moments.push(Math.round(moment))
        if (!existsSync(file('killed.ckpt'))) continue
        const trainer = await Trainer.resume(file('killed.ckpt'), data)
        expect(trainer.state.step, `killed after ${moments.join(', ')} ms`).toBeGreaterThan(0)
        loaded++
      } else {
        // The run came to its end before its turn: the next one begins anew.
        expect(hashOf(outcome), `killed after ${moments.join(', ')} ms`).toBe(wholeRun)
        rmSync(file('killed.ckpt'))
      }
    }
    expect(loaded).toBeGreaterThan(0)
    expect(hashOf(await minibatch(args, { cwd: place.path })), `killed after ${moments.join(', ')} ms`).toBe(wholeRun)
    // Nothing half written is left beside it.
    expect(readdirSync(place.path).filter((name) => name.includes('killed'))).toEqual(['killed.ckpt'])
  }, 120_000)
})

describe('where a checkpoint cannot be written', () => {
  it('a full disk is one sentence, and the checkpoint before is kept and good', async () => {
    const args = [...RUN, '--checkpoint', 'full.ckpt']
    expect((await stopped(args, 'SIGINT')).code).toBe(130)
    const before = readFileSync(file('full.ckpt'))
    const { code, stdout, stderr } = await withinBlocks(1, [...args, '--resume', '-q'])
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^Cannot write 'full\.ckpt': .*\. The checkpoint before is kept: go on from it with --resume\.\n$/)
    expect(readFileSync(file('full.ckpt')).equals(before)).toBe(true)
    expect(readdirSync(place.path).filter((name) => name.includes('full'))).toEqual(['full.ckpt'])
    expect(hashOf(await minibatch([...args, '--resume', '--json', '-q'], { cwd: place.path }))).toBe(wholeRun)
  })

  it('a full disk for the model is one sentence, and the run is kept in its checkpoint', async () => {
    const args = [...RUN, '--checkpoint', 'end.ckpt', '--out', '/dev/full', '-q']
    const { code, stderr } = await minibatch(args, { cwd: place.path })
    expect([code, stderr]).toEqual([1, "Cannot write '/dev/full': the disk is full.\n"])
    // A device is written to, never replaced.
    expect(statSync('/dev/full').isCharacterDevice()).toBe(true)
    const again = await minibatch([...RUN, '--checkpoint', 'end.ckpt', '--resume', '--out', 'model.safetensors', '--json', '-q'], { cwd: place.path })
    expect(hashOf(again)).toBe(wholeRun)
    expect(existsSync(file('model.safetensors'))).toBe(true)
  })

  it('a folder that takes no files is one sentence, before anything is read', async () => {
    const shut = file('shut')
    const closed = folder()
    chmodSync(closed.path, 0o555)
    try {
      // No right binds root, but for /sys.
      const read = process.getuid?.() === 0 ? '/sys' : closed.path
      for (const path of [read, shut, DIABETES]) {
        const { code, stdout, stderr } = await minibatch([...LONG, '--checkpoint', join(path, 'run.ckpt')])
        expect([code, stdout]).toEqual([1, ''])
        expect(stderr).toMatch(/^Cannot write '[^\n]*run\.ckpt': [^\n]*\.\n$/)
      }
    } finally {
      chmodSync(closed.path, 0o755)
      closed.remove()
    }
  })

  it('a folder that goes away in the course of a run is one sentence', async () => {
    const gone = folder()
    const outcome = await minibatch([...LONG, '--checkpoint', join(gone.path, 'run.ckpt')], {
      onChild: (child) => child.stderr?.once('data', () => gone.remove()),
    })
    expect(outcome.code).toBe(1)
    expect(outcome.stderr.trimEnd().split('\n').at(-1)).toMatch(/^Cannot write '.*run\.ckpt': the folder '.*' does not exist; make it first\./)
  })
})
