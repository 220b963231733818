import { PASSWORD } from './operators-process.ts'

/** A browser's manners without a browser: its origin with everything that changes something, and one cookie. */
export interface Visitor {
  get(path: string, headers?: Record<string, string>): Promise<Response>
  send(method: string, path: string, body?: URLSearchParams | object, headers?: Record<string, string>): Promise<Response>
  logIn(password?: string): Promise<Response>
  /** `name=value` of the last cookie that was set; undefined = none, or it was taken away. */
  cookie: string | undefined
}

/** For tests. Redirections are not followed. */
export function visitorOf(url: string): Visitor {
  const visitor: Visitor = {
    cookie: undefined,
    get: (path, headers) => call('GET', path, undefined, headers),
    send: (method, path, body, headers) => call(method, path, body, headers),
    logIn: (password = PASSWORD) => call('POST', '/login', new URLSearchParams({ password })),
  }

  async function call(method: string, path: string, body?: URLSearchParams | object, headers: Record<string, string> = {}) {
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(method !== 'GET' && { origin: url }),
        ...(body !== undefined && !(body instanceof URLSearchParams) && { 'content-type': 'application/json' }),
        ...(visitor.cookie !== undefined && { cookie: visitor.cookie }),
        ...headers,
      },
      body: body === undefined || body instanceof URLSearchParams ? body : JSON.stringify(body),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      visitor.cookie = pair.endsWith('=') ? undefined : pair
    }
    return response
  }
  return visitor
}
