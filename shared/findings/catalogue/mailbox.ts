import { z } from 'zod'
import { defineFinding } from '../define.ts'
import {
  type Generation,
  generationSchema,
  remediesFor,
  SINCE_2013,
  type VersionedRemedy,
} from '../generation.ts'
import { hostOrAddressArgument, mailboxArgument } from '../powershell.ts'

/** What every refusal of a logon tells. */
const refusal = z.object({
  /** The user's address. */
  mailbox: z.string(),
  host: z.string(),
  transport: z.enum(['mapi-http', 'rpc-http']),
  /** The method or ROP that was refused: `EcDoConnectEx`, `Connect`, `RopLogon`. */
  call: z.string(),
  /** Its return value, in hexadecimal and by name: `0x000003EB ecUnknownUser`. */
  code: z.string(),
  generation: generationSchema.optional(),
})
type Refusal = z.infer<typeof refusal>

const example = (code: string, call = 'EcDoConnectEx'): Refusal => ({
  mailbox: 'anna@contoso.com',
  host: 'mail.contoso.com',
  transport: call === 'Connect' ? 'mapi-http' : 'rpc-http',
  call,
  code,
})

const TRANSPORTS = { 'mapi-http': 'MAPI over HTTP', 'rpc-http': 'RPC over HTTP' } as const
const SINCE_2010: readonly Generation[] = ['2010', ...SINCE_2013]

/** The command that shows what the server thinks of the mailbox. */
const showAccess = (mailbox: string) =>
  `Get-CASMailbox -Identity ${mailboxArgument(mailbox)} | Format-List MAPI*, *Mapi*, ECPEnabled, EwsEnabled, ActiveSyncEnabled`

/** One way in which a logon is refused, told apart by what mends it. */
function refusalOf(entry: {
  code: string
  severity?: 'error' | 'warning'
  title: string
  example: Refusal
  /** What the refusal says, behind who refused it. */
  why: string
  meaning: string
  remedies: (values: Refusal) => readonly VersionedRemedy[]
  /** What shows that it worked; the access that the mailbox gives where nothing is said. */
  verify?: (values: Refusal) => readonly string[]
}) {
  return defineFinding({
    code: entry.code,
    row: 'R06',
    severity: entry.severity ?? 'error',
    title: entry.title,
    values: refusal,
    example: entry.example,
    subject: (values) => ({ kind: 'mailbox', mailbox: values.mailbox }),
    sentence: (values) =>
      `${values.host} refuses ${values.mailbox} by ${TRANSPORTS[values.transport]} with ${values.code} in ${values.call}: ${entry.why}.`,
    meaning: () => entry.meaning,
    remedies: (values) => remediesFor(values.generation, entry.remedies(values)),
    verify: (values) => entry.verify?.(values) ?? [showAccess(values.mailbox)],
  })
}

const EMS = 'Exchange Management Shell'

/** Opens the mailbox again, as this run did. */
const openAgain = ({ mailbox, host }: Refusal) => [
  `outpost outlook-anywhere ${mailboxArgument(mailbox)} --server ${hostOrAddressArgument(host)} --user '<domain>\\<user>'`,
]

export const mapiDisabled = refusalOf({
  code: 'mapi-disabled',
  title: 'MAPI is switched off for the mailbox',
  example: example('0x000007D8 ecProtocolDisabled'),
  why: 'MAPI is switched off for this mailbox',
  meaning:
    'Outlook cannot open the mailbox by any of its protocols, from inside or outside. Phones and Outlook on the web go on working.',
  remedies: ({ mailbox }) => [
    {
      where: EMS,
      text: 'Let the mailbox be opened by Outlook:',
      commands: [`Set-CASMailbox -Identity ${mailboxArgument(mailbox)} -MAPIEnabled $true`],
    },
  ],
})

export const rpcHttpDisallowed = refusalOf({
  code: 'rpc-http-disallowed',
  title: 'Outlook Anywhere is switched off for the mailbox',
  example: example('0x000004E0 ecRpcHttpDisallowed'),
  why: 'this mailbox may not be opened by RPC over HTTP',
  meaning:
    'Outlook cannot open this mailbox through Outlook Anywhere. Others on the same server can, and this one inside, where RPC or MAPI over HTTP is used.',
  remedies: ({ mailbox }) => [
    {
      where: EMS,
      text: 'Let the mailbox be opened by Outlook Anywhere:',
      commands: [`Set-CASMailbox -Identity ${mailboxArgument(mailbox)} -MAPIBlockOutlookRpcHttp $false`],
    },
  ],
})

