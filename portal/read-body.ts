import { isUtf8 } from 'node:buffer'
import express, { type Request, type Response } from 'express'
import { Problem } from './problem.ts'

/** The largest form has under 1 KB; beyond the bound the answer is 413. */
const BODY_LIMIT = '16kb'

const parse = express.json({
  limit: BODY_LIMIT,
  // A compressed body could unpack to far more than the limit while it is being read.
  inflate: false,
  type: 'application/json',
  verify: (_req, _res, body, charset) => {
    if (charset !== 'utf-8') throw new Problem(415, 'The body must be UTF-8')
    if (!isUtf8(body)) throw new Problem(400, 'The body is not valid UTF-8')
  },
})

/** Reads a JSON body. Throws a Problem (or an error with a 4xx status) for anything else. */
export async function readBody(req: Request, res: Response): Promise<unknown> {
  if (!req.is('application/json')) throw new Problem(415, 'A body of type application/json is required')
  await new Promise<void>((resolve, reject) => parse(req, res, (error?: unknown) => (error ? reject(error) : resolve())))
  return req.body
}
