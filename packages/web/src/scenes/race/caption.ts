/** The words of the race: headline, narration or what went wrong, the hash, the title over the data. */
import { wayOut } from '../../control/way-out.ts'
import { methodNames, methods } from '../../method.ts'
import { plain } from '../../number.ts'
import { eachAtItsBest, headline } from './headline.ts'
import type { Moment } from './moment.ts'
import { divergence, narrate, titleOfLine } from './narration.ts'
import type { Outcome } from './outcome.ts'
import type { RaceRun } from './runner.ts'

/** Milliseconds after which it is said what is waited for. */
const patience = 500

export class Captions {
  readonly #root: HTMLElement
  readonly #useRate: (rate: number) => void
  readonly #written = new Map<string, string>()
  #waiting = 0

  /** Calls back with a learning rate that was offered and taken. */
  constructor(root: HTMLElement, useRate: (rate: number) => void) {
    this.#root = root
    this.#useRate = useRate
  }

  /** Tells which runs flew away, and offers the largest rate of the slider that is safe for them. */
  warn({ records, options }: RaceRun): void {
    const { sentence, safeRate } = divergence(records, options.rates)
    if (safeRate === undefined) this.#complain(sentence)
    else this.#complain(sentence, wayOut(`Use ${plain(safeRate)}`, () => this.#useRate(safeRate)))
  }

  /** A race could not be run. */
  failed(error: unknown, again: () => void): void {
    this.#complain(error instanceof Error ? error.message : String(error), wayOut('Run again', again))
  }

  /** The worker ended, and there is another. */
  stopped(again: () => void): void {
    this.failed('The trainer stopped unexpectedly. It was started again; what you see is kept.', again)
  }

  /** What is going on, if the next race takes long to come. */
  wait(sentence: string): void {
    clearTimeout(this.#waiting)
    this.#waiting = window.setTimeout(() => this.#write('race-narration', sentence), patience)
  }

  draw(moment: Moment, outcome: Outcome): void {
    const { rate, won } = outcome
    this.#write('race-headline', headline(rate, won))
    const best = rate === 'best' && haveArrived(moment, outcome) ? eachAtItsBest(won) : undefined
    this.#write('race-narration', best ?? narrate(moment, outcome))
    this.#write('data-title', titleOfLine(moment.shown, moment.losses))
    this.#hash(moment)
  }

  /** Says what went wrong in the narration's place, and offers a way out if there is one. */
  #complain(sentence: string | undefined, wayOut?: HTMLElement): void {
    clearTimeout(this.#waiting)
    const problem = this.#find('race-problem')
    problem.hidden = sentence === undefined
    this.#find('race-narration').hidden = sentence !== undefined
    problem.replaceChildren(sentence ?? '', ...(wayOut ? [' ', wayOut] : []))
  }

  /** The hash of the method in front. */
  #hash({ run, front }: Moment): void {
    const { method, weightsHash } = run.records[front]
    this.#find('race-hash').hidden = false
    this.#write('race-hash', `${methods[method].title} weights <code>${weightsHash}</code><span class="hash-end">, the same in Node</span>`)
  }

  #find(id: string): HTMLElement {
    return this.#root.querySelector<HTMLElement>(`#${id}`)!
  }

  /** Writes HTML only where it changed, so that nobody loses what they select. */
  #write(id: string, html: string): void {
    if (this.#written.get(id) === html) return
    this.#written.set(id, html)
    this.#find(id).innerHTML = html
  }
}

/** Whether all that get to the goal have done so. */
function haveArrived({ updates }: Moment, { needed }: Outcome): boolean {
  return methodNames.every((name) => (needed[name] ?? 0) <= updates[name])
}
