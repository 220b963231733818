import { element } from './element.js'

const SVG = 'http://www.w3.org/2000/svg'

/**
 * How a curve or an area looks, for its key.
 * @param {{ colour: string, dash: readonly number[], shape?: 'line' | 'steps' | 'area' }} look colour: name of a CSS variable
 * @returns {Element}
 */
export function swatch({ colour, dash, shape = 'line' }) {
  if (shape === 'area') {
    const square = element('i', { class: 'square', 'aria-hidden': 'true' })
    square.style.background = `var(${colour})`
    return square
  }
  const picture = document.createElementNS(SVG, 'svg')
  const line = document.createElementNS(SVG, 'line')
  for (const [name, value] of Object.entries({ width: '26', height: '8', viewBox: '0 0 26 8', 'aria-hidden': 'true' }))
    picture.setAttribute(name, value)
  for (const [name, value] of Object.entries({ x1: '0', y1: '4', x2: '26', y2: '4' })) line.setAttribute(name, value)
  if (dash.length > 0) line.setAttribute('stroke-dasharray', dash.join(' '))
  line.style.stroke = `var(${colour})`
  picture.append(line)
  return picture
}
