/**
 * What a link holds: one list of properties for each scene, read from and written to the hash (`#race?m=32&lr=0.1`).
 * Defaults are left out; every value is checked, and one that does not fit is told, not obeyed.
 */
import { activationNames, optimizerNames } from './engine.ts'

/** Bounds of what is drawn and trained in front of the user. */
export const mostLayers = 3
export const mostUnits = 128
export const mostEpochs = 500

interface Property<T> {
  readonly initial: T
  /** The value, or undefined when the text is none. */
  read(text: string): T | undefined
  /** What it may be, for the sentence about a bad link. */
  readonly expected: string
}

function number(initial: number, low: number, high: number, whole = true): Property<number> {
  return {
    initial,
    expected: `a ${whole ? 'whole ' : ''}number from ${low} to ${high}`,
    read: (text) => {
      const value = Number(text)
      const fits = text.trim() !== '' && value >= low && value <= high && (!whole || Number.isSafeInteger(value))
      return fits ? value : undefined
    },
  }
}

function choice<const T extends string>(initial: NoInfer<T>, ...choices: T[]): Property<T> {
  return { initial, expected: `one of ${choices.join(', ')}`, read: (text) => choices.find((known) => known === text) }
}

/** A word such as `auto`, or a number. */
function wordOr<const W extends string, T>(word: W, numbers: Property<T>, initial: W | T): Property<W | T> {
  return {
    initial,
    expected: `${word} or ${numbers.expected}`,
    read: (text) => (text === word ? word : numbers.read(text)),
  }
}

/** Units of up to three hidden layers, from the inputs on: `24-24`; `none` for a linear model, `auto` for the example's. */
function layers(initial: string): Property<string> {
  const fits = (units: string): boolean => Number(units) >= 1 && Number(units) <= mostUnits
  return {
    initial,
    expected: `auto, none, or the units of 1 to ${mostLayers} layers such as 24-24, each from 1 to ${mostUnits}`,
    read: (text) => {
      if (text === 'auto' || text === 'none') return text
      const units = text.split('-')
      return units.length <= mostLayers && units.every((each) => /^\d+$/.test(each) && fits(each)) ? text : undefined
    },
  }
}

/** Seed of everything random in a scene. */
function seed(initial: number): Property<number> {
  return number(initial, 0, Number.MAX_SAFE_INTEGER)
}

/** A text of a form. */
function words(expected: string, form: RegExp, initial: string): Property<string> {
  return { initial, expected, read: (text) => (form.test(text) ? text : undefined) }
}

/** Rows an update of a table: measured, all, or so many. */
const batchSize: Property<'auto' | 'full' | number> = wordOr('auto', wordOr('full', number(64, 1, Number.MAX_SAFE_INTEGER), 64), 64)

/** Rows of the opening data: the largest mini-batch a race can have. */
const openingRows = 1000

const schedules = [
  'constant',
  'step',
  'exponential',
  'inverseScaling',
  'cosine',
  'cosineRestarts',
  'oneCycle',
  'linearWarmup',
  'polynomial',
] as const

const shared = {
  theme: choice('system', 'system', 'light', 'dark'),
}

const scenes = {
  race: {
    seed: seed(42),
    m: number(64, 1, openingRows),
    lr: number(0.01, 1e-4, 1, false),
    /** One rate for all, or each method's best. */
    rate: choice('one', 'one', 'best'),
    mom: number(0, 0, 0.99, false),
    sch: choice('constant', ...schedules),
    ep: number(20, 1, 200),
    show: choice('all', 'all', 'batch', 'mini', 'sgd'),
    clock: choice('rows', 'updates', 'rows', 'time'),
    /** The map of the loss, or the data with one batch in numbers. */
    view: choice('map', 'map', 'batch'),
    speed: choice('1', '0.125', '0.25', '0.5', '1', '4', 'all'),
    /** Rows read where the clock stands still; `play` starts it. */
    at: wordOr('play', number(0, 0, openingRows * 200), 'play'),
    w: wordOr('start', number(0, -1000, 1000, false), 'start'),
    b: wordOr('start', number(0, -1000, 1000, false), 'start'),
  },
  fit: {
    seed: seed(3),
    ex: choice('classes', 'line', 'polynomial', 'sine', 'classes', 'digits'),
    /** What follows is the example's own where it is `auto`. */
    m: wordOr('auto', number(16, 1, 10_000), 'auto'),
    lr: wordOr('auto', number(0.006, 1e-4, 1, false), 'auto'),
    opt: choice('auto', 'auto', ...optimizerNames),
    hid: layers('auto'),
    act: choice('auto', 'auto', ...activationNames),
    ep: wordOr('auto', number(160, 1, mostEpochs), 'auto'),
    /** The epoch where the film stands still; `play` starts it. */
    at: wordOr('play', number(0, 0, mostEpochs), 'play'),
  },
  table: {
    seed: seed(42),
    sample: choice('none', 'none', 'wine', 'iris', 'diabetes', 'breast_cancer', 'digits'),
    /** The column to predict, of a sample alone: nothing of a user's own table is in a link. */
    target: words('a name of at most 100 characters', /^.{0,100}$/u, ''),
    model: choice('linear', 'linear', 'mlp'),
    /** Units of the hidden layers; 16 of one where it is `auto`. */
    hid: layers('auto'),
    m: batchSize,
    lr: wordOr('auto', number(0.05, 1e-8, 1e3, false), 'auto'),
    ep: wordOr('auto', number(20, 1, 100_000), 'auto'),
    held: number(25, 0, 90),
  },
  lab: {
    seed: seed(42),
    data: choice('line', 'line', 'diabetes', 'digits', 'made', 'table'),
    model: choice('linear', 'linear', 'hidden'),
    /** Percent above the least loss. */
    goal: choice('5', '1', '2', '5', '10', '20'),
    /** Runs at each size. */
    runs: choice('15', '5', '15', '45'),
  },
}

