import { fieldsOf, isWord } from './answer.ts'
import type { Answer } from './answer.ts'

/** Whether an answer to POST /api/applications keeps the portal's promise: 202 with an id, or 201 with the permits as well. */
export function isAcceptance(answer: Answer): boolean {
  const fields = fieldsOf(answer)
  if (!isWord(fields?.id) || !isWord(fields.status) || !isWord(fields.statusUrl)) return false
  return answer.status === 202 || (answer.status === 201 && Array.isArray(fields.permits))
}

/** The NIB in a list of permits, null when it is not there. */
export function nibAmong(permits: unknown): string | null {
  if (!Array.isArray(permits)) return null
  const nib = (permits as { kind?: unknown; number?: unknown }[]).find((permit) => permit?.kind === 'nib')?.number
  return isWord(nib) ? nib : null
}

/** Of 409: the application that an earlier try, thought lost, has made; null for any other answer. */
export function existingApplication(answer: Answer): string | null {
  const id = answer.status === 409 ? fieldsOf(answer)?.applicationId : null
  return isWord(id) ? id : null
}

export function statusPathOf(applicationId: string): string {
  return `/api/applications/${encodeURIComponent(applicationId)}`
}

/** Whether an answer to GET /api/applications/{id} tells a status. */
export function isStatus(answer: Answer): boolean {
  const fields = fieldsOf(answer)
  return isWord(fields?.status) && (fields.nib === null || isWord(fields.nib))
}

const PAGE_END = '</html>'

/** A page that ends early is no page. */
export function isWholePage(answer: Answer): boolean {
  return answer.status === 200 && answer.body.trimEnd().slice(-PAGE_END.length).toLowerCase() === PAGE_END
}
