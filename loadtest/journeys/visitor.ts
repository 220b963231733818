import { isWholePage } from '../drivers/acceptance.ts'
import type { Journey } from './journey.ts'

const visitor: Journey = {
  name: 'visitor',
  summary: 'opens the portal page',
  matters: 'page',
  seeded: false,
  async run(citizen) {
    await citizen.persist('page', { method: 'GET', path: '/' }, isWholePage)
    citizen.see(null)
  },
}
export default visitor
