import { personOf } from '../citizens/identity.ts'
import type { Watch } from '../live/watch.ts'
import type { Template } from '../trials/seeding.ts'

export interface UpScreen {
  strategy: string
  /** Whose people have accounts. */
  scenario: string
  machine: string
  watch: Pick<Watch, 'url' | 'prometheusUrl'>
  portalUrl: string
  dukcapilUrl: string
  gatewayUrl: string
  /** null: it did not start. */
  operators: { url: string; password: string } | null
  databaseUrl: string
  template: Pick<Template, 'seededNib' | 'officerTokens'>
  /** Number of a citizen who has an account. */
  someone: number
  seed: number
}

/** What `up` says when everything runs: addresses and tokens. They stay the same whatever is ordered. */
export function upScreen(up: UpScreen): string {
  const { strategy, scenario, machine, watch, portalUrl, gatewayUrl, operators, template, seed } = up
  const bearer = (token: string) => `Authorization: Bearer ${token}`
  const rows = [
    ['live page', watch.url && `${watch.url}   (start scenarios, choose strategies, switch faults)`],
    ['portal', portalUrl],
    ['interface', `${portalUrl}/interface`],
    ['operators', operators && `${operators.url}   password ${operators.password}   (not while a trial runs)`],
    ['Prometheus', watch.prometheusUrl],
    ['Dukcapil', `${up.dukcapilUrl}/capacity`],
    ['messages (OTP)', `${gatewayUrl}/inbox/{contact}`],
    ['a NIB that exists', template.seededNib],
    ['PostgreSQL', up.databaseUrl],
    ['an applicant', bearer(personOf(seed, up.someone).token)],
    ...template.officerTokens.map((token, index) => [index === 0 ? 'officers' : '', bearer(token)] as const),
  ] as const
  return `
The portal is up with the strategy "${strategy}" (${machine}).

${rows.flatMap(([label, text]) => (text === null ? [] : `  ${label.padEnd(18)} ${text}`)).join('\n')}

  the same people as in a trial of ${scenario} come with
    npm start -- run ${scenario} --target ${portalUrl} --gateway ${gatewayUrl} --seed ${seed}

Invented people, for this machine only. Ctrl-C ends everything and removes the database.`
}
