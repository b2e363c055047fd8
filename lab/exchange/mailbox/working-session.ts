/** A client at work with a mailbox, over either transport. */
export interface WorkingSession {
  readonly displayName: string
  /** Processes ROPs, unpacked, and makes their answers. Throws a `BadMessage` where they are none. */
  execute(rops: Buffer): Buffer
  /** The client has left, in order or not: its logons end with it. */
  end(): void
}
