/** Your table: takes a file, shows its columns, trains in the worker, shows the result and hands out the model. */
import { proxy, type Remote } from 'comlink'
import './table.css'
import type { TableDescription } from 'minibatch'
import diabetesUrl from '../../generated/diabetes.csv?url'
import { copy } from '../../copy.ts'
import { bytes, counted, duration, perSecond, significant, whole } from '../../number.ts'
import { readPalette } from '../../palette.ts'
import type { Opening, Scene } from '../../scene.ts'
import type { TableState } from '../../state.ts'
import { themes } from '../../theme.ts'
import type { TrainingThread } from '../../thread.ts'
import { drawColumns } from './columns.ts'
import { trainCommand } from './command.ts'
import { takeFiles } from './drop.ts'
import { ResultPart } from './result.ts'
import { Settings } from './settings.ts'
import html from './table.html?raw'
import { Traffic } from './traffic.ts'
import type { TableOptions, TableTraining, TrainingResult } from './training.ts'
import { TryRow } from './try-row.ts'

interface Opened {
  readonly name: string
  readonly training: Remote<TableTraining>
  readonly description: TableDescription
}

export async function openTable(opening: Opening<'table'>): Promise<Scene<'table'>> {
  opening.root.innerHTML = html
  return new TableScene(opening)
}

class TableScene implements Scene<'table'> {
  readonly #root: HTMLElement
  readonly #thread: TrainingThread
  /** Whatever goes over the network once a file is here is counted: what is needed must have come before. */
  readonly #loaded: Promise<unknown>
  readonly #announce: (sentence: string) => void
  readonly #settings: Settings
  readonly #result: ResultPart
  readonly #try: TryRow
  readonly #traffic: Traffic
  #state: TableState
  #opened: Opened | undefined
  #last: TrainingResult | undefined
  #running = false

