import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeDifference } from '../records/differences.ts'
import { writeJson } from '../records/json.ts'
import { compareHtml, compareLines, compareMarkdown, type ComparedResults } from '../reports/compare-report.ts'
import { readResults, type Results } from '../reports/read-results.ts'
import { thresholdLines } from '../reports/thresholds-table.ts'
import { incomparableFields, otherDifferences } from '../statistics/comparability.ts'
import { compareResults, pairsOf } from '../statistics/compare-results.ts'
import { thresholdResults } from '../statistics/thresholds.ts'
import type { Command } from './command.ts'
import { EXIT } from './exit-code.ts'
import { ASSERT, assertsOption, COMMON, parseOptions } from './options.ts'
import { existingResults, makeResultsDirectory } from './results-directory.ts'
import { UsageError } from './usage-error.ts'

/** So many differences are named in a refusal; the first is the reason, the others help to find it. */
const NAMED_AT_MOST = 5

const compare: Command = {
  name: 'compare',
  usage: 'compare <dir> <dir> [--assert EXPR]',
  summary: 'a second run against a first one, on the same citizens; refused where envelope, scenario or schedule differ',
  async run(args) {
    const { values, positionals } = parseOptions({ args, allowPositionals: true, options: { ...COMMON, ...ASSERT } })
    if (positionals.length !== 2) throw new UsageError('compare wants two directories of results: the first, then the second')
    const [first, second] = [
      await readResults(existingResults(positionals[0])),
      await readResults(existingResults(positionals[1])),
    ]
    refuseIncomparable(first, second)
    const { strategies, scenarios } = second.manifest
    const asserts = assertsOption(
      values.assert,
      strategies.map(({ name }) => name),
    )
    const compared: ComparedResults = {
      first,
      second,
      differences: otherDifferences(first, second),
      comparisons: compareResults(first, second),
      thresholds: thresholdResults({ asserts, strategies, scenarios }, second.trials),
    }
    const directory = makeResultsDirectory(values.out, 'compare')
    await write(directory, compared)
    for (const difference of compared.differences) console.error(`not the same: ${describeDifference(difference)}`)
    const lines = [...compareLines(compared), thresholdLines(compared.thresholds), `Report: ${join(directory, 'compare.html')}`]
    console.log(lines.filter((line) => line !== null).join('\n'))
    return compared.thresholds.every(({ passed }) => passed) ? EXIT.done : EXIT.failed
  },
}
export default compare

/** @throws UsageError that names the fields, with both values */
function refuseIncomparable(first: Results, second: Results): void {
  const fields = incomparableFields(first, second)
  if (fields.length > 0) {
    const named = fields.slice(0, NAMED_AT_MOST).map(describeDifference)
    const more = fields.length > NAMED_AT_MOST ? `; and ${fields.length - NAMED_AT_MOST} more` : ''
    throw new UsageError(`these runs cannot be compared, since what they measured is not the same. ${named.join('; ')}${more}`)
  }
  if (pairsOf(first, second) === 0) {
    const who = ({ name, trials }: Results) => `${name} has ${trials.map(({ id }) => id).join(', ') || 'no trials'}`
    throw new UsageError(
      `no trial of one has its like (strategy, scenario, seed, block) in the other: ${who(first)}; ${who(second)}`,
    )
  }
}

async function write(directory: string, compared: ComparedResults): Promise<void> {
  const { first, second, differences, comparisons, thresholds } = compared
  const data = { first: first.name, second: second.name, differences, comparisons, thresholds }
  writeJson(join(directory, 'compare.json'), data)
  writeFileSync(join(directory, 'compare.md'), compareMarkdown(compared))
  writeFileSync(join(directory, 'compare.html'), await compareHtml(compared))
}
