/** Every flag of a run reaches the run: what was given is what the printed config and the model's card say. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { document, FIXTURES, folder } from './command.js'

const table = (name: string) => join(FIXTURES, 'tables', name)
const DIABETES = ['train', table('diabetes.csv'), '--target', 'target']

const printed = (...args: readonly string[]) => document([...args, '--print-config'])

let place: ReturnType<typeof folder>
beforeAll(() => (place = folder()))
afterAll(() => place.remove())

describe('flags of train', () => {
  it('of a linear model', async () => {
    const flags =
      '--task regression --model linear --loss huber --optimizer sgd --learning-rate 0.01 --schedule constant --batch-size 32 --epochs 7 ' +
      '--early-stopping 3 --l1 0.01 --l2 0.02 --clip-norm 2 --clip-value 0.5 --average ema --accumulate-batches 2 --shuffle block --drop-last ' +
      '--seed 42 --init-seed 9 --numerics fast --threads 2 --dtype float64 --exclude s1,s2 --categorical sex --numeric bmi --sample-weight age ' +
      '--no-standardize-target --validation 0.25 --backend wasm --delimiter ,'
    const { data: _, ...settled } = await printed(...DIABETES, ...flags.split(' '))
    expect(settled).toMatchObject({
      task: 'regression', model: 'linear', loss: { name: 'huber' }, optimizer: { name: 'sgd' }, learningRate: 0.01,
      schedule: { name: 'constant' }, batchSize: 32, epochs: 7, earlyStopping: { monitor: 'loss', patience: 3 }, l1: 0.01, l2: 0.02,
      clipNorm: 2, clipValue: 0.5, average: { name: 'ema' }, accumulateBatches: 2, shuffle: 'block', dropLast: true, seed: 42, initSeed: 9,
      numerics: 'fast', threads: 2, dtype: 'float64', exclude: ['s1', 's2'], categorical: ['sex'], numeric: ['bmi'], sampleWeight: 'age',
      standardizeTarget: false, validation: '0.25', backend: 'wasm', delimiter: ',',
    })
  })

  it('of a network', async () => {
    const flags = '--hidden 12,6 --activation tanh --dropout 0.25 --optimizer {"name":"adamw","weightDecay":0.1} --early-stopping 5 --epochs 20'
    const settled = await printed(...DIABETES, ...flags.split(' '))
    expect(settled).toMatchObject({
      model: 'mlp', hidden: [12, 6], activation: 'tanh', dropout: 0.25, optimizer: { name: 'adamw', weightDecay: 0.1 }, learningRate: 0.001,
      validation: '0.1', earlyStopping: { monitor: 'validation', patience: 5 },
    })
    const out = join(place.path, 'net.safetensors')
    await document([...DIABETES, ...flags.split(' '), '--out', out])
    const { layers } = await document<{ layers: object[] }>(['inspect', out])
    expect(layers).toMatchObject([
      { units: 12, activation: 'tanh', dropout: 0.25 },
      { units: 6, activation: 'tanh', dropout: 0.25 },
      { units: 1, activation: 'identity', dropout: 0 },
    ])
  })

  it('auto is what stands for it when it is left out', async () => {
    const auto = await printed(...DIABETES, ...'--learning-rate auto --epochs auto --l2 auto --early-stopping auto --shuffle auto --loss auto --task auto'.split(' '))
    expect(auto).toEqual(await printed(...DIABETES))
    expect(auto).toMatchObject({ learningRate: 0.05, batchSize: 64, shuffle: 'full', seed: 0, loss: { name: 'mse' }, task: 'regression' })
  })

  it('of classes', async () => {
    const flags = '--task classification --class-weight 1,2,1 --loss crossEntropy --epochs 3'
    const settled = await printed('train', table('iris.csv'), '--target', 'target', ...flags.split(' '))
    expect(settled).toMatchObject({ task: 'classification', classWeight: [1, 2, 1], loss: { name: 'crossEntropy' } })
  })

  it('threads and the build of the core change no bit', async () => {
    const hash = async (...more: string[]) => (await document<{ weightsHash: string }>([...DIABETES, ...more])).weightsHash
    const [one, two, wasm] = [await hash('--threads', '1'), await hash('--threads', '2'), await hash('--backend', 'wasm')]
    expect([two, wasm]).toEqual([one, one])
  })
})
