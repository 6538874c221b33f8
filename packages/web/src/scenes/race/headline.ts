/** The headline, and the sentence on who needs least of what when each has its best rate: only what the runs show. */
import { methods, type MethodName } from '../../method.ts'
import { clockNames, type ClockName } from './clock.ts'
import { allDiffer, type Winners } from './goal.ts'

export const opening = 'Same data, same start. Only the batch size differs.'

export function headline(rates: 'one' | 'best', won: Winners): string {
  if (rates === 'one') return opening
  if (allDiffer(won)) return 'Three clocks, three winners'
  if (won.time?.kind === 'leader') return `By the clock, ${methods[won.time.name].word} wins`
  if (won.time?.kind === 'tie') return 'By the clock, a tie'
  return 'Each at its own best learning rate'
}

const least: Readonly<Record<ClockName, string>> = {
  updates: 'the fewest updates',
  rows: 'the fewest rows',
  time: 'the least time',
}

/** "Each at its own best learning rate …: batch needs the fewest updates, …", as HTML; undefined if nobody wins. */
export function eachAtItsBest(won: Winners): string | undefined {
  const needs = new Map<MethodName, string[]>()
  for (const clock of clockNames) {
    const finding = won[clock]
    if (finding?.kind === 'leader') needs.set(finding.name, [...(needs.get(finding.name) ?? []), least[clock]])
  }
  if (needs.size === 0) return undefined
  const who = [...needs].map(([name, what], at) => `<b class="is-${name}">${methods[name].word}</b>${at === 0 ? ' needs' : ''} ${listed(what)}`)
  return `Each at its own best learning rate, to within 5 % of the least loss: ${who.join(', ')}.`
}

/** "a", "a and b", "a, b and c". */
function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}
