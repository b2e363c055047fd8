import { checkAddress } from '../autodiscover/address.ts'
import { escapeXml } from '../autodiscover/xml-text.ts'
import { type EwsRequest, envelope } from './envelope.ts'

/** GetFolder (MS-OXWSFOLD section 3.1.4.6) for the inbox of whoever signed in: its identifier and how much is in it. */
export function getInbox(): EwsRequest {
  return envelope(
    'GetFolder',
    '<m:GetFolder><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>' +
      '<m:FolderIds><t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:GetFolder>',
  )
}

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * GetUserAvailability (MS-OXWAVLS section 3.1.4.1) of one address for one day from `from` on, in UTC. Throws
 * `autodiscover.address`.
 *
 * @param from milliseconds since 1970
 */
export function getAvailability(address: string, from: number): EwsRequest {
  const time = (at: number) => new Date(at).toISOString().slice(0, 19)
  const change = (month: number) =>
    `<t:Bias>0</t:Bias><t:Time>00:00:00</t:Time><t:DayOrder>1</t:DayOrder><t:Month>${month}</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek>`
  return envelope(
    'GetUserAvailability',
    '<m:GetUserAvailabilityRequest>' +
      `<t:TimeZone><t:Bias>0</t:Bias><t:StandardTime>${change(10)}</t:StandardTime><t:DaylightTime>${change(3)}</t:DaylightTime></t:TimeZone>` +
      `<m:MailboxDataArray><t:MailboxData><t:Email><t:Address>${escapeXml(checkAddress(address))}</t:Address></t:Email>` +
      '<t:AttendeeType>Required</t:AttendeeType><t:ExcludeConflicts>false</t:ExcludeConflicts></t:MailboxData></m:MailboxDataArray>' +
      `<t:FreeBusyViewOptions><t:TimeWindow><t:StartTime>${time(from)}</t:StartTime><t:EndTime>${time(from + DAY_MS)}</t:EndTime></t:TimeWindow>` +
      '<t:MergedFreeBusyIntervalInMinutes>60</t:MergedFreeBusyIntervalInMinutes><t:RequestedView>MergedOnly</t:RequestedView></t:FreeBusyViewOptions>' +
      '</m:GetUserAvailabilityRequest>',
  )
}
