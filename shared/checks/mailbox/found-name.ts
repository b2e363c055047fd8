import { PROPERTY, type PropertyRow } from '../../protocols/mapi/index.ts'

/** What the address book says of a user. */
export interface FoundName {
  readonly displayName?: string
  readonly smtpAddress?: string
}

/** Name and address in a row of the address book. */
export function foundIn(row: PropertyRow | undefined): FoundName {
  const text = (tag: number) => {
    const value = row?.get(tag)
    return typeof value === 'string' ? value : undefined
  }
  const [displayName, smtpAddress] = [text(PROPERTY.displayName), text(PROPERTY.smtpAddress)]
  return {
    ...(displayName !== undefined && { displayName }),
    ...(smtpAddress !== undefined && { smtpAddress }),
  }
}
