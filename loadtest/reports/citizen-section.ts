import type { CitizenComparison, CitizenExample } from '../statistics/citizen-by-citizen.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import { citizenPicture } from './citizen-picture.ts'
import { citizenGroupsTable, citizensTable, citizenTimelinesTable } from './citizen-tables.ts'
import { introductionOf } from './citizen-words.ts'
import { html, type Html } from './html.ts'
import { labelOf } from './representative-trials.ts'
import { htmlTable, type Table } from './table.ts'

type Told = CitizenComparison & { example: CitizenExample }

/** Body of the section "Citizen by citizen": counts, one citizen's two timelines, the others' folded away. null where there is nothing. */
export function citizenSection(summary: StudySummary): (Html | null)[] {
  const [first, ...others] = told(summary)
  return [
    tableOrNull(citizensTable(summary)),
    first ? citizenStory(first) : null,
    ...others.map(
      (other) =>
        html`<details>
          <summary>
            One citizen, twice: ${other.b} and ${labelOf({ strategy: other.a, scenario: other.scenario }, summary)}
          </summary>
          ${citizenStory(other)}
        </details>`,
    ),
    tableOrNull(citizenGroupsTable(summary)),
  ]
}

/** The same for Markdown: the counts and one citizen's two stories. */
export function citizenTables(summary: StudySummary): (Table | null)[] {
  const [first] = told(summary)
  return [citizensTable(summary), first ? introduced(first) : null, citizenGroupsTable(summary)]
}

/** Those with a citizen to show; first the strategy under which most people were served who were not under the reference. */
function told({ citizens = [] }: StudySummary): Told[] {
  return citizens
    .filter((comparison): comparison is Told => comparison.example !== null)
    .toSorted((one, two) => two.people.onlyA - one.people.onlyA)
}

function introduced(comparison: Told): Table {
  const table = citizenTimelinesTable(comparison)
  return { ...table, note: `${introductionOf(comparison.example, comparison.a, comparison.b)} ${table.note}` }
}

function citizenStory(comparison: Told): Html {
  return html`${citizenPicture(comparison)} ${htmlTable(citizenTimelinesTable(comparison))}`
}

function tableOrNull(table: Table | null): Html | null {
  return table && htmlTable(table)
}
