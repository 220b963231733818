/** @import { ChartModel } from './chart-model.js' */
/** @import { Series } from './chart-series.js' */
import { paintAbove, paintBelow } from './chart-notes.js'
import { powersOfTen, sharedRange } from './chart-scale.js'
import { element, setText } from './element.js'
import { whenInView } from './in-view.js'
import { seconds } from './numbers.js'
import { colourOf, onColoursChange } from './page-colours.js'
import { swatch } from './swatch.js'

/** The plotting library is loaded by the page before any module. */
const uPlot = /** @type {{ uPlot: typeof import('uplot') }} */ (/** @type {unknown} */ (globalThis)).uPlot

/** An enum of types only: the library has no names for them when it runs. @type {(log: boolean) => any} */
const distributionOf = (log) => (log ? 3 : 1)
const FONT_PX = 11.5
const Y_AXIS_PX = 50
const X_AXIS_PX = 26

/** One chart that grows: a heading, a key that reads out the last second or the one that is pointed at, and the curves. */
export class LiveChart {
  #title = element('strong')
  #unit = element('span', { class: 'axis' })
  #at = element('li', { class: 'at' })
  #caption = element('figcaption', {}, this.#title, this.#unit)
  #key = element('ul', { class: 'key' })
  #place = element('div', { class: 'plot', role: 'img' })
  /** @type {import('uplot') | null} */
  #plot = null
  /** @type {ChartModel | null} */
  #model = null
  /** @type {[number, number]} */
  #range = [0, 1]
  /** Of the curves: when they change, the plot is made anew. */
  #looks = ''
  /** @type {number | null} */
  #pointed = null
  #sync
  #wordy
  #readsLatest
  #inView = false
  /** It shows less than it was told. */
  #stale = false
  #forget
  #widths = new ResizeObserver(() => this.#fit())

