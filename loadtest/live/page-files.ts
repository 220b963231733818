import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface PageFile {
  type: string
  body: Buffer
}

const PAGE = fileURLToPath(new URL('page/', import.meta.url))
const { resolve } = createRequire(import.meta.url)
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}
/** From elsewhere: the plots' library as the report uses it, and the report's colours. */
const FROM_ELSEWHERE = [
  ['/uplot.js', resolve('uplot/dist/uPlot.iife.min.js')],
  ['/uplot.css', resolve('uplot/dist/uPlot.min.css')],
  ['/colours.css', fileURLToPath(new URL('../reports/colours.css', import.meta.url))],
] as const

/** The live page by path, read once; what is not in it is not served. `/` is its index.html. */
export function pageFiles(): ReadonlyMap<string, PageFile> {
  const ofPage = readdirSync(PAGE)
    .filter((name) => Object.hasOwn(TYPES, extname(name)))
    .map((name) => [name === 'index.html' ? '/' : `/${name}`, join(PAGE, name)] as const)
  return new Map(
    [...ofPage, ...FROM_ELSEWHERE].map(([path, file]) => [path, { type: TYPES[extname(file)]!, body: readFileSync(file) }]),
  )
}
