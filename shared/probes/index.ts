import type { ProbeRequest, RunnableProbe } from '../engine/index.ts'
import { parseCertificate, parsePem } from '../protocols/x509/index.ts'
import { activesyncProbe } from './activesync.ts'
import { autodiscoverProbe } from './autodiscover.ts'
import { certificateProbe } from './certificate.ts'
import { dnsProbe } from './dns.ts'
import { ewsProbe } from './ews.ts'
import { mapiHttpProbe } from './mapi-http.ts'
import { offlineAddressBookProbe } from './offline-address-book.ts'
import { outlookAnywhereProbe } from './outlook-anywhere.ts'
import { readOverrides } from './overrides.ts'
import type { Probe } from './probe.ts'
import { reachabilityProbe } from './reachability.ts'
import { RequestError } from './request-error.ts'
import { rpcPingProbe } from './rpc-ping.ts'
import { parseServer, parseTarget, type Target } from './target.ts'

export { requireRoomToHold } from './hold-time.ts'
export { readOverrides } from './overrides.ts'
export type { Probe } from './probe.ts'
export { RequestError } from './request-error.ts'
export { parseTarget, type Target } from './target.ts'

/** Every probe there is. A new one is added here. */
export const probes: readonly Probe[] = [
  dnsProbe,
  reachabilityProbe,
  certificateProbe,
  autodiscoverProbe,
  outlookAnywhereProbe,
  rpcPingProbe,
  mapiHttpProbe,
  ewsProbe,
  offlineAddressBookProbe,
  activesyncProbe,
]

/**
 * Finds the probe that a request names and reads its target.
 *
 * @throws RequestError saying what was expected
 */
export function prepareProbe(request: ProbeRequest): RunnableProbe<Target> {
  const probe = probes.find(({ name }) => name === request.probe)
  if (!probe) {
    const known = probes.map(({ name }) => name).join(', ')
    throw new RequestError('unknown-probe', `there is no probe "${request.probe}": expected one of ${known}`)
  }
  for (const pem of request.roots ?? []) checkRoots(pem)
  readOverrides(request.overrides ?? [])
  const target = parseTarget(request.target)
  if (!probe.targets.includes(target.kind)) {
    throw new RequestError('bad-target', `the probe ${probe.name} needs a name: ${target.host} is an address`)
  }
  const server = request.server === undefined ? {} : { server: parseServer(request.server) }
  if (request.server !== undefined && !probe.takesServer) {
    throw new RequestError(
      'bad-option',
      `the probe ${probe.name} has no use for "server": outlook-anywhere and those of single services have`,
    )
  }
  const { starttls } = request
  if (starttls !== undefined && !probe.startsTls) {
    throw new RequestError('bad-option', `the probe ${probe.name} has no use for "starttls": certificate has`)
  }
  const { rpc } = request
  if (rpc !== undefined && !probe.takesRpc) {
    throw new RequestError('bad-option', `the probe ${probe.name} has no use for "rpc": rpc-ping has`)
  }
  const { activesyncSync } = request
  if (activesyncSync !== undefined && !probe.syncs) {
    throw new RequestError(
      'bad-option',
      `the probe ${probe.name} has no use for "activesyncSync": activesync has`,
    )
  }
  const input = {
    ...target,
    ...server,
    ...(starttls && { starttls }),
    ...(rpc && { rpc }),
    ...(activesyncSync && { activesyncSync }),
  }
  return { root: probe.root, input, signsIn: probe.signsIn }
}

function checkRoots(pem: string): void {
  let certificates = 0
  try {
    for (const der of parsePem(pem)) {
      parseCertificate(der)
      certificates += 1
    }
  } catch (cause) {
    throw new RequestError('bad-roots', 'a trust anchor cannot be read: expected certificates in PEM', {
      cause,
    })
  }
  if (certificates === 0)
    throw new RequestError('bad-roots', 'no certificate found: expected certificates in PEM')
}
