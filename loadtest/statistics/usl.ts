import jstat from 'jstat'
import { levenbergMarquardt } from 'ml-levenberg-marquardt'
import { Random } from '../citizens/random.ts'
import { percent } from './figures.ts'

/** What so many people at once got out of a system. */
export interface UslPoint {
  people: number
  /** Per second; more than 0 somewhere. */
  throughput: number
}

/** A figure and its 95 % interval. */
export interface Estimate {
  value: number
  /** null as the upper end = no end can be given. */
  ci95: readonly [number, number | null]
}

/**
 * Universal Scalability Law (Gunther, Guerrilla Capacity Planning, 2007; with lambda as in Schwartz and Fortune, Forecasting MySQL
 * Scalability, 2010): X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1)).
 */
interface UslFit {
  /** Throughput of one person alone, per second. */
  lambda: Estimate
  /** Contention: share of the work that must queue. */
  sigma: Estimate
  /** Coherency: cost of every pair that must agree; what makes more people get less. */
  kappa: Estimate
  /** N* = sqrt((1 - sigma) / kappa), and what is got there; null = beyond `most`, where the curve is a guess. */
  peak: { people: Estimate; throughput: Estimate } | null
  /** Largest number of people that was measured. */
  most: number
  rSquared: number
  /** Largest distance of a measured point from the curve, as a share of the highest measured throughput. */
  maxResidualShare: number
  points: number
}

/** Exactly one of the two is null: a poor fit has no coefficients, it has a reason. */
export type UslResult = { fit: UslFit; refused: null } | { fit: null; refused: string }

type Parameters = readonly [lambda: number, sigma: number, kappa: number]

/** Gunther asks for half a dozen loads at least. */
const FEWEST_LOADS = 6
const LEAST_R_SQUARED = 0.9
/** Beyond it the curve does not have the form of what was measured (published fits stay below 0.06). */
const LARGEST_RESIDUAL_SHARE = 0.1
/** A scaled parameter below it lies on its bound 0. */
const ON_THE_BOUND = 1e-6
const UPPER_BOUND = 1e4
/** Of the bootstrap; seconds of work for ten times as many. */
const RESAMPLES = 1000
/** More than enough: the published data need 8 from the first guess. */
const ITERATIONS = 40
const ITERATIONS_AGAIN = 20

/**
 * Fits the law by least squares (Levenberg-Marquardt) and refuses when it does not describe the points: fewer than six loads,
 * R squared below 0.9, a point further than 10 % of the highest throughput from the curve, or a parameter at its bound.
 * Intervals: bootstrap of residuals (Efron and Tibshirani 1993, 9.4), widened for the few degrees of freedom.
 */
export function fitUsl(points: readonly UslPoint[], seed: number, resamples = RESAMPLES): UslResult {
  const loads = new Set(points.map(({ people }) => people)).size
  if (loads < FEWEST_LOADS) return refuse(`${loads} numbers of people were measured, at least ${FEWEST_LOADS} are needed`)
  if (!points.some(({ throughput }) => throughput > 0)) return refuse('nothing came out at any number of people')
  const scaled = scaleOf(points)
  const found = leastSquares(points, scaled, scaled.guess, ITERATIONS)
  const quality = qualityOf(points, found)
  const reason = whyPoor(scaled, found, quality)
  if (reason !== null) return refuse(reason)
  return {
    fit: { ...intervals(points, scaled, found, new Random(seed, 'usl'), resamples), ...quality, points: points.length },
    refused: null,
  }
}

/** What the law says about so many people. */
export function uslThroughput([lambda, sigma, kappa]: Parameters, people: number): number {
  return (lambda * people) / (1 + sigma * (people - 1) + kappa * people * (people - 1))
}

interface Scale {
  /** Size of each parameter: in these units all of them are about 1, which the library's damping supposes. */
  units: Parameters
  /** Of the throughput. */
  highest: number
  guess: Parameters
}

function scaleOf(points: readonly UslPoint[]): Scale {
  const most = Math.max(...points.map(({ people }) => people))
  const highest = Math.max(...points.map(({ throughput }) => throughput))
  const units = [Math.max(...points.map(({ people, throughput }) => throughput / people)), 1 / most, 1 / most ** 2] as const
  return { units, highest, guess: units }
}

function leastSquares(points: readonly UslPoint[], { units, highest }: Scale, start: Parameters, iterations: number): Parameters {
  const real = (parameters: readonly number[]) => units.map((unit, index) => unit * parameters[index]!) as unknown as Parameters
  const model = (parameters: readonly number[]) => (people: number) => uslThroughput(real(parameters), people) / highest
  const { parameterValues } = levenbergMarquardt(
    { x: points.map(({ people }) => people), y: points.map(({ throughput }) => throughput / highest) },
    model,
    {
      initialValues: start.map((value, index) => value / units[index]!),
      jacobianFunction: (parameters) => gradient(real(parameters), units, highest),
      minValues: [0, 0, 0],
      maxValues: [UPPER_BOUND, UPPER_BOUND, UPPER_BOUND],
      maxIterations: iterations,
      errorTolerance: 1e-14,
    },
  )
  return real(parameterValues)
}

