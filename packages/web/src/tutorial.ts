/** The tutorial's points and start, which the race runs on and the lab measures, drawn as its NumPy program draws them. */
import { NumpyRandom } from './numpy.ts'

const seed = 42
export const tutorialRows = 1000

function draw() {
  const random = new NumpyRandom(seed)
  const x = Float64Array.from({ length: tutorialRows }, () => 2 * random.uniform())
  const y = x.map((value) => 3.5 * value + 1.2 + 0.5 * random.normal())
  return { x: Float32Array.from(x), y: Float32Array.from(y), start: { w: random.normal(), b: random.normal() } }
}

/** x from 0 to 2; y is 3.5 x + 1.2 with noise of deviation 0.5. The start is a slope and an intercept. */
export const { start: tutorialStart, ...tutorialPoints } = draw()
