import type { Certificate } from '../certify/certificate.ts'
import { certificateTables } from './certificate-tables.ts'
import { embeddedJson, html } from './html.ts'
import { page } from './page.ts'
import { htmlTable } from './table.ts'

/** report.html of a certification: one offline file. */
export async function certificatePage(certificate: Certificate): Promise<string> {
  const { machine, versions, finishedAt, complete, repeats, passed, antrean } = certificate
  const facts = [
    ['Drivers of this laboratory', passed ? 'within the limits' : 'NOT within the limits'],
    ['Cases', `${complete ? 'all' : 'some'}, ${repeats === 1 ? 'one run' : `${repeats} runs`} of each`],
    ['Machine', `${machine.cpuModel}, ${machine.cores} cores${machine.pinned ? '' : ', not pinned'}`],
    ['Node', versions.node],
    ['Run', `${finishedAt.slice(0, 16).replace('T', ' ')} UTC`],
  ] as const
  return page({
    title: 'Antrean: certificate of the load generators',
    body: html`<header>
        <p class="eyebrow"><b>Antrean</b> · certify</p>
        <h1>Do the load generators tell the truth?</h1>
        <p>
          Each is put before servers that know what they did: how long they held every request, and what they answered. Server and
          generator are processes of their own${machine.pinned ? ' on cores of their own' : ''}. Raw files of every case are in
          cases/: what the server did (truth.csv) beside what the generator says.
        </p>
        <dl class="facts">
          ${facts.map(
            ([term, value]) =>
              html`<div>
                <dt>${term}</dt>
                <dd>${value}</dd>
              </div>`,
          )}
        </dl>
      </header>
      <main>${certificateTables(certificate).map((table) => html`<section>${htmlTable(table)}</section>`)}</main>
      <footer>
        Antrean ${antrean}. To make it again: npm start -- certify --seed ${certificate.seed} --repeats
        ${repeats}${complete ? '' : ' --quick'}
      </footer>`,
    data: embeddedJson([]),
  })
}
