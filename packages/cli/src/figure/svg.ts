/** A picture as SVG, by Observable Plot. Loaded only where one is drawn. */
import * as Plot from '@observablehq/plot'
import { type Document, DOMImplementation, type Element, XMLSerializer } from '@xmldom/xmldom'
import { barsPlot } from './bars.js'
import { type Figure, sentenceOf } from './chart.js'
import { chartPlot } from './curves.js'
import type { Drawn } from './drawn.js'
import { headingOf } from './heading.js'
import { heatMapPlot } from './heat-map.js'
import { darkRules, SANS, TONES } from './theme.js'

const NAMESPACE = 'http://www.w3.org/2000/svg'
const WIDTH = 720

export interface SvgOptions {
  /** In pixels. Default 720; the height follows. */
  width?: number
  /** Ids of its texts begin with it; one of its own for each picture of a page. Default `figure`. */
  id?: string
  /** Whether it stands in a page, which says the title and holds the colours of dark paper. */
  inPage?: boolean
}

/** The picture as an SVG element; a file of it is complete in itself. Dark where the viewer prefers dark. */
export function figureSvg(figure: Figure, { width = WIDTH, id = 'figure', inPage = false }: SvgOptions = {}): string {
  const document = new DOMImplementation().createDocument(NAMESPACE, 'svg')
  const heading = headingOf(figure, width, !inPage)
  const { options, marks, height, margin } = drawn(figure, width, heading.height)
  const svg = Plot.plot({
    ...options,
    document: document as never,
    width,
    height,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginTop: margin.top,
    marginBottom: margin.bottom,
    marks: [...(inPage ? [] : [paper(margin)]), ...marks, ...heading.marks(margin)],
  }) as unknown as Element
  svg.setAttribute('xmlns', NAMESPACE)
  svg.setAttribute('role', 'img')
  svg.setAttribute('font-family', SANS)
  svg.setAttribute('font-size', '12')
  svg.setAttribute('fill', TONES.ink[0])
  speak(document, svg, { id, title: figure.title, description: sentenceOf(figure) })
  if (!inPage) addStyle(document, svg)
  return new XMLSerializer().serializeToString(svg)
}

function drawn(figure: Figure, width: number, top: number): Drawn {
  if (figure.kind === 'bars') return barsPlot(figure, width, top)
  if (figure.kind === 'heatMap') return heatMapPlot(figure, width, top)
  return chartPlot(figure, top)
}

/** Opaque paper below everything, margins included. */
function paper({ left, right, top, bottom }: Drawn['margin']): Plot.Markish {
  const reach = { insetLeft: -left, insetRight: -right, insetTop: -top, insetBottom: -bottom }
  return Plot.frame({ fill: TONES.paper[0], stroke: 'none', ...reach })
}

/** Title and description for those who hear the picture. */
function speak(document: Document, svg: Element, { id, title, description }: { id: string; title: string; description: string }): void {
  const first = svg.firstChild
  const texts = { title, desc: description }
  for (const [name, text] of Object.entries(texts)) {
    const element = document.createElementNS(NAMESPACE, name)
    element.setAttribute('id', `${id}-${name}`)
    element.textContent = text
    svg.insertBefore(element, first)
  }
  svg.setAttribute('aria-labelledby', `${id}-title`)
  svg.setAttribute('aria-describedby', `${id}-desc`)
}

function addStyle(document: Document, svg: Element): void {
  svg.setAttribute('class', `${svg.getAttribute('class') ?? ''} minibatch`)
  const style = document.createElementNS(NAMESPACE, 'style')
  style.textContent = `@media (prefers-color-scheme: dark) {\n${darkRules('.minibatch')}\n}`
  svg.appendChild(style)
}
