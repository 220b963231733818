import fc from 'fast-check'

/**
 * Property tests draw the same examples every time, so that a red run is red again on the next machine. `FC_SEED=2 npm test` draws
 * others: do so after changing what they test.
 */
fc.configureGlobal({ seed: Number(process.env.FC_SEED || 20_261_122) })