export const cachedModeRequired = refusalOf({
  code: 'cached-mode-required',
  severity: 'warning',
  title: 'The mailbox takes Outlook in cached mode only',
  example: example('0x000004E1 ecCachedModeRequired'),
  why: 'this mailbox is open for Outlook in cached mode only (error 1249)',
  meaning:
    'Outlook in online mode, and programs that log on as it does, are refused; so was this run, so that it could not see the mailbox itself. Outlook in cached mode connects.',
  remedies: ({ mailbox }) => [
    {
      where: EMS,
      text: 'If online mode is to work, allow it:',
      commands: [
        `Set-CASMailbox -Identity ${mailboxArgument(mailbox)} -MAPIBlockOutlookNonCachedMode $false`,
      ],
    },
  ],
})

export const clientVersionBlocked = refusalOf({
  code: 'client-version-blocked',
  title: 'This version of Outlook is blocked',
  example: example('0x000004DF ecClientVerDisallowed'),
  why: 'this version of Outlook is blocked',
  meaning:
    'The run presented itself as a current Outlook, and versions like it are kept out. Users of these versions cannot open the mailbox.',
  remedies: ({ mailbox }) => [
    {
      where: EMS,
      text: 'See which versions the mailbox refuses, and lift the block if it is not meant:',
      commands: [
        `Get-CASMailbox -Identity ${mailboxArgument(mailbox)} | Format-List MAPIBlockOutlookVersions`,
        `Set-CASMailbox -Identity ${mailboxArgument(mailbox)} -MAPIBlockOutlookVersions $null`,
      ],
    },
    {
      generations: SINCE_2010,
      where: EMS,
      text: 'See what the servers refuse, and lift that if it is not meant:',
      commands: [
        'Get-RpcClientAccess | Format-List Server, BlockedClientVersions',
        'Get-RpcClientAccess | Set-RpcClientAccess -BlockedClientVersions $null',
      ],
    },
  ],
})

export const encryptionRequired = refusalOf({
  code: 'encryption-required',
  title: 'The server demands that Outlook encrypts RPC',
  example: example('0x00000970 ecNotEncrypted'),
  why: 'RPC has to be encrypted beside TLS (error 2416)',
  meaning:
    'Outlook connects when "Encrypt data between Microsoft Outlook and Microsoft Exchange" is on in its account, which has been the default since 2007. Profiles where it is off are refused.',
  remedies: () => [
    {
      where: "Outlook's account settings, Security, or its group policy",
      text: 'Switch on "Encrypt data between Microsoft Outlook and Microsoft Exchange".',
    },
    {
      generations: SINCE_2010,
      where: EMS,
      text: 'Or, since TLS encrypts the whole way, let the server do without:',
      commands: ['Get-RpcClientAccess | Set-RpcClientAccess -EncryptionRequired $false'],
    },
  ],
})

/** Front ends remember for hours where a mailbox was. */
const FORGET = [
  'Import-Module WebAdministration',
  'Restart-WebAppPool MSExchangeAutodiscoverAppPool',
  'Restart-WebAppPool MSExchangeMapiFrontEndAppPool',
  'Restart-WebAppPool MSExchangeRpcProxyFrontEndAppPool',
]

export const mailboxUnknown = refusalOf({
  code: 'mailbox-unknown',
  title: 'The server does not know the mailbox',
  example: example('0x000003EB ecUnknownUser'),
  why: 'the distinguished name that Autodiscover gave is of no mailbox that it knows',
  meaning:
    'Autodiscover and the mailbox store do not agree on who this is: the mailbox was removed, disconnected or moved, or its name in Active Directory has not reached every server.',
  remedies: ({ mailbox }) => [
    {
      where: EMS,
      text: 'Have Active Directory replicate, and see whether the mailbox is there, where, and under which LegacyExchangeDN. Where none is found, it was removed: the second line finds it among the disconnected ones, for Connect-Mailbox:',
      commands: [
        `Get-Mailbox -Identity ${mailboxArgument(mailbox)} | Format-List LegacyExchangeDN, Database, ServerName, ExchangeGuid`,
        'Get-MailboxDatabase | Get-MailboxStatistics | Where-Object { $_.DisconnectDate } | Format-Table DisplayName, Database, DisconnectDate, DisconnectReason, MailboxGuid',
      ],
    },
    {
      generations: SINCE_2013,
      where: 'PowerShell on each Exchange server that clients come to',
      text: 'When it was moved lately, have the server forget where it was:',
      commands: FORGET,
    },
  ],
  verify: openAgain,
})

