/** What happens, in one sentence: computed from where the three stand. */
import { methodNames, methods, type MethodName } from '../../method.ts'
import { counted, duration, plain, whole } from '../../number.ts'
import type { Moment } from './moment.ts'
import { rateAt, stopOfRate } from '../../control/stops.ts'
import type { Rates, Records } from './run.ts'

/** The losses between which a moment lies. */
export interface Bounds {
  readonly startLoss: number
  readonly leastLoss: number
}

type Standing = Moment & Bounds

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** How far down a method is, by the share of the way from start to least that is left on a log scale. */
function place(loss: number, { startLoss, leastLoss }: Standing): 'bottom' | 'close' | 'half' | 'hardly' | 'lost' {
  if (!(loss <= startLoss)) return 'lost'
  const ratio = loss / leastLoss
  if (ratio <= 1.1) return 'bottom'
  if (ratio <= 4) return 'close'
  return Math.log(ratio) < 0.6 * Math.log(startLoss / leastLoss) ? 'half' : 'hardly'
}

const words = {
  bottom: ['is at the bottom', 'are at the bottom'],
  close: ['is close', 'are close'],
  half: ['is half-way', 'are half-way'],
  hardly: ['has hardly left', 'have hardly left'],
  lost: ['is lost', 'are lost'],
} as const

/** "SGD is at the bottom, mini-batch is close, batch has hardly left." */
function ranking(standing: Standing): string {
  const named = methodNames.toSorted((a, b) => standing.losses[a] - standing.losses[b])
  const groups: { at: keyof typeof words; names: string[] }[] = []
  for (const name of named) {
    const at = place(standing.losses[name], standing)
    const last = groups.at(-1)
    if (last?.at === at) last.names.push(methods[name].word)
    else groups.push({ at, names: [methods[name].word] })
  }
  const all = groups[0]?.names.length === 3
  return capital(
    groups
      .map(({ at, names }) =>
        all
          ? `all three ${words[at][1]}`
          : names.length > 1
            ? `${names.join(' and ')} ${words[at][1]}`
            : `${names[0]} ${words[at][0]}`,
      )
      .join(', '),
  )
}

export function narrate(moment: Moment, bounds: Bounds): string {
  const standing = { ...moment, ...bounds }
  const { place: at, updates, clock } = standing
  const { records } = standing.run
  const { rows: n, epochs } = records.batch
  const diverged = methodNames.filter((name) => records[name].diverged && updates[name] >= records[name].updates)
  if (diverged.length > 0)
    return `${capital(diverged.map((name) => methods[name].word).join(' and '))} flew away: this learning rate is too large.`
  if (at >= n * epochs)
    return `${counted(epochs, 'epoch')}, ${whole(n * epochs)} rows read by each. ${ranking(standing)}.`
  if (at === 0) return 'Three walkers leave one point. Each takes a step whenever it has read its batch of rows.'
  if (clock.name === 'updates') return afterUpdates(standing)
  if (clock.name === 'time' && clock.secondsAnUpdate)
    return `After ${duration(at * clock.secondsAnUpdate.sgd)}: ${lowered(ranking(standing))}.`
  return afterRows(standing)
}

function afterRows(standing: Standing): string {
  const { place: at, run } = standing
  const { rows: n, epochs } = run.records.batch
  const m = run.records.mini.batchSize
  if (at < m) return 'SGD steps after every row.'
  if (at < n) return `SGD steps after every row, mini-batch after every ${whole(m)}.`
  if (at < n * 1.5) return `Batch has read all ${whole(n)} rows and takes its first step.`
  return `Epoch ${Math.ceil(at / n)} of ${epochs}: ${lowered(ranking(standing))}.`
}

function afterUpdates(standing: Standing): string {
  const { place: at, updates, run } = standing
  const out = methodNames.filter((name) => updates[name] < at).map((name) => `${methods[name].word} ${whole(run.records[name].updates)}`)
  const rest = out.length > 0 ? `, ${out.join(' and ')} in all` : ''
  return `${at === 1 ? 'One update' : `${whole(at)} updates`} each${rest}: ${lowered(ranking(standing))}.`
}

/** A ranking inside a sentence: names keep their capitals. */
function lowered(text: string): string {
  return text.replace(/^(All|Batch|Mini)/, (word) => word.toLowerCase())
}

/** "SGD diverged at update 481: the rate 1 is too large for this data.", and a rate that is not. */
export function divergence(
  records: Records,
  rates: Rates,
): { sentence: string | undefined; safeRate: number | undefined } {
  const flown = methodNames.flatMap((name) => (records[name].diverged ? [{ name, ...records[name].diverged }] : []))
  if (flown.length === 0) return { sentence: undefined, safeRate: undefined }
  const who = capital(flown.map(({ name, update }) => `${methods[name].word} at update ${whole(update)}`).join(', '))
  const sentence = `Diverged: ${who}. The rate ${plain(rates[flown[0].name])} is too large for this data.`
  // Where each has a rate of its own, one for all would be no way out.
  if (new Set(Object.values(rates)).size > 1) return { sentence, safeRate: undefined }
  const safe = Math.min(...flown.map(({ safeRate }) => safeRate ?? Number.POSITIVE_INFINITY))
  const stop = Number.isFinite(safe) ? stopOfRate(safe) : -1
  const safeRate = [stop, stop - 1]
    .filter((at) => at >= 0)
    .map(rateAt)
    .find((at) => at <= safe)
  return { sentence, safeRate }
}

/** The title over the data, as HTML: it names the line that fits best, if one does. */
export function titleOfLine(shown: readonly MethodName[], losses: Moment['losses']): string {
  const [best, next] = shown.toSorted((a, b) => losses[a] - losses[b])
  const clear = next === undefined || losses[next] > losses[best] * 1.02
  if (!clear) return 'The line each has found'
  return `The line: <span class="is-${best}">${methods[best].title}</span>${next ? ' fits best' : ''}`
}
