import { html } from '../../service/html.ts'
import { page } from './page.ts'

const LOG_OUT = html`<p><a href="/logout">Log out</a></p>`

/** In place of the board when the strategy has no queue. @param others the strategies that have one */
export function noQueuePage(strategy: string, others: readonly string[]): string {
  return page(
    'There is no queue to look at',
    html`<p>
        The portal runs with the strategy <strong>${strategy}</strong>, which issues every permit inside the request: nobody waits
        in a queue, so there are no lanes and no jobs.
      </p>
      <p>These strategies have one:</p>
      <ul>
        ${others.map((name) => html`<li>${name}</li> `)}
      </ul>
      ${LOG_OUT}`,
  )
}

/** In place of the board until its store has answered for the first time. */
export function storeAwayPage(store: string, reason: string): string {
  return page(
    'The queue cannot be reached',
    html`<p>
        The queue is kept in ${store}, which does not answer, or has not been prepared by a worker yet. It is asked again every
        second.
      </p>
      <p>What it said last: ${reason}</p>
      <p><a href="/queues">Look again</a></p>
      ${LOG_OUT}`,
  )
}

export function notFoundPage(): string {
  return page('There is nothing here', html`<p><a href="/queues">To the queues</a></p>`)
}
