import { everywhere, exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, fromBothSides, works } from '../parts.ts'
import type { Host, Scenario } from '../scenario.ts'

/** A server of Exchange Online, which has its own name and says nothing without a token. */
const cloud = (name: string, mailDomain: string): Host =>
  serving(exchange('2019', { namespace: `${name}.`, jsonDomains: [mailDomain] }), {
    certificate: { names: [`${name}.`] },
  })

const AUTODISCOVER = 'autodiscover.outlook.com'
const OUTLOOK = 'outlook.office365.com'

const toTheCloud = [
  { name: 'autodiscover', type: 'CNAME', target: `${AUTODISCOVER}.` },
  { name: `${AUTODISCOVER}.`, type: 'HOST', host: 'cloud' },
] as const

export const mailboxesInTheCloud: Scenario = {
  name: 'mailboxes-in-the-cloud',
  title: 'A domain whose mail and Autodiscover are with Exchange Online',
  rows: ['S03'],
  hosts: { cloud: cloud(AUTODISCOVER, '@') },
  zone: [
    {
      name: '@',
      type: 'MX',
      preference: 0,
      target: 'mailboxes-in-the-cloud-test.mail.protection.outlook.com.',
    },
    ...toTheCloud,
  ],
  expect: everywhere(works, 'rpc-retired-service'),
}

export const pointerToTheCloud: Scenario = {
  name: 'pointer-to-the-cloud',
  title: 'Autodiscover points to Exchange Online, and the mailboxes are on servers of the domain',
  rows: ['X10'],
  hosts: {
    mail: serving(exchange('2019'), { certificate: { names: ['mail'] } }),
    cloud: cloud(AUTODISCOVER, '@'),
  },
  zone: [
    { name: '@', type: 'MX', preference: 10, target: 'mail' },
    { name: 'mail', type: 'HOST', host: 'mail' },
    ...toTheCloud,
  ],
  expect: fromBothSides(fails, 'autodiscover', '@', 'hybrid-wrong-pointer'),
}

export const cloudAnswersToo: Scenario = {
  name: 'cloud-answers-too',
  title: 'Exchange Online says that it holds a mailbox which is on servers of the domain',
  rows: ['X11'],
  hosts: { mail: serving(exchange('2019')), cloud: cloud(OUTLOOK, '@') },
  zone: [
    { name: '@', type: 'MX', preference: 10, target: 'mail' },
    { name: 'mail', type: 'HOST', host: 'mail' },
    { name: 'autodiscover', type: 'CNAME', target: 'mail' },
    { name: `${OUTLOOK}.`, type: 'HOST', host: 'cloud' },
  ],
  expect: [
    {
      probe: 'autodiscover',
      target: 'anna@',
      perspective: 'outside',
      verdict: 'works',
      findings: ['cloud-answers-first'],
    },
  ],
}
