/** The map: the ground is drawn once, the three paths grow on their own sheets, walkers and labels lie on top. */
import { clearSheet, fitSheet, layer, onResize, type Sheet } from '../../canvas.ts'
import { methodNames, type MethodName } from '../../method.ts'
import { plain, significant } from '../../number.ts'
import type { Palette } from '../../palette.ts'
import { roundTicks, type Scale } from '../../scale.ts'
import { equalScales, runsExtent } from './domain.ts'
import { LabelBoard, type Box } from './label.ts'
import type { RunRecord } from './record.ts'
import type { Surface } from './surface.ts'
import { type ContourLabel, drawContourLabel, drawContours, drawTint, placeContourLabels } from './terrain.ts'
import { drawDownhill, drawMarker, drawWedge, WalkerLabels, type Walker } from './walker.ts'
import { WalkedPath } from './path.ts'

export interface Race {
  readonly surface: Surface
  readonly records: Readonly<Record<MethodName, RunRecord>>
}

/** Which values lie at which px. */
export interface Scales {
  readonly x: Scale
  readonly y: Scale
}

/** What moves on the map at one moment. */
export interface MapMoment {
  readonly updates: Readonly<Record<MethodName, number>>
  readonly shown: readonly MethodName[]
  walker(name: MethodName): Omit<Walker, 'x' | 'y'>
}

export class LossMap {
  readonly #element: HTMLElement
  readonly #corner: HTMLElement
  readonly #ground: HTMLCanvasElement
  readonly #pathCanvases: Record<MethodName, HTMLCanvasElement>
  readonly #names: HTMLCanvasElement
  readonly #top: HTMLCanvasElement
  readonly #labels = new WalkerLabels()
  #race: Race | undefined
  #palette: Palette
  #scales: Scales | undefined
  #overlay: Sheet | undefined
  #fixed: readonly Box[] = []
  #contours: readonly ContourLabel[] = []
  #paths: Partial<Record<MethodName, WalkedPath>> = {}
  #held = false
  /** What the ground was drawn for. */
  #drawn: readonly unknown[] = []
  #laid: (scales: Scales) => void = () => undefined

  /** `corner` lies over the map's top right; nothing is written there. */
  constructor(element: HTMLElement, corner: HTMLElement, palette: Palette, redraw: () => void) {
    this.#element = element
    this.#corner = corner
    this.#palette = palette
    this.#ground = layer(element)
    this.#pathCanvases = { batch: layer(element), mini: layer(element), sgd: layer(element) }
    this.#names = layer(element)
    this.#top = layer(element)
    onResize(element, () => {
      this.#lay()
      redraw()
    })
  }

  show(race: Race): void {
    this.#race = race
    this.#lay()
  }

  /** Calls back whenever the map shows another part of (w, b). */
  onLay(laid: (scales: Scales) => void): void {
    this.#laid = laid
  }

  /** While it is held, it shows the same part whatever runs on it. */
  set held(held: boolean) {
    this.#held = held
  }

  set palette(palette: Palette) {
    this.#palette = palette
    this.#lay()
  }

