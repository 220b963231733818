import { verdictOf } from '../statistics/verdict.ts'
import { environmentTables } from './environment-tables.ts'
import { autocannonTable, hammerTable } from './hammer-table.ts'
import { DEFINITIONS, HYPOTHESIS, QUESTION } from './narrative.ts'
import { fatesTable, measuresTables } from './people-tables.ts'
import type { Study } from './read-study.ts'
import { repeatCommands } from './repeat-commands.ts'
import { markdownTable, markdownText, type Table } from './table.ts'
import { comparisonTable, crashTable, ledgerTable, validityTable } from './trust-tables.ts'

/** report.md: the same in short. */
export function markdownReport(study: Study): string {
  const { manifest, summary } = study
  const { crash, helpedMost, caveats, fates } = verdictOf(manifest, summary)
  const any = summary.trials.length > 0
  const hammer = summary.hammer ?? []
  const blocks = [
    `# ${markdownText(`${manifest.command} ${manifest.name}`)}`,
    QUESTION,
    manifest.hypothesis && `Tested here: ${markdownText(manifest.hypothesis)}`,
    '## In short',
    ...[crash, helpedMost, ...caveats].map((sentence) => sentence && markdownText(sentence)),
    fates.map((sentence) => `- ${markdownText(sentence)}`).join('\n'),
    '## What is hypothesis',
    ...HYPOTHESIS,
    ...(any ? ['## Figures', ...tables(fatesTable(summary), ...measuresTables(summary), comparisonTable(summary))] : []),
    ...(hammer.length > 0 ? ['## People at once', ...tables(hammerTable(hammer), autocannonTable(hammer))] : []),
    ...(any ? ['## Trust', ...tables(crashTable(summary), ledgerTable(summary), validityTable(summary))] : []),
    '## Environment',
    ...tables(...environmentTables(study)),
    '## How to repeat it',
    ['```sh', ...repeatCommands(study), '```'].join('\n'),
    '## Definitions',
    DEFINITIONS.map(([term, meaning]) => `- **${term}**: ${meaning}`).join('\n'),
  ]
  return blocks.filter(Boolean).join('\n\n') + '\n'
}

function tables(...list: (Table | null)[]): string[] {
  return list.flatMap((table) => (table ? [markdownTable(table)] : []))
}
