import { iisError } from '../http/iis/error-response.ts'
import { type HttpRequest, type HttpResponse, headerOf } from '../http/message.ts'
import type { NtlmTarget } from '../ntlm/challenge-message.ts'
import { challengeFor } from '../ntlm/stranger.ts'

/** A proxy that is a member of the perimeter's own domain. */
const PERIMETER: NtlmTarget = {
  netbiosDomain: 'PERIMETER',
  netbiosComputer: 'TMG01',
  dnsDomain: 'perimeter.lab.test',
  dnsComputer: 'tmg01.perimeter.lab.test',
  dnsForest: 'perimeter.lab.test',
  windows: { major: 6, minor: 1, build: 7601 },
}

/** The proxy wants to know itself who somebody is, by NTLM. Its domain knows none of the tenant's users. */
export function askByNtlm(request: HttpRequest): HttpResponse {
  const [, token] = /^NTLM +(\S+)$/i.exec(headerOf(request, 'authorization') ?? '') ?? []
  const answer = token === undefined ? undefined : challengeFor(PERIMETER, token, Date.now())
  const page = iisError(401)
  const field = ['WWW-Authenticate', answer === undefined ? 'NTLM' : `NTLM ${answer}`] as const
  return { ...page, headers: [['Via', '1.1 TMG01'], field, ...page.headers] }
}
