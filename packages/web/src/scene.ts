/** What the page and a scene owe each other. */
import type { SceneName, SceneStates } from './state.ts'
import type { TrainingThread } from './thread.ts'

/** What a scene is given when it is opened, once. */
export interface Opening<Name extends SceneName> {
  /** The scene's own section. */
  readonly root: HTMLElement
  /** The worker: `thread.ask((worker) => …)`. */
  readonly thread: TrainingThread
  readonly state: SceneStates[Name]
  /** Changes the scene's part of the link; `show` is called with what it comes to. */
  change(part: Partial<SceneStates[Name]>): void
  /** Says a sentence to those who listen: politely, the last word wins. */
  announce(sentence: string): void
}

export interface Scene<Name extends SceneName> {
  /** Shows a state; the scene is in front. */
  show(state: SceneStates[Name]): void
  /** Another scene is in front: whatever moves stops. */
  hide(): void
  /** A key of the page's shortcuts, pressed outside of fields (`KeyboardEvent.key`); true when the scene took it. */
  press?(event: KeyboardEvent): boolean
}
