import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { autocannonGenerator } from './autocannon-generator.ts'
import { CASES } from './cases.ts'
import { readCertificate } from './certificate.ts'
import { openCertification } from './certify.ts'
import { closedGenerator } from './closed-generator.ts'
import type { Generator } from './generator.ts'
import { openGenerator } from './open-generator.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'antrean-certify-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const short = (name: string) => ({ ...CASES.find((one) => one.name === name)!, durationS: 1, closedS: 1, people: 5 })

/** Runs cases in real processes and reads the certificate back. */
async function certify(names: readonly string[], generators: readonly Generator[], repeats = 1) {
  const order = { cases: names.map(short), generators, seed: 1, repeats }
  const certification = await openCertification(order, directory, new AbortController().signal)
  try {
    for (const question of order.cases) await certification.ask(question, () => undefined)
    certification.finish(false)
  } finally {
    certification.close()
  }
  return readCertificate(join(directory, 'certificate.json'))
}

describe('certify', () => {
  it('both drivers, in their own processes: everything accounted for, nothing misclassified', async () => {
    // How exact times are depends on who else is at work here; whether all is accounted for does not.
    const { scores } = await certify(['constant-50', 'bursts-of-5xx', 'half-open'], [openGenerator(100), closedGenerator])
    expect(scores).toHaveLength(6)
    for (const { measured, notRun, generator, case: name } of scores) {
      expect({ name, generator, notRun, ...measured }).toMatchObject({ notRun: null, unaccounted: 0, misclassified: 0 })
      expect(measured!.seen).toBeGreaterThan(0)
    }
    const [constant] = scores
    expect(constant!.measured!.sent).toBe(constant!.measured!.seen)
    expect(constant!.measured!.truthMs.p50).toBeGreaterThan(45)
    expect(Math.abs(constant!.measured!.errorMs.p50!)).toBeLessThan(40)
    expect(readdirSync(join(directory, 'cases', 'constant-50', 'open-100-run1'))).toEqual(
      expect.arrayContaining(['truth.csv', 'attempts.csv', 'citizens.csv']),
    )
  }, 60_000)

  it('finds what autocannon does not say: requests whose connection was closed without an answer', async () => {
    const { scores, passed } = await certify(['fin'], [autocannonGenerator(null)])
    expect(scores[0]!.measured!.unaccounted).toBeGreaterThan(50)
    expect(scores[0]!.faults[0]).toMatch(/unaccounted for/)
    expect(passed).toBe(true) // it is not ours
  }, 30_000)

  it('a driver of ours that lies does not pass', async () => {
    const liar: Generator = {
      ...closedGenerator,
      async run(task) {
        const seen = await closedGenerator.run(task)
        return { ...seen, counted: seen.counted.map((one) => ({ ...one, count: Math.floor(one.count / 2) })) }
      },
    }
    const { scores, passed } = await certify(['constant-10'], [liar])
    expect(scores[0]!.faults[0]).toMatch(/unaccounted for/)
    expect(passed).toBe(false)
  }, 30_000)
})
