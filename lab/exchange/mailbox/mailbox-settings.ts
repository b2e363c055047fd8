/** What is wrong with the mailboxes of a server, over RPC and over HTTP alike, as data. */
export interface MailboxFaults {
  /** What EcDoConnectEx and Connect return in place of a session: by its name, or any number. */
  readonly connect?: ConnectError | number
  /** No session lives longer than until its first use. */
  readonly staleSession?: true
  /** What RopLogon returns in place of the mailbox: by its name, or any number. */
  readonly logon?: LogonFault | number
  /** How the buffers of responses are packed; as they are unless told otherwise. */
  readonly packing?: 'compressed' | 'xored' | 'both'
  /** Nobody is found in the address book. */
  readonly hiddenFromAddressBook?: true
  /** What NspiBind and Bind return in place of a session. */
  readonly addressBook?: 'logon-failed' | 'general-failure' | number
  /** The referral service names no server to anybody. */
  readonly withoutReferral?: true
}

/** MS-OXCRPC section 3.1.4.1, MS-OXCMAPIHTTP section 2.2.4.1.2. */
export const CONNECT_ERRORS = {
  'access-denied': 0x80070005,
  'not-encrypted': 0x00000970,
  'client-version-disallowed': 0x000004df,
  'login-failure': 0x80040111,
  'unknown-user': 0x000003eb,
  'login-permission': 0x000003f2,
  'version-mismatch': 0x80040110,
  'cached-mode-required': 0x000004e1,
  'rpc-http-disallowed': 0x000004e0,
  'protocol-disabled': 0x000007d8,
  'rpc-failed': 0x80040115,
} as const

export type ConnectError = keyof typeof CONNECT_ERRORS

/** MS-OXCSTOR section 2.2.1.1, MS-OXCDATA section 2.4. */
export const LOGON_ERRORS = {
  'login-failure': 0x80040111,
  'unknown-user': 0x000003eb,
  'mailbox-disabled': 0x0000096c,
  'mailbox-in-transit': 0x0000050c,
  'access-denied': 0x80070005,
  'login-permission': 0x000003f2,
  'server-paused': 0x0000047f,
  'profile-not-configured': 0x0000011c,
} as const

/** An error; another server; a request to wait (RopBackoff); or a buffer that is said to be too small. */
export type LogonFault = keyof typeof LOGON_ERRORS | 'other-server' | 'backoff' | 'buffer-too-small'
