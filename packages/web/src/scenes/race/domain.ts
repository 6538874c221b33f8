/** The part of (w, b) the map shows: the whole of all three runs, so that it never moves while they are replayed. */
import { linearScale, type Scale } from '../../scale.ts'
import type { RunRecord } from './record.ts'
import type { Surface } from './surface.ts'

/** Room around the runs, as shares of their extent: left, right, above and below. */
const room = { left: 0.16, right: 0.3, vertical: 0.24 }
/** Points as many times worse than the start (a run that flies away) are left outside. */
const worst = 3

export interface Extent {
  readonly w: readonly [number, number]
  readonly b: readonly [number, number]
}

export function runsExtent(records: readonly RunRecord[], surface: Surface): Extent {
  const [start] = records
  let [lowW, highW, lowB, highB] = [surface.least.w, surface.least.w, surface.least.b, surface.least.b]
  const limit = start ? worst * surface.loss(start.w[0], start.b[0]) : Number.POSITIVE_INFINITY
  for (const { w, b } of records) {
    for (let index = 0; index < w.length; index++) {
      if (index > 0 && !(surface.loss(w[index], b[index]) <= limit)) continue
      lowW = Math.min(lowW, w[index])
      highW = Math.max(highW, w[index])
      lowB = Math.min(lowB, b[index])
      highB = Math.max(highB, b[index])
    }
  }
  const [wide, high] = [Math.max(1e-6, highW - lowW), Math.max(1e-6, highB - lowB)]
  return {
    w: [lowW - room.left * wide, highW + room.right * wide],
    b: [lowB - room.vertical * high, highB + room.vertical * high],
  }
}

/** Scales with equal units on both axes that hold the extent in a width × height map, b upwards. */
export function equalScales({ w, b }: Extent, width: number, height: number): { x: Scale; y: Scale } {
  const unit = Math.min(width / (w[1] - w[0]), height / (b[1] - b[0]))
  const spareW = (width / unit - (w[1] - w[0])) / 2
  const spareB = (height / unit - (b[1] - b[0])) / 2
  return {
    x: linearScale([w[0] - spareW, w[1] + spareW], [0, width]),
    y: linearScale([b[0] - spareB, b[1] + spareB], [height, 0]),
  }
}
