import type { Manifest } from '../records/manifest.ts'
import type { JourneyRate } from './journey-rate.ts'
import type { ManySockets } from './many-sockets.ts'
import type { OwnCost } from './own-cost.ts'
import type { RequestCost } from './request-cost.ts'

/** bench.json. A part that was not run is null. */
export interface BenchRecord extends Pick<Manifest, 'antrean' | 'commit' | 'startedAt' | 'seed' | 'versions' | 'machine'> {
  interrupted: boolean
  cost: RequestCost | null
  rate: JourneyRate | null
  sockets: ManySockets | null
  own: OwnCost | null
}
