import { z } from 'zod'
import type { ListeningServer } from '../service/listening-server.ts'
import { Inbox } from './inbox.ts'
import { HttpProblem, readJson, sendJson, serve, type Handler } from './json-http.ts'

const message = z.object({
  to: z.string().min(1).max(200),
  channel: z.enum(['email', 'whatsapp']),
  text: z.string().max(2000),
  code: z.string().max(20),
})

const INBOX = '/inbox/'

/** Starts the simulated message gateway: takes messages and lets simulated citizens read their own. Rejects when the port is taken. */
export function startMessageGateway(options: { port: number; host: string }): Promise<ListeningServer> {
  return serve(gatewayHandler(new Inbox()), options.port, options.host)
}

function gatewayHandler(inbox: Inbox): Handler {
  return async (request, response, path) => {
    if (request.method === 'POST' && path === '/messages') {
      const { to, text, code } = await readJson(request, message)
      inbox.add(to, { text, code, atMs: Date.now() })
      return sendJson(response, 202, { accepted: true })
    }
    if (request.method === 'GET' && path.startsWith(INBOX)) {
      return sendJson(response, 200, { messages: inbox.of(contactOf(path)) })
    }
    if (request.method === 'GET' && path === '/healthz') return sendJson(response, 200, { status: 'ok' })
    throw new HttpProblem(404, `no ${request.method} ${path}`)
  }
}

function contactOf(path: string): string {
  try {
    return decodeURIComponent(path.slice(INBOX.length))
  } catch {
    throw new HttpProblem(400, 'the contact is not percent-encoded')
  }
}
