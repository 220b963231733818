import { describe, expect, it } from '@jest/globals'
import { html } from './html.ts'

describe('html', () => {
  it('escapes what is put in, for text and attributes', () => {
    const evil = `<script>"&'</script>`
    expect(html`<p title="${evil}">${evil}</p>`.markup).toBe(
      '<p title="&lt;script&gt;&quot;&amp;&#39;&lt;/script&gt;">&lt;script&gt;&quot;&amp;&#39;&lt;/script&gt;</p>',
    )
  })

  it('takes markup and lists of markup as they are', () => {
    const items = [1, 2].map((n) => html`<li>${n}</li>`)
    expect(
      html`<ol>
        ${items}
      </ol>`.markup.replace(/\s/g, ''),
    ).toBe('<ol><li>1</li><li>2</li></ol>')
  })

  it('does not interpret replacement patterns', () => {
    expect(html`<p>${'$& $1'}</p>`.markup).toBe('<p>$&amp; $1</p>')
  })
})
