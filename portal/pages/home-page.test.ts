import { describe, expect, it } from '@jest/globals'
import type { Content } from '../../licensing/contents.ts'
import { homePage } from './home-page.ts'

const contents: Content[] = [
  { kind: 'tutorial', title: 'How to <apply>', body: 'First.\n\nSecond & last.', publishedOn: '2026-01-02' },
  { kind: 'announcement', title: 'Service hours', body: 'Always open.', publishedOn: '2026-01-03' },
]

describe('homePage', () => {
  const page = homePage(contents)

  it('says that it is a simulation', () => {
    expect(page).toContain('This is a simulation.')
  })

  it('puts each item below the heading of its kind, escaped, paragraph by paragraph', () => {
    const tutorials = page.slice(page.indexOf('id="tutorials"'))
    expect(tutorials).toContain('<h3>How to &lt;apply&gt;</h3>')
    expect(tutorials).toMatch(/<p>First\.<\/p>\s*<p>Second &amp; last\.<\/p>/)
    expect(tutorials).not.toContain('Service hours')
  })

  it('has a language, a title, landmarks, a label, and links that lead somewhere', () => {
    expect(page).toMatch(
      /<html lang="en">[^]*<title>[^<]+<\/title>[^]*<header>[^]*<main id="main"[^]*<label for="q">[^]*<footer>/,
    )
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(page).toContain(`id="${target}"`)
  })
})
