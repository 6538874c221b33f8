/** What can be chosen in the race by a switch, and as it is called. */
import type { RaceState } from '../../state.ts'

export const rateChoices: readonly (readonly [RaceState['rate'], string])[] = [
  ['one', 'One for all'],
  ['best', 'Each its best'],
]

export const viewChoices: readonly (readonly [RaceState['view'], string])[] = [
  ['map', 'Map of the loss'],
  ['batch', 'One batch'],
]
