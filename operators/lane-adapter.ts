import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import type { JobCounts, QueueAdapterOptions } from '@bull-board/api/typings/app'
import type { JobType, Queue } from 'bullmq'

/** BullMQ's types do not know it any more, its store on PostgreSQL does. */
const PAUSED: string = 'paused'

/**
 * A lane as bull-board sees it. Over PostgreSQL, BullMQ 6.7 counts the waiting jobs of a paused queue under `paused`, a state that bull-board
 * no longer asks for, and they would disappear; over Redis they go on waiting. Here they wait in both.
 */
export class LaneAdapter extends BullMQAdapter {
  readonly #lane: Queue

  constructor(lane: Queue, options: Partial<QueueAdapterOptions>) {
    super(lane, options)
    this.#lane = lane
  }

  override async getJobCounts(): Promise<JobCounts> {
    const states = [...this.getJobStatuses(), PAUSED] as JobType[]
    const { [PAUSED]: paused = 0, waiting = 0, ...others } = await this.#lane.getJobCounts(...states)
    return { ...others, waiting: waiting + paused }
  }
}
