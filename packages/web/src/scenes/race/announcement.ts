/** Sentences for those who listen: when a race starts, after its first epoch and at its end. */
import { methodNames, methods, type MethodName } from '../../method.ts'
import { counted, plain, significant, spokenDuration, whole } from '../../number.ts'
import { allDiffer } from './goal.ts'
import type { Moment } from './moment.ts'
import type { Outcome } from './outcome.ts'
import { rowsAfter } from './record.ts'
import type { RaceOptions } from './run.ts'

/** "Race started: batch, mini-batch of 64 and SGD, learning rate 0.01." */
export function started({ batchSize, rates, momentum }: RaceOptions): string {
  const one = new Set(methodNames.map((name) => rates[name])).size === 1
  const rate = one ? `learning rate ${plain(rates.sgd)}` : `learning rates ${methodNames.map((name) => plain(rates[name])).join(', ')}`
  const pushed = momentum > 0 ? `, momentum ${plain(momentum)}` : ''
  return `Race started: batch, mini-batch of ${whole(batchSize)} and SGD, ${rate}${pushed}.`
}

/** "Epoch 1: batch took 1 update, loss 22.1; mini-batch 16, loss 11.8; SGD 1,000, loss 0.144." */
export function firstEpoch({ updates, losses }: Moment): string {
  const each = methodNames.map((name) => {
    const taken = name === 'batch' ? `took ${counted(updates.batch, 'update')}` : whole(updates[name])
    return `${methods[name].word} ${taken}, loss ${significant(losses[name])}`
  })
  return `Epoch 1: ${each.join('; ')}.`
}

/** "Finished: SGD 0.122, mini-batch 0.252, batch 9.94; the least possible is 0.122." */
export function finished({ losses }: Moment, { leastLoss }: Outcome): string {
  const ranked = methodNames.toSorted((a, b) => losses[a] - losses[b])
  const each = ranked.map((name) => `${methods[name].word} ${significant(losses[name])}`).join(', ')
  return `Finished: ${each}; the least possible is ${significant(leastLoss)}.`
}

/** "Each at its best rate: batch needs 16 updates, SGD 213 rows, mini-batch 1.2 microseconds; three different winners." */
export function finishedAtBest({ clock, run }: Moment, { won, needed }: Outcome): string | undefined {
  const parts: string[] = []
  const say = (name: MethodName, amount: string): void => {
    parts.push(`${methods[name].word}${parts.length === 0 ? ' needs' : ''} ${amount}`)
  }
  if (won.updates?.kind === 'leader') say(won.updates.name, counted(needed[won.updates.name]!, 'update'))
  if (won.rows?.kind === 'leader') say(won.rows.name, counted(rowsAfter(run.records[won.rows.name], needed[won.rows.name]!), 'row'))
  if (won.time?.kind === 'leader') {
    const seconds = needed[won.time.name]! * clock.secondsAnUpdate![won.time.name]
    say(won.time.name, spokenDuration(seconds))
  }
  if (parts.length === 0) return undefined
  return `Each at its best rate: ${parts.join(', ')}${allDiffer(won) ? '; three different winners' : ''}.`
}

/** Says each of these once, when a race that runs comes to it. */
export class Announcer {
  readonly #announce: (sentence: string) => void
  #place = 0

  constructor(announce: (sentence: string) => void) {
    this.#announce = announce
  }

  draw(moment: Moment, outcome: Outcome, playing: boolean): void {
    const { place, run } = moment
    const before = this.#place
    const { rows, epochs } = run.records.batch
    this.#place = place
    const passed = (mark: number): boolean => before < mark && place >= mark
    if (passed(rows * epochs)) this.#announce((outcome.rate === 'best' && finishedAtBest(moment, outcome)) || finished(moment, outcome))
    else if (playing && passed(rows)) this.#announce(firstEpoch(moment))
    else if (playing && (before > place || (before === 0 && place > 0))) this.#announce(started(run.options))
  }
}
