import { z } from 'zod'
import { countByLabel } from '../../licensing/statistics.ts'
import type { Portal } from '../portal.ts'
import { route } from '../route.ts'

const count = z.int().min(0)

export function statisticsRoutes({ pool }: Portal) {
  return [
    route({
      method: 'get',
      path: '/api/statistics',
      summary: 'Applications by the labels of the Bogor study',
      step: 'track',
      access: 'public',
      answers: {
        200: z.object({
          automatic: count.describe('terbit otomatis'),
          waitingForVerification: count.describe('menunggu verifikasi persyaratan'),
          issuedAfterVerification: count.describe('izin terbit / SS terverifikasi'),
          accepted: count,
          rejected: count,
        }),
      },
      handle: async () => ({ status: 200, body: await countByLabel(pool) }),
    }),
  ]
}
