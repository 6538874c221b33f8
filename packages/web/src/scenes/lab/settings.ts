/** The lab's controls. */
import { fill } from '../../control/select.ts'
import { whole } from '../../number.ts'
import type { LabState } from '../../state.ts'
import { hiddenUnits, labData } from './dataset.ts'

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

  show({ data, model, goal, runs }: LabState): void {
    fill(
      this.#selects.data,
      Object.entries(labData).map(([name, { title, rows }]) => [name, `${title}: ${whole(rows)} rows`]),
      data,
    )
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
