import { listContents } from '../../licensing/contents.ts'
import { homePage } from '../pages/home-page.ts'
import type { Portal } from '../portal.ts'
import { route } from '../route.ts'

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
}

export function homeRoutes({ pool }: Portal) {
  return [
    route({
      method: 'get',
      path: '/',
      summary: 'The page that people open: announcements, regulations, tutorials',
      step: 'page',
      access: 'public',
      answers: { 200: 'text/html' },
      handle: async () => ({ status: 200, headers: HEADERS, body: homePage(await listContents(pool)) }),
    }),
  ]
}
