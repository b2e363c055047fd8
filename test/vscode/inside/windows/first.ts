import { activation } from '../activation.ts'
import { atTheEdge } from '../at-the-edge.ts'
import { offline } from '../offline.ts'
import { runSuites } from '../run-suites.ts'
import { sample } from '../sample.ts'
import { signingIn } from '../signing-in.ts'
import { testExplorer } from '../test-explorer.ts'
import { twoRuns } from '../two-runs.ts'

/** What VS Code loads into the extension host of the first window. */
export const run = () => runSuites([activation, offline, atTheEdge, testExplorer, twoRuns, signingIn, sample])
