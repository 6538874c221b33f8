/** What a measurement says, in words: every number computed, no finding written that is not one. */
import { counted, duration, plain, significant, timeUnit, whole } from '../../number.ts'
import type { LabProgress } from './measurement.ts'
import { type LabResult, type SizeResult, soonest } from './result.ts'

const small = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']

/** 7 → "seven", 14 → "14". */
export function inWords(count: number): string {
  return small[count] ?? whole(count)
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

/** How much longer: 1.17 → "17 % longer", 7.2 → "seven times as long". */
export function longer(ratio: number): string {
  const percent = Math.round(100 * (ratio - 1))
  if (percent < 1) return 'no longer'
  return percent < 100 ? `${percent} % longer` : `${inWords(Math.round(ratio))} times as long`
}

/** A number of rows that need not be whole: 34.1 → "34", 3.27 → "3.3". */
export function bend(rows: number): string {
  return rows >= 10 ? whole(rows) : plain(Number(rows.toPrecision(2)))
}

/** A time of an axis: 1e-6 → "1 µs". */
export function roundTime(seconds: number): string {
  const { unit, size } = timeUnit(Number(seconds.toPrecision(6)))
  return `${plain(seconds / size)} ${unit}`
}

const spokenUnits: Readonly<Record<string, string>> = { ns: 'nanoseconds', µs: 'microseconds', ms: 'milliseconds', s: 'seconds' }

/** 8.2e-6 → "8.2 microseconds". */
export function spokenTime(seconds: number): string {
  const [value, unit] = duration(seconds).split(' ')
  return `${value} ${spokenUnits[unit]}`
}

/** A verdict in three parts: the one in the middle stands out. */
export type Verdict = readonly [before: string, best: string, after: string]

export function verdict(result: LabResult): Verdict {
  const { sizes, rows, device } = result
  const best = soonest(sizes)
  if (!best) return [`No batch size got to the goal. Choose one further above the least loss.`, '', '']
  const place = device === null ? 'On this device' : `On ${device}`
  const rest = [predictedPart(result, best), neighbourPart(result, best), allPart(result, best)].filter((part) => part !== '')
  const after = rest.length === 0 ? '.' : `. ${capital(rest.join('; '))}.`
  return [`${place}, for these ${whole(rows)} rows: `, `${counted(best.rows, 'row')} an update`, after]
}

function timesOf(size: SizeResult, best: SizeResult): number | null {
  const [time, least] = [size.secondsToGoal.median, best.secondsToGoal.median!]
  return time === null ? null : least === 0 ? 1 : time / least
}

function predictedPart({ prediction, sizes }: LabResult, best: SizeResult): string {
  if (!prediction) return ''
  if (prediction.rows === best.rows) return 'predicted from one run: the same'
  const measured = sizes.find(({ rows }) => rows === prediction.rows)
  const times = measured ? timesOf(measured, best) : null
  const price = times === null ? 'did not get to the goal' : `takes ${longer(times)}`
  return `predicted from one run: ${whole(prediction.rows)}, which ${price}`
}

/** The next best of the sizes that nobody has named. */
function neighbourPart({ prediction, sizes, rows }: LabResult, best: SizeResult): string {
  const others = sizes.filter((size) => ![best.rows, prediction?.rows, rows].includes(size.rows))
  const next = soonest(others)
  const times = next ? timesOf(next, best) : null
  return next && times !== null ? `${counted(next.rows, 'row')} ${longer(times)}` : ''
}

function allPart({ sizes, rows }: LabResult, best: SizeResult): string {
  const all = sizes.find((size) => size.rows === rows)
  if (!all || all === best) return ''
  const times = timesOf(all, best)
  return `all ${whole(rows)} rows ${times === null ? 'did not get there' : longer(times)}`
}

type Medians = readonly (readonly [rows: number, value: number])[]

function medians(sizes: readonly SizeResult[], of: 'updates' | 'seconds' | 'secondsToGoal'): Medians {
  return sizes.flatMap((size) => {
    const value = size[of].median
    return value === null ? [] : [[size.rows, value] as const]
  })
}

/** A quantity that changes by less is the same. */
const same = 1.3

/** "Fewer with larger batches, then no fewer", if that is so. */
export function updatesFinding(sizes: readonly SizeResult[]): string {
  const points = medians(sizes, 'updates')
  if (points.length < 3) return ''
  const [, first] = points[0]
  const [lastRows, last] = points.at(-1)!
  if (first < same * last) return 'No fewer with larger batches'
  // Rows that save no more than their fourth root are as good as none.
  const [rows, before] = points.findLast(([rows]) => rows <= lastRows / 4) ?? [1, Infinity]
  const flat = before / last < (lastRows / rows) ** 0.25
  return flat ? 'Fewer with larger batches, then no fewer' : 'Fewer with larger batches, to the largest'
}

/** "The same for small batches, then it grows", if that is so. */
export function secondsFinding(sizes: readonly SizeResult[]): string {
  const points = medians(sizes, 'seconds')
  if (points.length < 3) return ''
  const [[, first], ...others] = points
  const last = points.at(-1)![1]
  if (last < same * first) return 'The same for every batch size'
  // The middle one of the next three: a device that is busy for a moment makes no finding.
  const [, next] = others.slice(0, 3).toSorted(([, a], [, b]) => a - b)[1]
  return next < 1.5 * first ? 'The same for small batches, then it grows' : 'It grows with every row'
}

/** "A valley: its floor is the size to use", if that is so. */
export function goalFinding(sizes: readonly SizeResult[]): string {
  const points = medians(sizes, 'secondsToGoal')
  if (points.length < 3) return ''
  const least = Math.min(...points.map(([, value]) => value))
  const [first, last] = [points[0][1], points.at(-1)![1]]
  if (first === least) return 'The smallest batch is there first'
  if (last === least) return 'The larger the batch, the sooner'
  return first > same * least && last > same * least ? 'A valley: its floor is the size to use' : 'Several sizes take much the same time'
}

/** "Early, one row shows the way. Late, it takes dozens." */
export function noiseFinding(noise: LabResult['noise']): string {
  const known = noise.flatMap(({ noiseScale }) => (noiseScale === null ? [] : [noiseScale]))
  if (known.length < 4) return ''
  const early = known[0]
  const late = known.slice(-Math.ceil(known.length / 3)).toSorted((a, b) => a - b)
  const middle = late[Math.floor(late.length / 2)]
  if (middle < 2 * early) return 'As much noise late as early'
  const rows = roughly(early)
  return `Early, ${rows} ${rows === 'one row' ? 'shows' : 'show'} the way. Late, it takes ${roughly(middle)}.`
}

function roughly(rows: number): string {
  if (rows < 1.5) return 'one row'
  if (rows < 12) return `${inWords(Math.round(rows))} rows`
  return rows < 150 ? 'dozens' : rows < 1500 ? 'hundreds' : 'thousands'
}

/** How the prediction is made: "√(34 × 14) = 22: on this axis, the middle". */
export function predictionFinding({ prediction, rows }: LabResult): string {
  if (!prediction) return ''
  const { noiseScale, timeBend, rows: predicted } = prediction
  const root = Math.sqrt(noiseScale * timeBend)
  const sum = `√(${significant(noiseScale)} × ${significant(timeBend)})`
  if (root < 0.5) return `${sum} = ${significant(root, 2)}: less than a row, so one`
  if (root > rows + 0.5) return `${sum} = ${whole(root)}: more than there are, so all`
  return `${sum} = ${whole(predicted)}: on this axis, the middle`
}

const leasts: Readonly<Record<LabResult['leastIs'], string>> = {
  least: 'the least possible',
  exact: 'the exact solution',
  reference: 'what a long reference run ends with',
}

/** What the goal is, and what dots and bars are. */
export function goalWords({ goalLoss, leastLoss, leastIs, heldOutRows, options }: LabResult): string {
  const where = heldOutRows === 0 ? '' : ` on ${whole(heldOutRows)} rows held out`
  return (
    `The goal: a loss of ${significant(goalLoss)}${where}, ${options.goal} % above ${leasts[leastIs]}, ${significant(leastLoss)}, and to stay there. ` +
    `Dots: medians of ${options.runs} runs, each size at its best rate. Bars: the middle half. The noise’s mean is geometric.`
  )
}

export function progressWords({ phase, size, rows, sizes, run }: LabProgress, runs: string): string {
  if (phase === 'target') return 'Looking for the least loss there is'
  if (phase === 'time') return `Timing updates of ${inWords(sizes)} sizes`
  if (phase === 'noise') return 'Watching the noise of one run'
  const at = `Size ${whole(size ?? rows)} of ${whole(rows)}`
  return run === undefined ? `${at}: looking for its best rate` : `${at}: run ${run} of ${runs}`
}

/** "Twelve sizes, 15 runs each: about 6 seconds." */
export function offer(sizes: number, runs: string, seconds: number): string {
  return `${capital(inWords(sizes))} sizes, ${runs} runs each: about ${counted(Math.max(1, Math.round(seconds)), 'second')}.`
}

/** One sentence for those who cannot see a chart of a quantity. */
export function described(what: string, sizes: readonly (readonly [rows: number, value: string])[], rows: number): string {
  const told = sizes.map(([size, value]) => `${value} with ${size === rows ? `all ${whole(size)}` : counted(size, 'row')}`)
  return `${what}: ${told.length === 0 ? 'not measured yet' : told.join(', ')}.`
}
