import { dashboard } from './dashboard.ts'
import { agencyCalls, applications, poolByState } from './pool-charts.ts'
import { cpu, eventLoopBusy, garbageCollection, heap, uptime } from './process-charts.ts'
import {
  backlog,
  jobAttempts,
  jobsActive,
  jobsStalled,
  laneDepth,
  oldestWait,
  registryChecks,
  registryQuota,
  registrySlots,
  registryTime,
  serviceTime,
  waitTime,
} from './queue-charts.ts'
import {
  officersBusy,
  officersDecisions,
  timeToDecision,
  verificationAge,
  verificationOverdue,
  verificationSla,
  verificationTasks,
} from './verification-charts.ts'

export const queuesWorkersVerification = dashboard({
  name: 'queues-workers-verification',
  title: 'queues, workers, verification',
  says: 'The way of an application after its acknowledgement: outbox, lanes, workers, the identity registry, and the officers.',
  rows: [
    { title: 'Queues', panels: [backlog(8), laneDepth(8), oldestWait(8), waitTime(8), serviceTime(8), applications(8)] },
    { title: 'Workers', panels: [jobsActive(8), jobAttempts(8), jobsStalled(8)] },
    {
      title: 'The workers’ processes',
      panels: [
        eventLoopBusy('worker', 4),
        cpu('worker', 4),
        heap('worker', 4),
        garbageCollection('worker', 4),
        poolByState('worker', 4),
        uptime('worker', 4),
      ],
    },
    {
      title: 'Agencies',
      panels: [registrySlots(6), registryChecks(6), registryTime(6), registryQuota(6), agencyCalls(12), cpu('agencies', 12)],
    },
    {
      title: 'Verification',
      panels: [
        verificationTasks(8),
        verificationAge(8),
        verificationSla(8),
        verificationOverdue(6),
        officersBusy(6),
        officersDecisions(6),
        timeToDecision(6),
      ],
    },
  ],
})
