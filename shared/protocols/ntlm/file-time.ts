/** Milliseconds from 1601-01-01 to 1970-01-01, both UTC. */
const EPOCH_DIFFERENCE = 11_644_473_600_000n

/** The latest time that a `Date` can hold, in milliseconds since 1970. */
const LATEST = 8_640_000_000_000_000n

/** A FILETIME (MS-DTYP section 2.3.3, 100 ns since 1601 UTC) of milliseconds since 1970 UTC. */
export function toFileTime(milliseconds: number): bigint {
  return (BigInt(Math.trunc(milliseconds)) + EPOCH_DIFFERENCE) * 10_000n
}

/** The reverse, rounded down to a millisecond; `undefined` for a time that no `Date` can hold. */
export function fromFileTime(fileTime: bigint): number | undefined {
  const milliseconds = fileTime / 10_000n - EPOCH_DIFFERENCE
  return milliseconds > LATEST ? undefined : Number(milliseconds)
}
