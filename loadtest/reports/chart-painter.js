// Inlined into report.html before draw-charts.js: what is painted on a plot besides its curves. In the reader's browser, on uPlot's canvas.
globalThis.chartPainter = (() => {
  const FONT = 'system-ui, sans-serif'

  const colourOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
  const fontOf = (px) => `${Math.round(px)}px ${FONT}`

  /** Work in dots of the canvas inside the plot's area; `ratio` of them are one CSS pixel of the page. */
  function paint(u, magnified, work) {
    const { ctx, bbox } = u
    const ratio = uPlot.pxRatio * magnified
    ctx.save()
    ctx.beginPath()
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
    ctx.clip()
    ctx.font = fontOf(11 * ratio)
    ctx.textBaseline = 'top'
    work(ctx, bbox, ratio)
    ctx.restore()
  }

  /** Behind the curves: the surge, and stretches in which nobody was there. */
  function paintBands(u, chart, magnified) {
    paint(u, magnified, (ctx, bbox, ratio) => {
      for (const { from, to, tone } of chart.bands) {
        if (tone === 'fault') continue
        const [left, right] = [u.valToPos(from, 'x', true), u.valToPos(to, 'x', true)]
        ctx.fillStyle = tone === 'down' ? tile(ctx, 'rising', '--paper', ratio, colourOf('--crash')) : colourOf('--band')
        ctx.globalAlpha = tone === 'down' ? 0.35 : 1
        ctx.fillRect(left, bbox.top, right - left, bbox.height)
        ctx.globalAlpha = 1
      }
    })
  }

  /** Over the curves, which may be filled. */
  function paintFaults(u, chart, ctx, ratio) {
    const height = 5 * ratio
    for (const { from, to } of chart.bands.filter(({ tone }) => tone === 'fault')) {
      const [left, right] = [u.valToPos(from, 'x', true), u.valToPos(to, 'x', true)]
      ctx.fillStyle = colourOf('--waiting')
      ctx.fillRect(left, u.bbox.top + u.bbox.height - height, Math.max(right - left, 4 * ratio), height)
    }
  }

  /** Lines and words over the curves; every word stands on a rim of paper, so that nothing crosses it out. */
  function paintNotes(u, chart, magnified) {
    paint(u, magnified, (ctx, _, ratio) => {
      paintFaults(u, chart, ctx, ratio)
      const words = [...bandWords(u, chart, ratio), ...levels(u, chart, ctx, ratio), ...marks(u, chart, ctx, ratio)]
      for (const word of words) write(ctx, word, ratio)
    })
  }

  /** The surge is named at the top, below it that nobody was there, and a fault over its strip. */
  function bandWords(u, chart, ratio) {
    const { top, height } = u.bbox
    const heights = { down: top + 18 * ratio, fault: top + height - 19 * ratio }
    return chart.bands
      .filter(({ label }) => label !== '')
      .map(({ label, from, tone }) => ({
        text: label,
        x: u.valToPos(from, 'x', true) + 5 * ratio,
        y: heights[tone] ?? top + 3 * ratio,
        colour: tone === 'down' ? '--crash' : '--faint',
      }))
  }

  function levels(u, chart, ctx, ratio) {
    const right = u.bbox.left + u.bbox.width
    return chart.levels.map((level) => {
      const y = u.valToPos(level.at, 'y', true)
      line(ctx, [u.bbox.left, y, right, y], '--faint', [1 * ratio, 3 * ratio], ratio)
      return { text: level.label, x: right - 5 * ratio, y: y - 15 * ratio, colour: '--faint', align: 'right' }
    })
  }

  /** A dashed line down; of deaths with a cross, and only the first one named. */
  function marks(u, chart, ctx, ratio) {
    const { left, top, width, height } = u.bbox
    const deaths = chart.marks.filter(({ tone }) => tone !== 'place')
    return chart.marks.flatMap((mark) => {
      const [x, y, size] = [u.valToPos(mark.at, 'x', true), top + 12 * ratio, 4 * ratio]
      const colour = mark.tone === 'place' ? '--soft' : '--crash'
      line(ctx, [x, top, x, top + height], colour, [4 * ratio, 3 * ratio], 1.5 * ratio)
      if (mark.tone !== 'place') {
        line(ctx, [x - size, y - size, x + size, y + size], colour, [], 2.5 * ratio)
        line(ctx, [x - size, y + size, x + size, y - size], colour, [], 2.5 * ratio)
        if (mark !== deaths[0]) return []
      }
      const text = deaths.length > 1 && mark === deaths[0] ? `${mark.label} (first of ${deaths.length})` : mark.label
      const onTheRight = x < left + width * 0.6
      const align = onTheRight ? 'left' : 'right'
      return [{ text, x: x + (onTheRight ? 9 : -9) * ratio, y: y + 8 * ratio, colour, align }]
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

  /** A small square that is repeated: the colour with stripes or dots on it, as the classes of the style sheet have them. */
  function tile(ctx, pattern, colour, ratio, ink = colourOf('--shade')) {
    const size = Math.max(4, Math.round(6 * ratio))
    const square = Object.assign(document.createElement('canvas'), { width: size, height: size })
    const pen = square.getContext('2d')
    pen.fillStyle = colourOf(colour)
    pen.fillRect(0, 0, size, size)
    pen.fillStyle = pen.strokeStyle = ink
    pen.lineWidth = size / 4
    pen.beginPath()
    if (pattern === 'dots') pen.arc(size / 2, size / 2, size / 6, 0, 2 * Math.PI)
    const [from, to] = pattern === 'rising' ? [size, 0] : [0, size]
    // Three strokes, so that the corners meet those of the next square.
    for (const shift of pattern === 'dots' ? [] : [-size, 0, size]) {
      pen.moveTo(shift, from)
      pen.lineTo(shift + size, to)
    }
    if (pattern === 'dots') pen.fill()
    else pen.stroke()
    return ctx.createPattern(square, 'repeat')
  }

  return { colourOf, fontOf, paintBands, paintNotes, tile }
})()
