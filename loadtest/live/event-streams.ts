import type { ServerResponse } from 'node:http'
import type { LiveEvents } from './live-events.ts'
import type { LiveFeed } from './live-feed.ts'

/** People who watch at the same time: a classroom shares a projector. */
export const MOST_CLIENTS = 16
/** What may wait to be read by one client: the whole state and a few minutes. One that falls further behind is cut off, and gets the state anew. */
const MOST_BUFFERED_BYTES = 4 * 2 ** 20
const BEAT_MS = 5000
/** A browser tries again after this long. */
const RETRY_MS = 1000
/** Longest wait for clients to take the last words. */
const FAREWELL_MS = 200

/** The feed as server-sent events (WHATWG HTML 9.2), to every client the same. With nobody there an event costs nothing. */
export class EventStreams {
  readonly #feed: LiveFeed
  readonly #clients = new Set<ServerResponse>()
  readonly #unsubscribe: () => void
  readonly #beat: NodeJS.Timeout
  #most = 0

  constructor(feed: LiveFeed) {
    this.#feed = feed
    this.#unsubscribe = feed.subscribe((event, data) => this.#send(event, data))
    this.#beat = setInterval(() => feed.beat(), BEAT_MS).unref()
  }

  get full(): boolean {
    return this.#clients.size >= MOST_CLIENTS
  }

  /** Clients at once since `countAnew`. */
  get most(): number {
    return this.#most
  }

  countAnew(): void {
    this.#most = this.#clients.size
  }

  /** Begins with the whole state. @param headers besides those of a stream */
  add(response: ServerResponse, headers: Record<string, string>): void {
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8' })
    response.on('close', () => this.#clients.delete(response))
    response.on('error', () => this.#clients.delete(response))
    this.#clients.add(response)
    this.#most = Math.max(this.#most, this.#clients.size)
    response.write(`retry: ${RETRY_MS}\n\n${frame('state', this.#feed.state)}`)
  }

  /** Ends every stream, after what was said last. */
  async end(): Promise<void> {
    clearInterval(this.#beat)
    this.#unsubscribe()
    const gone = [...this.#clients].map((client) => new Promise<void>((resolve) => client.once('close', resolve).end()))
    let timer: NodeJS.Timeout | undefined
    await Promise.race([Promise.all(gone), new Promise((resolve) => (timer = setTimeout(resolve, FAREWELL_MS)))])
    clearTimeout(timer)
  }

  #send<Name extends keyof LiveEvents>(event: Name, data: LiveEvents[Name]): void {
    if (this.#clients.size === 0) return
    const text = frame(event, data)
    for (const client of this.#clients) {
      if (client.writableLength + text.length > MOST_BUFFERED_BYTES) client.destroy()
      else client.write(text)
    }
  }
}

/** JSON has no line breaks of its own, which would end the frame. */
function frame<Name extends keyof LiveEvents>(event: Name, data: LiveEvents[Name]): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
