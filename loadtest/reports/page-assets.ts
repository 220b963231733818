import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

/** What report.html carries with it, so that it needs nobody: style sheets, the plotting library and our drawing scripts. */
export interface PageAssets {
  css: string
  plotCss: string
  plotScript: string
  drawScript: string
  /** The plotting library's licence, which copies of it must carry. */
  plotLicence: string
}

export async function readPageAssets(): Promise<PageAssets> {
  const require = createRequire(import.meta.url)
  const [colours, css, painter, drawing, wideTables, plotCss, plotScript, plotLicence] = await Promise.all([
    readFile(new URL('./colours.css', import.meta.url), 'utf8'),
    readFile(new URL('./report.css', import.meta.url), 'utf8'),
    readFile(new URL('./chart-painter.js', import.meta.url), 'utf8'),
    readFile(new URL('./draw-charts.js', import.meta.url), 'utf8'),
    readFile(new URL('./wide-tables.js', import.meta.url), 'utf8'),
    readFile(require.resolve('uplot/dist/uPlot.min.css'), 'utf8'),
    readFile(require.resolve('uplot/dist/uPlot.iife.min.js'), 'utf8'),
    readFile(require.resolve('uplot/LICENSE'), 'utf8'),
  ])
  return { css: `${colours}${css}`, drawScript: `${painter}${drawing}${wideTables}`, plotCss, plotScript, plotLicence }
}
