/** The schedules of the race: the library's, with lengths that suit a run of so many epochs. */
import type { Schedule } from 'minibatch'
import type { RaceState } from '../../state.ts'

export type ScheduleName = RaceState['sch']

/** What each is called, and what it does to the rate. */
export const schedules: Readonly<Record<ScheduleName, { title: string; does: string }>> = {
  constant: { title: 'Constant', does: 'The same rate at every update.' },
  step: { title: 'Step', does: 'Halved four times, at equal distances.' },
  exponential: { title: 'Exponential', does: 'A little less after every epoch, a tenth at the end.' },
  inverseScaling: { title: 'Inverse scaling', does: 'Divided by the square root of the update’s number.' },
  cosine: { title: 'Cosine', does: 'Half a cosine down to zero.' },
  cosineRestarts: { title: 'Cosine restarts', does: 'Three cosines, each twice as long as the one before.' },
  oneCycle: { title: 'One cycle', does: 'Up to the rate, then far down.' },
  linearWarmup: { title: 'Warm-up', does: 'From a third of the rate up to it in the first fifth.' },
  polynomial: { title: 'Linear decay', does: 'In a straight line down to zero.' },
}

/** What an epoch keeps of the rate, so that a tenth is left after all. */
const leftAtTheEnd = 0.1
/** Three cosines of lengths 1 : 2 : 4. */
const partsOfRestarts = 7

/** The schedule's options for a run of so many epochs; those with a length of their own follow the plan. */
export function scheduleOf(name: ScheduleName, epochs: number): Schedule {
  if (name === 'step') return { name, stepSize: Math.ceil(epochs / 5), gamma: 0.5 }
  if (name === 'exponential') return { name, gamma: leftAtTheEnd ** (1 / epochs) }
  if (name === 'cosineRestarts') return { name, t0: Math.ceil(epochs / partsOfRestarts), tMult: 2 }
  if (name === 'linearWarmup') return { name, totalIters: Math.ceil(epochs / 5), per: 'epoch' }
  return name
}
