/** Methods of the address book's interface that are used here (MS-OXNSPI section 3.1.4.1). */
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
