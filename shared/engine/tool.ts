/** Who made a report. The version is the package's: a test holds the two together. */
export const TOOL = { name: 'outpost', version: '0.1.0' } as const
