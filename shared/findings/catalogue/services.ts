import { z } from 'zod'
import { defineFinding } from '../define.ts'
import { generationSchema, remediesFor, SINCE_2013 } from '../generation.ts'
import { hostOrAddressArgument, mailboxArgument } from '../powershell.ts'

const EMS = 'Exchange Management Shell'
const generation = generationSchema.optional()

const hostOf = (url: string) => URL.parse(url)?.hostname ?? url

export const webServiceFailed = defineFinding({
  code: 'web-service-failed',
  severity: 'error',
  title: 'The web services of Exchange fail for the user',
  values: z.object({
    mailbox: z.string(),
    host: z.string(),
    /** `GetFolder`, `GetUserAvailability`. */
    operation: z.string(),
    /** `ErrorNonExistentMailbox`, or what stands in the way of an answer: `HTTP 403`. */
    code: z.string(),
    message: z.string().optional(),
    generation,
  }),
  example: {
    mailbox: 'anna@contoso.com',
    host: 'mail.contoso.com',
    operation: 'GetUserAvailability',
    code: 'ErrorMailRecipientNotFound',
  },
  subject: (values) => ({ kind: 'url', url: `https://${values.host}/EWS/Exchange.asmx#${values.operation}` }),
  sentence: (values) =>
    `The web services at ${values.host} answer ${values.operation} for ${values.mailbox} with ${values.code}${values.message === undefined ? '' : ` (${values.message})`}.`,
  meaning: (values) =>
    values.operation === 'GetUserAvailability'
      ? 'Outlook connects, and shows no free/busy times when a meeting is planned.'
      : 'Outlook for Windows connects, without free/busy times, automatic replies and MailTips. Outlook for Mac and other programs that work through the web services cannot open the mailbox.',
  remedies: (values) =>
    remediesFor(values.generation, [
      {
        where: EMS,
        text: 'See whether the web services are open for the mailbox, and for the organisation:',
        commands: [
          `Get-CASMailbox -Identity ${mailboxArgument(values.mailbox)} | Format-List EwsEnabled, EwsApplicationAccessPolicy, EwsAllowOutlook, EwsBlockList`,
          'Get-OrganizationConfig | Format-List Ews*',
        ],
      },
    ]),
  verify: (values) => [
    `curl.exe --http1.1 --silent --include --ntlm --user '<domain>\\<user>' ('https://{0}/EWS/Exchange.asmx' -f ${hostOrAddressArgument(values.host)}) # asks for the password; 200 is right`,
  ],
})

export const offlineAddressBookBroken = defineFinding({
  code: 'offline-address-book-broken',
  severity: 'error',
  title: 'The offline address book cannot be downloaded',
  values: z.object({
    url: z.string(),
    problem: z.enum(['missing', 'denied', 'not-a-manifest', 'empty', 'status']),
    status: z.int().optional(),
    generation,
  }),
  example: {
    url: 'https://mail.contoso.com/OAB/1f6c2a52-9f6b-4b43-9c7b-7a6d0c9f2a11/oab.xml',
    problem: 'missing',
    status: 404,
  },
  subject: (values) => ({ kind: 'url', url: values.url }),
  sentence: (values) => {
    const what = {
      missing: 'is not there (404)',
      denied: 'is not for this user (403)',
      'not-a-manifest': 'is something else than a manifest',
      empty: 'names no address list that could be downloaded',
      status: `is answered with ${values.status ?? 'an error'}`,
    }[values.problem]
    return `The manifest of the offline address book, ${values.url}, ${what}.`
  },
  meaning: () =>
    'Outlook in cached mode cannot download the address book (0x8004010F), and shows an old one or none.',
  remedies: (values) =>
    remediesFor(values.generation, [
      {
        generations: SINCE_2013,
        where: EMS,
        text: 'See who makes the address book, and whether that mailbox is where it can; then have it made again:',
        commands: [
          'Get-OfflineAddressBook | Format-List Name, GeneratingMailbox, GlobalWebDistributionEnabled, VirtualDirectories, LastTouchedTime',
          "Get-Mailbox -Arbitration | Where-Object PersistedCapabilities -like '*OAB*' | Format-List Name, ServerName, Database",
          'Get-OfflineAddressBook | Update-OfflineAddressBook',
        ],
      },
      {
        generations: ['2007', '2010'],
        where: EMS,
        text: 'Have the address book made and distributed again:',
        commands: [
          'Get-OfflineAddressBook | Update-OfflineAddressBook',
          'Get-ClientAccessServer | Update-FileDistributionService',
        ],
      },
    ]),
  verify: (values) => [
    `curl.exe --http1.1 --silent --include --ntlm --user '<domain>\\<user>' ('https://{0}/OAB/' -f ${hostOrAddressArgument(hostOf(values.url))}) # asks for the password; a second 401 is wrong`,
  ],
})

