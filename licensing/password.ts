import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** OWASP's minimum for argon2id (12 MiB, 3 passes, 1 lane): some 16 ms of CPU, off the event loop. */
const MEMORY_KIB = 12_288
const PASSES = 3
const PARALLELISM = 1
const NONCE_BYTES = 16
const TAG_BYTES = 32

const hash = promisify(argon2)

/** A new argon2id hash in PHC form, `$argon2id$v=19$m=...,t=...,p=...$nonce$tag`. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(NONCE_BYTES)
  const tag = await tagOf(password, nonce, MEMORY_KIB, PASSES, PARALLELISM)
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${PARALLELISM}$${base64(nonce)}$${base64(tag)}`
}

/** Whether the password is the one hashed, with the costs stored in the hash. Throws on a string that is no such hash. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(stored)
  if (!parts) throw new Error('Not an argon2id hash')
  const [, memory, passes, parallelism, nonce, tag] = parts as unknown as [string, string, string, string, string, string]
  const actual = await tagOf(password, Buffer.from(nonce, 'base64'), Number(memory), Number(passes), Number(parallelism))
  return timingSafeEqual(actual, Buffer.from(tag, 'base64'))
}

function tagOf(message: string, nonce: Buffer, memory: number, passes: number, parallelism: number): Promise<Buffer> {
  return hash('argon2id', { message, nonce, memory, passes, parallelism, tagLength: TAG_BYTES })
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
