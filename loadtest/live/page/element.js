/**
 * Makes an element. Children that are strings become text: nothing that was received is ever read as markup.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

/**
 * The element of the page's skeleton with this id.
 * @param {string} id
 * @returns {HTMLElement}
 * @throws when index.html has none: the two do not belong together
 */
export function placeOf(id) {
  const found = document.getElementById(id)
  if (!found) throw new Error(`index.html has no element "${id}"`)
  return found
}

/**
 * Writes only what has changed, since every write costs a layout.
 * @param {Element} place
 * @param {string} text
 */
export function setText(place, text) {
  if (place.textContent !== text) place.textContent = text
}
