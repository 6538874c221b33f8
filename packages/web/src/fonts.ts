/** Fonts that must be there before something is drawn or shown with them, by a text that they are for. */
const texts = {
  sans: { font: '13px "Source Sans 3"', text: 'Batch' },
  hash: { font: '13px "Source Code Pro"', text: '0' },
  code: { font: '13px "Source Code Pro"', text: 'run' },
} as const

export async function loadFonts(...names: (keyof typeof texts)[]): Promise<void> {
  await Promise.all(names.map((name) => document.fonts.load(texts[name].font, texts[name].text)))
}
