import { activation } from './activation.ts'
import { sample } from './sample.ts'

/** Every suite that runs inside of the extension host. */
export const suites: readonly (() => void)[] = [activation, sample]
