import { createWorkerPlatform } from '../../../worker/platform.ts'

/** The runtime under test, as `#platform`: see vitest.config.ts. */
export const platform = createWorkerPlatform()
