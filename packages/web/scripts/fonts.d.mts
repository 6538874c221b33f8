export interface Font {
  /** File of the Fontsource package it is cut from. */
  readonly source: string
  readonly variationAxes: Readonly<Record<string, number | { readonly min: number; readonly max: number }>>
  readonly characters: string
}

/** Signs the page writes that none of the families has: the system draws them. */
export const systemSigns: string

export const fonts: Readonly<Record<'source-serif-4' | 'source-sans-3' | 'source-code-pro-hash' | 'source-code-pro', Font>>

export function cutFont(font: Font): Promise<Buffer>
