/** The points the page draws are those of the tutorial's program, to the bit. */
import { expect, it } from 'vitest'
import { tutorialPoints, tutorialStart } from '../src/tutorial.ts'
import { opening, points } from './race.ts'

it('draws the points and the start of the tutorial as NumPy did', () => {
  expect(tutorialPoints).toEqual(points)
  expect(tutorialStart).toEqual(opening.start)
})
