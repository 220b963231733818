import { applyForPermit } from '../drivers/apply-for-permit.ts'
import type { Journey } from './journey.ts'

const returningApplicant: Journey = {
  name: 'returning-applicant',
  summary: 'has an account and an open session: applies and tracks until the permit or NIB is there',
  matters: 'apply',
  seeded: true,
  run: (citizen) => applyForPermit(citizen, citizen.person.token, false),
}
export default returningApplicant
