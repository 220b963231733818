import { Html } from '../../service/html.ts'

/** The pages' style sheet. Contrast at least 7:1 in both colour schemes; nothing is loaded from elsewhere. */
export const STYLE = new Html(`
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fdfcf9; --soft: #f1ede4; --line: #d8d2c4; --link: #0b4f6c; --note: #fff3c4; --note-ink: #3d2f00 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ece9e2; --paper: #15181c; --soft: #1f242a; --line: #3a424c; --link: #9fd3ec; --note: #3a3000; --note-ink: #ffe9a3 }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif }
header, main, footer { max-width: 72rem; margin: 0 auto; padding: 1rem 1.25rem }
h1 { margin: .5rem 0 0; font-size: 2rem; line-height: 1.2 }
h2 { margin: 2.5rem 0 1rem; padding-bottom: .25rem; border-bottom: 2px solid var(--line) }
h3 { margin: 0; font-size: 1.0625rem; line-height: 1.35 }
a { color: var(--link) }
a:focus-visible, input:focus-visible, button:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
.skip { position: absolute; left: -100vw }
.skip:focus { position: static; display: block; padding: .5rem 1.25rem }
.notice { margin: 0; padding: .6rem 1.25rem; background: var(--note); color: var(--note-ink); text-align: center }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; padding: 0; list-style: none }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; padding: 1rem; background: var(--soft); border-radius: .5rem }
label { flex-basis: 100%; font-weight: 600 }
input { flex: 1 1 16rem; min-height: 2.75rem; padding: .25rem .75rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--ink); border-radius: .25rem }
button { min-height: 2.75rem; padding: .25rem 1.5rem; font: inherit; font-weight: 600; color: var(--paper); background: var(--link); border: 0; border-radius: .25rem }
section { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: 1rem }
section h2 { grid-column: 1 / -1; margin-bottom: 0 }
article { padding: 1rem; background: var(--soft); border-radius: .5rem }
article p { margin: .5rem 0 0 }
.date { font-size: .9375rem }
footer { margin-top: 2rem; border-top: 1px solid var(--line) }
`)
