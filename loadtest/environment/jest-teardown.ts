import './jest-setup.ts'

/** Stops what jest-setup.ts started. */
export default async function stopTestServers(): Promise<void> {
  await globalThis.stopTestServers?.()
}
