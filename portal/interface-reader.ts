import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { Router } from 'express'
import { interfacePage, READER_SCRIPT } from './pages/interface-page.ts'
import { Problem } from './problem.ts'

/** Where the reader of the API's description is. */
export const INTERFACE_PATH = '/interface'

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

/** Of Swagger UI; each is streamed from disk when it is asked for, so the portal's heap does not carry their 2 MB. */
const FILES = new Set(['swagger-ui.css', 'swagger-ui-bundle.js'])

/**
 * The page on which people read /openapi.json and try its calls: Swagger UI, from this portal's own disk, nothing from elsewhere. Its files
 * have the library's version in their address, so a browser asks for each of them once.
 */
export function interfaceReader(): Router {
  const require = createRequire(import.meta.url)
  const manifest = require.resolve('swagger-ui-dist/package.json')
  const { version } = require(manifest) as { version: string }
  const files = `${INTERFACE_PATH}/${version}`
  const router = Router()
  router.use((req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD')
      throw new Problem(405, 'This path takes GET, HEAD', { headers: { Allow: 'GET, HEAD' } })
    res.set({ 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff' })
    next()
  })
  router.get('/', (_req, res) => res.type('html').send(interfacePage(files)))
  router.get('/reader.js', (_req, res) => res.type('js').send(READER_SCRIPT))
  router.get(`/${version}/:file`, (req, res, next) => {
    if (!FILES.has(req.params.file)) return next()
    return res.sendFile(req.params.file, { root: dirname(manifest), maxAge: '1y', immutable: true }, (error) => {
      // Somebody who leaves in the middle of a file is no error.
      if (error && !res.headersSent) next(error)
    })
  })
  return router
}
