import { createServer } from 'node:http'
import { listen } from '../../service/listening-server.ts'
import { EnvironmentError } from '../environment/environment-error.ts'
import { freePort } from '../environment/free-port.ts'
import { EventStreams, MOST_CLIENTS } from './event-streams.ts'
import type { LiveFeed } from './live-feed.ts'
import { type LiveSources, liveRoutes, metricsRoute, refuse } from './live-routes.ts'

const HOST = '127.0.0.1'
/** Streams, Prometheus, and what pages load. */
const MOST_CONNECTIONS = 4 * MOST_CLIENTS
/** A request that is not complete by then is cut off. */
const REQUEST_LIMIT_MS = 5000

export interface LiveServerOptions extends LiveSources {
  feed: LiveFeed
  /** 0 = any free one. */
  port: number
  /** Whether there is a page; absent = yes. Without it only the metrics of the laboratory are served. */
  page?: boolean
}

export interface LiveServer {
  /** Of the page. */
  readonly url: string
  /** `127.0.0.1:port`. */
  readonly address: string
  /** Most pages that were open at once since `countClientsAnew`. */
  readonly clientsMax: number
  countClientsAnew(): void
  /** Tells the clients what was said last, and cuts them off. */
  close(): Promise<void>
}

/**
 * The live page, its events, its orders and the laboratory's metrics, on loopback only.
 * @throws EnvironmentError when the port that was asked for cannot be had
 */
export async function startLiveServer({ feed, port: wanted, page = true, ...sources }: LiveServerOptions): Promise<LiveServer> {
  const streams = new EventStreams(feed)
  const answer = page ? liveRoutes(sources, streams) : metricsRoute(sources)
  const limits = { requestTimeout: REQUEST_LIMIT_MS, headersTimeout: REQUEST_LIMIT_MS }
  const server = createServer(limits, (request, response) => {
    answer(request, response).catch(() => {
      if (response.headersSent) response.destroy()
      else refuse(response, 500, 'the laboratory could not answer')
    })
  })
  server.maxConnections = MOST_CONNECTIONS
  try {
    const { port, close } = await listen(server, wanted || (await freePort()), HOST)
    return {
      url: `http://${HOST}:${port}/`,
      address: `${HOST}:${port}`,
      get clientsMax() {
        return streams.most
      },
      countClientsAnew: () => streams.countAnew(),
      async close() {
        await streams.end()
        await close()
      },
    }
  } catch (cause) {
    await streams.end()
    const { code, message } = cause as NodeJS.ErrnoException
    const which = wanted === 0 ? 'a port for the live page' : `--live-port ${wanted}`
    throw new EnvironmentError(`${which} cannot be had (${code ?? message}); name another one, or none for any that is free`, {
      cause,
    })
  }
}
