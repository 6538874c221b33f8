/** The tables that are offered: files of the page itself. */
import breastCancer from '../../generated/breast_cancer.csv?url'
import diabetes from '../../generated/diabetes.csv?url'
import digits from '../../generated/digits.csv?url'
import iris from '../../generated/iris.csv?url'
import wine from '../../generated/wine.csv?url'
import { element } from '../../element.ts'
import { fetched } from '../../fetched.ts'
import type { TableState } from '../../state.ts'
import type { ColumnUse } from './column-choices.ts'

export type SampleName = Exclude<TableState['sample'], 'none'>

interface Sample {
  readonly words: string
  readonly address: string
  /** How columns are taken, where their cells do not tell. */
  readonly uses?: Readonly<Record<string, ColumnUse>>
}

export const samples: Readonly<Record<SampleName, Sample>> = {
  wine: { words: 'wine', address: wine },
  iris: { words: 'iris', address: iris },
  diabetes: { words: 'diabetes', address: diabetes },
  breast_cancer: { words: 'breast cancer', address: breastCancer },
  digits: { words: 'digits', address: digits, uses: { target: 'text' } },
}

/** Offers each sample by a button. */
export function offerSamples(place: HTMLElement, choose: (name: SampleName) => void): void {
  for (const [name, { words }] of Object.entries(samples)) {
    const button = element('button', { type: 'button', className: 'button', textContent: words })
    button.dataset['sample'] = name
    button.addEventListener('click', () => choose(name as SampleName))
    place.append(button)
  }
}

export async function fetchSample(name: SampleName): Promise<File> {
  const response = await fetched(samples[name].address, `The sample ${samples[name].words}`, 'Choose a file of yours.')
  return new File([await response.blob()], `${name}.csv`, { type: 'text/csv' })
}
