/** The style sheet of our own pages. Contrast at least 7:1 in both colour schemes; nothing is loaded from elsewhere. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fdfcf9; --soft: #f1ede4; --line: #d8d2c4; --link: #0b4f6c; --wrong: #8c1d18 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ece9e2; --paper: #15181c; --soft: #1f242a; --line: #3a424c; --link: #9fd3ec; --wrong: #ffb4ab }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; grid-template-rows: 1fr auto; justify-items: center; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif }
main { width: min(30rem, 100%); align-self: center; padding: 1.5rem 1.25rem }
h1 { margin: 0 0 1rem; font-size: 1.75rem; line-height: 1.2; text-wrap: balance }
p, ul { margin: 0 0 1rem }
a { color: var(--link) }
a:focus-visible, input:focus-visible, button:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
form { display: grid; gap: .5rem; margin: 0 0 1rem; padding: 1.25rem; background: var(--soft); border: 1px solid var(--line); border-radius: .5rem }
label { font-weight: 600 }
input { min-height: 2.75rem; padding: .25rem .75rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--ink); border-radius: .25rem }
button { min-height: 2.75rem; margin-top: .5rem; padding: .25rem 1.5rem; font: inherit; font-weight: 600; color: var(--paper); background: var(--link); border: 0; border-radius: .25rem }
form p { margin: 0 }
.wrong { color: var(--wrong); font-weight: 600 }
footer { padding: 1rem 1.25rem; font-size: .9375rem; text-align: center }
footer p { margin: 0 }
`
