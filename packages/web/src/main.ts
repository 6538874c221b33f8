/** Starts the page: theme, link, worker, and each scene when it is first shown. */
import { copy } from './copy.ts'
import { keepForOffline } from './offline.ts'
import { Narrator } from './narrator.ts'
import type { Opening, Scene } from './scene.ts'
import { openRace } from './scenes/race/race.ts'
import { listenForKeys } from './shortcuts.ts'
import { changed, readLink, type SceneName, sceneNames, type SceneStates, writeLink } from './state.ts'
import { startTheme, switchTheme } from './theme.ts'
import { TrainingThread } from './thread.ts'
import { hasWebAssembly, noWebAssembly } from './web-assembly.ts'

type Open<Name extends SceneName> = (opening: Opening<Name>) => Promise<Scene<Name>>

/** Only the opening scene comes with the page; the others are fetched when they are wanted. */
const open: { readonly [Name in SceneName]: Open<Name> } = {
  race: openRace,
  fit: async (opening) => (await import('./scenes/fit/fit.ts')).openFit(opening),
  table: async (opening) => (await import('./scenes/table/table.ts')).openTable(opening),
  lab: async (opening) => (await import('./scenes/lab/lab.ts')).openLab(opening),
}

const element = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T

let { state, notices } = readLink(location.hash)
startTheme(state[state.scene].theme)

const thread = new TrainingThread()
const narrator = new Narrator(element('live'))
const scenes: { [Name in SceneName]?: Scene<Name> } = {}
const opening = new Set<SceneName>()

let unkept = 0

/** Writes the state into the address. A browser that finds this too often (a slider that is dragged) is asked again. */
function keepLink(): void {
  clearTimeout(unkept)
  try {
    history.replaceState(null, '', writeLink(state))
  } catch {
    unkept = window.setTimeout(keepLink, 1000)
  }
}

function change<Name extends SceneName>(name: Name, part: Partial<SceneStates[Name]>): void {
  state = changed(state, name, part)
  keepLink()
  show()
}

/** Shows the scene of the state, and its link in the other tabs. */
function show(): void {
  for (const name of sceneNames) {
    element(`scene-${name}`).hidden = name !== state.scene
    const tab = document.querySelector<HTMLAnchorElement>(`.tabs [data-scene=${name}]`)!
    if (name === state.scene) tab.setAttribute('aria-current', 'page')
    else tab.removeAttribute('aria-current')
    tab.href = writeLink({ ...state, scene: name })
    if (name !== state.scene) scenes[name]?.hide()
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
  void enter(state.scene)
}

/** Opens a scene the first time, and shows it its state. */
async function enter<Name extends SceneName>(name: Name): Promise<void> {
  const scene = scenes[name] as Scene<Name> | undefined
  if (scene) return scene.show(state[name])
  if (opening.has(name)) return
  opening.add(name)
  element('problem').hidden = true
  try {
    const opened = await open[name]({
      root: element(`scene-${name}`),
      thread,
      state: state[name],
      change: (part) => change(name, part),
      announce: (sentence) => narrator.say(sentence),
    })
    Object.assign(scenes, { [name]: opened })
    if (name === state.scene) opened.show(state[name])
  } catch (error) {
    complain(error)
  } finally {
    opening.delete(name)
  }
}

/** Says what keeps a scene from opening. */
function complain(error: unknown): void {
  const problem = element('problem')
  problem.hidden = false
  const reason = error instanceof Error ? error.message : String(error)
  problem.textContent = hasWebAssembly ? reason : `${noWebAssembly} The same runs from a terminal: npx @minibatch/cli tutorial`
}

function press(event: KeyboardEvent): boolean {
  if (scenes[state.scene]?.press?.(event)) return true
  const key = event.key.toLowerCase()
  if (key === 'd') switchTheme()
  else if (key === 'c') void copy(location.href, element('copy-link'))
  else return false
  return true
}

addEventListener('hashchange', () => {
  ;({ state, notices } = readLink(location.hash, state))
  show()
})
element('switch-theme').addEventListener('click', () => switchTheme())
element('copy-link').addEventListener('click', () => void copy(location.href, element('copy-link')))
listenForKeys(element<HTMLDialogElement>('keys'), element('open-keys'), press)
show()
addEventListener('load', () => void keepForOffline(document.querySelector<HTMLElement>('.where')!))
