/** The pictures of a measurement, of one under way too: three charts that multiply, the noise, and the ruler. */
import { duration, whole } from '../../number.ts'
import { sizesOf } from './dataset.ts'
import { drawGrowth, type Frame, type Growth } from './growth-chart.ts'
import { drawNoise } from './noise-chart.ts'
import { type LabDraft, type LabResult, soonest } from './result.ts'
import { drawRuler } from './ruler.ts'
import { drawSizes } from './sizes-table.ts'
import { bend, described, goalFinding, goalWords, noiseFinding, predictionFinding, roundTime, secondsFinding, updatesFinding } from './words.ts'

/** A law's bend and the noise scale are called one if they lie within this ratio. */
const near = 2

export class LabCharts {
  readonly #root: HTMLElement
  /** Sizes of the pictures' places, kept so that no frame has to ask for them. */
  readonly #frames = new Map<Element, Frame>()

  /** `resized` is called when a picture has another size than it was drawn for. */
  constructor(root: HTMLElement, resized: () => void) {
    this.#root = root
    const observer = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) this.#frames.set(target, frameOf(contentRect))
      resized()
    })
    for (const svg of root.querySelectorAll('svg[role=img]')) observer.observe(svg)
  }

  draw(shown: LabDraft | LabResult): void {
    const { sizes, rows, noise } = shown
    const result = 'took' in shown ? shown : undefined
    const prediction = result?.prediction ?? null
    this.#chart('updates', 'Updates needed', result ? updatesFinding(sizes) : '', {
      rows,
      points: sizes.map((size) => ({ rows: size.rows, value: size.updates })),
      write: whole,
      tick: whole,
      across: prediction ? { rows: prediction.noiseScale, words: noiseWords(result!) } : undefined,
    })
    this.#chart('seconds', 'Time an update takes', result ? secondsFinding(sizes) : '', {
      rows,
      points: sizes.map((size) => ({ rows: size.rows, value: size.seconds })),
      write: duration,
      tick: roundTime,
      across: prediction ? { rows: prediction.timeBend, words: `bends at ${bend(prediction.timeBend)}` } : undefined,
    })
    const best = result && soonest(sizes)
    this.#chart('goal', 'Time to the goal', result ? goalFinding(sizes) : '', {
      rows,
      points: sizes.map((size) => ({ rows: size.rows, value: size.secondsToGoal })),
      write: duration,
      tick: roundTime,
      across: prediction ? { rows: prediction.rows, words: `predicted best ${whole(prediction.rows)}` } : undefined,
      best: best && { rows: best.rows, words: `measured best ${whole(best.rows)}` },
    })
    this.#noise(noise, result)
    this.#ruler(result)
    const expected = result ? [] : sizesOf(rows).map((size) => (size === 'full' ? rows : size))
    drawSizes(this.#root.querySelector<HTMLTableSectionElement>('.sizes tbody')!, { sizes, rows, result, expected })
  }

  #chart(name: string, title: string, finding: string, growth: Growth): void {
    const svg = this.#svg(name)
    this.#finding(svg, finding)
    const named = growth.points.filter((_, i, all) => i === 0 || i === all.length - 1 || all[i].rows === 64)
    const told = named.flatMap(({ rows, value: { median } }) => (median === null ? [] : [[rows, growth.write(median)] as const]))
    svg.setAttribute('aria-label', `${described(title, told, growth.rows)}${finding ? ` ${finding}.` : ''}`)
    drawGrowth(svg, growth, this.#frame(svg))
  }

  #noise(looks: LabDraft['noise'], result: LabResult | undefined): void {
    const svg = this.#svg('noise')
    const finding = noiseFinding(looks)
    this.#finding(svg, finding)
    const mean = result?.prediction?.noiseScale ?? null
    svg.setAttribute('aria-label', `Noise scale over one run.${finding ? ` ${finding}` : ''}${mean === null ? '' : ` Its mean is ${bend(mean)} rows.`}`)
    drawNoise(svg, { looks, mean }, this.#frame(svg))
  }

  #ruler(result: LabResult | undefined): void {
    const svg = this.#svg('ruler')
    const finding = result ? predictionFinding(result) : ''
    this.#finding(svg, finding)
    svg.innerHTML = ''
    svg.setAttribute('aria-label', finding === '' ? 'Nothing is predicted yet.' : finding)
    if (result?.prediction) drawRuler(svg, result.prediction, this.#frame(svg))
    this.#root.querySelector('#lab-words')!.textContent = result ? goalWords(result) : ''
  }

  #frame(svg: SVGSVGElement): Frame {
    return this.#frames.get(svg) ?? frameOf(svg.getBoundingClientRect())
  }

  #svg(name: string): SVGSVGElement {
    return this.#root.querySelector<SVGSVGElement>(`#lab-${name}`)!
  }

  #finding(svg: SVGSVGElement, finding: string): void {
    svg.parentElement!.querySelector('.finding')!.textContent = finding
  }
}

/** Whole px, and enough to draw in while its place is hidden. */
function frameOf({ width, height }: Frame): Frame {
  return { width: Math.max(160, Math.round(width)), height: Math.max(100, Math.round(height)) }
}

/** The noise scale, and whether the updates that were counted bend there. */
function noiseWords({ prediction, bend: counted }: LabResult): string {
  const noise = prediction!.noiseScale
  const there = counted !== null && Math.max(counted / noise, noise / counted) <= near
  return there ? `bends at ${bend(noise)}: the noise scale` : `noise scale ${bend(noise)}`
}

