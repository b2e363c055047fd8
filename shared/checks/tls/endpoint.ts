/** A port of one address of a host: what a connection is made to, and the name that it is made for. */
export type TlsEndpoint = { host: string; address: string; port: number }
