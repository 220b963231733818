/** So that a chart is drawn when it comes into view, and not a moment later. */
const MARGIN_PX = 100

/** @type {Map<Element, (inView: boolean) => void>} */
const watched = new Map()
const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) watched.get(target)?.(isIntersecting)
  },
  { rootMargin: `${MARGIN_PX}px` },
)
// On paper everything is in view.
addEventListener('beforeprint', () => {
  for (const tell of watched.values()) tell(true)
})

/**
 * Drawing is what the page costs, and half of it is below the window's edge.
 * @param {Element} element
 * @param {(inView: boolean) => void} tell whenever that has changed, for the first time at once
 * @returns {() => void} ends it
 */
export function whenInView(element, tell) {
  watched.set(element, tell)
  observer.observe(element)
  return () => {
    watched.delete(element)
    observer.unobserve(element)
  }
}
