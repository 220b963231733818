import type { Manifest, ManifestStudy } from '../records/manifest.ts'

/** What was declared before the first trial: which figure decides, which way is better, what is too small to matter, against whom. */
export type StudyDesign = Omit<ManifestStudy, 'repeats'>

/** Results without a declaration (one trial alone, earlier versions) are judged by the primary metric of all; null = nothing was run. */
export function designOf({ study, strategies }: Pick<Manifest, 'study' | 'strategies'>): StudyDesign | null {
  if (study) return study
  const reference = strategies[0]?.name
  if (reference === undefined) return null
  return { primaryMetric: 'permitGoodputPerS.during', direction: 'higher', minimumEffect: 0.05, reference }
}
