import { createNodePlatform } from '../../../node/platform.ts'

/** The runtime under test, as `#platform`: see vitest.config.ts. */
export const platform = createNodePlatform()
