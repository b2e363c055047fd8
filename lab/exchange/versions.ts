import type { WindowsVersion } from '../ntlm/challenge-message.ts'

export type ExchangeVersion = '2010 SP3' | '2013' | '2016' | '2019' | 'SE'

/** What a version of Exchange has, and how it shows. */
export interface VersionFacts {
  /** As X-OWA-Version has it. */
  readonly build: readonly [major: number, minor: number, build: number, revision: number]
  readonly iis: '7.5' | '8.5' | '10.0'
  readonly aspNet: '2.0.50727' | '4.0.30319'
  readonly windows: WindowsVersion
  /** 2013 and later: every request passes a front end, which names itself, and has a health check for each directory. */
  readonly frontEnd: boolean
  /** From 2013 SP1 on. */
  readonly mapiOverHttp: boolean
  /** From 2016 CU3 on. */
  readonly autodiscoverJson: boolean
  /** Setup turns Extended Protection on: from 2019 CU14 on. */
  readonly extendedProtection: boolean
}

const MODERN = { aspNet: '4.0.30319', frontEnd: true, mapiOverHttp: true } as const

export const VERSIONS: Readonly<Record<ExchangeVersion, VersionFacts>> = {
  '2010 SP3': {
    build: [14, 3, 513, 0],
    iis: '7.5',
    aspNet: '2.0.50727',
    windows: { major: 6, minor: 1, build: 7601 },
    frontEnd: false,
    mapiOverHttp: false,
    autodiscoverJson: false,
    extendedProtection: false,
  },
  '2013': {
    ...MODERN,
    build: [15, 0, 1497, 48],
    iis: '8.5',
    windows: { major: 6, minor: 3, build: 9600 },
    autodiscoverJson: false,
    extendedProtection: false,
  },
  '2016': {
    ...MODERN,
    build: [15, 1, 2507, 39],
    iis: '10.0',
    windows: { major: 10, minor: 0, build: 14393 },
    autodiscoverJson: true,
    extendedProtection: false,
  },
  '2019': {
    ...MODERN,
    build: [15, 2, 1544, 11],
    iis: '10.0',
    windows: { major: 10, minor: 0, build: 17763 },
    autodiscoverJson: true,
    extendedProtection: true,
  },
  SE: {
    ...MODERN,
    build: [15, 2, 2562, 17],
    iis: '10.0',
    windows: { major: 10, minor: 0, build: 26100 },
    autodiscoverJson: true,
    extendedProtection: true,
  },
}

/** The build as X-OWA-Version has it. */
export function dottedBuild({ build }: VersionFacts): string {
  return build.join('.')
}

/** The build as ServerVersion in an Autodiscover answer has it (MS-OXDSCLI): 8 hexadecimal digits. */
export function packedBuild({ build: [major, minor, build] }: VersionFacts): string {
  const packed = 0x70008000 + major * 2 ** 22 + minor * 2 ** 16 + build
  return packed.toString(16).toUpperCase()
}
