/** What is learnt from a table that was read: the column to predict, and how the others are taken. */
import type { ColumnDescription, TableDescription } from 'minibatch'
import type { TableState } from '../../state.ts'
import { chosen, type ColumnChoices, type ColumnUse, encodingOf, guessTarget } from './column-choices.ts'
import { isClassified, type TableRecipe } from './recipe.ts'
import { hiddenOf } from './settings.ts'

export class Subject {
  readonly description: TableDescription
  #target: string
  #choices: ColumnChoices
  /** Classes that a run met, by their target. */
  readonly #met = new Map<string, readonly string[]>()

  /** `asked`: the column to predict, where the table has it; else it is guessed. */
  constructor(description: TableDescription, asked: string, choices: ColumnChoices) {
    this.description = description
    this.#target = description.columns.some(({ name }) => name === asked) ? asked : guessTarget(description)
    this.#choices = choices
  }

  get target(): string {
    return this.#target
  }

  get choices(): ColumnChoices {
    return this.#choices
  }

  /** Predicts another column; false where there is none of the name, or it is the one. */
  retarget(name: string): boolean {
    if (name === this.#target || !this.columnNamed(name)) return false
    this.#target = name
    return true
  }

  take(column: ColumnDescription, use: ColumnUse): void {
    this.#choices = chosen(this.#choices, column, use)
  }

  columnNamed(name: string): ColumnDescription | undefined {
    return this.description.columns.find((column) => column.name === name)
  }

  /** What a run is asked for, with the settings of a state. */
  recipe({ model, hid, m, lr, ep, held, seed }: TableState): TableRecipe {
    return {
      target: this.#target,
      ...encodingOf(this.#choices, this.#target),
      hidden: model === 'linear' ? [] : hiddenOf(hid),
      held: held / 100,
      seed,
      batchSize: m,
      learningRate: lr,
      epochs: ep,
    }
  }

  get isClassified(): boolean {
    const { task } = encodingOf(this.#choices, this.#target)
    return isClassified({ target: this.#target, task }, this.description)
  }

  /** The classes in their order, where the description names all of them or a run has met them. */
  get classes(): readonly string[] {
    if (!this.isClassified) return []
    const { type, levels = [], distinct } = this.columnNamed(this.#target) ?? { type: 'number' }
    if (type === 'text' && levels.length === distinct) return levels.map(([level]) => level).toSorted()
    return this.#met.get(this.#target) ?? []
  }

  meet(classes: readonly string[]): void {
    this.#met.set(this.#target, classes)
  }
}