export const mailboxElsewhere = refusalOf({
  code: 'mailbox-elsewhere',
  title: 'The mailbox is on another server than Autodiscover says',
  example: example('0x00000478 ecWrongServer', 'RopLogon'),
  why: 'the mailbox is on another server',
  meaning:
    'Outlook is sent on to the right server, and connects when it reaches that from where it stands; from outside it often does not, and starts over.',
  remedies: ({ mailbox }) => [
    {
      where: EMS,
      text: 'Find the server that holds the mailbox now; its name has to be the one that Autodiscover gives:',
      commands: [
        `Get-Mailbox -Identity ${mailboxArgument(mailbox)} | Format-List Database, ServerName, LegacyExchangeDN`,
      ],
    },
    {
      generations: ['2010'],
      where: EMS,
      text: 'Autodiscover gives the RpcClientAccessServer of the database: set it to the Client Access server (or array) of the site where the database is mounted, if another is shown:',
      commands: [
        `Get-MailboxDatabase -Identity (Get-Mailbox -Identity ${mailboxArgument(mailbox)}).Database.Name | Format-List Name, MountedOnServer, RpcClientAccessServer`,
        `Set-MailboxDatabase -Identity (Get-Mailbox -Identity ${mailboxArgument(mailbox)}).Database.Name -RpcClientAccessServer '<name of the server or array>'`,
      ],
    },
    {
      generations: SINCE_2013,
      where: 'PowerShell on each Exchange server that clients come to',
      text: 'When it was moved lately, have the server forget where it was:',
      commands: FORGET,
    },
    {
      generations: SINCE_2010,
      where: EMS,
      text: 'See on which servers the copies of its database are: one of them has to be mounted, and Healthy:',
      commands: [
        `Get-MailboxDatabaseCopyStatus -Identity (Get-Mailbox -Identity ${mailboxArgument(mailbox)}).Database.Name`,
      ],
    },
  ],
  verify: openAgain,
})

export const mailboxAccountDisabled = refusalOf({
  code: 'mailbox-account-disabled',
  title: 'The account of the mailbox is disabled',
  example: example('0x0000096C ecMailboxDisabled', 'RopLogon'),
  why: 'the account of the mailbox is disabled',
  meaning: 'Nobody can open the mailbox until its account is enabled again, or made a shared one.',
  remedies: ({ mailbox }) => [
    {
      where: 'PowerShell with the Active Directory module',
      text: 'See whether the account is meant to be disabled, and enable it if not:',
      commands: [
        `Get-ADUser -Filter "mail -eq ${mailboxArgument(mailbox)}" -Properties AccountExpirationDate | Format-List SamAccountName, Enabled, AccountExpirationDate`,
        `Get-ADUser -Filter "mail -eq ${mailboxArgument(mailbox)}" | Enable-ADAccount`,
      ],
    },
  ],
  verify: openAgain,
})

export const mailboxInTransit = refusalOf({
  code: 'mailbox-in-transit',
  title: 'The mailbox is being moved',
  example: example('0x0000050C ecMailboxInTransit', 'RopLogon'),
  why: 'the mailbox is being moved',
  meaning:
    'It is locked while its move is completed, for some minutes as a rule. Outlook connects afterwards.',
  remedies: ({ mailbox }) => [
    {
      generations: SINCE_2010,
      where: EMS,
      text: 'Wait while PercentComplete grows; where Status is Failed or the move stands still, Message says why:',
      commands: [
        `Get-MoveRequest -Identity ${mailboxArgument(mailbox)} | Get-MoveRequestStatistics | Format-List Status, StatusDetail, PercentComplete, Message`,
      ],
    },
    {
      generations: ['2007'],
      where: EMS,
      text: 'The move runs in the shell where somebody called Move-Mailbox: let it end there.',
    },
  ],
  verify: openAgain,
})

