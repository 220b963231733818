/** A piece of HTML that is safe to print as it is. Made by `html` or, for files of ours, by `trusted`. */
export class Html {
  readonly markup: string
  constructor(markup: string) {
    this.markup = markup
  }
}

export type Insert = string | number | Html | readonly Html[] | null

/** Template whose inserts are escaped unless they are Html themselves; null inserts nothing. */
export function html(parts: TemplateStringsArray, ...inserts: Insert[]): Html {
  return new Html(String.raw({ raw: parts }, ...inserts.map(markupOf)))
}

/** For our own files only (style sheet, scripts); nothing measured or configured ever passes here. */
export function trusted(markup: string): Html {
  return new Html(markup)
}

/** Data for `<script type="application/json">`: no `<` is left that could end the element or open a comment. */
export function embeddedJson(data: unknown): Html {
  return new Html(JSON.stringify(data).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029'))
}

function markupOf(insert: Insert): string {
  if (insert === null) return ''
  if (insert instanceof Html) return insert.markup
  if (typeof insert === 'object') return insert.map((piece) => piece.markup).join('')
  return escape(String(insert))
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!)
}
