import type { Identity } from '../../../accounts/index.ts'
import type { Sessions } from '../../sessions.ts'
import type { Directory } from '../directory.ts'
import type { MailboxFaults } from '../mailbox-settings.ts'

/** The address book of a server, as RPC and HTTP reach it. */
export interface AddressBookServer {
  readonly directory: Directory
  readonly isHidden: boolean
  /** Judges who wants to look into it. A number: why not. */
  bind(identity: Identity | undefined, codePage: number): AddressBookSession | number
}

export interface AddressBookSession {
  end(): void
}

/** MS-OXNSPI section 2.2.1.2. */
export const NSPI_ERROR = {
  GENERAL_FAILURE: 0x80004005,
  LOGON_FAILED: 0x80040111,
  INVALID_CODE_PAGE: 0x8004011e,
} as const

/** CP_WINUNICODE, which is no code page to speak with. */
const UNICODE_CODE_PAGE = 1200

export function addressBookServer(
  directory: Directory,
  faults: MailboxFaults,
  sessions: Sessions,
): AddressBookServer {
  return {
    directory,
    isHidden: faults.hiddenFromAddressBook === true,
    bind(identity, codePage) {
      if (typeof faults.addressBook === 'number') return faults.addressBook
      if (faults.addressBook === 'general-failure') return NSPI_ERROR.GENERAL_FAILURE
      if (faults.addressBook === 'logon-failed' || identity === undefined) return NSPI_ERROR.LOGON_FAILED
      if (codePage === UNICODE_CODE_PAGE) return NSPI_ERROR.INVALID_CODE_PAGE
      return { end: sessions.open('address-book') }
    },
  }
}
