import type { Content } from '../../licensing/contents.ts'
import { html, type Html } from '../../service/html.ts'
import { STYLE } from './style.ts'

const SECTIONS = [
  { kind: 'announcement', id: 'announcements', title: 'Announcements' },
  { kind: 'regulation', id: 'regulations', title: 'Regulations' },
  { kind: 'tutorial', id: 'tutorials', title: 'Tutorials' },
] as const

/**
 * The portal's first page: everything it has to say, at once. The Semarang study finds that so much information makes the page heavy and hard
 * to open; its advice, links instead of texts, would be another page.
 */
export function homePage(contents: readonly Content[]): string {
  const sections = SECTIONS.map((section) => ({ ...section, items: contents.filter(({ kind }) => kind === section.kind) }))
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Business licensing portal (simulation) · Antrean</title>
        <link rel="icon" href="data:," />
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the contents</a>
        <aside class="notice" aria-label="Notice">
          <strong>This is a simulation.</strong> It is no government service: nothing issued here is valid, and nobody in it is
          real.
        </aside>
        <header>
          <h1>Business licensing portal</h1>
          <p>One business number (NIB) for every business; standard certificates and licences by risk.</p>
          <nav aria-label="On this page">
            <ul>
              ${sections.map(({ id, title, items }) => html`<li><a href="#${id}">${title} (${items.length})</a></li> `)}
              <li><a href="/api/statistics">Statistics</a></li>
              <li><a href="/interface">Interface description</a></li>
            </ul>
          </nav>
        </header>
        <main id="main" tabindex="-1">
          <form action="/api/kbli" method="get" role="search">
            <label for="q">Find your line of business (KBLI), by code or words</label>
            <input id="q" name="q" type="search" required maxlength="100" autocomplete="off" />
            <button>Search</button>
          </form>
          ${sections.map(section)}
        </main>
        <footer><p>Antrean, a laboratory for queueing at public portals. The texts above are invented for it.</p></footer>
      </body>
    </html> `
  return page.markup
}

function section({ id, title, items }: { id: string; title: string; items: readonly Content[] }): Html {
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${items.length === 0 ? html`<p>Nothing yet.</p> ` : items.map(article)}
  </section> `
}

function article({ title, body, publishedOn }: Content): Html {
  return html`<article lang="id">
    <h3>${title}</h3>
    <p class="date"><time datetime="${publishedOn}">${publishedOn}</time></p>
    ${body.split(/\n{2,}/).map((paragraph) => html`<p>${paragraph}</p> `)}
  </article> `
}
