const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Markup that is safe to send. Only `html` makes it. */
export class Html {
  readonly markup: string
  constructor(markup: string) {
    this.markup = markup
  }
}

type Value = string | number | Html | readonly Html[]

/** Template tag: what is put in is escaped, for text and for quoted attributes, unless it is Html already. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.reduce((markup, part, i) => markup + render(values[i - 1] ?? '') + part))
}

function render(value: Value): string {
  if (value instanceof Html) return value.markup
  if (typeof value === 'object') return value.map((one) => one.markup).join('')
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
