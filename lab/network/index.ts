/** What a runtime needs to stand on the lab's internet: nothing here needs Node, so a Worker can have it too. */
export type { AddressMap } from './address-map.ts'
export { labPlatform, type View } from './lab-platform.ts'
