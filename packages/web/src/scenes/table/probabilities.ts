/** The probability of each class as a bar; of many classes the likeliest. */
import { element } from '../../element.ts'
import { groupsOf } from './bins.ts'
import { colourOf } from './confusion.ts'

/** Classes that are shown. */
const most = 12

export function drawProbabilities(list: HTMLElement, classes: readonly string[], probabilities: readonly number[]): void {
  const all = classes.map((name, index) => ({ name, index, probability: probabilities[index] }))
  const shown = classes.length > most ? all.toSorted((a, b) => b.probability - a.probability).slice(0, most) : all
  const isColoured = groupsOf(classes).length > 0
  list.replaceChildren(
    ...shown.map(({ name, index, probability }) => {
      const bar = element('span', { className: `probability-bar ${isColoured ? `class-${index}` : ''}` })
      bar.style.width = `${(100 * probability).toFixed(2)}%`
      return element(
        'li',
        {},
        element('span', { className: `probability-name ${colourOf(classes, index)}`, title: name, textContent: name }),
        element('span', { className: 'probability-track' }, bar),
        element('b', { textContent: `${Math.round(100 * probability)} %` }),
      )
    }),
  )
}
