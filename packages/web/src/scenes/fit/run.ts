/** A run as the page keeps it: a frame an epoch, as they come. */
import type { Recipe } from './example.ts'
import { filmEpochs } from './film.ts'
import type { Frames, Outcome } from './service.ts'
import type { Frame, Rows } from './training.ts'

export class Run {
  readonly recipe: Recipe
  readonly rows: Rows
  /** Epochs that are frames of the film. */
  readonly film: readonly number[]
  readonly seenLoss: number[] = []
  readonly unseenLoss: number[] = []
  readonly #scores: number[] = []
  readonly #updates: number[] = []
  readonly #pictures: Float32Array[] = []
  outcome: Outcome | undefined

  constructor(recipe: Recipe, rows: Rows) {
    this.recipe = recipe
    this.rows = rows
    this.film = filmEpochs(recipe.epochs)
  }

  /** The last epoch there is, −1 before the start has been measured. */
  get last(): number {
    return this.seenLoss.length - 1
  }

  add({ seenLoss, unseenLoss, score, updates, pictures }: Frames): void {
    this.seenLoss.push(...seenLoss)
    this.unseenLoss.push(...unseenLoss)
    this.#scores.push(...score)
    this.#updates.push(...updates)
    const size = pictures.length / seenLoss.length
    for (let index = 0; index < seenLoss.length; index++) this.#pictures.push(pictures.subarray(index * size, (index + 1) * size))
  }

  /** How the model stood after an epoch. */
  at(epoch: number): Frame {
    return {
      seenLoss: this.seenLoss[epoch],
      unseenLoss: this.unseenLoss[epoch],
      score: this.#scores[epoch],
      updates: this.#updates[epoch],
      picture: this.#pictures[epoch],
    }
  }
}
