import { history } from '../history.ts'
import { runSuites } from '../run-suites.ts'
import { signedIn } from '../signed-in.ts'
import { tools } from '../tools.ts'

/** A window that is opened later, with what the first one left; language models may be talked to in it. */
export const run = () => runSuites([history, tools, signedIn])
