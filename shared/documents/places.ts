import type { Subject } from '../engine/index.ts'
import type { Mention } from './document.ts'

/**
 * The mentions that a finding's subject stands at, the most telling ones alone: the setting itself before
 * other places that name the host, the host before its domain. Empty when the text names it nowhere.
 */
export function placesOf(subject: Subject, mentions: readonly Mention[]): readonly Mention[] {
  for (const fits of testsFor(subject)) {
    const found = mentions.filter(fits)
    if (found.length > 0) return found
  }
  return []
}

type Fits = (mention: Mention) => boolean

function testsFor(subject: Subject): readonly Fits[] {
  switch (subject.kind) {
    case 'domain':
      return [names(subject.domain), below(subject.domain)]
    case 'host':
      return [names(subject.host)]
    case 'address':
    case 'endpoint':
      return [names(subject.address), ...(subject.host ? [names(subject.host)] : [])]
    case 'record':
      return [names(subject.name.replace(/\.$/, '').toLowerCase())]
    case 'url': {
      const host = hostOf(subject.url)
      return [(mention) => mention.value === subject.url, ...(host ? [names(host)] : [])]
    }
    case 'certificate':
      return subject.host ? [names(subject.host)] : []
    case 'setting': {
      const { setting, host } = subject
      const same: Fits = (mention) => mention.setting?.toLowerCase() === setting.toLowerCase()
      return [
        ...(host ? [(mention: Mention) => same(mention) && names(host)(mention), names(host)] : []),
        same,
      ]
    }
    case 'mailbox':
      return [names(subject.mailbox), names(subject.mailbox.replace(/^.*@/, ''))]
    case 'run':
      return []
  }
}

function names(name: string): Fits {
  const wanted = name.toLowerCase()
  return ({ value, host }) => value.toLowerCase() === wanted || host?.toLowerCase() === wanted
}

/** A domain's mailboxes, and the name that Autodiscover has below it. */
function below(domain: string): Fits {
  return names(`autodiscover.${domain}`)
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : undefined
}
