/** Opens the race: fetches its data while the worker fetches the engine, gives it to the worker, to a new one again, and says why if there can be none. */
import { playHtml } from '../../control/transport.ts'
import { loadFonts } from '../../fonts.ts'
import type { Opening, Scene } from '../../scene.ts'
import type { Question } from '../../thread.ts'
import { fetchTutorial, tutorialStart } from '../../tutorial.ts'
import { hasWebAssembly, noWebAssembly } from '../../web-assembly.ts'
import { RaceScene } from './race-scene.ts'
import type { RaceSource } from './runner.ts'

export async function openRace(opening: Opening<'race'>): Promise<Scene<'race'>> {
  try {
    if (!hasWebAssembly) throw new Error(noWebAssembly)
    return await openScene(opening)
  } catch (error) {
    return new Picture(opening.root, error)
  }
}

/** Milliseconds after which it is said what is waited for. */
const patience = 500

async function openScene({ root, thread, state, change, announce }: Opening<'race'>): Promise<Scene<'race'>> {
  const fetching = fetchTutorial()
  const give = async (): Promise<void> => {
    const loaded = thread.ask((worker) => worker.race.load())
    const [points] = await Promise.all([fetching, loaded])
    return thread.ask((worker) => worker.race.open(points))
  }
  let given = give()
  const narration = root.querySelector('#race-narration')!
  const slow = setTimeout(() => (narration.textContent = 'Fetching the engine.'), patience)
  // Canvases and the hash are written with these: nothing may move when they come.
  await Promise.all([given, loadFonts('sans', 'hash')]).finally(() => clearTimeout(slow))
  const ask = async <T>(question: Question<T>): Promise<T> => {
    await given
    return thread.ask(question)
  }
  const source: RaceSource = {
    points: await fetching,
    start: tutorialStart,
    race: (options) => ask((worker) => worker.race.race(options)),
    bestRates: (conditions) => ask((worker) => worker.race.bestRates(conditions)),
    secondsAnUpdate: (conditions) => ask((worker) => worker.race.secondsAnUpdate(conditions)),
    step: (options, method, update) => ask((worker) => worker.race.step(options, method, update)),
  }
  const scene = new RaceScene(root, source, state, { change, announce })
  thread.onRestart(() => {
    given = give()
    given.catch(() => undefined) // told to whoever asks for a race
    scene.restarted()
  })
  return scene
}

/** What is left where nothing can be trained: the first picture, and the reason. */
class Picture implements Scene<'race'> {
  constructor(root: HTMLElement, error: unknown) {
    const reason = error instanceof Error ? error.message : String(error)
    const problem = root.querySelector<HTMLElement>('#race-problem')!
    problem.hidden = false
    root.querySelector('#play')!.innerHTML = playHtml('play', 'Play')
    problem.textContent = `${reason} The picture is from a stored run; the same runs from a terminal: npx @minibatch/cli tutorial`
    root.querySelector<HTMLElement>('#race-narration')!.hidden = true
    root.dataset['settled'] = 'true'
  }

  show(): void {
    // nothing moves
  }

  hide(): void {
    // nothing moves
  }
}
