/** Batch-size lab: updates needed × time of one = time to the goal, measured on this device. */
import { proxy, type Remote } from 'comlink'
import './lab.css'
import { playHtml } from '../../control/transport.ts'
import { loadFonts } from '../../fonts.ts'
import type { Opening, Scene } from '../../scene.ts'
import type { LabState } from '../../state.ts'
import type { TrainingThread } from '../../thread.ts'
import { hand } from '../../hand.ts'
import { counted, whole } from '../../number.ts'
import { takeFiles } from '../table/drop.ts'
import { LabCharts } from './charts.ts'
import { labData, sizesOf } from './dataset.ts'
import { deviceWords } from './device.ts'
import { secondsOf } from './estimate.ts'
import html from './lab.html?raw'
import type { LabEvent, LabProgress, LabService, LabTable } from './measurement.ts'
import { type LabDraft, type LabOptions, type LabResult, readResult, soonest, writeResult } from './result.ts'
import { Settings } from './settings.ts'
import { offer, progressWords, spokenTime, verdict } from './words.ts'

export async function openLab(opening: Opening<'lab'>): Promise<Scene<'lab'>> {
  opening.root.innerHTML = html
  await loadFonts('sans')
  return new LabScene(opening)
}

/** Milliseconds between two words about progress. */
const calm = 100

class LabScene implements Scene<'lab'> {
  readonly #root: HTMLElement
  readonly #thread: TrainingThread
  readonly #announce: (sentence: string) => void
  readonly #settings: Settings
  readonly #charts: LabCharts
  #state: LabState
  /** The worker's end; a new worker has none yet. */
  #service: Promise<Remote<LabService>> | undefined
  #table: LabTable | undefined
  #shown: LabDraft | LabResult | undefined
  /** The last measurement made here: it says how fast this device is. */
  #last: LabResult | undefined
  #progress: LabProgress | undefined
  #running = false
  #stopped = false
  #frame = 0
  #telling = 0

