/**
 * The microscope: the batch of the method in front as numbers, in the tutorial's formula. It follows the clock; while
 * one update is looked up, only the last one wanted waits.
 */
import { fixed, plain, whole } from '../../number.ts'
import { methods } from '../../method.ts'
import type { BatchStep, Pair } from './batch-lens.ts'
import { type BatchNumbers, batchNumbers, stepDirection } from './batch-numbers.ts'
import type { Moment } from './moment.ts'
import { rowsAfter, updatesAnEpoch } from './record.ts'
import type { RaceSource } from './runner.ts'
import { schedules } from './schedule.ts'

/** Rows written while the clock runs: no more can be seen. */
const seen = 24

export class Microscope {
  readonly #element: HTMLElement
  readonly #source: RaceSource
  readonly #found: (step: BatchStep) => void
  #wanted: Moment | undefined
  #busy = false
  #shown: { readonly moment: Moment; readonly step: BatchStep; readonly whole: boolean } | undefined

  /** Calls back with every update that it comes to show. */
  constructor(element: HTMLElement, source: RaceSource, found: (step: BatchStep) => void) {
    this.#element = element
    this.#source = source
    this.#found = found
  }

  /** Whether it shows what it was last asked for. */
  get settled(): boolean {
    return !this.#busy
  }

  /** Looks at the last update of the method in front, at the first before there is one. */
  async look(moment: Moment, playing: boolean): Promise<void> {
    const shown = this.#shown
    if (shown && isSame(shown.moment, moment)) {
      if (!playing && !shown.whole) this.#draw(moment, shown.step, true)
      return
    }
    this.#wanted = moment
    if (this.#busy) return
    this.#busy = true
    try {
      while (this.#wanted) {
        const { run, front, updates }: Moment = (moment = this.#wanted)
        this.#wanted = undefined
        const step = await this.#source.step(run.options, front, Math.max(1, updates[front]))
        if (this.#wanted && !isSame(this.#wanted, moment)) continue
        this.#draw(moment, step, !playing)
        this.#found(step)
      }
    } finally {
      this.#busy = false
    }
  }

  #draw(moment: Moment, step: BatchStep, all: boolean): void {
    this.#shown = { moment, step, whole: all }
    const numbers = batchNumbers(this.#source.points, step)
    const find = (name: string): HTMLElement => this.#element.querySelector<HTMLElement>(name)!
    find('#microscope-title').innerHTML = title(step)
    find('.microscope-place').textContent = place(moment, step)
    find('tbody').innerHTML = rowsHtml(numbers, all ? step.rows.length : seen)
    find('.formula').innerHTML = formula(step, numbers)
    find('.microscope-rate').textContent = rate(moment, step)
    Object.assign(this.#element.dataset, {
      update: step.update,
      method: step.method,
      before: `${step.before.w} ${step.before.b}`,
      after: `${step.after.w} ${step.after.b}`,
      gradient: `${step.gradient.w} ${step.gradient.b}`,
      rate: step.rate,
    })
  }
}

/** Whether two moments show the same update. */
function isSame(one: Moment, other: Moment): boolean {
  return (
    one.run === other.run &&
    one.front === other.front &&
    Math.max(1, one.updates[one.front]) === Math.max(1, other.updates[other.front]) &&
    (one.updates[one.front] === 0) === (other.updates[other.front] === 0)
  )
}

function title({ method, update }: BatchStep): string {
  return `<span class="is-${method}">${methods[method].title}</span>, update ${whole(update)}`
}

/** "Rows 961 to 1,000 of epoch 20", counted as they are read. */
function place({ run, updates }: Moment, { method, update, rows }: BatchStep): string {
  const record = run.records[method]
  const epoch = Math.ceil(update / updatesAnEpoch(record))
  const last = rowsAfter(record, update) - (epoch - 1) * record.rows
  const first = last - rows.length + 1
  const read = rows.length === 1 ? `row ${whole(last)}` : `rows ${whole(first)} to ${whole(last)}`
  return `${updates[method] === 0 ? 'Comes first: ' : ''}${read} read in epoch ${whole(epoch)}`.replace(/^r/, 'R')
}

function rowsHtml({ rows }: BatchNumbers, most: number): string {
  return rows
    .slice(0, most)
    .map(({ row, x, y, prediction, error, product }) => {
      const cells = [x, y, prediction, error, product].map((value) => `<td>${fixed(value, 3)}</td>`).join('')
      return `<tr><th scope="row">${whole(row + 1)}</th>${cells}</tr>`
    })
    .join('')
}

/** The step, line by line: what is computed, with the numbers in it, and what it comes to. */
function formula(step: BatchStep, { sum, rows }: BatchNumbers): string {
  const { gradient, velocity, momentum, rate, before, after } = step
  const m = whole(rows.length)
  const direction = stepDirection(step)
  const named = momentum > 0 ? 'v' : 'd'
  const lines: [name: string, value: string][] = [
    ['dw', `1/${m} · sum(error · x) = 1/${m} · ${digits(sum.w)} = <b>${digits(gradient.w)}</b>`],
    ['db', `1/${m} · sum(error) = 1/${m} · ${digits(sum.b)} = <b>${digits(gradient.b)}</b>`],
  ]
  if (momentum > 0) {
    const carried = (part: keyof Pair): string => (velocity ? `${plain(momentum)} · ${inside(velocity[part])} + ` : '')
    lines.push(['vw', `${carried('w')}${inside(gradient.w)} = <b>${digits(direction.w)}</b>`])
    lines.push(['vb', `${carried('b')}${inside(gradient.b)} = <b>${digits(direction.b)}</b>`])
  }
  for (const part of ['w', 'b'] as const) {
    const moved = `${digits(before[part])} − ${rateText(rate)} · ${inside(direction[part])}`
    lines.push([part, `${part} − rate · ${named}${part} = ${moved} = <b>${digits(after[part])}</b>`])
  }
  return lines.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('')
}

function digits(value: number): string {
  return fixed(value, 4)
}

/** A number inside a product: a negative one in brackets. */
function inside(value: number): string {
  return value < 0 ? `(${digits(value)})` : digits(value)
}

function rateText(rate: number): string {
  return String(Number(rate.toPrecision(4)))
}

/** Where the rate and the factor 1/m come from. */
function rate({ run }: Moment, step: BatchStep): string {
  const { schedule } = run.options
  const scheduled = schedule === 'constant' ? '' : ` at this update (${schedules[schedule].title.toLowerCase()})`
  return `rate ${rateText(step.rate)}${scheduled}; loss = ½ · mean of error²`
}
