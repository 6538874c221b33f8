/** Starts the page: theme, link, worker, scenes. */
import { wrap } from 'comlink'
import start from './generated/tutorial.json'
import tutorialUrl from './generated/tutorial.bin?url'
import { copy } from './copy.ts'
import { RaceScene } from './scenes/race/race.ts'
import { TableScene } from './scenes/table/table.ts'
import { readLink, sceneNames, type State, writeLink } from './state.ts'
import { startTheme, switchTheme } from './theme.ts'
import type { TrainingWorker } from './worker.ts'

const element = (id: string): HTMLElement => document.getElementById(id)!

let { state, notices } = readLink(location.hash)
startTheme(state.race.theme)

const thread = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
thread.addEventListener('error', () =>
  complain('The trainer stopped unexpectedly. Reload the page to start it again; your file is untouched.'),
)
const worker = wrap<TrainingWorker>(thread)

let race: RaceScene | undefined

const change = (next: State): void => {
  state = next
  history.replaceState(null, '', writeLink(state))
  show()
}

const loaded = openRace()
const table = new TableScene(element('scene-table'), { worker, loaded }, state.table, (part) =>
  change({
    ...state,
    table: { ...state.table, ...part },
    race: { ...state.race, ...('seed' in part && { seed: part.seed! }) },
  }),
)
/** Shows the scene of the state, and its link in the other tabs. */
function show(): void {
  for (const name of sceneNames) {
    element(`scene-${name}`).hidden = name !== state.scene
    const tab = document.querySelector<HTMLAnchorElement>(`.tabs [data-scene=${name}]`)!
    if (name === state.scene) tab.setAttribute('aria-current', 'page')
    else tab.removeAttribute('aria-current')
    tab.href = writeLink({ ...state, scene: name })
  }
  if (state.scene === 'race') race?.update(state.race)
  else {
    race?.hide()
    table.update(state.table)
  }
  const notice = element('notice')
  notice.hidden = notices.length === 0
  notice.replaceChildren(
    ...notices.map((sentence) => {
      const item = document.createElement('li')
      item.textContent = sentence
      return item
    }),
  )
}

/** Says in both scenes what keeps the page from training. */
function complain(sentence: string): void {
  for (const name of sceneNames) {
    const problem = element(`${name}-problem`)
    problem.hidden = false
    problem.textContent = sentence
  }
  element('race-narration').hidden = true
}

/** Fetches the opening data and gives it to the worker and to the race. */
async function openRace(): Promise<void> {
  const bytes = await (await fetch(tutorialUrl)).arrayBuffer()
  const points = { x: new Float32Array(bytes, 0, start.rows), y: new Float32Array(bytes, 4 * start.rows, start.rows) }
  await Promise.all([
    worker.open(points, { w: start.w, b: start.b }),
    ...['13px "Source Sans 3"', '13px "Source Code Pro"'].map((font) => document.fonts.load(font)),
  ])
  const source = {
    points,
    race: worker.race,
    rowOrder: worker.rowOrder,
    secondsAnUpdate: worker.secondsAnUpdate,
  }
  race = new RaceScene(element('scene-race'), source, state.race, (part) =>
    change({
      ...state,
      race: { ...state.race, ...part },
      table: { ...state.table, ...('seed' in part && { seed: part.seed! }) },
    }),
  )
  if (state.scene === 'race') race.update(state.race)
}

addEventListener('hashchange', () => {
  ;({ state, notices } = readLink(location.hash, state))
  show()
})
element('switch-theme').addEventListener('click', () => switchTheme())
element('copy-link').addEventListener(
  'click',
  ({ currentTarget }) => void copy(location.href, currentTarget as HTMLElement),
)
show()
loaded.catch((error: unknown) => complain(error instanceof Error ? error.message : String(error)))