  /**
   * @param {{ sync: string, wordy: boolean, readsLatest: boolean }} options sync: charts of the same name point at the same second; wordy:
   *   there is room for the names of stages, deaths and faults; readsLatest: the key has the last second's figures while none is pointed at
   */
  constructor({ sync, wordy, readsLatest }) {
    this.#sync = sync
    this.#wordy = wordy
    this.#readsLatest = readsLatest
    this.figure = element('figure', { class: wordy ? 'chart wordy' : 'chart' }, this.#caption, this.#key, this.#place)
    const forgetColours = onColoursChange(() => this.#plot?.redraw())
    const forgetView = whenInView(this.figure, (inView) => {
      this.#inView = inView
      if (inView && this.#stale) this.#draw()
    })
    this.#forget = () => (forgetColours(), forgetView())
    this.#widths.observe(this.#place)
  }

  /**
   * Drawn at once when it can be seen, else when it comes into view.
   * @param {ChartModel} model
   * @param {{ title: string, name?: string, range?: [number, number], lengthS?: number }} options name: the title for those who cannot see;
   *   range, lengthS: the same as of others
   */
  show(model, { title, name = title, range = sharedRange([model]), lengthS = model.lengthS }) {
    this.#model = { ...model, lengthS }
    this.#range = range
    this.#caption.hidden = title === ''
    setText(this.#title, title)
    setText(this.#unit, model.unit)
    const alt = `${name}, second by second. The figures stand in the key and in the table.`
    if (this.#place.getAttribute('aria-label') !== alt) this.#place.setAttribute('aria-label', alt)
    const looks = JSON.stringify(model.series.map(({ label, colour, shape }) => [label, colour, shape]))
    if (looks !== this.#looks) this.#make(model, looks)
    this.#stale = true
    if (this.#inView) this.#draw()
  }

  #draw() {
    if (this.#model === null) return
    this.#stale = false
    if (this.#plot) this.#plot.setData(dataOf(this.#model))
    else this.#fit()
    this.#readOut()
  }

  destroy() {
    this.#forget()
    this.#widths.disconnect()
    this.#plot?.destroy()
    this.figure.remove()
  }

  /**
   * @param {ChartModel} model
   * @param {string} looks
   */
  #make(model, looks) {
    this.#looks = looks
    // Of areas on top of each other the lowest is drawn last and named first.
    const named = model.series.some(({ values, plotted }) => values !== plotted) ? model.series.toReversed() : model.series
    this.#key.replaceChildren(
      ...named.map((series) =>
        element('li', {}, swatch(series), element('span', {}, series.label), element('b', { 'data-series': series.label })),
      ),
      this.#at,
    )
    this.#plot?.destroy()
    this.#plot = null
  }

  #fit() {
    const { clientWidth: width, clientHeight: height } = this.#place
    // Not laid out, or hidden: the observer comes back when it is.
    if (width === 0 || height === 0 || this.#model === null || !this.#inView) return
    if (!this.#plot) this.#plot = new uPlot(this.#options(this.#model, { width, height }), dataOf(this.#model), this.#place)
    else if (width !== this.#plot.width || height !== this.#plot.height) this.#plot.setSize({ width, height })
  }

  /**
   * @param {ChartModel} model
   * @param {{ width: number, height: number }} size
   * @returns {import('uplot').Options}
   */
  #options({ series, log, tick }, size) {
    const axis = { stroke: () => colourOf('--soft'), font: `${FONT_PX}px ${colourOf('--sans')}`, ticks: { show: false } }
    return {
      ...size,
      padding: [6, 6, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, sync: { key: this.#sync, scales: ['x', null] }, points: { size: 6 } },
      scales: {
        x: { time: false, range: () => [0, this.#model?.lengthS ?? 1] },
        y: { distr: distributionOf(log), range: () => this.#range },
      },
      axes: [
        { ...axis, size: X_AXIS_PX, grid: { show: false }, values: (_, splits) => splits.map((second) => `${second} s`) },
        {
          ...axis,
          size: Y_AXIS_PX,
          space: 28,
          grid: { stroke: () => colourOf('--grid'), width: 1 },
          ...(log ? { splits: (_, __, min, max) => powersOfTen(min, max), filter: (_, splits) => splits } : {}),
          values: (_, splits) => splits.map((value) => tick(value)),
        },
      ],
      series: [{}, ...series.map(curveOf)],
      hooks: {
        drawClear: [(plot) => this.#model && paintBelow(plot, this.#model.notes)],
        draw: [(plot) => this.#model && paintAbove(plot, this.#model.notes, uPlot.pxRatio, this.#wordy)],
        setCursor: [
          (plot) => {
            this.#pointed = plot.cursor.idx ?? null
            this.#readOut()
          },
        ],
      },
    }
  }

  #readOut() {
    const model = this.#model
    if (model === null) return
    const at = this.#pointed ?? (this.#readsLatest ? model.latest : null)
    setText(this.#at, this.#pointed === null ? '' : `at ${seconds(this.#pointed)}`)
    for (const { label, values } of model.series) {
      const place = this.#key.querySelector(`b[data-series="${CSS.escape(label)}"]`)
      if (place) setText(place, at === null ? '' : model.format(values[at]))
    }
  }
}

/**
 * @param {ChartModel} model
 * @returns {import('uplot').AlignedData}
 */
function dataOf({ series, log, lengthS }) {
  const x = Array.from({ length: lengthS }, (_, second) => second)
  const y = series.map(({ plotted }) => x.map((at) => drawable(plotted[at] ?? null, log)))
  return [x, ...y]
}

/**
 * @param {number | null} value
 * @param {boolean} log
 */
function drawable(value, log) {
  return log && value !== null && value <= 0 ? null : value
}

/**
 * @param {Series} series
 * @returns {import('uplot').Series}
 */
function curveOf({ label, colour, dash, shape, width }) {
  const isArea = shape === 'area'
  return {
    label,
    stroke: () => colourOf(colour),
    width,
    dash: [...dash],
    fill: isArea ? () => colourOf(colour) : undefined,
    paths: shape === 'line' ? undefined : uPlot.paths.stepped?.({ align: 1 }),
    points: { show: false, size: 5, fill: () => colourOf(colour), filter: shape === 'line' ? standingAlone : undefined },
  }
}

/**
 * Values between two gaps have no curve, and the last one is where it grows: both get a point.
 * @param {import('uplot')} plot
 * @param {number} index of the series
 * @returns {number[] | null}
 */
function standingAlone(plot, index) {
  const values = plot.data[index] ?? []
  /** @param {number} at */
  const known = (at) => values[at] !== null && values[at] !== undefined
  const alone = Array.from(values.keys()).filter((at) => known(at) && !known(at + 1) && (!known(at - 1) || isLast(at, values)))
  return alone.length > 0 ? alone : null
}

/**
 * @param {number} at
 * @param {ArrayLike<number | null | undefined>} values
 */
function isLast(at, values) {
  return !Array.from(values)
    .slice(at + 1)
    .some((value) => value !== null && value !== undefined)
}
