/** Puts into the page what it shows before any script runs: the map of the real data, empty lanes, its switches. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Dataset, ready } from 'minibatch'
import type { Plugin } from 'vite'
import { radiosHtml } from '../src/control/choice.ts'
import { playHtml } from '../src/control/transport.ts'
import { methodNames } from '../src/method.ts'
import { clockChoices } from '../src/scenes/race/clock.ts'
import { runsExtent } from '../src/scenes/race/domain.ts'
import { firstPictureSvg } from '../src/scenes/race/first-picture.ts'
import { laneHtml } from '../src/scenes/race/lane.ts'
import { oneRate, race } from '../src/scenes/race/run.ts'
import { lossSurface } from '../src/scenes/race/surface.ts'
import { rateChoices, viewChoices } from '../src/scenes/race/choices.ts'
import { readLink } from '../src/state.ts'

const generated = join(import.meta.dirname, '../src/generated')

export function prerender(): Plugin {
  return {
    name: 'minibatch-prerender',
    transformIndexHtml: {
      order: 'pre',
      async handler(html) {
        const { race: initial } = readLink('').state
        const fills: Readonly<Record<string, string>> = {
          lanes: methodNames.map(laneHtml).join(''),
          map: await map(),
          play: playHtml('pause', 'Pause'),
          rates: radiosHtml('rates', rateChoices, initial.rate),
          'view-switch': radiosHtml('view-switch', viewChoices, initial.view),
          'clock-switch': radiosHtml('clock-switch', clockChoices, initial.clock),
        }
        return Object.entries(fills).reduce((page, [id, content]) => fill(page, id, content), html)
      },
    },
  }
}

/** Puts content into the element with an id, after its legend if it has one. */
function fill(html: string, id: string, content: string): string {
  const place = new RegExp(`id="${id}"[^>]*>(\\s*<legend.*?</legend>)?`)
  if (!place.test(html)) throw new Error(`The page has no element with id ${id} to prerender.`)
  return html.replace(place, (opened) => opened + content)
}

/** The map of the opening race: its runs say which part of (w, b) is shown. */
async function map(): Promise<string> {
  await ready()
  const start = JSON.parse(await readFile(join(generated, 'tutorial.json'), 'utf8')) as { rows: number; w: number; b: number }
  const { buffer, byteOffset } = await readFile(join(generated, 'tutorial.bin'))
  const x = new Float32Array(buffer.slice(byteOffset, byteOffset + 4 * start.rows))
  const y = new Float32Array(buffer.slice(byteOffset + 4 * start.rows, byteOffset + 8 * start.rows))
  const surface = lossSurface({ x, y })
  const { m, lr, mom, sch, ep, seed } = readLink('').state.race
  const records = await race(Dataset.fromArrays({ x: { data: x, columns: 1 }, y }), {
    batchSize: m,
    rates: oneRate(lr),
    momentum: mom,
    schedule: sch,
    epochs: ep,
    seed,
    start,
  })
  return firstPictureSvg({ surface, extent: runsExtent(Object.values(records), surface), start })
}
