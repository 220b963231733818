/** Canvases do not know CSS variables: their values, looked up once per colour scheme. */

/** @type {Map<string, string>} */
const found = new Map()
/** @type {Set<() => void>} */
const listeners = new Set()

/**
 * @param {string} name of a CSS variable
 * @returns {string}
 */
export function colourOf(name) {
  let colour = found.get(name)
  if (colour === undefined) {
    colour = getComputedStyle(document.documentElement).getPropertyValue(name).trim()
    found.set(name, colour)
  }
  return colour
}

/**
 * @param {() => void} redraw called when the reader's scheme has changed
 * @returns {() => void} ends it
 */
export function onColoursChange(redraw) {
  listeners.add(redraw)
  return () => listeners.delete(redraw)
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  found.clear()
  for (const redraw of listeners) redraw()
})
