/** The names of the pictures, as `--figure` takes them. */
export const FIGURE_NAMES = ['loss', 'fit', 'actual', 'residuals', 'confusion', 'roc', 'calibration', 'weights'] as const

export type FigureName = (typeof FIGURE_NAMES)[number]
