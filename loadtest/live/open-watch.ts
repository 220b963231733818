import { reasonOf } from '../environment/environment-error.ts'
import type { MetricsTarget } from '../environment/metrics-target.ts'
import { startPrometheus, type PrometheusServer } from '../environment/prometheus.ts'
import type { Laboratory } from '../trials/laboratory.ts'
import type { TrialObserver } from '../trials/observer.ts'
import { LabMetrics } from './lab-metrics.ts'
import type { LivePoint, LiveState } from './live-events.ts'
import { LiveFeed } from './live-feed.ts'
import { liveResultOf } from './live-result.ts'
import { startLiveServer, type LiveServer } from './live-server.ts'
import { observeTogether } from './observe-together.ts'
import type { OrderDesk } from './order-desk.ts'
import { type LiveOptions, type ObservedTrial, UNWATCHED, type Watch } from './watch.ts'

export interface WatchOptions extends Pick<LiveState, 'title' | 'strategies' | 'planned'> {
  live: LiveOptions | null
  /** Addresses worth opening, besides Prometheus. */
  links?: LiveState['links']
  /** File of a report that the page may show; null = there is none yet. */
  report?: () => string | null
}

/** Where Prometheus lives, and who is told that it may. */
type Place = Pick<Laboratory, 'run' | 'cores'> & Partial<Pick<Laboratory, 'beside'>>

/** @throws EnvironmentError when the port that was asked for cannot be had */
export async function openWatch(lab: Place, { live, report, ...about }: WatchOptions): Promise<Watch> {
  if (live === null) return UNWATCHED
  const feed = new LiveFeed(about)
  const metrics = new LabMetrics()
  let desk: OrderDesk | null = null
  const say = (text: string) => console.error(text)
  const startAt = (port: number) =>
    startLiveServer({
      feed,
      port,
      page: live.port !== null,
      desk: () => desk,
      registryOf: (trialId) => metrics.registryOf(trialId),
      ...(report ? { report } : {}),
    })
  const server = await startAt(live.port ?? 0).catch(async (error: unknown) => {
    if (!live.follows) throw error
    const another = await startAt(0)
    say(`somebody has taken the port of the live page meanwhile; from now on it is ${another.url}`)
    return another
  })
  const prometheus = live.prometheus === false ? null : await startPrometheus({ run: lab.run, core: lab.cores.world, say })
  if (prometheus) {
    lab.beside?.add(prometheus.pid)
    feed.state.links.push({ label: 'Prometheus', url: prometheus.url })
  }
  const url = live.port === null ? null : server.url
  return watchWith({ feed, metrics, server, url, prometheus, goesOn: live.goesOn ?? false, open: (opened) => (desk = opened) })
}

interface Parts {
  feed: LiveFeed
  metrics: LabMetrics
  server: LiveServer
  /** Of the page; null = there is none. */
  url: string | null
  prometheus: PrometheusServer | null
  goesOn: boolean
  open(desk: OrderDesk): void
}

function watchWith({ feed, metrics, server, url, prometheus, goesOn, open }: Parts): Watch {
  const onTrouble = sayOnce()
  let scraping = prometheus?.version ?? null
  void prometheus?.ended.then(() => (scraping = null))
  const scrape = (strategy: string, scenario: string, trial: string, block: number, targets: readonly MetricsTarget[]) =>
    prometheus?.watch({ strategy, scenario, trial, block: String(block) }, targets)
  return {
    url,
    prometheusUrl: prometheus?.url ?? null,
    observe(trial, terminal) {
      const { id, strategy, scenario, block } = trial
      const lab: MetricsTarget = { process: 'lab', address: server.address, query: { trial: id } }
      const besideIt = { prometheus: scraping, livePage: url !== null }
      server.countClientsAnew()
      feed.begin(asBegun(trial))
      const page = {
        phase: (text: string) => feed.phase(id, text),
        second: feed.second.bind(feed, id),
        exit: feed.exit.bind(feed, id),
        targets: (targets: readonly MetricsTarget[]) => scrape(strategy, scenario, id, block, [lab, ...targets]),
        watched: () => ({ ...besideIt, livePageClientsMax: server.clientsMax }),
      }
      return observeTogether([terminal, metrics.trial(trial), page], onTrouble)
    },
    finished: (trial, summary) => feed.finish(asBegun(trial), liveResultOf(summary)),
    brokenOff: (trialId, reason) => feed.breakOff(trialId, reason),
    faultSwitched: (trialId, how) => feed.faultSwitched(trialId, how),
    point: (about, terminal) => {
      const targets = (all: readonly MetricsTarget[]) => scrape(about.strategy, 'hammer', about.id, 1, all)
      return observePoint(feed, about, [terminal, { targets }], onTrouble)
    },
    doing: (text) => feed.doing(text),
    takeOrders(desk, control) {
      open(desk)
      feed.control(control)
    },
    control: (control) => feed.control(control),
    idle: (strategy, targets) => scrape(strategy, 'idle', 'idle', 0, targets),
    measured: async () => prometheus?.stop(),
    async close(report, calledOff = false) {
      if (!goesOn || calledOff) feed.over(report)
      await server.close()
    },
  }
}

/** A point as the page gets it: whole, at every change. */
function observePoint(
  feed: LiveFeed,
  about: Pick<LivePoint, 'id' | 'title' | 'strategy'>,
  others: readonly Partial<TrialObserver>[],
  onTrouble: (error: unknown) => void,
): ReturnType<Watch['point']> {
  let point: LivePoint = { ...about, phase: null, exits: [], result: null }
  const tell = (change: Partial<LivePoint>) => feed.point((point = { ...point, ...change }))
  tell({})
  const page: Partial<TrialObserver> = {
    phase: (phase) => tell({ phase }),
    exit: ({ process, atS, code, signal, cause }) => tell({ exits: [...point.exits, { process, atS, code, signal, cause }] }),
  }
  return { ...observeTogether([...others, page], onTrouble), done: (result) => tell({ phase: null, result }) }
}

/** As the page gets it. */
function asBegun({ faults = [], limits = { heapMb: null, connections: null }, ...trial }: ObservedTrial) {
  return { ...trial, limits, faults: faults.map(({ fault, atS, untilS = atS }) => ({ fault, atS, untilS, byHand: false })) }
}

/** What goes wrong every second is said once. */
function sayOnce(): (error: unknown) => void {
  let said = false
  return (error) => {
    if (!said) console.error(`watching goes wrong, measuring goes on: ${reasonOf(error)}`)
    said = true
  }
}
