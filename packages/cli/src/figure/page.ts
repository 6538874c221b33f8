/** Pictures and tables in one page that needs nothing else: no network, no script, light and dark. Loaded where it is written. */
import type { Figure } from './chart.js'
import { numbersOf } from './numbers.js'
import { figureSvg } from './svg.js'
import { darkRules, SANS, SERIF, TONES } from './theme.js'

export interface Page {
  title: string
  /** What was found, in a sentence or two. */
  lead?: string
  /** What stands below, in order. */
  parts: readonly Part[]
}

export type Part = Figure | Table | Heading | Text

export interface Heading {
  kind: 'heading'
  text: string
}

/** A paragraph. */
export interface Text {
  kind: 'text'
  text: string
}

export interface Table {
  kind: 'table'
  caption?: string
  head: readonly string[]
  rows: readonly (readonly string[])[]
  /** Which columns hold numbers and end flush. Default: all but the first. */
  right?: readonly boolean[]
}

/** The page as one HTML document. */
export function pageHtml({ title, lead, parts }: Page): string {
  let level: 2 | 3 = 2
  const body = parts.map((part, i) => {
    if (part.kind === 'heading') {
      // What stands below a heading is a part of it.
      level = 3
      return `<h2>${escape(part.text)}</h2>`
    }
    if (part.kind === 'text') return `<p>${escape(part.text)}</p>`
    if (part.kind === 'table') return tableHtml(part)
    return figureHtml(part, { id: `figure-${i + 1}`, level })
  })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>
${STYLE}
</style>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
${lead === undefined ? '' : `<p class="lead">${escape(lead)}</p>\n`}${body.join('\n')}
</main>
</body>
</html>
`
}

function figureHtml(figure: Figure, { id, level }: { id: string; level: 2 | 3 }): string {
  const note = figure.note === undefined ? '' : `<p class="note">${escape(figure.note)}</p>`
  const numbers = numbersOf(figure)
  return `<figure>
<figcaption><h${level}>${escape(figure.title)}</h${level}>${note}</figcaption>
<div class="wide" tabindex="0" role="group" aria-label="${escape(figure.title)}">${figureSvg(figure, { id, inPage: true })}</div>
${numbers === undefined ? '' : `<details><summary>The numbers</summary>\n${tableHtml(numbers)}\n</details>`}
</figure>`
}

function tableHtml({ caption, head, rows, right = head.map((_, i) => i > 0) }: Table): string {
  const cells = (name: 'td' | 'th', row: readonly string[]) =>
    row.map((cell, i) => `<${name}${name === 'th' ? ' scope="col"' : ''}${right[i] ? ' class="right"' : ''}>${escape(cell)}</${name}>`).join('')
  return `<div class="wide" tabindex="0" role="group" aria-label="${escape(caption ?? 'table')}"><table>${caption === undefined ? '' : `<caption>${escape(caption)}</caption>`}
<thead><tr>${cells('th', head)}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n')}
</tbody></table></div>`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

function variables(which: 0 | 1): string {
  return Object.entries(TONES).map(([name, tone]) => `--${name}:${tone[which]}`).join(';')
}

const STYLE = `:root{color-scheme:light dark;${variables(0)}}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/22px ${SANS};font-variant-numeric:tabular-nums lining-nums}
main{max-width:960px;margin:0 auto;padding:32px 16px 64px}
h1,h2,h3{font-family:${SERIF};font-weight:600;letter-spacing:-.015em;margin:32px 0 8px}
h1{font-size:30px;line-height:36px;margin-top:0}
h2{font-size:22px;line-height:28px;margin-top:48px}
h3,figcaption h2{font-size:18px;line-height:24px;margin:0}
p{max-width:70ch;margin:0 0 12px}
.lead{font-size:16px;line-height:24px;color:var(--ink2)}
.note{color:var(--ink2);font-size:13px;line-height:18px;margin:2px 0 0}
figure{margin:32px 0}
figure svg{max-width:100%;min-width:480px;height:auto}
.wide{overflow-x:auto}
.wide:focus-visible,summary:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
table{border-collapse:collapse;font-size:14px;line-height:20px;margin:16px 0}
caption{text-align:left;font-weight:600;padding-bottom:8px}
th,td{padding:4px 16px 4px 0;text-align:left;border-bottom:1px solid var(--hair);white-space:nowrap}
th{font-weight:600;border-color:var(--edge)}
.right{text-align:right}
summary{font-size:13px;line-height:32px;color:var(--ink2);cursor:pointer}
@media (prefers-color-scheme:dark){:root{${variables(1)}}
${darkRules('figure svg')}
}
@media (forced-colors:active){figure svg{forced-color-adjust:none}}
@media print{details{display:none}}`
