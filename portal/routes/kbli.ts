import { z } from 'zod'
import { searchKbli } from '../../licensing/kbli.ts'
import { RISKS } from '../../licensing/risk.ts'
import { route } from '../route.ts'
import { text } from '../text.ts'

/** Longest list that a search answers with. */
const MAX_RESULTS = 20

const risk = z.enum(RISKS)
const kbli = z.object({
  code: z.string(),
  title: z.string(),
  edition: z.string(),
  section: z.string(),
  risks: z.object({ micro: risk, small: risk, medium: risk, large: risk }),
})

export function kbliRoutes() {
  return [
    route({
      method: 'get',
      path: '/api/kbli',
      summary: 'Search business activities (KBLI) by the beginning of their code or by words of their title',
      step: 'search',
      access: 'public',
      query: z.object({ q: text(100) }),
      answers: { 200: z.object({ results: z.array(kbli) }) },
      handle: async ({ query }) => ({ status: 200, body: { results: searchKbli(query.q, MAX_RESULTS) } }),
    }),
  ]
}
