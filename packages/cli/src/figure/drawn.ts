/** What the drawing of each kind of picture hands to Observable Plot. */
import type * as Plot from '@observablehq/plot'

/** What every kind of picture is drawn with, and its height. */
export interface Drawn {
  options: Plot.PlotOptions
  marks: Plot.Markish[]
  height: number
  margin: { left: number; right: number; top: number; bottom: number }
}
