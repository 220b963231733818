// Runs in the reader's browser, inlined into report.html after uPlot and chart-painter.js: draws every chart of the embedded data in
// the colours of the page, again when its width or the colour scheme changes, and in light colours for printing.
;(() => {
  const charts = new Map(JSON.parse(document.getElementById('charts').textContent).map((chart) => [chart.id, chart]))
  const { colourOf, fontOf, paintBands, paintNotes, tile } = globalThis.chartPainter
  const drawn = new Map()
  const SCREEN = { height: 230, magnified: 1, shrunk: 1 }
  /**
   * px. Shrunk it is as wide as half of an A4 page between its margins, with letters a little smaller than the text's; magnified
   * before, since paper shows 300 dots an inch.
   */
  const PRINTED = { width: 405, height: 225, magnified: 3, shrunk: 0.83 }
  const FONT_PX = 12

  const isFilled = ({ shape }) => shape === 'area' || shape === 'stack'

  /** Layers stand on each other: the upper one is drawn first, and what is below it over it. */
  function inDrawingOrder(chart) {
    const layers = chart.series.filter(({ shape }) => shape === 'stack')
    const others = chart.series.filter(({ shape }) => shape !== 'stack')
    const heaped = layers.map((layer, index) => ({
      ...layer,
      values: layer.values.map((_, at) => layers.slice(0, index + 1).reduce((sum, { values }) => sum + (values[at] ?? 0), 0)),
    }))
    return [...heaped.reverse(), ...others]
  }

  function seriesOf(series, magnified) {
    const { label, look, shape } = series
    const colour = colourOf(look.colour)
    const fill = look.pattern ? (u) => tile(u.ctx, look.pattern, look.colour, uPlot.pxRatio * magnified) : colour
    return {
      label,
      // Half of it shines through.
      stroke: look.pale ? `${colour}80` : colour,
      width: isFilled(series) ? 0 : (look.width ?? 2) * magnified,
      dash: look.dash.length > 0 ? look.dash.map((length) => length * uPlot.pxRatio * magnified) : undefined,
      fill: isFilled(series) ? fill : undefined,
      paths: isFilled(series) ? uPlot.paths.stepped({ align: 1, extend: true }) : undefined,
      points: { show: shape === 'points', size: 8 * magnified, fill: colour },
      spanGaps: shape === 'points',
    }
  }

  function axis(label, side, magnified) {
    const font = fontOf(FONT_PX * magnified)
    const grid = { stroke: colourOf('--grid'), width: magnified }
    const base = { stroke: colourOf('--soft'), font, grid, ticks: { show: false }, gap: 5 * magnified }
    return side === 'x'
      ? {
          ...base,
          label,
          labelFont: font,
          labelSize: 20 * magnified,
          size: 28 * magnified,
          space: 50 * magnified,
          grid: { show: false },
        }
      : { ...base, size: 52 * magnified, space: 30 * magnified }
  }

  function xAxis(chart, magnified) {
    const base = axis(chart.xLabel, 'x', magnified)
    if (chart.xScale === 'even')
      return { ...base, splits: () => chart.x.map((_, index) => index), values: () => chart.x.map(plain) }
    if (!chart.xTicks) return { ...base, values: (_, splits) => splits.map(plain) }
    return { ...base, splits: () => chart.xTicks.map(({ at }) => at), values: () => chart.xTicks.map(({ label }) => label) }
  }

  function yAxis(chart, magnified) {
    const written = chart.yTime ? time : plain
    return {
      ...axis(chart.yLabel, 'y', magnified),
      values: (_, splits) => splits.map(written),
      ...(chart.yScale === 'log' ? { splits: powersOfTen } : {}),
    }
  }

  function plain(value) {
    return value?.toLocaleString('en') ?? ''
  }

  /** uPlot leaves labels out for which there is no room: they are null. */
  function time(ms) {
    if (ms === null) return ''
    return ms < 1000 ? `${Number(ms.toPrecision(3))} ms` : `${Number((ms / 1000).toPrecision(3)).toLocaleString('en')} s`
  }

  function yRange(chart) {
    const values = inDrawingOrder(chart)
      .flatMap((series) => series.values)
      .filter((value) => value !== null)
    const top = chart.yMax ?? Math.max(1, ...values)
    if (chart.yScale !== 'log') return [0, top * (chart.yMax === 100 ? 1 : 1.08)]
    const exponents = values.filter((value) => value > 0).map(Math.log10)
    const [low, high] = [Math.floor(Math.min(3, ...exponents)), Math.ceil(Math.max(0, ...exponents) + 1e-9)]
    return [10 ** Math.min(low, high - 2), 10 ** high]
  }

  /** A filled second ends where the next one begins. */
  function xRange(chart) {
    if (chart.xScale === 'even') return [-0.4, chart.x.length - 0.6]
    const [first, second] = chart.x
    return [first ?? 0, (chart.x.at(-1) ?? 1) + (chart.series.some(isFilled) ? second - first || 1 : 0)]
  }

  function readout(u, chart, element) {
    const index = u.cursor.idx
    const pointed = index !== null && index !== undefined
    const written = chart.yTime ? time : (value) => plain(Number(value.toPrecision(3)))
    const known = chart.series.filter(({ label, values }) => label !== '' && (values[index] ?? null) !== null)
    const words = known.map(({ label, values }) => `${label} ${written(values[index])}`)
    const at = chart.xNames?.[index] ?? `${chart.xLabel}: ${chart.x[index]}`
    element.textContent = pointed ? `${at} — ${words.join(' · ') || 'nothing known'}` : ''
  }

  function draw(place, { width = place.clientWidth, height, magnified, shrunk } = SCREEN) {
    const chart = charts.get(place.dataset.chart)
    const log = chart.yScale === 'log'
    const x = chart.xScale === 'even' ? chart.x.map((_, index) => index) : chart.x
    const layers = inDrawingOrder(chart)
    const values = (series) => x.map((_, at) => (log && !(series.values[at] > 0) ? null : (series.values[at] ?? null)))
    const options = {
      width: width * magnified,
      height: height * magnified,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: () => xRange(chart) },
        y: { distr: log ? 3 : 1, range: () => yRange(chart) },
      },
      axes: [xAxis(chart, magnified), yAxis(chart, magnified)],
      series: [{}, ...layers.map((series) => seriesOf(series, magnified))],
      hooks: {
        drawClear: [(u) => paintBands(u, chart, magnified)],
        draw: [(u) => paintNotes(u, chart, magnified)],
        setCursor: [(u) => readout(u, chart, place.nextElementSibling)],
      },
    }
    drawn.get(place)?.destroy()
    const plot = new uPlot(options, [x, ...layers.map(values)], place)
    plot.root.style.transform = magnified === 1 ? '' : `scale(${shrunk / magnified})`
    plot.root.style.transformOrigin = '0 0'
    drawn.set(place, plot)
  }

  function powersOfTen(_, __, min, max) {
    const first = Math.round(Math.log10(min))
    return Array.from({ length: Math.round(Math.log10(max)) - first + 1 }, (_, power) => 10 ** (first + power))
  }

  let printing = false
  const places = [...document.querySelectorAll('[data-chart]')]
  const drawAll = () => places.forEach((place) => draw(place))
  const widths = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const shown = drawn.get(target)
      if (!printing && target.clientWidth > 0 && target.clientWidth !== shown?.width) draw(target)
    }
  })
  places.forEach((place) => widths.observe(place))
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll)
  addEventListener('beforeprint', () => {
    printing = true
    document.documentElement.dataset.scheme = 'light'
    places.forEach((place) => draw(place, PRINTED))
  })
  addEventListener('afterprint', () => {
    printing = false
    delete document.documentElement.dataset.scheme
    drawAll()
  })
})()
