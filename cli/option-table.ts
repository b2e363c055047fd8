/** One option as the command line takes it and as the help shows it. */
export interface OptionEntry {
  /** What stands for its value in the help; without it, the option is a switch. */
  readonly value?: string
  readonly repeatable?: boolean
  readonly group: 'where' | 'how' | 'sign-in' | 'answer' | 'other'
  readonly help: string
}

/** Every option there is: the parser, the help and the suggestions for misspelt ones read it here. */
export const OPTIONS = {
  edge: {
    value: 'URL',
    repeatable: true,
    group: 'where',
    help: 'run at this edge, an Outpost Worker, instead of here; its token comes from the environment variable OUTPOST_TOKEN. Several are for compare alone',
  },
  perspective: {
    value: 'inside|outside',
    group: 'where',
    help: 'where this machine stands. Unless told: inside when its own resolver is asked, outside when only others are, and outside in the lab',
  },
  resolver: {
    value: 'URL|system',
    repeatable: true,
    group: 'where',
    help: "ask this DNS over HTTPS resolver, or the machine's own (system, the default); several are compared",
  },
  lab: {
    group: 'where',
    help: 'look at the simulated estate that comes with Outpost: targets are its tenants, for example mail.plain.test',
  },
  resolve: {
    value: 'HOST=ADDRESS[:PORT]',
    repeatable: true,
    group: 'how',
    help: 'take this address for the host whatever DNS says, such as a server before the switch; with a port, every connection to the host goes there. IPv6 in brackets',
  },
  server: {
    value: 'HOST',
    group: 'how',
    help: 'take this host for the one that publishes Exchange, whatever Autodiscover says (outlook-anywhere)',
  },
  starttls: {
    value: 'smtp|imap|pop3',
    group: 'how',
    help: 'the port speaks this first and changes to TLS when asked (certificate); without a port in the target 25, 143 or 110',
  },
  'rpc-server': {
    value: 'NAME',
    group: 'how',
    help: 'ask the RPC proxy for this server: EX01, or a mailbox as GUID@contoso.com (rpc-ping). Unless told: what Autodiscover tells the user, else what the server calls itself',
  },
  endpoint: {
    value: '6001|6002|6004',
    group: 'how',
    help: 'ask this endpoint alone: the mailbox store, the referral service or the address book (rpc-ping)',
  },
  level: {
    value: 'none|connect|integrity|privacy',
    group: 'how',
    help: 'how the user signs in to RPC itself, behind the proxy (rpc-ping); integrity unless told otherwise',
  },
  security: {
    value: 'ntlm|negotiate',
    group: 'how',
    help: 'sign in to RPC itself by this alone (rpc-ping), as -u of RpcPing; unless told otherwise by NTLM, and by Negotiate where the server does not know that',
  },
  hold: {
    value: 'SECONDS',
    group: 'how',
    help: 'hold a connection for so long, kept alive as Outlook does it, to see whether something cuts it (rpc-ping); 1 to 540, and up to nine tenths of --deadline',
  },
  probe: {
    value: 'NAME',
    group: 'how',
    help: 'which probe is run from each side (compare); outlook-anywhere unless told otherwise',
  },
  'activesync-sync': {
    group: 'how',
    help: 'synchronise folders, too (activesync). Beware: it registers a device with the mailbox, always the same one',
  },
  roots: {
    value: 'FILE',
    group: 'how',
    help: 'trust the certificates in this file (PEM), too; nothing else in the file is read',
  },
  'system-roots': { group: 'how', help: "trust what this machine's operating system trusts, too" },
  deadline: { value: 'SECONDS', group: 'how', help: 'for the whole run, 1 to 600' },
  user: {
    value: 'USER',
    group: 'sign-in',
    help: 'sign in as this user, DOMAIN\\user or user@contoso.com. The password is asked for on the terminal, or comes from OUTPOST_PASSWORD, and never leaves this machine',
  },
  'password-stdin': { group: 'sign-in', help: 'take the password from the first line of the standard input' },
  basic: {
    group: 'sign-in',
    help: 'sign in by Basic where NTLM is not offered: this hands the password itself to the server',
  },
  'ignore-trust': {
    group: 'sign-in',
    help: 'sign in also where the certificate is not trusted, expired, or for another name',
  },
  'sign-in-to': {
    value: 'HOST',
    repeatable: true,
    group: 'sign-in',
    help: 'sign in at this host too, although it belongs to another organisation than the target',
  },
  trace: {
    value: 'FILE',
    group: 'answer',
    help: 'write what is said on the wire into this file, message by message, as hex beside the names of its fields; secrets are blotted out',
  },
  format: {
    value: 'NAME',
    group: 'answer',
    help: 'text for people (the default), markdown for a ticket, html for a page by itself, junit for CI, sarif for code scanning, prometheus for monitoring, json for the report with all texts, ndjson for the events as they happen',
  },
  help: { group: 'other', help: 'show this text' },
  version: { group: 'other', help: 'show the version' },
} as const satisfies Readonly<Record<string, OptionEntry>>

export type OptionName = keyof typeof OPTIONS

export const OPTION_NAMES = Object.keys(OPTIONS) as OptionName[]

export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name)
}
