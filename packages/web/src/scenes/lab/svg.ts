/** Pieces of SVG as text; the words in it are the page's own. */
interface Spot {
  readonly x: number
  readonly y: number
}

export function line(name: string, from: Spot, to: Spot): string {
  return `<line class="${name}" x1="${from.x.toFixed(1)}" y1="${from.y.toFixed(1)}" x2="${to.x.toFixed(1)}" y2="${to.y.toFixed(1)}" />`
}

/** Words whose middle lies at the height of `y`. */
export function text(name: string, { x, y }: Spot, words: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text class="${name}" x="${x.toFixed(1)}" y="${(y + 4.5).toFixed(1)}" text-anchor="${anchor}">${words}</text>`
}

const measuring = document.createElement('canvas').getContext('2d')

/** Width of words in px. */
export function textWidth(words: string, font: string): number {
  if (!measuring) return 7 * words.length
  measuring.font = font
  return measuring.measureText(words).width
}
