/** `--plot`: where pictures go, and which. */
import type { Figure } from '../figure/chart.js'
import { CommandError } from '../exit.js'
import { checkWritable, writeWhole } from '../output-file.js'
import { metricsCells } from '../report.js'
import type { Terminal } from '../terminal.js'
import type { FigureName } from './names.js'
import type { Subject, SubjectParts } from './subject.js'

/** The flags of a command that draws. */
export interface PlotFlags {
  plot?: string
  figure?: FigureName
}

/** Where a picture goes. */
export interface Plot {
  kind: 'terminal' | 'svg' | 'html'
  /** Of a file. */
  path: string
  figure: FigureName | undefined
}

/**
 * What `--plot` asks for, before anything is trained.
 *
 * @throws CommandError OPTION_INVALID for another ending than .svg and .html; IO_FAILED where the file cannot be written
 */
export async function plotOf({ plot, figure }: PlotFlags): Promise<Plot | undefined> {
  if (plot === undefined && figure === undefined) return undefined
  // A figure alone is for the eyes.
  if (plot === undefined || plot === 'terminal') return { kind: 'terminal', path: '', figure }
  const ending = /\.(svg|html?)$/i.exec(plot)?.[1]?.toLowerCase()
  if (ending === undefined) {
    throw new CommandError('OPTION_INVALID', `Option --plot takes 'terminal' or a file that ends in .svg or .html; got '${plot}'.`)
  }
  await checkWritable(plot)
  return { kind: ending === 'svg' ? 'svg' : 'html', path: plot, figure }
}

/**
 * Draws what fits: the picture that was named; else in a file of SVG the first of `main` that fits, in the terminal all of
 * them, in a page every one there is.
 *
 * @throws CommandError OPTION_INVALID for a named picture that does not fit
 */
export async function draw(plot: Plot, parts: SubjectParts, main: readonly FigureName[], terminal: Terminal): Promise<void> {
  const { Subject } = await import('./subject.js')
  const subject = new Subject(parts)
  const figures = await chosen(plot, subject, main)
  if (plot.kind === 'terminal') return show(figures, terminal)
  if (plot.kind === 'svg') return writeSvg(plot.path, figures[0]!)
  const { loss, target, model, task } = subject.description
  const { pageHtml } = await import('../figure/page.js')
  const [head = [], ...rows] = metricsCells([[subject.rowsName, subject.evaluation]], subject.description)
  const html = pageHtml({
    title: `${model === 'linear' ? 'Linear' : 'MLP'} ${task} of ${target}`,
    lead: `${subject.dataset.rows.toLocaleString('en-US')} ${subject.rowsName}, loss ${loss.name}, weights ${subject.model.weightsHash}.`,
    parts: [{ kind: 'table', head, rows }, ...figures],
  })
  await writeWhole(plot.path, [html])
}

async function chosen({ kind, figure: name }: Plot, subject: Subject, main: readonly FigureName[]): Promise<Figure[]> {
  const { figureOf, figuresOf } = await import('./figures.js')
  if (name !== undefined) {
    const figure = figureOf(subject, name)
    if (figure !== undefined) return [figure]
    const others = figuresOf(subject).map(([fits]) => fits)
    throw new CommandError('OPTION_INVALID', `There is no picture '${name}' of this model and these rows. Take one of: ${others.join(', ')}.`)
  }
  if (kind === 'html') return figuresOf(subject).map(([, figure]) => figure)
  const fitting = main.map((one) => figureOf(subject, one)).filter((figure) => figure !== undefined)
  if (kind === 'terminal' || fitting.length > 0) return fitting
  throw new CommandError('OPTION_INVALID', 'There is no picture of this model and these rows.')
}

/** Draws in the terminal: below the report's document they would spoil it, so with `--json` they go to stderr. */
export async function show(figures: readonly Figure[], terminal: Terminal): Promise<void> {
  const { drawFigure } = await import('../figure/drawing.js')
  for (const figure of figures) {
    const lines = drawFigure(figure, { columns: Math.min(terminal.columns, 100), color: terminal.color })
    const text = `${lines.join('\n')}\n\n`
    if (terminal.json) terminal.err(text)
    else terminal.out(text)
  }
}

/** Writes one picture as a file of SVG. */
export async function writeSvg(path: string, figure: Figure): Promise<void> {
  const { figureSvg } = await import('../figure/svg.js')
  await writeWhole(path, [`${figureSvg(figure)}\n`])
}
