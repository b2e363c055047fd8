import { ProtocolError } from '../protocol-error.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const month = `(?<month>${months.join('|')})`
const time = '(?<hour>[01][0-9]|2[0-3]):(?<minute>[0-5][0-9]):(?<second>[0-5][0-9]|60)'
const shortDay = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const longDay = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day'

/** IMF-fixdate, the obsolete format of RFC 850, and that of C's asctime. */
const formats = [
  new RegExp(`^${shortDay}, (?<day>[0-9]{2}) ${month} (?<year>[0-9]{4}) ${time} GMT$`),
  new RegExp(`^${longDay}, (?<day>[0-9]{2})-${month}-(?<year>[0-9]{2}) ${time} GMT$`),
  new RegExp(`^${shortDay} ${month} (?<day>[0-9 ][0-9]) ${time} (?<year>[0-9]{4})$`),
]

/**
 * Reads the date of a `Date`, `Expires` or `Retry-After` header, in the three formats of RFC 9110 section 5.6.7. The day of the week is
 * redundant and not held against the date; a leap second counts as the one after it.
 *
 * @param now what a year of two digits is measured by: more than 50 years ahead means the past.
 * @returns milliseconds since 1970-01-01T00:00:00Z
 * @throws `http.bad-date`
 */
export function parseHttpDate(text: string, now: number): number {
  const parts = formats.map((format) => format.exec(text)?.groups).find((groups) => groups !== undefined)
  if (parts === undefined) throw badDate('it has none of the three formats')
  const day = Number(parts.day)
  const monthIndex = months.indexOf(parts.month ?? '')
  const timeOfDay = Number(parts.hour) * 3600 + Number(parts.minute) * 60 + Number(parts.second)
  const at = (year: number) => midnight(year, monthIndex, day) + timeOfDay * 1000
  const year = Number(parts.year)
  return parts.year?.length === 2 ? nearest(year, at, now) : at(year)
}

/** The latest year with these two last digits that is not more than 50 years ahead. */
function nearest(lastDigits: number, at: (year: number) => number, now: number): number {
  const thisYear = new Date(now).getUTCFullYear()
  const limit = new Date(now).setUTCFullYear(thisYear + 50)
  const century = thisYear - (thisYear % 100)
  const candidates = [century + 100, century, century - 100].map((start) => start + lastDigits)
  const year = candidates.find((candidate) => at(candidate) <= limit)
  if (year === undefined) throw badDate('its year cannot be placed')
  return at(year)
}

function midnight(year: number, monthIndex: number, day: number): number {
  // Not Date.UTC: it takes the years 0 to 99 for 1900 to 1999.
  const date = new Date(0)
  date.setUTCFullYear(year, monthIndex, day)
  if (date.getUTCMonth() !== monthIndex) throw badDate('its month has no such day')
  return date.getTime()
}

function badDate(why: string): ProtocolError {
  return new ProtocolError('http.bad-date', `the date cannot be read: ${why}`)
}
