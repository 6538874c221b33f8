/**
 * What a link holds: one list of properties, read from and written to the hash (`#race?m=32&lr=0.1`).
 * Defaults are left out; every value is checked, and one that does not fit is told, not obeyed.
 */
interface Property<T> {
  readonly initial: T
  /** The value, or undefined when the text is none. */
  read(text: string): T | undefined
  write(value: T): string
  /** What it may be, for the sentence about a bad link. */
  readonly expected: string
}

function wholeNumber(initial: number, low: number, high: number): Property<number> {
  return {
    initial,
    expected: `a whole number from ${low} to ${high}`,
    read: (text) => {
      const value = Number(text)
      return text.trim() !== '' && Number.isSafeInteger(value) && value >= low && value <= high ? value : undefined
    },
    write: String,
  }
}

function decimal(initial: number, low: number, high: number): Property<number> {
  return {
    initial,
    expected: `a number from ${low} to ${high}`,
    read: (text) => {
      const value = Number(text)
      return text.trim() !== '' && value >= low && value <= high ? value : undefined
    },
    write: String,
  }
}

function choice<const T extends string>(initial: NoInfer<T>, ...choices: T[]): Property<T> {
  return {
    initial,
    expected: `one of ${choices.join(', ')}`,
    read: (text) => choices.find((candidate) => candidate === text),
    write: (value) => value,
  }
}

/** Rows of the opening data: the largest mini-batch a link can ask for. */
const openingRows = 1000

export const properties = {
  theme: choice('system', 'system', 'light', 'dark'),
  seed: wholeNumber(42, 0, Number.MAX_SAFE_INTEGER),
  m: wholeNumber(64, 1, openingRows),
  lr: decimal(0.01, 1e-4, 1),
  ep: wholeNumber(20, 1, 200),
  show: choice('all', 'all', 'batch', 'mini', 'sgd'),
  clock: choice('rows', 'updates', 'rows', 'time'),
  speed: choice('1', '0.125', '0.25', '0.5', '1', '4', 'all'),
} satisfies Record<string, Property<never> | Property<number> | Property<string>>

export type State = { [K in keyof typeof properties]: NonNullable<ReturnType<(typeof properties)[K]['read']>> }
export type Key = keyof State

export const sceneNames = ['race', 'table'] as const
export type SceneName = (typeof sceneNames)[number]

const keys = Object.keys(properties) as Key[]

function property(key: Key): Property<State[Key]> {
  return properties[key] as unknown as Property<State[Key]>
}

export interface Link {
  readonly scene: SceneName
  readonly state: State
  /** A sentence for each value that did not fit. */
  readonly notices: string[]
}

/** Reads a hash. Unknown names are left alone: a later version may know them. */
export function readLink(hash: string): Link {
  const [name = '', query = ''] = hash.replace(/^#/, '').split('?', 2)
  const scene = sceneNames.find((candidate) => candidate === name) ?? 'race'
  const asked = new URLSearchParams(query)
  const state: Record<string, unknown> = {}
  const notices: string[] = []
  for (const key of keys) {
    const { initial, read, expected } = property(key)
    const text = asked.get(key)
    const value = text === null ? undefined : read(text)
    if (text !== null && value === undefined) {
      notices.push(`The link asked for ${key} = “${text}”; it must be ${expected}, so ${String(initial)} is used.`)
    }
    state[key] = value ?? initial
  }
  return { scene, state: state as State, notices }
}

/** Writes a hash that `readLink` reads back. */
export function writeLink(scene: SceneName, state: State): string {
  const query = new URLSearchParams()
  for (const key of keys) {
    const { initial, write } = property(key)
    if (state[key] !== initial) query.set(key, write(state[key]))
  }
  const text = query.toString()
  return text === '' ? `#${scene}` : `#${scene}?${text}`
}
