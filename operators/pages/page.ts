import { html, type Html } from '../../service/html.ts'

/** A page of ours around the board. @returns the whole document */
export function page(title: string, contents: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · Antrean operators</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${contents}
        </main>
        <footer><p>Antrean, a laboratory for queueing at public portals. This is a simulation.</p></footer>
      </body>
    </html> `.markup
}