  constructor({ root, thread, state, change, announce }: Opening<'table'>) {
    this.#root = root
    this.#thread = thread
    this.#loaded = Promise.all([thread.ask((worker) => worker.ready()), document.fonts.load('13px "Source Code Pro"')])
    this.#loaded.catch((error: unknown) => this.#complain(error))
    this.#announce = announce
    this.#state = state
    this.#settings = new Settings(root, change, () => this.#draw())
    this.#result = new ResultPart(root)
    this.#try = new TryRow(root, (row) => this.#thread.ask(() => this.#opened!.training.predict(row)))
    this.#traffic = new Traffic(this.#find('.badge span'), thread)
    takeFiles(root, this.#find<HTMLInputElement>('#table-file'), (file) => {
      change({ sample: 'none' })
      void this.#open(file)
    })
    for (const button of root.querySelectorAll('.choose-file'))
      button.addEventListener('click', () => this.#find('#table-file').click())
    this.#find('#try-sample').addEventListener('click', () => change({ sample: 'diabetes' }))
    this.#find('#table-train').addEventListener('click', () => void this.#toggle())
    this.#find('#table-model').addEventListener('click', () => void this.#download())
    this.#find('#table-copy').addEventListener(
      'click',
      ({ currentTarget }) => void copy(this.#find('#table-command').textContent ?? '', currentTarget as HTMLElement),
    )
    themes.addEventListener('themechange', () => this.#result.draw(readPalette()))
  }

  /** Takes a new state; a link may ask for a sample. */
  show(state: TableState): void {
    this.#state = state
    this.#settings.show(state)
    this.#draw()
    if (state.sample !== 'none' && !this.#opened) void this.#openSample()
  }

  hide(): void {
    // a run goes on: it is the worker's
  }

  async #openSample(): Promise<void> {
    const response = await fetch(diabetesUrl)
    await this.#open(new File([await response.blob()], 'diabetes.csv', { type: 'text/csv' }))
  }

  async #open(file: File): Promise<void> {
    this.#complain(undefined)
    const reading = (words: string): void => this.#say('#table-narration', `Reading ${file.name}: ${words}`)
    reading(bytes(file.size))
    try {
      await this.#loaded
      await this.#traffic.begin()
      const training = (await this.#thread.ask((worker) => worker.table(file))) as unknown as Remote<TableTraining>
      const description = await this.#thread.ask(() => training.describe(
        proxy(({ rows, bytes: taken, totalBytes }) =>
          reading(`${counted(rows, 'row')}${totalBytes ? `, ${Math.round((100 * taken) / totalBytes)} %` : ''}`),
        ),
      ))
      this.#opened = { name: file.name, training, description }
      this.#last = undefined
      this.#settings.columns(description)
      this.#draw()
      await this.#train()
    } catch (error) {
      this.#draw()
      this.#complain(error)
    }
  }

  get #options(): TableOptions {
    const { m, lr, ep, held, seed } = this.#state
    return { target: this.#settings.target, held: held / 100, seed, batchSize: m, learningRate: lr, epochs: ep }
  }

  async #toggle(): Promise<void> {
    if (this.#running) await this.#opened?.training.stop()
    else await this.#train()
  }

  async #train(): Promise<void> {
    const opened = this.#opened
    if (!opened) return
    this.#complain(undefined)
    this.#running = true
    this.#draw()
    try {
      const result = await this.#thread.ask(() => opened.training.train(
        this.#options,
        proxy(({ epoch, planned, loss, rowsPerSecond }) =>
          this.#say(
            '#table-narration',
            `Epoch ${whole(epoch)} of ${whole(planned)}, loss ${significant(loss)}${rowsPerSecond ? `, ${perSecond(rowsPerSecond)} rows a second` : ''}.`,
          ),
        ),
      ))
      this.#last = result
      this.#find('#table-result').hidden = false
      this.#find('#table-try').hidden = false
      this.#result.show(result, readPalette())
      this.#try.show(opened.description, result)
      this.#say('#table-hash', result.model.weightsHash)
      this.#announce(`Trained: R² ${result.held?.r2?.toFixed(2) ?? result.train.r2?.toFixed(2) ?? 'unknown'}.`)
      this.#say('#table-notes', result.warnings.join(' '))
    } catch (error) {
      this.#complain(error)
    }
    this.#running = false
    this.#draw()
    await this.#traffic.count()
  }

  /** Shows what follows from state and file. */
  #draw(): void {
    const opened = this.#opened
    this.#find('.drop').hidden = opened !== undefined
    for (const selector of ['.table-grid', '.table-controls', '.terminal', '.badge'])
      this.#find(selector).hidden = opened === undefined
    const button = this.#find<HTMLButtonElement>('#table-train')
    button.textContent = this.#running ? 'Stop and keep' : this.#last ? 'Train again' : 'Train'
    if (!opened) {
      this.#say(
        '#table-narration',
        'Train a linear model on your own file, see how far it can be trusted, and take it along.',
      )
      return
    }
    const { description, name } = opened
    drawColumns(this.#find<HTMLTableElement>('.columns'), description, this.#settings.target)
    this.#say('.columns-part .note', `${counted(description.columns.length - 1, 'column')} to predict from`)
    this.#say('#table-command', trainCommand(name, this.#options))
    if (!this.#running) this.#narrate(opened)
  }

  #narrate({ name, description }: Opened): void {
    const { rows, columns } = description
    const missing = columns.reduce((sum, column) => sum + column.missing, 0)
    const gaps = missing === 0 ? 'nothing missing' : `${counted(missing, 'cell')} missing`
    const last = this.#last
    const trained = last
      ? ` · trained in ${duration(last.seconds)} on ${counted(last.rows, 'row')}${last.heldRows > 0 ? `, tested on the other ${whole(last.heldRows)}` : ''}${last.stopped ? ', stopped early' : ''}`
      : ''
    const narration = this.#find('#table-narration')
    const file = document.createElement('b')
    file.textContent = name
    narration.replaceChildren(
      file,
      ` · ${counted(rows, 'row')}, ${counted(columns.length, 'column')}, ${gaps}${trained}`,
    )
  }

  async #download(): Promise<void> {
    const opened = this.#opened
    if (!opened || !this.#last) return
    const link = document.createElement('a')
    const address = URL.createObjectURL(new Blob([(await opened.training.bytes()) as Uint8Array<ArrayBuffer>]))
    link.href = address
    link.download = 'model.safetensors'
    link.click()
    setTimeout(() => URL.revokeObjectURL(address), 10_000)
  }

  #complain(error: unknown): void {
    const problem = this.#find('#table-problem')
    problem.hidden = error === undefined
    problem.textContent = error === undefined ? '' : error instanceof Error ? error.message : String(error)
  }

  #find<T extends HTMLElement>(selector: string): T {
    return this.#root.querySelector<T>(selector)!
  }

  #say(selector: string, sentence: string): void {
    this.#find(selector).textContent = sentence
  }
}
