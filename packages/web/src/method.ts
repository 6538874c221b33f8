/** The three methods and how each is drawn, everywhere the same: only the rows an update differ. */
export const methodNames = ['batch', 'mini', 'sgd'] as const
export type MethodName = (typeof methodNames)[number]

export type MarkerShape = 'square' | 'circle' | 'triangle'

export interface Method {
  readonly name: MethodName
  readonly title: string
  /** Inside a sentence. */
  readonly word: string
  readonly marker: MarkerShape
  /** Width and dash of its line in charts, in px. */
  readonly chart: { readonly width: number; readonly dash: readonly number[] }
  /** Width of its path on the map, in px; thinner with marks when it took few updates. */
  readonly path: { readonly width: number; readonly fewWidth: number }
}

export const methods: Readonly<Record<MethodName, Method>> = {
  batch: {
    name: 'batch',
    title: 'Batch',
    word: 'batch',
    marker: 'square',
    chart: { width: 2, dash: [] },
    path: { width: 9, fewWidth: 3.5 },
  },
  mini: {
    name: 'mini',
    title: 'Mini-batch',
    word: 'mini-batch',
    marker: 'circle',
    chart: { width: 1.6, dash: [7, 3] },
    path: { width: 3, fewWidth: 2.2 },
  },
  sgd: {
    name: 'sgd',
    title: 'SGD',
    word: 'SGD',
    marker: 'triangle',
    chart: { width: 1.5, dash: [1.5, 2.2] },
    path: { width: 1.2, fewWidth: 1.2 },
  },
}

/** A marker's outline, centred on (x, y), about `size` px wide. */
export function markerPath(shape: MarkerShape, x: number, y: number, size: number): Path2D {
  const path = new Path2D()
  const half = size / 2
  if (shape === 'square') path.rect(x - half, y - half, size, size)
  else if (shape === 'circle') path.arc(x, y, half * 1.1, 0, 2 * Math.PI)
  else {
    path.moveTo(x, y - half * 1.15)
    path.lineTo(x + half * 1.2, y + half * 0.9)
    path.lineTo(x - half * 1.2, y + half * 0.9)
    path.closePath()
  }
  return path
}

/** The same marker in SVG, 13 px wide from (0, 0). */
export const markerShapes: Readonly<Record<MarkerShape, string>> = {
  square: '<rect x="1" y="1" width="11" height="11" />',
  circle: '<circle cx="6.5" cy="6.5" r="6" />',
  triangle: '<path d="M6.5 0.5 13 12H0z" />',
}

/** The same marker as an inline picture for headings. */
export function markerSvg(shape: MarkerShape): string {
  return `<svg viewBox="0 0 13 13" fill="currentColor" aria-hidden="true">${markerShapes[shape]}</svg>`
}

/** Which of the three a batch size makes of gradient descent over so many rows. */
export function methodOf(batchSize: number, rows: number): MethodName {
  if (batchSize >= rows) return 'batch'
  return batchSize === 1 ? 'sgd' : 'mini'
}
