/** Asks for the values of a table's columns to be counted: once for a table and the classes of its target. */
import type { TableDescription } from 'minibatch'
import { type ColumnSpread, groupsOf } from './bins.ts'
import type { TableSession } from './session.ts'
import type { Subject } from './subject.ts'

export class SpreadCount {
  /** What was counted last, and by which classes. */
  #counted: { readonly description: TableDescription; readonly by: string } | undefined

  /** The spreads by the classes where these are few and known; undefined where they are counted, or not wanted any more. */
  async next(session: TableSession, subject: Subject, isWanted: () => boolean): Promise<readonly ColumnSpread[] | undefined> {
    const { target, description } = subject
    const groups = groupsOf(subject.classes)
    const by = JSON.stringify([groups.length > 0 ? target : '', groups])
    if (this.#counted?.description === description && this.#counted.by === by) return undefined
    const spreads = await session.spreads(target, groups)
    if (!isWanted() || target !== subject.target) return undefined
    this.#counted = { description, by }
    return spreads
  }
}
