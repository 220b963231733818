import { verdictOf } from '../statistics/verdict.ts'
import { capacityTables } from './capacity-tables.ts'
import { citizenTables } from './citizen-section.ts'
import { bestTable, comparisonTable } from './comparison-tables.ts'
import { environmentTables } from './environment-tables.ts'
import { autocannonTable, hammerTable } from './hammer-table.ts'
import { headlinesOf } from './headlines.ts'
import { introductionOf } from './introduction.ts'
import { DEFINITIONS, hypothesisOf, questionOf } from './narrative.ts'
import { fatesTable, measuresTables } from './people-tables.ts'
import type { Study } from './read-study.ts'
import { repeatCommands } from './repeat-commands.ts'
import { measurementTables } from './measurement-tables.ts'
import { markdownTable, markdownText, type Table } from './table.ts'
import { thresholdsTable } from './thresholds-table.ts'
import { trustSentences } from './trust-sentences.ts'
import { trialCommandsTable } from './trial-commands-table.ts'
import { crashTable, ledgerTable } from './trust-tables.ts'

/** report.md: the same in short. */
export function markdownReport(study: Study): string {
  const { manifest, summary, capacity } = study
  const { sentences, caveats } = headlinesOf(study)
  const { fates } = verdictOf(manifest, summary)
  const any = summary.trials.length > 0
  const hammer = summary.hammer ?? []
  const blocks = [
    `# ${markdownText(`${manifest.command} ${manifest.name}`)}`,
    questionOf(manifest.command),
    manifest.hypothesis && `Tested here: ${markdownText(manifest.hypothesis)}`,
    '## In short',
    ...[...sentences, ...caveats].map(markdownText),
    fates.map((sentence) => `- ${markdownText(sentence)}`).join('\n'),
    ...introduction(study),
    '## What is hypothesis',
    ...hypothesisOf(summary),
    ...(capacity ? ['## How much it can carry', ...tables(...capacityTables(capacity))] : []),
    ...(any ? ['## Figures', ...tables(fatesTable(summary), ...measuresTables(summary))] : []),
    ...(any ? ['## Compared', ...tables(comparisonTable(summary), bestTable(summary), ...citizenTables(summary))] : []),
    ...(summary.thresholds ? ['## What had to hold', ...tables(thresholdsTable(summary.thresholds))] : []),
    ...(hammer.length > 0 ? ['## People at once', ...tables(hammerTable(hammer), autocannonTable(hammer))] : []),
    ...(any
      ? [
          '## Trust',
          ...trustSentences(study).map(markdownText),
          ...tables(crashTable(summary), ledgerTable(summary), ...measurementTables(study)),
        ]
      : []),
    '## Environment',
    ...tables(...environmentTables(study)),
    '## How to repeat it',
    ['```sh', ...repeatCommands(study), '```'].join('\n'),
    ...tables(trialCommandsTable(study)),
    '## Definitions',
    DEFINITIONS.map(([term, meaning]) => `- **${term}**: ${meaning}`).join('\n'),
  ]
  return blocks.filter(Boolean).join('\n\n') + '\n'
}

function introduction(study: Study): string[] {
  const sentences = introductionOf(study)
  return sentences.length === 0 ? [] : ['## What was done', ...sentences.map(markdownText)]
}

function tables(...list: (Table | null)[]): string[] {
  return list.flatMap((table) => (table ? [markdownTable(table)] : []))
}
