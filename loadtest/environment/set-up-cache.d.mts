export function cacheDirectory(env?: NodeJS.ProcessEnv): string
export function withLock<T>(path: string, work: () => Promise<T>): Promise<T>
