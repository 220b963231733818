/** Who somebody says to be: the 16-digit NIK and the name as on the identity card. Never logged. */
export interface Identity {
  nik: string
  name: string
}

export type Verdict = 'match' | 'mismatch'

/** The population registry (Dukcapil) as licensing sees it; agencies/client.ts is the one over HTTP. */
export interface IdentityRegistry {
  /** Rejects when the registry is unavailable, its quota is used up, or `signal` is aborted. */
  check(identity: Identity, signal?: AbortSignal): Promise<Verdict>
}
