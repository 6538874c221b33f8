/** The lab's controls. */
import { type Choice, fill } from '../../control/select.ts'
import { counted, whole } from '../../number.ts'
import type { LabState } from '../../state.ts'
import { hiddenUnits, labData } from './dataset.ts'
import type { LabTable } from './measurement.ts'

type Setting = 'data' | 'model' | 'goal' | 'runs'

export class Settings {
  readonly #selects: Readonly<Record<Setting, HTMLSelectElement>>

  constructor(root: HTMLElement, change: (part: Partial<LabState>) => void) {
    const find = (id: string): HTMLSelectElement => root.querySelector<HTMLSelectElement>(`#lab-${id}`)!
    this.#selects = { data: find('data'), model: find('model'), goal: find('target'), runs: find('runs') }
    for (const [name, select] of Object.entries(this.#selects)) {
      select.addEventListener('change', () => change({ [name]: select.value }))
    }
  }

  /** A table of the user's is offered where there is one, and told missing where a link asks for it. */
  show({ data, model, goal, runs }: LabState, table: LabTable | undefined): void {
    const known = Object.entries(labData).map(([name, { title, rows }]): Choice => [name, `${title}: ${whole(rows)} rows`])
    const own: Choice[] = table ? [['table', `Your table: ${counted(table.rows, 'row')}`]] : data === 'table' ? [['table', 'Your table: none is open']] : []
    fill(this.#selects.data, [...known, ...own], data)
    fill(
      this.#selects.model,
      [
        ['linear', 'Linear'],
        ['hidden', `One hidden layer of ${hiddenUnits}`],
      ],
      model,
    )
    fill(
      this.#selects.goal,
      ['1', '2', '5', '10', '20'].map((percent) => [percent, `${percent} % above the least loss`]),
      goal,
    )
    fill(
      this.#selects.runs,
      ['5', '15', '45'].map((count) => [count, `${count}, at its best rate`]),
      runs,
    )
  }
}
