/** A canvas as sharp as the screen, addressed in CSS pixels. */
export interface Sheet {
  readonly canvas: HTMLCanvasElement
  readonly context: CanvasRenderingContext2D
  /** Size in CSS pixels. */
  readonly width: number
  readonly height: number
  /** Device pixels a CSS pixel. */
  readonly density: number
}

/** Fits the canvas to the place it has on the page and clears it. */
export function fitSheet(canvas: HTMLCanvasElement): Sheet {
  const { clientWidth: width, clientHeight: height } = canvas
  const density = Math.min(3, window.devicePixelRatio || 1)
  canvas.width = Math.max(1, Math.round(width * density))
  canvas.height = Math.max(1, Math.round(height * density))
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This browser gives no 2D canvas.')
  context.setTransform(density, 0, 0, density, 0, 0)
  return { canvas, context, width, height, density }
}

export function clearSheet({ context, width, height }: Sheet): void {
  context.clearRect(0, 0, width, height)
}

/** Appends a canvas that lies over what is there already. */
export function layer(parent: HTMLElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.setAttribute('aria-hidden', 'true')
  parent.append(canvas)
  return canvas
}

/** Calls `draw` now and whenever the size of the element or the screen's density changes. */
export function onResize(element: Element, draw: () => void): void {
  new ResizeObserver(() => draw()).observe(element)
}
