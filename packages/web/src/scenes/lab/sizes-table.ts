/** The numbers behind the charts: a row for each batch size. */
import { element } from '../../element.ts'
import { methodOf } from '../../method.ts'
import { significant, timeUnit, whole } from '../../number.ts'
import { type LabResult, type SizeResult, soonest } from './result.ts'

interface Sizes extends Pick<LabResult, 'sizes' | 'rows'> {
  /** Undefined while sizes are still measured. */
  readonly result: LabResult | undefined
  /** Sizes that have a row before they are measured. */
  readonly expected: readonly number[]
}

export function drawSizes(body: HTMLTableSectionElement, { sizes, rows, result, expected }: Sizes): void {
  const best = result && soonest(sizes)?.rows
  const all = [...new Set([...expected, ...sizes.map((size) => size.rows)])].toSorted((a, b) => a - b)
  body.replaceChildren(
    ...all.map((count) => {
      const size = sizes.find((measured) => measured.rows === count)
      const marks = [...(count === best ? ['best'] : []), ...(count === result?.prediction?.rows ? ['predicted'] : [])]
      const head = element('th', { scope: 'row', className: `is-${methodOf(count, rows)}` }, [whole(count), ...marks].join(' · '))
      const row = element('tr', { className: count === best ? 'is-best' : '' }, head)
      row.append(...(size ? cellsOf(size) : ['', '', '', '']).map((text) => element('td', {}, text)))
      row.dataset['rows'] = String(count)
      if (size) row.dataset['hashes'] = size.hashes.join(' ')
      return row
    }),
  )
}

function cellsOf({ learningRate, updates, seconds, secondsToGoal }: SizeResult): string[] {
  return [
    significant(learningRate, 2),
    updates.median === null ? '–' : whole(updates.median),
    precise(seconds.median),
    precise(secondsToGoal.median),
  ]
}

/** Three digits: 1.18e-6 → "1.18 µs". */
function precise(seconds: number | null): string {
  if (seconds === null) return '–'
  const { unit, size } = timeUnit(seconds)
  return `${significant(seconds / size)} ${unit}`
}