export const mailboxAccessDenied = refusalOf({
  code: 'mailbox-access-denied',
  title: 'The user may not open this mailbox',
  example: example('0x80070005 ecAccessDenied', 'RopLogon'),
  why: 'who signed in may not open it',
  meaning:
    'The user is signed in, and the mailbox is not open to him: it is another one, or the rights of its owner were taken away.',
  remedies: ({ mailbox }) => [
    {
      where: EMS,
      text: 'See who may open the mailbox, and whether its account and the one that signed in are the same:',
      commands: [
        `Get-MailboxPermission -Identity ${mailboxArgument(mailbox)} | Format-Table User, AccessRights, Deny`,
        `Get-Mailbox -Identity ${mailboxArgument(mailbox)} | Format-List UserPrincipalName, SamAccountName, LinkedMasterAccount`,
      ],
    },
    {
      where: EMS,
      text: "Give the owner's rights back where they are missing:",
      commands: [
        `Add-MailboxPermission -Identity ${mailboxArgument(mailbox)} -User 'NT AUTHORITY\\SELF' -AccessRights FullAccess, ReadPermission`,
      ],
    },
  ],
  verify: openAgain,
})

export const logonRefused = refusalOf({
  code: 'logon-refused',
  title: 'The mailbox store refuses the logon',
  example: example('0x0000011C ecProfileNotConfigured', 'RopLogon'),
  why: 'the mailbox cannot be opened',
  meaning: 'Outlook signs in and then cannot open the mailbox.',
  remedies: ({ mailbox }) => [
    {
      where: EMS,
      text: 'See whether the mailbox is well, and its database mounted:',
      commands: [
        `Get-MailboxStatistics -Identity ${mailboxArgument(mailbox)} | Format-List DisconnectReason, Database, ServerName`,
        `Test-MAPIConnectivity -Identity ${mailboxArgument(mailbox)}`,
      ],
    },
  ],
  verify: openAgain,
})

export const nameNotResolved = defineFinding({
  code: 'name-not-resolved',
  row: 'R05',
  severity: 'error',
  title: "The user's name is not found in the address book",
  values: z.object({
    mailbox: z.string(),
    host: z.string(),
    transport: z.enum(['mapi-http', 'rpc-http']),
    how: z.enum(['unresolved', 'ambiguous']),
    generation: generationSchema.optional(),
  }),
  example: {
    mailbox: 'anna@contoso.com',
    host: 'mail.contoso.com',
    transport: 'mapi-http',
    how: 'unresolved',
  },
  subject: (values) => ({ kind: 'mailbox', mailbox: values.mailbox }),
  sentence: (values) =>
    values.how === 'ambiguous'
      ? `The address book at ${values.host} finds more than one entry for ${values.mailbox}.`
      : `The address book at ${values.host} does not find ${values.mailbox}.`,
  meaning: () =>
    'Outlook asks the address book when a profile is made ("Check Name"): the name cannot be resolved, and the profile is not made. Who has a profile already goes on working.',
  remedies: (values) =>
    remediesFor(values.generation, [
      {
        where: EMS,
        text:
          values.how === 'ambiguous'
            ? 'See who else has the address or a name that begins like it:'
            : 'See whether the mailbox is hidden, and in which address lists it is:',
        commands:
          values.how === 'ambiguous'
            ? [
                `Get-Recipient -Anr ${mailboxArgument(values.mailbox)} | Format-Table DisplayName, PrimarySmtpAddress`,
              ]
            : [
                `Get-Recipient -Identity ${mailboxArgument(values.mailbox)} | Format-List HiddenFromAddressListsEnabled, AddressListMembership, EmailAddresses`,
              ],
      },
      ...(values.how === 'ambiguous'
        ? []
        : [
            {
              where: EMS,
              text: 'Show it, and bring the address lists up to date:',
              commands: [
                `Set-Mailbox -Identity ${mailboxArgument(values.mailbox)} -HiddenFromAddressListsEnabled $false`,
                'Get-GlobalAddressList | Update-GlobalAddressList',
                'Get-AddressList | Update-AddressList',
              ],
            },
          ]),
    ]),
  verify: (values) => [
    `Get-Recipient -Anr ${mailboxArgument(values.mailbox)} | Format-Table DisplayName, HiddenFromAddressListsEnabled`,
  ],
})
