import { hash } from 'node:crypto'
import { BUSINESS_KINDS, VERIFIED_SHARE } from './business-kinds.ts'
import type { BusinessKind } from './business-kinds.ts'
import { Random } from './random.ts'
import { REGIONS } from './regions.ts'

/** An invented person. Nobody real: NIK serials from 9000, `example.test` addresses, a phone prefix no operator holds. */
export interface Person extends Form {
  index: number
  /** 16 digits: 6 of the place, DDMMYY of birth (women: day + 40), serial 9000..9999. */
  nik: string
  fullName: string
  gender: 'female' | 'male'
  /** YYYY-MM-DD. */
  dateOfBirth: string
  address: string
  postcode: string
  channel: 'email' | 'whatsapp'
  contact: string
  password: string
  /** Kabupaten or kota, 4 digits. */
  region: string
  /** Bearer token of the session that is seeded for returning applicants. */
  token: string
  /** SHA-256 of the token: what the portal's database knows. */
  tokenHash: Buffer
}

/** What she writes into the application. */
export interface Form {
  business: { name: string; scale: BusinessKind['scale']; actor: 'individual' | 'business-entity' }
  kbli: string
  /** What she types into the KBLI search. */
  searchWord: string
  /** Without land and building, whole rupiah; within the scale's bounds. */
  capitalRp: number
  workers: number
  /** False when an officer must verify before the last permit is issued. */
  automatic: boolean
}

const FIRST_BIRTHDAY = Date.UTC(1950, 0, 1)
const LAST_BIRTHDAY = Date.UTC(2005, 11, 31)
const DAY_MS = 86_400_000
const SERIALS = 1000
/** Distinct (date of birth, serial) pairs; also the number of people before a NIK could repeat: 20.4 million. */
const NIK_SPACE = ((LAST_BIRTHDAY - FIRST_BIRTHDAY) / DAY_MS + 1) * SERIALS
/** Prime and no divisor of the space, so index -> index x STRIDE mod space is a bijection; spreads neighbours over the years. */
const STRIDE = 7_368_787

/**
 * The person with this index, the same whenever she is asked for. NIK, contact and token are unique over all indices.
 * @param index whole number from 0, below 20 million. @throws RangeError beyond.
 */
export function personOf(seed: number, index: number): Person {
  if (!Number.isInteger(index) || index < 0 || index >= NIK_SPACE) throw new RangeError(`no person has the index ${index}`)
  const random = new Random(seed, index, 'identity')
  const gender = random.bernoulli(0.5) ? 'female' : 'male'
  const fullName = `${random.pick(GIVEN_NAMES[gender])} ${random.pick(FAMILY_NAMES)}`
  const region = random.pick(REGIONS).code
  const { nik, dateOfBirth } = birthOf(seed, index, gender, `${region}0${random.integer(1, 5)}`)
  const channel = random.bernoulli(0.5) ? 'email' : 'whatsapp'
  const token = hash('sha256', `session ${seed} ${index}`, 'base64url')
  return {
    index,
    nik,
    fullName,
    gender,
    dateOfBirth,
    address: `Jalan Contoh No. ${random.integer(1, 200)}`,
    postcode: String(random.integer(10_110, 99_974)),
    channel,
    // Prefix 084 is assigned to no Indonesian operator; nothing is ever sent to a real network anyway.
    contact: channel === 'email' ? `warga-${index}@example.test` : `+62840${String(index).padStart(8, '0')}`,
    password: `Antrean-${hash('sha256', `password ${seed} ${index}`, 'hex').slice(0, 8)}-A1!`,
    region,
    token,
    tokenHash: hash('sha256', token, 'buffer'),
    ...formOf(random, fullName),
  }
}

/** Unique by construction: no two indices share both the day of birth and the serial. */
function birthOf(seed: number, index: number, gender: Person['gender'], place: string): Pick<Person, 'nik' | 'dateOfBirth'> {
  const slot = (index * STRIDE + (Math.abs(seed) % NIK_SPACE)) % NIK_SPACE
  const dateOfBirth = new Date(FIRST_BIRTHDAY + Math.floor(slot / SERIALS) * DAY_MS).toISOString().slice(0, 10)
  const [year, month, day] = dateOfBirth.split('-') as [string, string, string]
  const dd = gender === 'female' ? String(Number(day) + 40) : day
  return { nik: `${place}${dd}${month}${year.slice(2)}${9000 + (slot % SERIALS)}`, dateOfBirth }
}

/** An application form; verified lines of business come in the share that the Bogor study counted. */
export function formOf(random: Random, owner: string): Form {
  const kind = kindOf(random)
  const [low, high] = CAPITAL_RP[kind.scale]
  return {
    business: { name: `Usaha ${owner}`, scale: kind.scale, actor: kind.scale === 'micro' ? 'individual' : 'business-entity' },
    kbli: kind.kbli,
    searchWord: kind.word,
    capitalRp: random.integer(low / 1e6, high / 1e6) * 1e6,
    workers: random.integer(1, 20),
    automatic: kind.automatic,
  }
}

function kindOf(random: Random): BusinessKind {
  return random.pick(random.bernoulli(VERIFIED_SHARE) ? VERIFIED_KINDS : AUTOMATIC_KINDS)
}

const AUTOMATIC_KINDS = BUSINESS_KINDS.filter((kind) => kind.automatic)
const VERIFIED_KINDS = BUSINESS_KINDS.filter((kind) => !kind.automatic)

/** Bounds of micro, small, medium and large capital, rupiah. */
const CAPITAL_RP = { micro: [5e6, 1e9], small: [1.001e9, 5e9], medium: [5.001e9, 10e9], large: [10.001e9, 50e9] } as const

const GIVEN_NAMES = {
  female: ['Siti', 'Dewi', 'Sri', 'Ayu', 'Rina', 'Wulan', 'Indah', 'Maria', 'Nur', 'Fitri', 'Lestari', 'Yuni'],
  male: ['Agus', 'Budi', 'Joko', 'Andi', 'Rizky', 'Yohanes', 'Made', 'Ahmad', 'Hendra', 'Bayu', 'Dedi', 'Slamet'],
} as const
const FAMILY_NAMES = [
  'Santoso',
  'Wijaya',
  'Siregar',
  'Lubis',
  'Halim',
  'Putra',
  'Saputra',
  'Nasution',
  'Tanjung',
  'Wibowo',
] as const
