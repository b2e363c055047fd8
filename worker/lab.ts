import type { AddressMap } from '../lab/network/address-map.ts'
import { labPlatform } from '../lab/network/lab-platform.ts'
import type { Endpoint } from '../shared/platform/index.ts'
import { createApp } from './app.ts'
import type { Variables } from './configuration.ts'
import { createWorkerPlatform } from './platform.ts'

interface LabVariables extends Variables {
  readonly OUTPOST_LAB_MAP: AddressMap
  readonly OUTPOST_LAB_IPV6_WITNESSES: readonly Endpoint[]
  /** The region of the lab's internet that it stands in, if any. */
  readonly OUTPOST_LAB_REGION?: string
}

/** The same Worker in front of the lab: its internet is the one that the map describes. Never deployed. */
export default createApp<LabVariables>((variables) => ({
  platform: labPlatform(
    createWorkerPlatform(),
    variables.OUTPOST_LAB_MAP,
    'outside',
    variables.OUTPOST_LAB_REGION,
  ),
  ipv6Witnesses: variables.OUTPOST_LAB_IPV6_WITNESSES,
  rootsArePublic: true,
}))
