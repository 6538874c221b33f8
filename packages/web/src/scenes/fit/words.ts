/** What the scene says of a moment of a run, in words and numbers. */
import { counted, duration, plain, significant, whole } from '../../number.ts'
import type { Run } from './run.ts'

/** A sentence with the part that matters most between its two halves. */
export interface Sentence {
  readonly before: string
  readonly strong: string
  readonly after: string
}

export const headlines = { curve: 'Watch it learn a shape', field: 'Watch it learn a shape', digits: 'Draw a digit' } as const

export function narration(run: Run, epoch: number): Sentence {
  const { recipe, rows, outcome } = run
  const { kind } = recipe.example
  const { score } = run.at(epoch)
  const where = epoch === 0 ? 'The start, before any update. ' : `Epoch ${whole(epoch)} of ${whole(recipe.epochs)}. `
  const right = `${whole(score)} of ${whole(rows.unseen)}`
  if (kind === 'field') return { before: where, strong: right, after: ' points it never saw are on the right side of the line.' }
  if (kind === 'curve') return { before: `${where}It misses points it never saw by `, strong: significant(score), after: ' (root mean square).' }
  const done = outcome?.kind === 'done' && epoch === recipe.epochs ? outcome : undefined
  return {
    before: done ? `Trained in front of you in ${duration(done.seconds)}: right on ` : `${where}Right on `,
    strong: right,
    after: ` digits it never saw.${done ? ' Now yours.' : ''}`,
  }
}

/** The same for those who listen. */
export function spoken(run: Run, epoch: number): string {
  const { recipe, rows } = run
  const { score, unseenLoss } = run.at(epoch)
  const standing = `Epoch ${whole(epoch)} of ${whole(recipe.epochs)}, loss ${significant(unseenLoss)}`
  const noun = recipe.example.kind === 'digits' ? 'digits' : 'points'
  return rows.classes.length > 0
    ? `${standing}, ${whole(score)} of ${whole(rows.unseen)} unseen ${noun} right.`
    : `${standing}, unseen points missed by ${significant(score)}.`
}

/** The three numbers, each with its label. */
export function numbers(run: Run, epoch: number): readonly (readonly [label: string, value: string])[] {
  const { rows, recipe } = run
  const { unseenLoss, score, updates } = run.at(epoch)
  const noun = recipe.example.kind === 'digits' ? 'digits' : 'points'
  return [
    [`loss on unseen ${noun}`, significant(unseenLoss, 2)],
    rows.classes.length > 0
      ? [`unseen ${noun} right`, `${percent(score / rows.unseen)} %`]
      : ['RMSE on unseen points', significant(score)],
    ['updates', whole(updates)],
  ]
}

/** What the losses show so far: whether more epochs still help on rows never seen. */
export function lossTitle({ unseenLoss, recipe }: Run): string {
  const noun = recipe.example.kind === 'digits' ? 'digits' : 'points'
  const last = unseenLoss[unseenLoss.length - 1]
  const best = unseenLoss.reduce((least, loss, epoch) => (loss < unseenLoss[least] ? epoch : least), 0)
  if (last > unseenLoss[0]) return `Loss on unseen ${noun} has risen to ${significant(last)}`
  return last > 1.25 * unseenLoss[best]
    ? `Loss on unseen ${noun} was least at epoch ${whole(best)}: ${significant(unseenLoss[best], 2)}`
    : `Loss on unseen ${noun} falls to ${significant(last, 2)}`
}

function percent(share: number): string {
  return String(Number((100 * share).toFixed(1)))
}

/** The picture in a sentence. */
export function pictureLabel(run: Run, epoch: number): string {
  const { rows, recipe } = run
  const { score } = run.at(epoch)
  const points = `${counted(rows.seen, 'point')} it learns from and ${whole(rows.unseen)} it never saw`
  return recipe.example.kind === 'field'
    ? `The plane after epoch ${whole(epoch)}, with ${points}: ${whole(score)} of the unseen lie on the right side of the decision line.`
    : `The curve after epoch ${whole(epoch)}, with ${points}: it misses the unseen by ${significant(score)}, root mean square.`
}

export function divergence(step: number, rate: number): string {
  return `Diverged at update ${whole(step)}: the learning rate ${plain(rate)} is too large here. What it had learnt before is kept.`
}
