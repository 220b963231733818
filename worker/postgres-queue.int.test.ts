import { issuesEverythingOnce } from './testing/issues-everything-once.ts'

issuesEverythingOnce({
  name: 'bullmq-postgres',
  redisUrl: '',
  forget: ({ pool }) => pool.query('TRUNCATE bullmq.job CASCADE'),
})
