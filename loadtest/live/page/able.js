/**
 * As `disabled`, but a button that is waited for keeps the focus.
 * @param {HTMLButtonElement} button
 * @param {boolean} able
 */
export function setAble(button, able) {
  button.setAttribute('aria-disabled', String(!able))
}

/** @param {HTMLButtonElement} button */
export function isAble(button) {
  return button.getAttribute('aria-disabled') !== 'true'
}
