/** What Your table trains where nothing is chosen. */
import type { TableRecipe } from '../src/scenes/table/recipe.ts'

export function recipeFor(target: string): TableRecipe {
  return {
    target,
    task: 'auto',
    exclude: [],
    categorical: [],
    numeric: [],
    hidden: [],
    held: 0.25,
    seed: 42,
    batchSize: 64,
    learningRate: 'auto',
    epochs: 'auto',
  }
}
