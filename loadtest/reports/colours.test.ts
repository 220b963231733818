import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { FATE_LOOKS } from './fate-looks.ts'

const css = readFileSync(new URL('./colours.css', import.meta.url), 'utf8')
const [light, dark] = css.split('@media (prefers-color-scheme: dark)') as [string, string]

function coloursOf(scheme: string): Map<string, string> {
  return new Map(Array.from(scheme.matchAll(/(--[\w-]+): (#[\da-f]{6});/g), ([, name, colour]) => [name!, colour!]))
}

/** Björn Ottosson's OKLab, in which equal distances look equally far apart. */
function okLab(colour: string): number[] {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [number, number, number]
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

function distance(a: string, b: string): number {
  const [one, other] = [okLab(a), okLab(b)]
  return Math.hypot(...one.map((part, index) => part - other[index]!))
}

/** As far as the strategies are from each other at the nearest. */
const FAR = 0.1
const WHAT_BECAME_OF_IT = [...Object.values(FATE_LOOKS).map(({ colour }) => colour), '--broken']

describe.each([
  ['light', coloursOf(light)],
  ['dark', coloursOf(dark)],
])('colours, %s', (_, colours) => {
  it('of a fate are no strategy’s, nor another fate’s', () => {
    const strategies = [...colours.keys()].filter((name) => name.startsWith('--strategy-'))
    expect(strategies).toHaveLength(6)
    const near = WHAT_BECAME_OF_IT.flatMap((fate, index) =>
      [...strategies, ...WHAT_BECAME_OF_IT.slice(index + 1)]
        .filter((other) => !(distance(colours.get(fate)!, colours.get(other)!) >= FAR))
        .map((other) => `${fate} and ${other}`),
    )
    expect(near).toEqual([])
  })
})
