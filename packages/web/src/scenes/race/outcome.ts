/** What a race comes to: its goal, the updates each needs to get there, and who wins by which clock. */
import type { RaceState } from '../../state.ts'
import type { Crossings, Timing } from './clock.ts'
import { type Goal, goalOf, updatesToGoal, type Winners, winners } from './goal.ts'
import type { RaceRun } from './runner.ts'
import type { Surface } from './surface.ts'

export interface Outcome {
  readonly rate: RaceState['rate']
  readonly goal: Goal
  readonly needed: Crossings
  readonly won: Winners
  readonly startLoss: number
  readonly leastLoss: number
}

export function outcomeOf({ records, options }: RaceRun, surface: Surface, timing: Timing, rate: RaceState['rate']): Outcome {
  const goal = goalOf(surface, rate)
  const needed = updatesToGoal(records, surface, goal)
  const { w, b } = options.start
  return {
    rate,
    goal,
    needed,
    won: winners(records, needed, timing),
    startLoss: surface.loss(w, b),
    leastLoss: surface.least.loss,
  }
}
