import { restricted } from '../restricted.ts'
import { runSuites } from '../run-suites.ts'

/** A window on a folder that nobody trusts. */
export const run = () => runSuites([restricted])
