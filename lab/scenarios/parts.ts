import type { CertificateSpec } from '../ca/certificate-spec.ts'
import type { ZoneRecord } from '../dns/zone.ts'
import type { FrontEnd, TlsFrontEnd } from '../front-ends/front-end.ts'
import type { Expectation, Host } from './scenario.ts'

/** A certificate as it should be. */
export const goodCertificate: CertificateSpec = { names: ['mail', 'autodiscover'] }

/** A current Exchange server's front end. */
export const goodFrontEnd: TlsFrontEnd = {
  kind: 'tls',
  certificate: goodCertificate,
  behind: { kind: 'exchange', version: '2019' },
}

/** A machine behind a firewall that lets HTTPS through and drops the rest. */
export const goodHost: Host = { addresses: ['ipv4'], ports: { 443: goodFrontEnd } }

const rpcOverHttp: FrontEnd = { kind: 'banner', text: 'ncacn_http/1.0' }

/** What a Windows server with Exchange has open for RPC, with and without HTTP. */
export const rpcPorts: Host['ports'] = {
  135: { kind: 'endpoint-mapper' },
  593: rpcOverHttp,
  6001: rpcOverHttp,
  6002: rpcOverHttp,
  6004: rpcOverHttp,
}

/** The machine with another certificate on it. */
export function hostWith(certificate: Partial<CertificateSpec>): Host {
  return hostLike({ certificate: { ...goodCertificate, ...certificate } })
}

/** The machine with something else about its front end. */
export function hostLike(change: Partial<TlsFrontEnd>): Host {
  return { ...goodHost, ports: { 443: { ...goodFrontEnd, ...change } } }
}

/** What an organisation publishes beside the names that Outlook uses. */
const surroundingRecords: readonly ZoneRecord[] = [
  { name: '@', type: 'MX', preference: 10, target: 'mail' },
  { name: '@', type: 'TXT', text: 'v=spf1 mx -all' },
  { name: '@', type: 'CAA', tag: 'issue', value: 'ca.lab.test' },
]

export const autodiscoverAlias: ZoneRecord = { name: 'autodiscover', type: 'CNAME', target: 'mail' }

/** Autodiscover as an alias of the mail host. */
export const goodZone: readonly ZoneRecord[] = [
  ...surroundingRecords,
  { name: 'mail', type: 'HOST', host: 'mail' },
  autodiscoverAlias,
]

/** The zone with what it has at the given records' names replaced by them. */
export function zoneWith(...records: readonly ZoneRecord[]): readonly ZoneRecord[] {
  return [...zoneWithout(...records.map(({ name }) => name)), ...records]
}

/** The zone with nothing at the names. */
export function zoneWithout(...names: readonly string[]): readonly ZoneRecord[] {
  return goodZone.filter(({ name }) => !names.includes(name))
}

type Perspective = Expectation['perspective']

/** Nothing is wrong, whatever `info` there is. */
export function works(
  perspective: Perspective,
  probe: string,
  target: string,
  ...info: string[]
): Expectation {
  return { probe, target, perspective, verdict: 'works', findings: [], ...(info.length > 0 && { info }) }
}

/** Something is wrong that some clients can live with: the findings are warnings. */
export function warns(
  perspective: Perspective,
  probe: string,
  target: string,
  ...findings: string[]
): Expectation {
  return { probe, target, perspective, verdict: 'works', findings }
}

/** It does not work. */
export function fails(
  perspective: Perspective,
  probe: string,
  target: string,
  ...findings: string[]
): Expectation {
  return { probe, target, perspective, verdict: 'fails', findings }
}

/** Something is wrong, and whether it works could not be told. */
export function unsure(
  perspective: Perspective,
  probe: string,
  target: string,
  ...findings: string[]
): Expectation {
  return { probe, target, perspective, verdict: 'unknown', findings }
}

/** It could not be told, and `info` says why. */
export function unknown(
  perspective: Perspective,
  probe: string,
  target: string,
  ...info: string[]
): Expectation {
  return { probe, target, perspective, verdict: 'unknown', findings: [], info }
}

/** The same from both sides. */
export function fromBothSides(
  expectation: typeof works,
  probe: string,
  target: string,
  ...codes: string[]
): readonly Expectation[] {
  return [expectation('outside', probe, target, ...codes), expectation('inside', probe, target, ...codes)]
}

/** All probes find nothing above `info`, from both sides; `certificate` tells what is worth knowing. */
export function silentBut(...info: string[]): readonly Expectation[] {
  return [
    ...fromBothSides(works, 'dns', '@'),
    ...fromBothSides(works, 'reachability', 'mail'),
    ...fromBothSides(works, 'certificate', 'mail', ...info),
    ...fromBothSides(works, 'certificate', 'autodiscover', ...info),
  ]
}

/** All probes find nothing above `info`, from both sides. */
export const silent: readonly Expectation[] = silentBut()
