/** Which epochs are the frames of the film, and how film and epochs turn into each other: each frame lasts the same. */
const frames = 7

/** The start, and epochs that double up to the last; fewer where there are too few. */
export function filmEpochs(epochs: number): number[] {
  const doubling = Array.from({ length: frames - 1 }, (_, index) => Math.round(epochs / 2 ** (frames - 2 - index)))
  return [...new Set([0, ...doubling.filter((epoch) => epoch > 0)])]
}

/** Place on the film of an epoch: 0 for the first frame, 1 for the second … */
export function positionOf(film: readonly number[], epoch: number): number {
  const next = film.findIndex((candidate) => candidate >= epoch)
  if (next <= 0) return next === 0 ? 0 : film.length - 1
  return next - (film[next] - epoch) / (film[next] - film[next - 1])
}

/** The epoch at a place on the film. */
export function epochAt(film: readonly number[], position: number): number {
  const before = Math.min(film.length - 1, Math.max(0, Math.floor(position)))
  const after = Math.min(film.length - 1, before + 1)
  return Math.floor(film[before] + (film[after] - film[before]) * (position - before) + 1e-9)
}
