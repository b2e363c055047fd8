import type { Subject } from '../engine/index.ts'

/** What a finding is about, in a few words. The names in it are foreign: whoever shows it escapes for their sink. */
export function subjectText(subject: Subject): string {
  switch (subject.kind) {
    case 'domain':
      return subject.domain
    case 'host':
      return subject.host
    case 'address':
      return withHost(subject.address, subject.host)
    case 'endpoint':
      return withHost(`${subject.address} port ${subject.port}`, subject.host)
    case 'record':
      return `${subject.type} record of ${subject.name}`
    case 'url':
      return subject.url
    case 'certificate':
      return `certificate ${subject.sha256.slice(0, 8)} of ${subject.host ?? 'a host'}`
    case 'setting':
      return [subject.setting, subject.value && `= ${subject.value}`, subject.host && `on ${subject.host}`]
        .filter(Boolean)
        .join(' ')
    case 'mailbox':
      return subject.mailbox
    case 'run':
      return 'this run'
  }
}

function withHost(text: string, host: string | undefined): string {
  return host === undefined || host === '' || host === text ? text : `${host} (${text})`
}
