import { createLog } from '../service/log.ts'
import { readConfig } from '../service/config.ts'
import { choosePlan, strategyConfig } from '../strategies/strategy-config.ts'
import { writeSettings } from './write-settings.ts'

// The first process of a composed system, which ends when its work is done. A wrong strategy ends everything here, exit 2.
const config = readConfig(strategyConfig)
const plan = await choosePlan(config)
const directory = process.env.SETTINGS || '/settings'
const made = await writeSettings(directory, { strategy: config.STRATEGY, heapMb: plan.heapMb })
createLog('settings').info({ directory, strategy: config.STRATEGY, heapMb: plan.heapMb, newPasswords: made }, 'written')
