export function findOnPath(names: readonly string[], env?: NodeJS.ProcessEnv): string | null
export function cachedRedis(env?: NodeJS.ProcessEnv): { path: string; libraryPath: string; version: string } | null
