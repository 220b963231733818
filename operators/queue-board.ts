import { createBullBoard } from '@bull-board/api'
import { ExpressAdapter } from '@bull-board/express'
import type { AppViewRoute, BeforeHook } from '@bull-board/api/typings/app'
import type { Express, RequestHandler } from 'express'
import type { LaneQueues } from '../queues/lane-queues.ts'
import { LaneAdapter } from './lane-adapter.ts'
import { BOARD_POLICY } from './security-headers.ts'

/** Where the board is mounted; its page names it in <base>. */
export const BOARD_PATH = '/queues'

/** The page's one request to the outside. Without it the next family of the list is taken, as everywhere else here. */
const FONTS_FROM_ELSEWHERE = /<link href="https:\/\/fonts\.googleapis\.com[^>]*>/g
/** Files whose names change with their contents, and some that do not. */
const STATIC_CACHE = 'private, max-age=3600'

export interface BoardOptions {
  lanes: LaneQueues
  strategy: string
  readOnly: boolean
  before: BeforeHook
}

/** bull-board over the lanes of a plan, to be mounted at BOARD_PATH behind the login. */
export function queueBoard({ lanes, strategy, readOnly, before }: BoardOptions): RequestHandler {
  const adapter = new OfflineAdapter()
  adapter.setBasePath(BOARD_PATH)
  createBullBoard({
    queues: [...lanes.queues].map(
      ([lane, queue]) =>
        new LaneAdapter(queue, { readOnlyMode: readOnly, displayName: `lane ${lane}`, description: DESCRIPTION }),
    ),
    serverAdapter: adapter,
    options: {
      handlerHooks: { before },
      uiConfig: {
        boardTitle: `Queues of ${strategy}`,
        miscLinks: [{ text: 'Log out', url: '/logout' }],
        environment: {
          label: readOnly ? 'read-only' : 'actions take effect',
          color: readOnly ? '#0b4f6c' : '#8c1d18',
          textColor: '#fff',
        },
        hideDocsLink: true,
        sortQueues: false,
      },
    },
  })
  const board = adapter.getRouter() as Express
  board.disable('x-powered-by')
  return (req, res, next) => {
    res.set('Content-Security-Policy', BOARD_POLICY)
    if (req.path.startsWith('/static/')) res.set('Cache-Control', STATIC_CACHE)
    board(req, res, next)
  }
}

const DESCRIPTION = 'One job is one accepted application; what is done is forgotten here'

/** Serves the board's page without what it would load from elsewhere. */
class OfflineAdapter extends ExpressAdapter {
  override setEntryRoute(page: AppViewRoute): ExpressAdapter {
    this.app.get(page.route, (_req, res, next) => {
      const { name, params } = page.handler({ basePath: this.basePath, uiConfig: this.uiConfig })
      res.render(name, params, (error, markup) => (error ? next(error) : res.send(markup.replace(FONTS_FROM_ELSEWHERE, ''))))
    })
    return this
  }
}
