import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Certificate, Score } from '../certify/certificate.ts'
import { openCertification, type Certification } from '../certify/certify.ts'
import { quickOrder, wholeOrder, type CertifyOrder } from '../certify/certify-order.ts'
import { labelOf } from '../certify/generator.ts'
import { withCertificate } from '../certify/readme-block.ts'
import { wrkVersion } from '../certify/wrk-generator.ts'
import { certificatePage } from '../reports/certificate-page.ts'
import { certificateTables, verdictOf } from '../reports/certificate-tables.ts'
import { markdownTable } from '../reports/table.ts'
import { runAct, type Step } from '../terminal/act.ts'
import type { Command } from './command.ts'
import { EXIT } from './exit-code.ts'
import { COMMON, parseOptions, seedOption, wholeNumber } from './options.ts'
import { makeResultsDirectory } from './results-directory.ts'
import { UsageError } from './usage-error.ts'

const ROOT = new URL('../../', import.meta.url)
/** Any single run may meet another guest of the machine. */
const REPEATS = 3
const MOST_REPEATS = 99

const certify: Command = {
  name: 'certify',
  usage: 'certify [--quick] [--repeats N] [--store]',
  summary:
    'the load generators against servers whose behaviour is known: do they tell the truth? three runs of each case, about 35 minutes; --quick: six cases\n      once, a minute and a half',
  async run(args, stop) {
    const own = { quick: { type: 'boolean' }, repeats: { type: 'string' }, store: { type: 'boolean' } } as const
    const { values } = parseOptions({ args, options: { ...COMMON, ...own } })
    const { quick = false, store = false } = values
    if (quick && store) throw new UsageError('--store keeps a whole certificate; leave out --quick')
    const repeats = wholeNumber('repeats', values.repeats, quick ? 1 : REPEATS, 1, MOST_REPEATS)
    if (store && repeats < REPEATS) throw new UsageError(`--store keeps medians of at least ${REPEATS} runs; leave out --repeats`)
    const seed = seedOption(values.seed)
    const order = quick ? quickOrder(seed, repeats) : wholeOrder(seed, repeats, wrkVersion() !== null)
    const directory = makeResultsDirectory(values.out, 'certify')
    const certificate = await certified(order, directory, !quick, stop)
    if (certificate === null) return EXIT.interrupted
    writeFileSync(join(directory, 'report.html'), await certificatePage(certificate))
    console.log(lastWords(certificate, directory))
    if (store) keep(directory, certificate)
    return certificate.passed ? EXIT.done : EXIT.failed
  },
}
export default certify

/** null = interrupted: half a certificate is none. */
async function certified(
  order: CertifyOrder,
  directory: string,
  complete: boolean,
  stop: AbortSignal,
): Promise<Certificate | null> {
  console.log('certify: looking how quiet this machine is')
  const certification = await openCertification(order, directory, stop)
  try {
    console.log(`  ${order.generators.map(labelOf).join(', ')}\n  Node ${process.version}, ${certification.cores}\n`)
    await runAct(order.cases.map((question) => stepOf(question, certification, stop)))
    return stop.aborted ? null : certification.finish(complete)
  } finally {
    certification.close()
  }
}

function stepOf(question: CertifyOrder['cases'][number], certification: Certification, stop: AbortSignal): Step {
  return {
    title: question.name,
    async run(observer) {
      if (stop.aborted) return 'not run'
      const tell = (name: string, run: number) => observer.phase(`${question.summary}: ${name}${run > 1 ? `, run ${run}` : ''}`)
      const scores = await certification.ask(question, tell)
      return lineOf(scores)
    },
  }
}

/** Ours each; of the others only how many are wrong. */
function lineOf(scores: readonly Score[]): string {
  const ours = scores
    .filter((score) => score.ours)
    .map((score) => `${labelOf({ ...score, name: score.generator })} ${verdictOf(score)}`)
  const others = scores.filter((score) => !score.ours)
  const right = others.filter(({ notRun, faults }) => notRun === null && faults.length === 0)
  return [...ours, ...(others.length > 0 ? [`others ${right.length} of ${others.length} right`] : [])].join(' | ')
}

function lastWords(certificate: Certificate, directory: string): string {
  const verdict = certificate.passed
    ? 'Certified: both drivers are within the limits in every case.'
    : 'NOT certified: see what is wrong with "open" and "closed" above.'
  return ['', markdownTable(certificateTables(certificate)[0]!), '', verdict, `Report: ${join(directory, 'report.html')}`].join(
    '\n',
  )
}

/** Stores the certificate with the project, and shows it in README.md. */
function keep(directory: string, certificate: Certificate): void {
  const inProject = (path: string) => fileURLToPath(new URL(path, ROOT))
  copyFileSync(join(directory, 'certificate.json'), inProject('docs/certificate.json'))
  const readme = inProject('README.md')
  writeFileSync(readme, withCertificate(readFileSync(readme, 'utf8'), certificate))
  console.log('Stored: docs/certificate.json, and the table in README.md')
}
