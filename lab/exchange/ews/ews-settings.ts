/** What Exchange Web Services say in place of what was asked for, as data. */
export interface EwsFaults {
  /** To GetFolder. */
  readonly getFolder?: EwsErrorCode
  /** To GetUserAvailability, of every mailbox. */
  readonly availability?: EwsErrorCode
}

/** Response codes of MS-OXWSCDATA section 2.2.5.24 that an administrator meets. */
export type EwsErrorCode =
  | 'ErrorAccessDenied'
  | 'ErrorFolderNotFound'
  | 'ErrorInternalServerError'
  | 'ErrorMailboxMoveInProgress'
  | 'ErrorMailboxStoreUnavailable'
  | 'ErrorMailRecipientNotFound'
  | 'ErrorMissingEmailAddress'
  | 'ErrorNonExistentMailbox'
  | 'ErrorServerBusy'
  | 'ErrorProxyRequestProcessingFailed'
