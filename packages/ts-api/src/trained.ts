import type { Loaded } from './backend/backend.js'
import type { Model as CoreModel } from './backend/types.js'
import { calling } from './errors.js'
import type { ModelDescription } from './model-description.js'
import type { Epoch } from './run.js'

/** A trained model in the core's memory. */
export class Trained {
  readonly loaded: Loaded
  readonly handle: CoreModel
  readonly history: readonly Epoch[]
  #description: ModelDescription | undefined

  constructor(loaded: Loaded, handle: CoreModel, history: readonly Epoch[] = []) {
    this.loaded = loaded
    this.handle = handle
    this.history = history
  }

  /** What the model says of itself, asked for once. */
  get description(): ModelDescription {
    this.#description ??= JSON.parse(calling(() => this.handle.describe())) as ModelDescription
    return this.#description
  }
}
