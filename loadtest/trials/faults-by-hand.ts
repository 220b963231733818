import type { Fault, FaultPlace } from '../faults/fault.ts'
import type { SwitchedByHand } from '../records/trial-facts.ts'
import type { RunningSystem } from './running-system.ts'

/** A switch of a fault, at an epoch time in ms. */
export interface Switched {
  fault: string
  on: boolean
  atMs: number
}

/** Faults that a person switches in a running system, one after the other, and what was switched. */
export class FaultsByHand {
  readonly #faults: ReadonlyMap<string, Fault>
  readonly #place: FaultPlace
  readonly #on = new Set<string>()
  #system: RunningSystem | null = null
  #switched: Switched[] = []
  #last: Promise<void> = Promise.resolve()

  /** @param faults all there are, by name */
  constructor(faults: ReadonlyMap<string, Fault>, place: FaultPlace) {
    this.#faults = faults
    this.#place = place
  }

  /** Those that are on; single events never are. */
  get on(): ReadonlySet<string> {
    return this.#on
  }

  /** Whether there is a system to switch them in. */
  get ready(): boolean {
    return this.#system !== null
  }

  /** Why a switch would change nothing, in words: such an order is none, and is not noted. null = it can be switched. */
  impossible(name: string, on: boolean): string | null {
    const fault = this.#faults.get(name)
    if (!fault) return `there is no fault "${name}"; there are: ${[...this.#faults.keys()].join(', ')}`
    if (!on && !fault.stop) return `${name} is a single event, it cannot be switched off`
    if (fault.stop && on === this.#on.has(name)) return `${name} is ${on ? 'on' : 'off'} already`
    const why = on && this.#system ? fault.impossible?.(this.#system, this.#place) : null
    return why ? `${name} could do nothing: ${why}` : null
  }

  /** A fresh system, in which nothing is wrong yet. */
  use(system: RunningSystem): void {
    this.#system = system
    this.#on.clear()
    this.#switched = []
  }

  /**
   * @returns when it is switched
   * @throws when there is no system, or the fault could not be switched
   */
  switch(name: string, on: boolean): Promise<void> {
    const done = this.#last.then(() => this.#switch(name, on))
    this.#last = done.catch(() => undefined)
    return done
  }

  /**
   * Switches off what is on, after what was ordered before; from now on there is no system.
   * @returns what was switched by hand: what is still on ends with the system, which nobody ordered
   */
  async end(): Promise<readonly Switched[]> {
    const before = this.#last
    this.#last = before.then(async () => {
      const system = this.#system
      if (system)
        for (const name of this.#on)
          await this.#faults
            .get(name)
            ?.stop?.(system)
            .catch(() => undefined)
      this.#system = null
      this.#on.clear()
    })
    await this.#last
    return this.#switched
  }

  async #switch(name: string, on: boolean): Promise<void> {
    const fault = this.#faults.get(name)
    if (!fault || !this.#system)
      throw new Error(`${name} cannot be switched: ${fault ? 'nothing runs' : 'there is no such fault'}`)
    // Noted first: half switched is switched as well.
    this.#note(name, on)
    if (on) await this.#start(fault, this.#system)
    else await this.#stop(fault, this.#system)
  }

  /** One that fails half-way is taken back. */
  async #start(fault: Fault, system: RunningSystem): Promise<void> {
    if (fault.stop) this.#on.add(fault.name)
    try {
      await fault.start(system)
    } catch (error) {
      if (fault.stop) {
        this.#note(fault.name, false)
        // What cannot be taken back stays on for all we know, and is tried again in the end.
        await this.#stop(fault, system).catch(() => undefined)
      }
      throw error
    }
  }

  async #stop(fault: Fault, system: RunningSystem): Promise<void> {
    await fault.stop?.(system)
    this.#on.delete(fault.name)
  }

  #note(fault: string, on: boolean): void {
    this.#switched.push({ fault, on, atMs: Date.now() })
  }
}

/** What was switched by hand as the trial's record says it. @param startedAt epoch ms of the trial's start */
export function switchedByHand(switched: readonly Switched[], startedAt: number): SwitchedByHand[] {
  return switched.map(({ fault, on, atMs }) => ({ fault, on, atS: (atMs - startedAt) / 1000 }))
}

/** Why such a trial is not its scenario's: none, or one sentence. */
export function byHandFaults(switched: readonly SwitchedByHand[]): string[] {
  const each = switched.map(({ fault, on, atS }) => `${fault} ${on ? 'on' : 'off'} at ${atS.toFixed(1)} s`)
  return each.length === 0 ? [] : [`not the scenario alone, faults were switched by hand: ${each.join(', ')}`]
}
