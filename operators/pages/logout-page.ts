import { html } from '../../service/html.ts'
import { page } from './page.ts'

/** Asks before it ends the login: a link alone must not. */
export function logoutPage(): string {
  return page(
    'Log out',
    html`<form action="/logout" method="post"><button>Log out</button></form>
      <p><a href="/queues">Back to the queues</a></p>`,
  )
}