export const activesyncFailed = defineFinding({
  code: 'activesync-failed',
  severity: 'error',
  title: 'ActiveSync fails for the user',
  values: z.object({
    mailbox: z.string(),
    host: z.string(),
    /** `OPTIONS`, `FolderSync`. */
    command: z.string(),
    /** `HTTP 403`, or the status in the answer: `status 177`. */
    code: z.string(),
    generation,
  }),
  example: { mailbox: 'anna@contoso.com', host: 'mail.contoso.com', command: 'OPTIONS', code: 'HTTP 403' },
  subject: (values) => ({ kind: 'url', url: `https://${values.host}/Microsoft-Server-ActiveSync` }),
  sentence: (values) =>
    `ActiveSync at ${values.host} answers ${values.command} for ${values.mailbox} with ${values.code}.`,
  meaning: () => 'Phones and tablets of this user do not synchronise. Outlook is not concerned.',
  remedies: (values) =>
    remediesFor(values.generation, [
      {
        where: EMS,
        text: 'See whether ActiveSync is on for the mailbox, and switch it on:',
        commands: [
          `Get-CASMailbox -Identity ${mailboxArgument(values.mailbox)} | Format-List ActiveSync*`,
          `Set-CASMailbox -Identity ${mailboxArgument(values.mailbox)} -ActiveSyncEnabled $true`,
        ],
      },
      {
        where: 'Active Directory Users and Computers, advanced view',
        text: 'For administrators: ActiveSync cannot make a device where inheritance of permissions is switched off on the account. Switch it on, or test with an ordinary user.',
      },
    ]),
  verify: (values) => [
    `Get-CASMailbox -Identity ${mailboxArgument(values.mailbox)} | Format-List ActiveSyncEnabled`,
  ],
})

export const activesyncPartnershipMade = defineFinding({
  code: 'activesync-partnership-made',
  severity: 'info',
  title: 'The test has made a device partnership',
  values: z.object({ mailbox: z.string(), host: z.string(), deviceId: z.string() }),
  example: { mailbox: 'anna@contoso.com', host: 'mail.contoso.com', deviceId: 'OUTPOST0PROBE' },
  subject: (values) => ({ kind: 'mailbox', mailbox: values.mailbox }),
  sentence: (values) =>
    `FolderSync has registered a device ${values.deviceId} with the mailbox of ${values.mailbox}.`,
  meaning: () =>
    'It was asked for with --activesync-sync. The device is the same each time; the user may be told of a new one, and it counts among those that a mailbox may have.',
  remedies: (values) =>
    remediesFor(undefined, [
      {
        generations: SINCE_2013,
        where: EMS,
        text: 'Remove it when it is not needed any more:',
        commands: [
          `Get-MobileDevice -Mailbox ${mailboxArgument(values.mailbox)} | Where-Object DeviceId -eq 'OUTPOST0PROBE' | Remove-MobileDevice`,
        ],
      },
    ]),
  verify: () => [],
})
