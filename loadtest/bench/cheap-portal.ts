import { join } from 'node:path'
import { startDriverProcess } from '../trials/driver-process.ts'
import type { CheapPortalPlan, FromCheapPortal } from './cheap-portal-process.ts'
import type { Bench, DriverLab } from './bench.ts'

export interface CheapPortal {
  url: string
  end(): Promise<void>
}

/** Starts one on the system's core. @param name of its log */
export async function startCheapPortal(
  { lab, directory }: Pick<Bench, 'directory'> & DriverLab,
  name: string,
  plan: CheapPortalPlan,
): Promise<CheapPortal> {
  const onSystemCore = { run: lab.run, cores: { ...lab.cores, world: lab.cores.system } }
  const script = '../bench/cheap-portal-process.ts'
  const portal = await startDriverProcess<FromCheapPortal, never>(onSystemCore, script, plan, join(directory, `${name}.log`))
  const { port } = await portal.hear('ready')
  return { url: `http://127.0.0.1:${port}`, end: () => portal.end() }
}
