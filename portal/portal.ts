import type { Pool } from 'pg'
import type { IdentityRegistryClient, MessageGatewayClient } from '../agencies/client.ts'
import type { PortalMetrics } from '../monitoring/portal-metrics.ts'
import type { Log } from '../service/log.ts'
import type { Envelope, Gate, Plan } from '../strategies/strategy.ts'
import type { SignalSampler } from './signals.ts'

/** Everything the portal needs; whoever builds it also closes it. */
export interface Portal {
  readonly pool: Pool
  readonly plan: Plan
  readonly envelope: Envelope
  /** Absent = everybody is let in at once. */
  readonly gate?: Gate | undefined
  readonly signals: SignalSampler
  readonly identityRegistry: Pick<IdentityRegistryClient, 'check'>
  readonly messageGateway: Pick<MessageGatewayClient, 'send'>
  readonly metrics: PortalMetrics
  readonly log: Log
}
