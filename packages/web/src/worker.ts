/**
 * The worker: it owns data and training, so that the page never waits. Calls come by Comlink, arrays are transferred.
 * Each scene has a service of its own; those of scenes that may never be opened are fetched when they are.
 */
import { expose, proxy, type ProxyMarked } from 'comlink'
import { ready } from 'minibatch'
import type { FitService } from './scenes/fit/service.ts'
import type { LabService } from './scenes/lab/measurement.ts'
import { raceService } from './scenes/race/service.ts'
import type { TableFormat } from './scenes/table/format.ts'
import type { TableTraining } from './scenes/table/training.ts'

const worker = {
  race: proxy(raceService),

  /** Examples to fit. */
  async fit(): Promise<FitService & ProxyMarked> {
    const { FitService } = await import('./scenes/fit/service.ts')
    return proxy(new FitService())
  },

  /** A table of the user's; it stays in this worker. */
  async table(file: File): Promise<TableTraining & ProxyMarked> {
    const { TableTraining } = await import('./scenes/table/training.ts')
    return proxy(new TableTraining(file))
  },

  /** The lab's measurements. */
  async lab(): Promise<LabService & ProxyMarked> {
    const { LabService } = await import('./scenes/lab/measurement.ts')
    return proxy(new LabService())
  },

  /** Fetches what reading and training need, and what the files to take along are made with. */
  async ready(): Promise<void> {
    await Promise.all([ready(), worker.prepareReader('csv'), import('./scenes/table/training.ts'), import('./scenes/table/download.ts')])
  },

  /** Fetches what reading a kind of table needs beyond that. */
  async prepareReader(format: TableFormat): Promise<void> {
    const { prepareReader } = await import('./scenes/table/reading.ts')
    await prepareReader(format)
  },

  /** Requests this worker has made since a moment of its own clock; the page counts its own. */
  requestsSince(start: number): string[] {
    return performance
      .getEntriesByType('resource')
      .filter((entry) => entry.startTime >= start)
      .map((entry) => entry.name)
  },

  now(): number {
    return performance.now()
  },
}

expose(worker)

// The page waits for this lock: it gets it when this worker ends, however that comes about.
void navigator.locks?.request(self.name, () => {
  self.postMessage('holding the lock', {})
  return new Promise(() => undefined)
})

export type TrainingWorker = typeof worker
