/** The program and the command that do what the page does, to the last bit of the weights. */
import { type Example, type Recipe } from './example.ts'

/** The recipe in TypeScript; `rows` are those trained on. */
export function typescript(recipe: Recipe, rows: number): string {
  const { example, hidden, activation, optimizer, learningRate, epochs, seed } = recipe
  const layers = [...hidden.map((units) => `dense(${units}, '${activation}')`), `dense(${example.outputs})`]
  const task = example.task ? `, task: '${example.task}'` : ''
  const stratify = isClassified(example) ? ', stratify: true' : ''
  return `import { Dataset, Trainer, sequential, dense, ${optimizer} } from 'minibatch'

const data = await Dataset.fromCsv('${example.file}',
  { target: '${example.target}'${task} })
const { train, test } = data.split(
  { test: ${example.held}${stratify}, seed: ${seed} })
const net = sequential(train,
  [${layers.join(', ')}])
const trainer = new Trainer(net, train, {
  batchSize: ${batchSize(recipe, rows, "'full'")}, epochs: ${epochs}, seed: ${seed},
  optimizer: ${optimizer}({ learningRate: ${learningRate} }),
  schedule: 'constant',${hidden.length === 0 ? ' l2: 0,' : ''} validation: test })
for await (const epoch of trainer.epochs())
  console.log(epoch.number, epoch.validation.loss)
console.log(trainer.weightsHash)
`
}

/** The same in a terminal. */
export function command(recipe: Recipe, rows: number): string {
  const { example, hidden, activation, optimizer, learningRate, epochs, seed } = recipe
  const flags = [
    `--target ${example.target}${example.task ? ` --task ${example.task}` : ''}`,
    `--validation ${example.held} --seed ${seed}`,
    hidden.length === 0 ? '--model linear --l2 0' : `--hidden ${hidden.join()} --activation ${activation}`,
    `--batch-size ${batchSize(recipe, rows, 'full')} --epochs ${epochs} --early-stopping none`,
    `--optimizer ${optimizer} --learning-rate ${learningRate}`,
    '--schedule constant',
  ]
  return `minibatch train ${example.file} \\\n${flags.map((flag) => `  ${flag}`).join(' \\\n')}\n`
}

export function isClassified({ kind }: Example): boolean {
  return kind !== 'curve'
}

function batchSize(recipe: Recipe, rows: number, all: string): string {
  return recipe.batchSize >= rows ? all : String(recipe.batchSize)
}

/** A stretch of a program and what it is. */
export interface Token {
  readonly kind: 'keyword' | 'string' | 'flag' | 'plain'
  readonly text: string
}

const words = /('[^'\n]*')|\b(import|from|const|await|new|for|of)\b|(--[a-z0-9-]+)/g

/** Cuts a program where its colour changes. */
export function tokens(program: string): Token[] {
  const found: Token[] = []
  let end = 0
  for (const match of program.matchAll(words)) {
    if (match.index > end) found.push({ kind: 'plain', text: program.slice(end, match.index) })
    found.push({ kind: match[1] ? 'string' : match[2] ? 'keyword' : 'flag', text: match[0] })
    end = match.index + match[0].length
  }
  if (end < program.length) found.push({ kind: 'plain', text: program.slice(end) })
  return found
}
