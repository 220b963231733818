import { html, type Html } from '../../service/html.ts'
import { page } from './page.ts'

/** Why the last try did not succeed. */
interface Trouble {
  wrong?: boolean
  /** Whole seconds until the next try is looked at. */
  waitS?: number
}

export function loginPage(trouble: Trouble = {}): string {
  const isRefused = trouble.wrong === true || trouble.waitS !== undefined
  return page(
    'Operators’ login',
    html`<form action="/login" method="post">
      <p>For those who look after the queue, its lanes and its jobs.</p>
      <input type="text" name="username" value="operator" autocomplete="username" hidden readonly />
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        type="password"
        required
        maxlength="200"
        autocomplete="current-password"
        autofocus
        aria-describedby="hint"
        aria-invalid="${String(isRefused)}"
      />
      ${hint(trouble)}
      <button>Log in</button>
    </form>`,
  )
}

function hint({ wrong = false, waitS }: Trouble): Html {
  if (waitS !== undefined)
    return html`<p id="hint" class="wrong" role="alert">Too many wrong passwords. Wait ${waitS} s, then try again.</p>`
  if (wrong) return html`<p id="hint" class="wrong" role="alert">That is not the password.</p>`
  return html`<p id="hint">The one in OPERATORS_PASSWORD. When the laboratory has started these pages, it has printed it.</p>`
}