type Values<P> = { readonly [K in keyof P]: P[K] extends Property<infer T> ? T : never }

export type Shared = Values<typeof shared>
export type SceneName = keyof typeof scenes
export type SceneStates = { readonly [Name in SceneName]: Values<(typeof scenes)[Name]> & Shared }
export type RaceState = SceneStates['race']
export type FitState = SceneStates['fit']
export type TableState = SceneStates['table']
export type LabState = SceneStates['lab']

export interface State extends SceneStates {
  readonly scene: SceneName
}

export const sceneNames = Object.keys(scenes) as SceneName[]

type Properties = Readonly<Record<string, Property<unknown>>>

/** Reads the properties that a query gives, the others from `known`; what does not fit is told in `notices`. */
function readProperties(properties: Properties, query: URLSearchParams, known: object, notices: string[]): object {
  const values: Record<string, unknown> = { ...known }
  for (const [key, { initial, read, expected }] of Object.entries(properties)) {
    const text = query.get(key)
    const value = text === null ? undefined : read(text)
    if (text !== null && value === undefined) {
      notices.push(`The link asked for ${key} = “${text}”; it must be ${expected}, so ${String(initial)} is used.`)
    }
    values[key] = value ?? initial
  }
  return values
}

/** Reads a hash; scenes it is not about keep what `before` says. Unknown names are left alone. */
export function readLink(hash: string, before?: State): { readonly state: State; readonly notices: string[] } {
  const [name = '', text = ''] = hash.replace(/^#/, '').split('?', 2)
  const scene = sceneNames.find((candidate) => candidate === name) ?? 'race'
  const query = new URLSearchParams(text)
  const notices: string[] = []
  const common = readProperties(shared, query, {}, notices)
  const values = (of: SceneName): object =>
    of === scene || !before
      ? readProperties(scenes[of], of === scene ? query : new URLSearchParams(), common, notices)
      : { ...before[of], ...common }
  const states = Object.fromEntries(sceneNames.map((of) => [of, values(of)])) as unknown as SceneStates
  return { state: { scene, ...states }, notices }
}

/** The state after a part of one scene's has changed; what scenes share changes for all. */
export function changed<Name extends SceneName>(state: State, name: Name, part: Partial<SceneStates[Name]>): State {
  const common = Object.fromEntries(Object.keys(shared).flatMap((key) => (key in part ? [[key, (part as Record<string, unknown>)[key]]] : [])))
  const states = Object.fromEntries(
    sceneNames.map((of) => [of, { ...state[of], ...(of === name ? part : common) }]),
  ) as unknown as SceneStates
  return { scene: state.scene, ...states }
}

/** Writes the hash of a state that `readLink` reads back. */
export function writeLink(state: State): string {
  const query = new URLSearchParams()
  const values: Readonly<Record<string, unknown>> = { ...state[state.scene] }
  for (const [key, { initial }] of Object.entries<Property<unknown>>({ ...shared, ...scenes[state.scene] })) {
    if (values[key] !== initial) query.set(key, String(values[key]))
  }
  const text = query.toString()
  return text === '' ? `#${state.scene}` : `#${state.scene}?${text}`
}
