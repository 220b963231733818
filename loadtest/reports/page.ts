import { html, type Html, trusted } from './html.ts'
import { readPageAssets } from './page-assets.ts'

/** Nothing may be loaded from anywhere, whatever the page's text says. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** A whole page around a body: assets inlined, chart data embedded. */
export async function page({ title, body, data }: { title: string; body: Html; data: Html }): Promise<string> {
  const { css, plotCss, plotScript, drawScript, plotLicence } = await readPageAssets()
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${trusted(plotCss)}
          ${trusted(css)}
        </style>
      </head>
      <body>
        ${body}
        <noscript><p class="note">The plots need JavaScript; the tables hold their figures.</p></noscript>
        <script type="application/json" id="charts">
          ${data}
        </script>
        <script>
          /* uPlot
          ${trusted(plotLicence)}
          */
          ${trusted(plotScript)}
          ${trusted(drawScript)}
        </script>
      </body>
    </html>`.markup
}
