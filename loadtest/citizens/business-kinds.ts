/** What a citizen applies for; `automatic` as licensing decides it for this KBLI and scale (tested against licensing). */
export interface BusinessKind {
  kbli: string
  scale: 'micro' | 'small' | 'medium' | 'large'
  automatic: boolean
  /** A word people would search for. */
  word: string
}

/**
 * Share of applications that an officer must verify: (604 + 1,187) of 20,561 went through OSS in Kota Bogor in 2022
 * (the Bogor study); the rest was issued automatically.
 */
export const VERIFIED_SHARE = (604 + 1187) / 20_561

/** Mostly micro and small, as on the real portal, where they are 93 to 99 % of the applicants. */
export const BUSINESS_KINDS: readonly BusinessKind[] = [
  { kbli: '47111', scale: 'micro', automatic: true, word: 'minimarket' },
  { kbli: '47112', scale: 'micro', automatic: true, word: 'pangan' },
  { kbli: '10792', scale: 'micro', automatic: true, word: 'kue' },
  { kbli: '10794', scale: 'small', automatic: true, word: 'kerupuk' },
  { kbli: '96200', scale: 'micro', automatic: true, word: 'binatu' },
  { kbli: '45407', scale: 'small', automatic: true, word: 'motor' },
  { kbli: '82190', scale: 'micro', automatic: true, word: 'fotokopi' },
  { kbli: '62019', scale: 'small', automatic: true, word: 'pemrograman' },
  { kbli: '56102', scale: 'micro', automatic: true, word: 'warung' },
  { kbli: '56303', scale: 'small', automatic: true, word: 'kafe' },
  { kbli: '56101', scale: 'micro', automatic: true, word: 'restoran' },
  { kbli: '96112', scale: 'small', automatic: true, word: 'kecantikan' },
  { kbli: '56101', scale: 'small', automatic: false, word: 'restoran' },
  { kbli: '56101', scale: 'medium', automatic: false, word: 'restoran' },
  { kbli: '56290', scale: 'medium', automatic: false, word: 'boga' },
  { kbli: '47221', scale: 'small', automatic: false, word: 'minuman' },
  { kbli: '86105', scale: 'small', automatic: false, word: 'klinik' },
]
