/** @import { ChartNotes } from './chart-model.js' */
import { colourOf } from './page-colours.js'

/** @typedef {import('uplot')} Plot */
/** @typedef {{ text: string, x: number, y: number, colour: string, align?: CanvasTextAlign }} Word */

const FONT_PX = 11.5
/** Height of the bars at the foot that say when the portal was down, and when something was made to go wrong; px. */
const BAR_PX = 5

/**
 * Below the curves: surges are shaded.
 * @param {Plot} plot
 * @param {ChartNotes} notes
 */
export function paintBelow(plot, { stages }) {
  paint(plot, (ctx) => {
    for (const stage of stages) {
      if (!stage.shaded) continue
      const [from, to] = [atX(plot, stage.from), atX(plot, stage.to)]
      ctx.fillStyle = colourOf('--band')
      ctx.fillRect(from, plot.bbox.top, to - from, plot.bbox.height)
    }
  })
}

/**
 * Over the curves: limits, deaths, faults, and names. Every word stands on a rim of paper, so that nothing crosses it out.
 * @param {Plot} plot
 * @param {ChartNotes} notes
 * @param {number} ratio device pixels per px
 * @param {boolean} wordy false = little room: lines without their names, except of limits
 */
export function paintAbove(plot, notes, ratio, wordy) {
  const { left, top, width, height } = plot.bbox
  const [right, bottom] = [left + width, top + height]
  paint(plot, (ctx) => {
    /** @type {Word[]} */
    const words = wordy ? stageWords(ctx, plot, notes, ratio) : []
    for (const level of notes.levels) {
      const y = plot.valToPos(level.at, 'y', true)
      line(ctx, [left, y, right, y], { colour: '--faint', dash: [ratio, 3 * ratio], width: ratio })
      words.push({ text: level.label, x: right - 5 * ratio, y: y + 3 * ratio, colour: '--faint', align: 'right' })
    }
    bars(ctx, plot, notes.faults, { colour: '--waiting', y: bottom - 2 * BAR_PX * ratio, height: BAR_PX * ratio })
    bars(ctx, plot, notes.down, { colour: '--crash', y: bottom - BAR_PX * ratio, height: BAR_PX * ratio })
    for (const fault of notes.faults) {
      const x = atX(plot, fault.from)
      line(ctx, [x, top, x, bottom], { colour: '--waiting', dash: [ratio, 2 * ratio], width: 2 * ratio })
      if (wordy) words.push({ text: fault.label, x: x + 5 * ratio, y: bottom - 28 * ratio, colour: '--soft' })
    }
    for (const { at } of notes.deaths) cross(ctx, plot, at, ratio)
    if (wordy) words.push(...deathWord(plot, notes.deaths, ratio))
    for (const word of words) write(ctx, word, ratio)
  })
}

/**
 * Work on the canvas, inside the plot's area.
 * @param {Plot} plot
 * @param {(ctx: CanvasRenderingContext2D) => void} work
 */
function paint({ ctx, bbox }, work) {
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  work(ctx)
  ctx.restore()
}

/**
 * @param {Plot} plot
 * @param {number} second
 */
function atX(plot, second) {
  return plot.valToPos(second, 'x', true)
}

/**
 * Names of the stages that are wide enough for theirs.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} plot
 * @param {ChartNotes} notes
 * @param {number} ratio
 * @returns {Word[]}
 */
function stageWords(ctx, plot, { stages }, ratio) {
  ctx.font = fontOf(ratio)
  return stages
    .filter(({ from, to, label }) => ctx.measureText(label).width + 8 * ratio < atX(plot, to) - atX(plot, from))
    .map(({ from, label }) => ({ text: label, x: atX(plot, from) + 6 * ratio, y: plot.bbox.top + 4 * ratio, colour: '--faint' }))
}

/**
 * @param {Plot} plot
 * @param {ChartNotes['deaths']} deaths
 * @param {number} ratio
 * @returns {Word[]}
 */
function deathWord(plot, deaths, ratio) {
  const [first] = deaths
  if (!first) return []
  const x = atX(plot, first.at)
  const onTheRight = x < plot.bbox.left + plot.bbox.width * 0.6
  return [
    {
      text: deaths.length > 1 ? `${first.label} (first of ${deaths.length})` : first.label,
      x: x + (onTheRight ? 9 : -9) * ratio,
      y: plot.bbox.top + 22 * ratio,
      colour: '--crash',
      align: onTheRight ? 'left' : 'right',
    },
  ]
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} plot
 * @param {number} at
 * @param {number} ratio
 */
function cross(ctx, plot, at, ratio) {
  const { top, height } = plot.bbox
  const [x, y, size] = [atX(plot, at), top + 27 * ratio, 4 * ratio]
  line(ctx, [x, top, x, top + height], { colour: '--crash', dash: [4 * ratio, 3 * ratio], width: 1.5 * ratio })
  line(ctx, [x - size, y - size, x + size, y + size], { colour: '--crash', dash: [], width: 2.5 * ratio })
  line(ctx, [x - size, y + size, x + size, y - size], { colour: '--crash', dash: [], width: 2.5 * ratio })
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plot} plot
 * @param {readonly { from: number, to: number }[]} spans
 * @param {{ colour: string, y: number, height: number }} look
 */
function bars(ctx, plot, spans, { colour, y, height }) {
  ctx.fillStyle = colourOf(colour)
  for (const { from, to } of spans) ctx.fillRect(atX(plot, from), y, Math.max(1, atX(plot, to) - atX(plot, from)), height)
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly [number, number, number, number]} way
 * @param {{ colour: string, dash: number[], width: number }} look
 */
function line(ctx, [x1, y1, x2, y2], { colour, dash, width }) {
  ctx.strokeStyle = colourOf(colour)
  ctx.lineWidth = width
  ctx.setLineDash(dash)
  ctx.beginPath()
  ctx.moveTo(x1, y1)
  ctx.lineTo(x2, y2)
  ctx.stroke()
  ctx.setLineDash([])
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Word} word
 * @param {number} ratio
 */
function write(ctx, { text, x, y, colour, align = 'left' }, ratio) {
  ctx.font = fontOf(ratio)
  ctx.textBaseline = 'top'
  ctx.textAlign = align
  ctx.lineJoin = 'round'
  ctx.lineWidth = 4 * ratio
  ctx.strokeStyle = colourOf('--paper')
  ctx.strokeText(text, x, y)
  ctx.fillStyle = colourOf(colour)
  ctx.fillText(text, x, y)
}

/** @param {number} ratio */
function fontOf(ratio) {
  return `${FONT_PX * ratio}px ${colourOf('--sans')}`
}
