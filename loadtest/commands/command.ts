/** One command of the laboratory; the first word after `npm start --` chooses it. */
export interface Command {
  readonly name: string
  readonly usage: string
  readonly summary: string
  /**
   * @param stop aborted by Ctrl-C or SIGTERM: clean up, keep what was measured, return
   * @returns the exit code (exit-code.ts)
   */
  run(args: string[], stop: AbortSignal): Promise<number>
}
