import { join } from 'node:path'
import { EXIT } from '../commands/exit-code.ts'
import { COMMON, oneOf, parseOptions, seedOption, wholeNumber } from '../commands/options.ts'
import { makeResultsDirectory } from '../commands/results-directory.ts'
import { UsageError } from '../commands/usage-error.ts'
import { reasonOf } from '../environment/environment-error.ts'
import { writeJson } from '../records/json.ts'
import { markdownTable } from '../reports/table.ts'
import launchDay from '../scenarios/launch-day.ts'
import { openLaboratory } from '../trials/laboratory.ts'
import { describeRun } from '../trials/manifest.ts'
import type { Bench } from './bench.ts'
import type { BenchRecord } from './bench-record.ts'
import { benchTables } from './bench-tables.ts'
import { measureJourneyRate } from './journey-rate.ts'
import { measureManySockets } from './many-sockets.ts'
import { measureOwnCost } from './own-cost.ts'
import { measureRequestCost } from './request-cost.ts'

// npm run bench:generator: what the generator costs, how far it scales and what the lab costs the portal; about half an hour, most of them for the last. A goal that is
// not reached is a result (exit 0): figures of a busy machine must not break a build.

type Part = 'cost' | 'rate' | 'sockets' | 'own'
const MEASURES: Record<Part, { what: string; measure(bench: Bench): Promise<object> }> = {
  cost: { what: 'requests per CPU-second, beside autocannon and wrk', measure: measureRequestCost },
  rate: { what: 'whole journeys from one process', measure: measureJourneyRate },
  sockets: { what: 'two generators with 15,000 sockets each', measure: measureManySockets },
  own: { what: 'what measuring costs the portal', measure: measureOwnCost },
}
const PARTS = Object.keys(MEASURES) as Part[]
const NOTHING = { cost: null, rate: null, sockets: null, own: null }

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  console.error(`antrean: ${reasonOf(error)}`)
  process.exitCode = error instanceof UsageError ? EXIT.usage : EXIT.environment
}

async function main(args: string[]): Promise<number> {
  const options = { ...COMMON, rounds: { type: 'string' }, part: { type: 'string', multiple: true } } as const
  const { values } = parseOptions({ args, options })
  const seed = seedOption(values.seed)
  const rounds = wholeNumber('rounds', values.rounds, 8, 2, 100)
  const parts = new Set((values.part ?? PARTS).map((part) => oneOf('part', part, PARTS)))
  const directory = makeResultsDirectory(values.out, 'bench-generator')
  const { envelope } = launchDay
  const facts = {
    command: 'bench',
    argv: args,
    name: 'generator',
    hypothesis: null,
    seed,
    envelope,
    scenarios: [],
    strategies: [],
  }
  const lab = await openLaboratory(envelope)
  try {
    console.log(`${lab.description}\n`)
    const { antrean, commit, startedAt, versions, machine } = describeRun(facts, lab)
    const bench: Bench = { lab, directory, seed, rounds, stop: stop.signal, say: (line) => console.log(`  ${line}`) }
    const record: BenchRecord = { antrean, commit, startedAt, seed, versions, machine, interrupted: false, ...NOTHING }
    for (const part of PARTS.filter((name) => parts.has(name))) {
      if (stop.signal.aborted) break
      console.log(`- ${part}: ${MEASURES[part].what}`)
      const measured = { ...NOTHING, [part]: await MEASURES[part].measure(bench) }
      Object.assign(record, { [part]: measured[part], interrupted: stop.signal.aborted })
      // After each part: what was measured stays when a later one breaks off.
      writeJson(join(directory, 'bench.json'), record)
      for (const table of benchTables({ ...record, ...measured })) console.log(`\n${markdownTable(table)}\n`)
    }
    console.log(`written to ${directory}`)
    return stop.signal.aborted ? EXIT.interrupted : EXIT.done
  } finally {
    await lab.close()
  }
}
