import type { Manifest } from '../records/manifest.ts'
import { studyCommand } from '../reports/repeat-commands.ts'
import { percent } from '../statistics/figures.ts'
import type { StudyDesign } from '../statistics/study-design.ts'
import type { StudyPlan } from '../statistics/study-plan.ts'

type Pilot = Pick<Manifest, 'argv' | 'seed'>

/** What a pilot says about the study that should follow. @param pilot what was typed for it */
export function planScreen(pilot: Pilot, { comparisons, blocks, hours }: StudyPlan, design: StudyDesign): string {
  const { primaryMetric, minimumEffect, reference } = design
  if (comparisons.length === 0)
    return `Plan: there is nothing to compare, "${reference}" ran alone; add arms with --strategies a,b`
  const rows = comparisons.map(({ arm, pilotBlocks, deviation, blocks: needed }) => {
    const spread = deviation === null ? 'spread unknown' : `log-ratio varies by ${deviation.toFixed(3)} between blocks`
    return `  ${arm.padEnd(24)} ${spread} (${pilotBlocks} blocks), needs ${needed ?? '?'} blocks`
  })
  const head = `Plan: to find a change of ${percent(minimumEffect)} in ${primaryMetric} against "${reference}" with 80 % power:`
  return [head, ...rows, conclusion(pilot, blocks, hours)].join('\n')
}

function conclusion(pilot: Pilot, blocks: number | null, hours: number | null): string {
  if (blocks === null)
    return '  The pilot is too small or too noisy to plan with: at least 2 blocks, better 3, valid trials of every arm'
  const time =
    hours === null
      ? ''
      : `, about ${hours < 1.5 ? `${Math.max(1, Math.round(hours * 60))} minutes` : `${hours.toFixed(1)} hours`} here`
  return [
    `  In all ${blocks} blocks${time}:  ${studyCommand(pilot, blocks)}`,
    `  Its first blocks are the pilot's people again; with another --seed than ${pilot.seed} all are new.`,
  ].join('\n')
}
