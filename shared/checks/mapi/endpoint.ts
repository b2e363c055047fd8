import type { Generation } from '../../findings/index.ts'

/** An endpoint of MAPI over HTTP at one address of its host, and whose mailbox is asked for there. */
export type MapiEndpoint = {
  host: string
  address: string
  port: number
  /** Path and query, as Autodiscover told them. */
  path: string
  /** The user's address. */
  mailbox: string
  /** The user's legacy distinguished name. */
  dn: string
  generation?: Generation
}
