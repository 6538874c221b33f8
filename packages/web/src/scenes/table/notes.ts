/** What one should know of a result: columns that were left out, rows without a target, numbers that may be names. */
import { counted } from '../../number.ts'
import type { Offer } from './problem.ts'
import type { TrainingResult } from './training.ts'

export interface Note {
  readonly sentence: string
  readonly offer?: Offer
}

/** The note of the library that the target may hold classes; its words are for programs. */
const mayBeClasses = /^Target '.*' has (.*) distinct whole numbers /

export function notesOf({ warnings, recipe, droppedRows, outcome }: TrainingResult): Note[] {
  const { target, learningRate } = recipe
  const notes = warnings.map((warning): Note => {
    const [, count] = mayBeClasses.exec(warning) ?? []
    if (count === undefined) return { sentence: warning }
    return {
      sentence: `${target} holds ${count} different whole numbers and is predicted as a number.`,
      offer: { label: 'Predict it as names', remedy: { do: 'take', column: target, as: 'text' } },
    }
  })
  if (droppedRows > 0) notes.unshift({ sentence: `${counted(droppedRows, 'row')} without ${target} left out.` })
  const isWorseThanNothing = outcome.task === 'regression' && outcome.metrics.r2 !== null && outcome.metrics.r2 < 0
  if (isWorseThanNothing && learningRate !== 'auto') {
    notes.unshift({
      sentence: `Worse than always saying the mean: the rate ${learningRate} does not suit this data.`,
      offer: { label: 'Use the automatic rate', remedy: { do: 'rate', rate: 'auto' } },
    })
  }
  return notes
}
