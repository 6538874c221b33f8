/** What happens, in one sentence: computed from where the three stand. */
import { methodNames, methods, type MethodName } from '../../method.ts'
import { counted, plain, significant, whole } from '../../number.ts'
import { rateAt, stopOfRate } from '../../control/stops.ts'
import { updatesAfter, type RunRecord } from './record.ts'

export interface Standing {
  readonly records: Readonly<Record<MethodName, RunRecord>>
  readonly rowsRead: number
  /** Loss of each now, and at the start. */
  readonly losses: Readonly<Record<MethodName, number>>
  readonly startLoss: number
  readonly leastLoss: number
}

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

export function narrate(standing: Standing): string {
  const { records, rowsRead } = standing
  const { rows: n, epochs } = records.batch
  const m = records.mini.batchSize
  const diverged = methodNames.filter(
    (name) => records[name].diverged && updatesAfter(records[name], rowsRead) >= records[name].updates,
  )
  if (diverged.length > 0)
    return `${capital(diverged.map((name) => methods[name].word).join(' and '))} flew away: this learning rate is too large.`
  if (rowsRead >= n * epochs)
    return `${counted(epochs, 'epoch')}, ${whole(n * epochs)} rows read by each. ${ranking(standing)}.`
  if (rowsRead === 0) return 'Three walkers leave one point. Each takes a step whenever it has read its batch of rows.'
  if (rowsRead < m) return 'SGD steps after every row.'
  if (rowsRead < n) return `SGD steps after every row, mini-batch after every ${whole(m)}.`
  if (rowsRead < n * 1.5) return `Batch has read all ${whole(n)} rows and takes its first step.`
  return `Epoch ${Math.ceil(rowsRead / n)} of ${epochs}: ${ranking(standing).replace(/^All/, 'all')}.`
}

/** One sentence for those who listen. */
export function announce({ records, losses, leastLoss }: Standing): string {
  const each = methodNames.map((name) => `${methods[name].word} ${significant(losses[name])}`).join(', ')
  return `Finished ${counted(records.batch.epochs, 'epoch')}: loss of ${each}; the least possible is ${significant(leastLoss)}.`
}

/** "SGD diverged at update 481: the rate 1 is too large for this data.", and a rate that is not. */
export function divergence(
  records: Standing['records'],
  rate: number,
): { sentence: string | undefined; safeRate: number | undefined } {
  const flown = methodNames.flatMap((name) => (records[name].diverged ? [{ name, ...records[name].diverged }] : []))
  if (flown.length === 0) return { sentence: undefined, safeRate: undefined }
  const who = capital(flown.map(({ name, update }) => `${methods[name].word} at update ${whole(update)}`).join(', '))
  const safe = Math.min(...flown.map(({ safeRate }) => safeRate ?? Number.POSITIVE_INFINITY))
  const stop = Number.isFinite(safe) ? stopOfRate(safe) : -1
  const safeRate = [stop, stop - 1]
    .filter((at) => at >= 0)
    .map(rateAt)
    .find((at) => at <= safe)
  return { sentence: `Diverged: ${who}. The rate ${plain(rate)} is too large for this data.`, safeRate }
}

/** The title over the data, as HTML: it names the line that fits best, if one does. */
export function titleOfLine(shown: readonly MethodName[], losses: Standing['losses']): string {
  const [best, next] = shown.toSorted((a, b) => losses[a] - losses[b])
  const clear = next === undefined || losses[next] > losses[best] * 1.02
  if (!clear) return 'The line each has found'
  return `The line: <span class="is-${best}">${methods[best].title}</span>${next ? ' fits best' : ''}`
}
