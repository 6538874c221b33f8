/** Draws 8 × 8 cells in seventeen shades: what the network sees, and rows of its data. */
import { fitSheet } from '../../../canvas.ts'
import { rgb, type Palette } from '../../../palette.ts'
import { cellsAcross } from './bitmap.ts'

const most = 16

export function drawCells(canvas: HTMLCanvasElement, cells: readonly number[], palette: Palette, gap: number): void {
  if (canvas.clientWidth === 0) return
  const { context, width } = fitSheet(canvas)
  const size = (width + gap) / cellsAcross
  const [none, full] = [rgb(palette.hair), rgb(palette.ink)]
  cells.forEach((value, index) => {
    const channels = none.map((channel, at) => Math.round(channel + ((full[at] - channel) * value) / most))
    context.fillStyle = `rgb(${channels.join()})`
    const [column, row] = [index % cellsAcross, Math.floor(index / cellsAcross)]
    const [left, top] = [Math.round(column * size), Math.round(row * size)]
    context.fillRect(left, top, Math.round((column + 1) * size) - left - gap, Math.round((row + 1) * size) - top - gap)
  })
}
