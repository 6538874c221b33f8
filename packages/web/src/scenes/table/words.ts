/** The sentences above the table: what was read, what goes on, what came of it. */
import type { TableDescription } from 'minibatch'
import { bytes, counted, duration, perSecond, significant, whole } from '../../number.ts'
import { missingOf } from './missing.ts'
import type { TrainingProgress } from './run.ts'
import type { ReadingProgress, TrainingResult } from './training.ts'

export const emptyWords = 'Train a model on your own file, see how far it can be trusted, and take it along.'

/** "Reading houses.csv: 120,000 rows, 60 %". */
export function readingWords(file: File, { rows, bytes: taken, totalBytes }: ReadingProgress): string {
  const share = totalBytes ? `, ${Math.round((100 * taken) / totalBytes)} % of ${bytes(totalBytes)}` : ''
  return `Reading ${file.name}: ${counted(rows, 'row')}${share}`
}

/** "Epoch 7 of 20, loss 0.213, 3.2 M rows a second." */
export function progressWords(progress: TrainingProgress): string {
  if (progress.doing === 'measuring') return `Measuring which batch size is soonest at a good loss here: ${counted(progress.batchSize, 'row')} an update.`
  if (progress.doing === 'penalty') return 'Choosing the penalty on large weights by five folds.'
  const { epoch, planned, loss, rowsPerSecond } = progress
  const speed = rowsPerSecond ? `, ${perSecond(rowsPerSecond)} rows a second` : ''
  return `Epoch ${whole(epoch)} of ${whole(planned)}, loss ${significant(loss)}${speed}.`
}

/** What is in the file: " · 178 rows, 14 columns, nothing missing". */
export function contentWords(description: TableDescription, isCut: boolean): string {
  const { rows, columns } = description
  const missing = missingOf(description)
  const gaps = missing === 0 ? 'nothing missing' : `${counted(missing, 'cell')} missing`
  return `${isCut ? 'a part of it: ' : ''}${counted(rows, 'row')}, ${counted(columns.length, 'column')}, ${gaps}`
}

/** How it was trained: " · trained in 6 ms on 133 rows, tested on the other 45". */
export function trainedWords({ seconds, rows, heldRows, stopped }: TrainingResult): string {
  const tested = heldRows > 0 ? `, tested on the other ${whole(heldRows)}` : ''
  return `trained in ${duration(seconds)} on ${counted(rows, 'row')}${tested}${stopped ? ', stopped early' : ''}`
}

/** What a run came to, for those who listen. */
export function resultWords({ outcome, heldRows }: TrainingResult): string {
  const rows = heldRows > 0 ? 'unseen rows' : 'rows'
  if (outcome.task === 'classification') return `Trained: ${whole(outcome.right)} of ${whole(outcome.rows)} ${rows} right.`
  const { r2, rmse } = outcome.metrics
  return `Trained: off by ${significant(rmse)} on ${rows}${r2 === null ? '' : `, R² ${r2.toFixed(2)}`}.`
}
