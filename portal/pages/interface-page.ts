import { html } from '../../service/html.ts'

/** @param files address of Swagger UI's files */
export function interfacePage(files: string): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Interface of the business licensing portal (simulation) · Antrean</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${files}/swagger-ui.css" />
      </head>
      <body>
        <div id="reader"></div>
        <noscript
          ><p>The reader needs JavaScript; the description itself is at <a href="/openapi.json">/openapi.json</a>.</p></noscript
        >
        <script src="${files}/swagger-ui-bundle.js"></script>
        <script src="/interface/reader.js"></script>
      </body>
    </html> `.markup
}

/** Starts Swagger UI: no validator (it would be asked over the network), no models, no other description than ours. */
export const READER_SCRIPT = `'use strict'
document.documentElement.classList.toggle('dark-mode', matchMedia('(prefers-color-scheme: dark)').matches)
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reader',
  deepLinking: true,
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  validatorUrl: null,
})
`
