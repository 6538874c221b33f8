/** The examples as buttons that are pictures of themselves. */
import { fitSheet, type Sheet } from '../../canvas.ts'
import thumbnails from '../../generated/thumbnails.json'
import { rgb, type Palette } from '../../palette.ts'
import { linearScale } from '../../scale.ts'
import { drawCells } from './digits/cells.ts'
import { type ExampleName, examples } from './example.ts'

type Point = readonly number[]

export class Thumbnails {
  readonly #buttons: ReadonlyMap<ExampleName, HTMLButtonElement>
  #palette: Palette

  constructor(element: HTMLElement, palette: Palette, choose: (name: ExampleName) => void) {
    this.#palette = palette
    this.#buttons = new Map(
      Object.values(examples).map(({ name, title }) => {
        const button = document.createElement('button')
        button.type = 'button'
        button.dataset['example'] = name
        button.innerHTML = `<span class="thumbnail" aria-hidden="true">${name === 'digits' ? '<canvas></canvas>'.repeat(3) : '<canvas></canvas>'}</span>${title}`
        button.addEventListener('click', () => choose(name))
        return [name, button]
      }),
    )
    element.append(...this.#buttons.values())
    new ResizeObserver(() => this.#draw()).observe(element)
  }

  set palette(palette: Palette) {
    this.#palette = palette
    this.#draw()
  }

  show(chosen: ExampleName): void {
    for (const [name, button] of this.#buttons) button.setAttribute('aria-pressed', String(name === chosen))
    const button = this.#buttons.get(chosen)!
    const row = button.parentElement!
    if (row.scrollWidth > row.clientWidth) row.scrollLeft = button.offsetLeft - (row.clientWidth - button.clientWidth) / 2
  }

  #draw(): void {
    for (const [name, button] of this.#buttons) {
      const canvases = button.querySelectorAll('canvas')
      if (canvases[0].clientWidth === 0) return
      if (name === 'digits') canvases.forEach((canvas, index) => drawCells(canvas, thumbnails.digits[index], { ...this.#palette, hair: this.#palette.valley }, 0))
      else if (name === 'classes') drawClasses(fitSheet(canvases[0]), this.#palette)
      else drawCurve(fitSheet(canvases[0]), thumbnails[name], this.#palette)
    }
  }
}

function drawCurve({ context, width, height }: Sheet, { points, shape }: { points: Point[]; shape: Point[] }, palette: Palette): void {
  const within = (values: number[], to: readonly [number, number]) => linearScale([Math.min(...values), Math.max(...values)], to)
  const x = within(points.map(([value]) => value), [9, width - 9])
  const y = within(points.map(([, value]) => value), [height - 7, 7])
  context.fillStyle = palette.edge
  for (const [px, py] of points) context.fillRect(x.at(px) - 0.75, y.at(py) - 0.75, 1.5, 1.5)
  context.beginPath()
  for (const [px, py] of shape) context.lineTo(x.at(px), y.at(py))
  context.strokeStyle = palette.line.mini
  context.lineWidth = 2
  context.lineJoin = 'round'
  context.stroke()
}

/** Pixels of the picture of two classes, and how far they show. */
const pixels = { columns: 52, rows: 34 }
const reach = 1.25

/** Each pixel in the colour of the class nearest to it, paler where the other is as near. */
function drawClasses({ context, width, height }: Sheet, palette: Palette): void {
  const { columns, rows } = pixels
  const image = new ImageData(columns, rows)
  const [none, ...tints] = [palette.valley, ...palette.classTints].map(rgb)
  const points = thumbnails.classes.points.map(([x, y, name]) => ({ x: Number(x), y: Number(y), second: name === 'B' }))
  for (let index = 0; index < columns * rows; index++) {
    const x = ((2 * ((index % columns) + 0.5)) / columns - 1) * reach * (columns / rows)
    const y = (1 - (2 * (Math.floor(index / columns) + 0.5)) / rows) * reach
    let [toFirst, toSecond] = [Infinity, Infinity]
    for (const point of points) {
      const square = (point.x - x) ** 2 + (point.y - y) ** 2
      if (point.second) toSecond = Math.min(toSecond, square)
      else toFirst = Math.min(toFirst, square)
    }
    const sure = Math.min(1, Math.abs(Math.sqrt(toFirst) - Math.sqrt(toSecond)) / 0.12)
    const tint = tints[toFirst < toSecond ? 0 : 1]
    for (let channel = 0; channel < 3; channel++) image.data[4 * index + channel] = none[channel] + (tint[channel] - none[channel]) * sure
    image.data[4 * index + 3] = 255
  }
  const small = new OffscreenCanvas(columns, rows)
  small.getContext('2d')!.putImageData(image, 0, 0)
  context.drawImage(small, 0, 0, width, height)
}
