// Runs in the reader's browser, inlined into report.html: draws every chart of the embedded data with uPlot (global `uPlot`),
// in the colours of the page, again when its width or the colour scheme changes, and in light colours for printing.
;(() => {
  const charts = new Map(JSON.parse(document.getElementById('charts').textContent).map((chart) => [chart.id, chart]))
  const drawn = new Map()
  const HEIGHT = 230
  /** Half of an A4 page between its margins, px. */
  const PRINTED_WIDTH = 320
  const FONT = '12px system-ui, sans-serif'

  const colourOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

  /** Work in CSS pixels on uPlot's canvas, inside the plot's area. */
  function paint(u, work) {
    const { ctx, bbox } = u
    ctx.save()
    ctx.beginPath()
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
    ctx.clip()
    ctx.font = FONT.replace('12', String(Math.round(11 * uPlot.pxRatio)))
    ctx.textBaseline = 'top'
    work(ctx, bbox, uPlot.pxRatio)
    ctx.restore()
  }

  function paintBands(u, chart) {
    paint(u, (ctx, bbox) => {
      for (const band of chart.bands) {
        const [from, to] = [u.valToPos(band.from, 'x', true), u.valToPos(band.to, 'x', true)]
        ctx.fillStyle = colourOf('--band')
        ctx.fillRect(from, bbox.top, to - from, bbox.height)
      }
    })
  }

  /** Lines and words over the curves; every word stands on a rim of paper, so that nothing crosses it out. */
  function paintNotes(u, chart) {
    paint(u, (ctx, bbox, ratio) => {
      const [right, bottom] = [bbox.left + bbox.width, bbox.top + bbox.height]
      const words = []
      for (const band of chart.bands)
        words.push({
          text: band.label,
          x: u.valToPos(band.from, 'x', true) + 5 * ratio,
          y: bbox.top + 3 * ratio,
          colour: '--faint',
        })
      for (const level of chart.levels) {
        const y = u.valToPos(level.at, 'y', true)
        line(ctx, [bbox.left, y, right, y], '--faint', [1 * ratio, 3 * ratio], ratio)
        words.push({ text: level.label, x: right - 5 * ratio, y: y - 15 * ratio, colour: '--faint', align: 'right' })
      }
      chart.marks.forEach((mark, index) => {
        const [x, y, size] = [u.valToPos(mark.at, 'x', true), bbox.top + 12 * ratio, 4 * ratio]
        line(ctx, [x, bbox.top, x, bottom], '--crash', [4 * ratio, 3 * ratio], 1.5 * ratio)
        line(ctx, [x - size, y - size, x + size, y + size], '--crash', [], 2.5 * ratio)
        line(ctx, [x - size, y + size, x + size, y - size], '--crash', [], 2.5 * ratio)
        if (index > 0) return
        const text = chart.marks.length > 1 ? `${mark.label} (first of ${chart.marks.length})` : mark.label
        const onTheRight = x < bbox.left + bbox.width * 0.6
        words.push({
          text,
          x: x + (onTheRight ? 9 : -9) * ratio,
          y: y + 8 * ratio,
          colour: '--crash',
          align: onTheRight ? 'left' : 'right',
        })
      })
      for (const word of words) write(ctx, word, ratio)
    })
  }

  function write(ctx, { text, x, y, colour, align = 'left' }, ratio) {
    ctx.textAlign = align
    ctx.lineJoin = 'round'
    ctx.lineWidth = 4 * ratio
    ctx.strokeStyle = colourOf('--paper')
    ctx.strokeText(text, x, y)
    ctx.fillStyle = colourOf(colour)
    ctx.fillText(text, x, y)
  }

  function line(ctx, [x1, y1, x2, y2], colour, dash, width) {
    ctx.strokeStyle = colourOf(colour)
    ctx.lineWidth = width
    ctx.setLineDash(dash)
    ctx.beginPath()
    ctx.moveTo(x1, y1)
    ctx.lineTo(x2, y2)
    ctx.stroke()
    ctx.setLineDash([])
  }

  function seriesOf({ label, look, shape }) {
    const colour = colourOf(look.colour)
    return {
      label,
      stroke: colour,
      width: shape === 'area' ? 0 : 2,
      dash: look.dash.length > 0 ? look.dash : undefined,
      fill: shape === 'area' ? colour : undefined,
      paths: shape === 'area' ? uPlot.paths.stepped({ align: 1 }) : undefined,
      points: { show: shape === 'points', size: 8, fill: colour },
      spanGaps: shape === 'points',
    }
  }

  function axis(label, side) {
    const grid = { stroke: colourOf('--grid'), width: 1 }
    const base = { stroke: colourOf('--soft'), font: FONT, grid, ticks: { show: false } }
    return side === 'x'
      ? { ...base, label, labelFont: FONT, labelSize: 20, size: 28, grid: { show: false } }
      : { ...base, size: 52 }
  }

  function yRange(chart) {
    const values = chart.series.flatMap((series) => series.values).filter((value) => value !== null)
    const top = chart.yMax ?? Math.max(1, ...values)
    if (chart.yScale !== 'log') return [0, top * (chart.yMax === 100 ? 1 : 1.08)]
    const positive = values.filter((value) => value > 0)
    return [10 ** Math.floor(Math.log10(Math.min(10, ...positive))), 10 ** Math.ceil(Math.log10(Math.max(100, ...positive)))]
  }

  function readout(u, chart, element) {
    const index = u.cursor.idx
    const pointed = index !== null && index !== undefined
    const known = chart.series.filter(({ values }) => values[index] !== null && values[index] !== undefined)
    const words = known.map(({ label, values }) => `${label} ${Number(values[index].toPrecision(3)).toLocaleString('en')}`)
    element.textContent = pointed ? `${chart.xLabel}: ${chart.x[index]} — ${words.join(' · ') || 'nothing known'}` : ''
  }

  function draw(place, width = place.clientWidth) {
    const chart = charts.get(place.dataset.chart)
    const even = chart.xScale === 'even'
    const log = chart.yScale === 'log'
    const x = even ? chart.x.map((_, index) => index) : chart.x
    const xValues = (_, splits) => splits.map((at) => (even ? (chart.x[at] ?? '').toLocaleString('en') : at))
    const values = (series) => x.map((_, at) => (log && !(series.values[at] > 0) ? null : (series.values[at] ?? null)))
    const options = {
      width,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: (_, min, max) => (even ? [min - 0.4, max + 0.4] : [min, max]) },
        y: { distr: log ? 3 : 1, range: () => yRange(chart) },
      },
      axes: [
        { ...axis(chart.xLabel, 'x'), values: xValues, ...(even ? { splits: () => x } : {}) },
        {
          ...axis(chart.yLabel, 'y'),
          ...(log ? { splits: powersOfTen, values: (_, splits) => splits.map((at) => at.toLocaleString('en')) } : {}),
        },
      ],
      series: [{}, ...chart.series.map(seriesOf)],
      hooks: {
        drawClear: [(u) => paintBands(u, chart)],
        draw: [(u) => paintNotes(u, chart)],
        setCursor: [(u) => readout(u, chart, place.nextElementSibling)],
      },
    }
    drawn.get(place)?.destroy()
    drawn.set(place, new uPlot(options, [x, ...chart.series.map(values)], place))
  }

  function powersOfTen(_, __, min, max) {
    const first = Math.round(Math.log10(min))
    return Array.from({ length: Math.round(Math.log10(max)) - first + 1 }, (_, power) => 10 ** (first + power))
  }

  const places = [...document.querySelectorAll('[data-chart]')]
  const drawAll = () => places.forEach((place) => draw(place))
  const widths = new ResizeObserver((entries) => {
    for (const { target } of entries) if (target.clientWidth !== drawn.get(target)?.width) draw(target)
  })
  places.forEach((place) => widths.observe(place))
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll)
  addEventListener('beforeprint', () => {
    document.documentElement.dataset.scheme = 'light'
    places.forEach((place) => draw(place, PRINTED_WIDTH))
  })
  addEventListener('afterprint', () => {
    delete document.documentElement.dataset.scheme
    drawAll()
  })
})()