  constructor({ root, thread, state, change, announce }: Opening<'lab'>) {
    this.#root = root
    this.#thread = thread
    this.#state = state
    this.#announce = announce
    this.#settings = new Settings(root, change)
    this.#charts = new LabCharts(root, () => this.#schedule())
    thread.onRestart(() => (this.#service = undefined))
    const input = this.#find<HTMLInputElement>('#lab-file')
    for (const button of root.querySelectorAll('.measure')) button.addEventListener('click', () => void this.#toggle())
    for (const button of root.querySelectorAll('.open-measurement')) button.addEventListener('click', () => input.click())
    this.#find('#lab-save').addEventListener('click', () => this.#save())
    takeFiles(root, input, (file) => void this.#open(file))
  }

  show(state: LabState): void {
    this.#state = state
    this.#settings.show(state, this.#table)
    this.#draw()
    void this.#lookForTable()
  }

  /** A table may have been opened, or gone with its worker, since the scene was last shown. */
  async #lookForTable(): Promise<void> {
    try {
      const service = await this.#lab()
      const table = await this.#thread.ask(() => service.table())
      if (table?.rows === this.#table?.rows) return
      this.#table = table
      this.#settings.show(this.#state, table)
      this.#draw()
    } catch {
      // a measurement will say what is wrong
    }
  }

  /** The worker's end, made once for each worker. */
  #lab(): Promise<Remote<LabService>> {
    if (!this.#service) {
      const asked = this.#thread.ask((worker) => worker.lab()) as unknown as Promise<Remote<LabService>>
      asked.catch(() => {
        if (this.#service === asked) this.#service = undefined
      })
      this.#service = asked
    }
    return this.#service
  }

  hide(): void {
    // a measurement goes on: it is the worker's
  }

  press({ key }: KeyboardEvent): boolean {
    if (key.toLowerCase() === 'r') void this.#toggle()
    else if (key === 'Escape' && this.#running) void this.#stop()
    else if (key.toLowerCase() === 't' && this.#shown) this.#find('.sizes').focus()
    else return false
    return true
  }

  get #options(): LabOptions {
    const { data, model, goal, runs, seed } = this.#state
    return { data, model, goal, runs, seed }
  }

  /** Rows of the data chosen; 0 where it is a table that is not open. */
  get #rows(): number {
    const { data } = this.#state
    return data === 'table' ? (this.#table?.rows ?? 0) : labData[data].rows
  }

  async #toggle(): Promise<void> {
    if (this.#running) await this.#stop()
    else await this.#measure()
  }

  async #stop(): Promise<void> {
    this.#stopped = true
    const service = await this.#service
    await service?.stop()
  }

  async #measure(): Promise<void> {
    const options = this.#options
    const before = this.#shown
    this.#complain(undefined)
    this.#running = true
    this.#stopped = false
    this.#progress = undefined
    this.#shown = { options, rows: this.#rows, noise: [], sizes: [] }
    this.#draw()
    this.#announce('Measuring.')
    try {
      const service = await this.#lab()
      const result = await this.#thread.ask(() => service.measure(options, proxy((event) => this.#take(event))))
      this.#shown = this.#last = result
      this.#sayResult(result)
    } catch (error) {
      if (this.#shown.sizes.length === 0) this.#shown = before
      if (!this.#stopped) this.#complain(error)
    }
    this.#running = false
    this.#draw()
  }

  /** What the worker tells while it measures. */
  #take(event: LabEvent): void {
    const draft = this.#shown
    if (!this.#running || !draft) return
    if (event.kind === 'progress') return this.#tell(event.progress)
    if (event.kind === 'noise') this.#shown = { ...draft, noise: [...draft.noise, event.look] }
    else {
      this.#shown = { ...draft, sizes: [...draft.sizes, event.size].toSorted((a, b) => a.rows - b.rows) }
      this.#announce(`${whole(this.#shown.sizes.length)} of ${counted(this.#progress?.sizes ?? 0, 'size')} measured.`)
    }
    this.#schedule()
  }

  /** Writes how far it is, ten times a second at most. */
  #tell(progress: LabProgress): void {
    this.#progress = progress
    if (this.#shown!.rows !== progress.rows) {
      this.#shown = { ...this.#shown!, rows: progress.rows }
      this.#schedule()
    }
    this.#telling ||= window.setTimeout(() => {
      this.#telling = 0
      if (this.#running) this.#narrate()
    }, calm)
  }

  #sayResult({ sizes }: LabResult): void {
    const best = soonest(sizes)
    this.#announce(
      best
        ? `Measured ${counted(best.rows, 'row')} an update: ${spokenTime(best.secondsToGoal.median!)} to the goal.`
        : 'Measured: no batch size got to the goal.',
    )
  }

  /** Draws with the next frame, whatever comes until then at once. */
  #schedule(): void {
    this.#root.dataset['settled'] = 'false'
    this.#frame ||= requestAnimationFrame(() => this.#draw())
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame)
    clearTimeout(this.#telling)
    this.#frame = this.#telling = 0
    const shown = this.#shown
    const empty = this.#find('.lab-empty')
    // Who pressed a button that goes away finds the one that takes its place.
    const focused = shown !== undefined && empty.contains(document.activeElement)
    this.#root.classList.toggle('is-empty', !shown)
    empty.hidden = shown !== undefined
    this.#find('.lab-controls .measure').hidden = shown === undefined
    if (focused) this.#find('.lab-controls .measure').focus()
    const options = this.#options
    const rows = this.#rows
    const seconds = secondsOf(options, rows, this.#last)
    this.#find('.offer').textContent =
      rows === 0 ? 'No table is open. Train on one in Your table, or choose other data here.' : offer(sizesOf(rows).length + 1, options.runs, seconds)
    const again = `Measure again, ${whole(Math.max(1, Math.round(seconds)))} s`
    this.#find('.lab-controls .measure').innerHTML = this.#running ? 'Stop' : playHtml('again', again)
    this.#find('#lab-save').hidden = !shown || !('took' in shown)
    this.#narrate()
    if (!this.#root.hidden) this.#charts.draw(shown ?? { options, rows, noise: [], sizes: [] })
    this.#root.dataset['settled'] = String(!this.#running)
  }

  #narrate(): void {
    const narration = this.#find('#lab-narration')
    const shown = this.#shown
    if (this.#running) narration.textContent = this.#progress ? progressWords(this.#progress, shown!.options.runs) : 'Opening the data'
    else if (!shown) narration.textContent = 'Larger batches need fewer updates, and each takes longer. Which of the two wins here is measured.'
    else if ('took' in shown) {
      const [before, best, after] = verdict(shown)
      const strong = document.createElement('b')
      strong.textContent = best
      narration.replaceChildren(before, strong, after)
    } else narration.textContent = `Stopped: ${counted(shown.sizes.length, 'size')} of ${whole(this.#progress?.sizes ?? 0)} measured.`
  }

  /** Shows a measurement that was saved, here or elsewhere. */
  async #open(file: File): Promise<void> {
    if (this.#running) return
    this.#complain(undefined)
    try {
      const result = readResult(await file.text())
      this.#shown = result
      this.#draw()
      this.#sayResult(result)
    } catch (error) {
      this.#complain(error)
    }
  }

  #save(): void {
    const shown = this.#shown
    if (!shown || !('took' in shown)) return
    const { data, model } = shown.options
    hand(`batch-sizes-${data}-${model}.json`, new Blob([writeResult(shown, deviceWords())], { type: 'application/json' }))
  }

  #complain(error: unknown): void {
    const problem = this.#find('#lab-problem')
    problem.hidden = error === undefined
    problem.textContent = error === undefined ? '' : error instanceof Error ? error.message : String(error)
  }

  #find<T extends HTMLElement>(selector: string): T {
    return this.#root.querySelector<T>(selector)!
  }
}