  /** Draws all that does not move: once a run, a size and a theme. */
  #lay(): void {
    const race = this.#race
    if (!race || this.#element.clientWidth === 0) return
    const names = fitSheet(this.#names)
    const extent = runsExtent(Object.values(race.records), race.surface)
    this.#scales = (this.#held && this.#scales) || equalScales(extent, names.width, names.height)
    const { x, y } = this.#scales
    this.#element.dataset['domain'] = [...x.from, ...y.from].join(' ')
    this.#drawGround(race.surface, this.#scales)
    const board = new LabelBoard(names.width, names.height)
    this.#axes(names, x, y, board)
    this.#start(names, board)
    this.#least(names, race, board)
    this.#fixed = [...board.taken]
    this.#contours = placeContourLabels({ surface: race.surface, x, y }, board)
    for (const name of methodNames) {
      this.#paths[name] = new WalkedPath(
        fitSheet(this.#pathCanvases[name]),
        race.records[name],
        { x, y, arrival: arrival(race.records[name], race.surface) },
        this.#palette,
      )
    }
    this.#overlay = fitSheet(this.#top)
    this.#element.querySelector('.first-picture')?.remove()
    this.#laid(this.#scales)
  }

  /** Tint and contours, unless they are there: a start that is dragged does not change them. */
  #drawGround(surface: Surface, scales: Scales): void {
    const { clientWidth, clientHeight } = this.#ground
    const drawn = [scales, this.#palette, clientWidth, clientHeight, devicePixelRatio]
    if (drawn.every((part, index) => part === this.#drawn[index])) return
    this.#drawn = drawn
    const ground = { sheet: fitSheet(this.#ground), surface, ...scales, palette: this.#palette }
    drawTint(ground)
    drawContours(ground)
  }

  draw(moment: MapMoment): void {
    const overlay = this.#overlay
    if (!overlay) return
    clearSheet(overlay)
    const { context, width, height } = overlay
    const reach = width < 430 ? 34 : 46
    const walkers: Walker[] = []
    const crowded: [number, number][] = []
    for (const name of methodNames) {
      const path = this.#paths[name]
      if (!path) continue
      const update = moment.updates[name]
      const index = path.draw(update)
      const shown = moment.shown.includes(name)
      this.#pathCanvases[name].classList.toggle('is-faded', !shown)
      for (let point = 0; point <= index; point += Math.max(1, index >> 8)) crowded.push(path.at(point))
      const [x, y] = path.at(index)
      if (shown) walkers.push({ x, y, ...moment.walker(name) })
    }
    this.#startRing(context)
    for (const walker of walkers) if (!walker.arrived) drawWedge(context, walker, this.#palette, reach)
    for (const walker of walkers) drawDownhill(context, walker, this.#palette, reach)
    for (const walker of walkers) drawMarker(context, walker, this.#palette)
    const inside = walkers.filter(({ x, y }) => x > 0 && y > 0 && x < width && y < height)
    const board = new LabelBoard(width, height, this.#fixed)
    this.#labels.draw(context, inside, board, this.#palette, (box) => crowding(box, crowded))
    // A walker's name comes first: the value of a contour gives way.
    for (const label of this.#contours) if (board.free(label.box)) drawContourLabel(context, label, this.#palette)
  }

  #axes(sheet: Sheet, x: Scale, y: Scale, board: LabelBoard): void {
    const { context, width, height } = sheet
    const labels = [
      { text: 'intercept b', x: 10, y: 15, align: 'left' as const },
      { text: 'slope w', x: width - 10, y: height - 13, align: 'right' as const },
    ]
    const corner = this.#corner.offsetWidth
    if (corner > 0) board.keep({ x: width - corner - 16, y: 0, width: corner + 16, height: 48 })
    if (width >= 480)
      labels.push({
        text: 'Arrow: downhill. Wedge: where 2 in 3 batches point.',
        x: width - 10 - (corner > 0 ? corner + 10 : 0),
        y: corner > 0 ? 25 : 15,
        align: 'right' as 'left',
      })
    context.font = '12px "Source Sans 3"'
    for (const label of labels) {
      const wide = context.measureText(label.text).width
      board.keep({ x: label.align === 'left' ? label.x : label.x - wide, y: label.y - 9, width: wide, height: 18 })
      this.#text(sheet, label.text, label.x, label.y, label.align)
    }
    for (const tick of roundTicks(...x.from, width / 70)) {
      const at = x.at(tick)
      const box = { x: at - 12, y: height - 22, width: 24, height: 22 }
      if (at < 24 || !board.claim(box)) continue
      context.lineWidth = 1.5
      this.#tick(context, [at, height, at, height - 5])
      this.#text(sheet, plain(tick), at, height - 13, 'center')
    }
    for (const tick of roundTicks(...y.from, height / 70)) {
      const at = y.at(tick)
      const box = { x: 0, y: at - 9, width: 32, height: 18 }
      if (at > height - 24 || !board.claim(box)) continue
      context.lineWidth = 1.5
      this.#tick(context, [0, at, 5, at])
      this.#text(sheet, plain(tick), 9, at, 'left')
    }
  }

  #tick(
    context: CanvasRenderingContext2D,
    [x0, y0, x1, y1]: readonly [number, number, number, number],
    ink = this.#palette.ink3,
  ): void {
    context.strokeStyle = ink
    context.beginPath()
    context.moveTo(x0, y0)
    context.lineTo(x1, y1)
    context.stroke()
  }

  #text({ context }: Sheet, text: string, x: number, y: number, align: CanvasTextAlign): void {
    context.font = '12px "Source Sans 3"'
    context.textAlign = align
    context.textBaseline = 'middle'
    context.lineJoin = 'round'
    context.lineWidth = 4
    context.strokeStyle = this.#palette.labelGround
    context.strokeText(text, x, y)
    context.fillStyle = this.#palette.ink2
    context.fillText(text, x, y)
  }

  /** Keeps a place for the start and writes its name; the ring itself lies over the paths. */
  #start(sheet: Sheet, board: LabelBoard): void {
    const [x, y] = this.#startPlace()
    board.keep({ x: x - 18, y: y + 9, width: 36, height: 20 })
    this.#text(sheet, 'start', x, y + 20, 'center')
  }

  #startPlace(): [number, number] {
    const { x, y } = this.#scales!
    const { w, b } = this.#race!.records.batch
    return [x.at(w[0]), y.at(b[0])]
  }

  #startRing(context: CanvasRenderingContext2D): void {
    context.beginPath()
    context.arc(...this.#startPlace(), 5, 0, 2 * Math.PI)
    context.fillStyle = this.#palette.casing
    context.fill()
    context.lineWidth = 2
    context.strokeStyle = this.#palette.ink
    context.stroke()
  }

  #least(sheet: Sheet, { surface }: Race, board: LabelBoard): void {
    if (!this.#scales) return
    const { context } = sheet
    const [x, y] = [this.#scales.x.at(surface.least.w), this.#scales.y.at(surface.least.b)]
    context.lineWidth = 2
    this.#tick(context, [x - 7, y, x + 7, y], this.#palette.ink)
    this.#tick(context, [x, y - 7, x, y + 7], this.#palette.ink)
    const text = sheet.width < 430 ? 'least loss' : `least loss ${significant(surface.least.loss)}`
    context.font = '12px "Source Sans 3"'
    const width = context.measureText(text).width
    const offsets = [
      [50, -56],
      [-60, 60],
      [-60, -60],
      [50, 60],
    ] as const
    for (const [dx, dy] of offsets) {
      const left = Math.min(sheet.width - width - 8, Math.max(8, x + dx - width / 2))
      const box = { x: left, y: y + dy - 9, width, height: 18 }
      if (!board.inside(box, 6) || !board.claim(box)) continue
      context.lineWidth = 1
      const edge = dy < 0 ? box.y + 18 : box.y
      this.#tick(context, [x + Math.sign(dx) * 7, y + Math.sign(dy) * 8, left + width / 2, edge], this.#palette.ink)
      this.#text(sheet, text, left + width / 2, y + dy, 'center')
      return
    }
  }
}

/** Index of the first point within 5 % of the least loss: from there on a noisy walker only wanders. */
function arrival({ w, b }: RunRecord, { loss, least }: Surface): number {
  const at = w.findIndex((slope, index) => loss(slope, b[index]) <= least.loss * 1.05)
  return at < 0 ? w.length : at
}

/** How much of the paths a label would hide. */
function crowding(box: Box, points: readonly [number, number][]): number {
  let count = 0
  for (const [x, y] of points) {
    if (x > box.x - 4 && x < box.x + box.width + 4 && y > box.y - 4 && y < box.y + box.height + 4) count++
  }
  return count
}
