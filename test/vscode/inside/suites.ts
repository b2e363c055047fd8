import { activation } from './activation.ts'
import { atTheEdge } from './at-the-edge.ts'
import { offline } from './offline.ts'
import { sample } from './sample.ts'
import { signingIn } from './signing-in.ts'

/** Every suite that runs inside of the extension host. */
export const suites: readonly (() => void)[] = [activation, offline, atTheEdge, signingIn, sample]
