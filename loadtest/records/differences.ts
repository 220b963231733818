/** One field that is not the same on both sides. */
export interface Difference {
  /** e.g. `envelope.agency.slots` or `scenarios.launch-day.stages[1].rate`. */
  field: string
  /** undefined = not there. */
  a: unknown
  b: unknown
}

/** Every field in which two values of JSON differ, in the order of the first; objects are compared field by field. */
export function differencesBetween(a: unknown, b: unknown, field: string): Difference[] {
  if (Array.isArray(a) && Array.isArray(b)) {
    return Array.from({ length: Math.max(a.length, b.length) }, (_, index) => index).flatMap((index) =>
      differencesBetween(a[index], b[index], `${field}[${index}]`),
    )
  }
  if (isObject(a) && isObject(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((name) =>
      differencesBetween(a[name], b[name], field === '' ? name : `${field}.${name}`),
    )
  }
  return Object.is(a, b) ? [] : [{ field, a, b }]
}

/** `envelope.heapMb: 256 against 512`. */
export function describeDifference({ field, a, b }: Difference): string {
  return `${field}: ${written(a)} against ${written(b)}`
}

function written(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
