/** The interface of the address book's RPC service (MS-OXNSPI section 1.9). */
export const NSPI = { uuid: 'f5cc5a18-4264-101a-8c59-08002b2f8426', major: 56, minor: 0 } as const

/** Its methods that are used here (section 3.1.4.1). */
export const NSPI_OPNUM = {
  NspiBind: 0,
  NspiUnbind: 1,
  NspiGetSpecialTable: 12,
  NspiResolveNames: 19,
  NspiResolveNamesW: 20,
} as const

/** What NspiUnbind returns for success, which is not 0 (section 3.1.4.1.2). */
export const UNBIND_SUCCESS = 1

/** A name's Minimal Entry ID, where it says how the search ended (section 2.2.1.9); any other is a found object's own. */
export const MINIMAL_ID = { unresolved: 0, ambiguous: 1, resolved: 2 } as const
