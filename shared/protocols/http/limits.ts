/** How much of a peer's answer is taken before it is refused. Lengths are in bytes, without line ends. */
export interface HttpLimits {
  /** The status line: `http.status-line-too-long`. */
  readonly statusLine: number
  /** One header with its folded lines: `http.header-too-long`. */
  readonly headerLine: number
  /** Headers of one head: `http.too-many-headers`. */
  readonly headerCount: number
  /** All headers of one head together: `http.headers-too-large`. */
  readonly headerBytes: number
  /** 1xx answers before the final one: `http.too-many-informational`. */
  readonly informational: number
  /** A chunk's size with its extensions: `http.chunk-line-too-long`. */
  readonly chunkLine: number
  /** One trailer with its folded lines: `http.trailer-too-long`. */
  readonly trailerLine: number
  /** Trailers of one body: `http.too-many-trailers`. */
  readonly trailerCount: number
  /** All trailers of one body together: `http.trailers-too-large`. */
  readonly trailerBytes: number
  /** A body that is collected with `readAll()`: `http.body-too-large`. A body read piece by piece has no limit. */
  readonly collectedBody: number
}

/**
 * Wide enough for the largest honest answers: an RPC proxy's reason phrase of 1024 bytes with extended error
 * information behind it, and a Kerberos token in one `WWW-Authenticate` header.
 */
export const defaultLimits: HttpLimits = {
  statusLine: 8 * 1024,
  headerLine: 32 * 1024,
  headerCount: 200,
  headerBytes: 128 * 1024,
  informational: 16,
  chunkLine: 1024,
  trailerLine: 8 * 1024,
  trailerCount: 50,
  trailerBytes: 16 * 1024,
  collectedBody: 1024 * 1024,
}
