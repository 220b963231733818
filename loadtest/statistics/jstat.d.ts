/** The few distributions of jstat that are used here; the library has no types of its own. */
declare module 'jstat' {
  interface CentralT {
    cdf(x: number, degreesOfFreedom: number): number
    inv(p: number, degreesOfFreedom: number): number
  }
  const jstat: {
    studentt: CentralT
    chisquare: CentralT
    normal: { cdf(x: number, mean: number, deviation: number): number; inv(p: number, mean: number, deviation: number): number }
    noncentralt: { cdf(x: number, degreesOfFreedom: number, noncentrality: number): number }
  }
  export default jstat
}
