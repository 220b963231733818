import type { Registry } from 'prom-client'
import { BatchedHistogram } from './batched-histogram.ts'
import * as names from './metric-names.ts'
import { OpenRequests } from './open-requests.ts'
import { stateGauge } from './state-gauge.ts'

/** Status that the metrics show for an answer nobody was there to take (nginx's convention). */
const CLIENT_CLOSED_REQUEST = 499

export interface MeasuredRequest {
  /** To be called once, when its connection is done with it. @param status null: its citizen had gone before the answer was out */
  closed(status: number | null): void
  /** To be called once, when its handler has ended. */
  workEnded(): void
}

/** What the portal measures of each of its requests. In plain numbers, read at each scrape: there may be hundreds a second. */
export class RequestMetrics {
  readonly #open = new OpenRequests()
  readonly #durationSeconds: BatchedHistogram<'method' | 'route' | 'status'>
  #inFlight = 0
  #zombies = 0

  constructor(registry: Registry) {
    const show = (name: string, help: string, read: () => number) => stateGauge(registry, name, help, read)
    const age = 'Time that the requests whose citizens still wait have spent inside by now, summed'
    show(names.HTTP_REQUESTS_AGE_SECONDS, age, () => this.#open.agesS(performance.now() / 1000))
    const inFlight = 'Requests inside the portal until their handler ends, also those whose citizen has gone'
    show(names.HTTP_REQUESTS_IN_FLIGHT, inFlight, () => this.#inFlight)
    const zombies = 'Of the requests inside the portal, those whose citizen has gone: work that nobody waits for'
    show(names.HTTP_REQUESTS_ZOMBIE, zombies, () => this.#zombies)
    this.#durationSeconds = new BatchedHistogram({
      name: names.HTTP_REQUEST_DURATION_SECONDS,
      help: 'From the request to the end of its answer, or until its citizen had gone (status 499)',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [registry],
    })
  }

  /**
   * Measures a request until its answer is out or its citizen has gone, and its work until the handler has ended: work for citizens who
   * have left (a zombie) counts as in flight, since it takes memory and connections.
   */
  enter({ method, path }: { readonly method: string; readonly path: string }): MeasuredRequest {
    const startedMs = performance.now()
    let working = true
    let zombie = false
    this.#inFlight += 1
    this.#open.enter(startedMs / 1000)
    return {
      closed: (status) => {
        this.#open.leave(startedMs / 1000)
        const labels = { method: method.toUpperCase(), route: path, status: status ?? CLIENT_CLOSED_REQUEST }
        this.#durationSeconds.observe(labels, (performance.now() - startedMs) / 1000)
        if (!working) return
        zombie = true
        this.#zombies += 1
      },
      workEnded: () => {
        working = false
        this.#inFlight -= 1
        if (zombie) this.#zombies -= 1
      },
    }
  }
}