/** Of the scaled model, by each scaled parameter. */
function gradient([lambda, sigma, kappa]: Parameters, units: Parameters, highest: number) {
  return (people: number): number[] => {
    const below = 1 + sigma * (people - 1) + kappa * people * (people - 1)
    const bySlowing = (-lambda * people * (people - 1)) / below ** 2
    return [(units[0] * people) / below, units[1] * bySlowing, units[2] * people * bySlowing].map((slope) => slope / highest)
  }
}

function qualityOf(points: readonly UslPoint[], parameters: Parameters): Pick<UslFit, 'rSquared' | 'maxResidualShare'> {
  const measured = points.map(({ throughput }) => throughput)
  const residuals = residualsOf(points, parameters)
  const mean = measured.reduce((a, b) => a + b) / measured.length
  const sumOfSquares = (values: readonly number[]) => values.reduce((sum, value) => sum + value ** 2, 0)
  return {
    rSquared: 1 - sumOfSquares(residuals) / sumOfSquares(measured.map((value) => value - mean)),
    maxResidualShare: Math.max(...residuals.map(Math.abs)) / Math.max(...measured),
  }
}

function residualsOf(points: readonly UslPoint[], parameters: Parameters): number[] {
  return points.map(({ people, throughput }) => throughput - uslThroughput(parameters, people))
}

function whyPoor({ units }: Scale, found: Parameters, quality: Pick<UslFit, 'rSquared' | 'maxResidualShare'>): string | null {
  const [lambda, sigma, kappa] = found.map((value, index) => value / units[index]!) as unknown as Parameters
  const { rSquared, maxResidualShare } = quality
  // Written so that NaN (all points alike) is poor too.
  if (!(rSquared >= LEAST_R_SQUARED)) return `R squared ${rSquared.toFixed(2)} is below ${LEAST_R_SQUARED}`
  if (maxResidualShare > LARGEST_RESIDUAL_SHARE)
    return `a point lies ${percent(maxResidualShare)} of the highest throughput off the curve, more than ${percent(LARGEST_RESIDUAL_SHARE)}`
  if ([lambda, sigma, kappa].some((value) => value >= UPPER_BOUND)) return 'a parameter is at its upper bound'
  if (found[1] >= 1) return 'sigma is 1 or more: nothing is shared at all'
  if (sigma < ON_THE_BOUND) return 'sigma is at its bound 0: no contention can be seen at these numbers of people'
  if (kappa < ON_THE_BOUND) return 'kappa is at its bound 0: there is no peak at these numbers of people'
  return null
}

function intervals(points: readonly UslPoint[], scale: Scale, found: Parameters, random: Random, resamples: number) {
  const freedom = points.length - found.length
  const most = Math.max(...points.map(({ people }) => people))
  // n / (n - p) unbiases the residuals' variance, t over normal quantile pays for few points: of 400 samples of eight points the
  // intervals then held the truth in 92 to 94 %, without it in 86 to 88 %.
  const widen = Math.sqrt(points.length / freedom) * (jstat.studentt.inv(0.975, freedom) / NORMAL_975)
  const residuals = residualsOf(points, found).map((residual) => residual * widen)
  const drawn = Array.from({ length: resamples }, () => {
    const again = points.map(({ people }) => ({ people, throughput: uslThroughput(found, people) + random.pick(residuals) }))
    return leastSquares(again, scale, found, ITERATIONS_AGAIN)
  })
  const estimate = (of: (parameters: Parameters) => number): Estimate => {
    const values = drawn.map(of).toSorted((a, b) => a - b)
    const high = values[Math.ceil(0.975 * resamples) - 1]!
    return { value: of(found), ci95: [values[Math.floor(0.025 * resamples)]!, Number.isFinite(high) ? high : null] }
  }
  return {
    lambda: estimate(([lambda]) => lambda),
    sigma: estimate(([, sigma]) => sigma),
    kappa: estimate(([, , kappa]) => kappa),
    peak: peakOf(found) > most ? null : { people: estimate(peakOf), throughput: estimate(throughputAtPeak) },
    most,
  }
}

const NORMAL_975 = 1.959964

/** Infinity = none: throughput grows for ever. */
function peakOf([, sigma, kappa]: Parameters): number {
  return Math.sqrt(Math.max(0, 1 - sigma) / kappa)
}

function throughputAtPeak(parameters: Parameters): number {
  const people = peakOf(parameters)
  const [lambda, sigma] = parameters
  return people === Infinity ? lambda / sigma : uslThroughput(parameters, Math.max(1, people))
}

function refuse(refused: string): UslResult {
  return { fit: null, refused }
}
