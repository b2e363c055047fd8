import type { HttpResponse } from '../../http/message.ts'
import { child, type Xml } from '../../xml/read-xml.ts'
import { element, text } from '../autodiscover/xml.ts'
import type { EwsCall } from './answer-ews.ts'
import type { EwsErrorCode } from './ews-settings.ts'
import { ewsFault, MESSAGES, soapResponse, TYPES } from './soap.ts'

/** Up to 2010 less. */
const LONGEST_WINDOW_DAYS = { now: 62, before: 42 }
const DAY_MS = 24 * 60 * 60 * 1000

/** GetUserAvailability (MS-OXWAVLS section 3.1.4.1): everybody who has a mailbox has one appointment in the window. */
export function getUserAvailability(call: EwsCall, request: Xml): HttpResponse {
  const zone = child(request, TYPES, 'TimeZone')
  const mailboxes = child(request, MESSAGES, 'MailboxDataArray')?.children ?? []
  const options = child(request, TYPES, 'FreeBusyViewOptions')
  const window = child(options, TYPES, 'TimeWindow')
  const [start, end] = ['StartTime', 'EndTime'].map((name) => momentIn(child(window, TYPES, name)))
  const complete = [
    child(zone, TYPES, 'Bias'),
    child(zone, TYPES, 'StandardTime'),
    child(zone, TYPES, 'DaylightTime'),
    child(options, TYPES, 'RequestedView'),
    mailboxes[0],
  ].every((one) => one !== undefined)
  if (!complete || start === undefined || end === undefined) {
    return ewsFault('ErrorSchemaValidation', 'The request failed schema validation.')
  }
  if (end <= start) return ewsFault('ErrorInvalidTimeInterval', 'The end is not after the start.')
  const { now, before } = LONGEST_WINDOW_DAYS
  if (end - start > (call.server.version.frontEnd ? now : before) * DAY_MS) {
    return ewsFault('ErrorTimeIntervalTooBig', 'The time window is too long.')
  }
  const responses = mailboxes.map((mailbox) => {
    const address = child(child(mailbox, TYPES, 'Email'), TYPES, 'Address')?.text ?? ''
    const known = call.accounts.withAddress(address) !== undefined
    const error = call.faults.availability ?? (known ? undefined : 'ErrorMailRecipientNotFound')
    return element('m:FreeBusyResponse', '', ...(error === undefined ? view(start) : refused(error)))
  })
  return soapResponse(
    call.server.version,
    'GetUserAvailabilityResponse',
    element('m:FreeBusyResponseArray', '', ...responses),
  )
}

/** Without a zone it is in the request's: to this depth the same. */
function momentIn(xml: Xml | undefined): number | undefined {
  if (xml === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/.test(xml.text)) {
    return undefined
  }
  const moment = Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(xml.text) ? xml.text : `${xml.text}Z`)
  return Number.isNaN(moment) ? undefined : moment
}

function view(start: number): string[] {
  const at = (hours: number) => new Date(start + hours * 3_600_000).toISOString().slice(0, 19)
  const event = element(
    't:CalendarEvent',
    '',
    text('t:StartTime', at(1)),
    text('t:EndTime', at(2)),
    text('t:BusyType', 'Busy'),
  )
  return [
    element('m:ResponseMessage', 'ResponseClass="Success"', text('m:ResponseCode', 'NoError')),
    element(
      'm:FreeBusyView',
      '',
      text('t:FreeBusyViewType', 'FreeBusy'),
      element('t:CalendarEventArray', '', event),
    ),
  ]
}

function refused(code: EwsErrorCode): string[] {
  return [
    element(
      'm:ResponseMessage',
      'ResponseClass="Error"',
      text('m:MessageText', 'The availability cannot be had.'),
      text('m:ResponseCode', code),
      text('m:DescriptiveLinkKey', '0'),
    ),
    element('m:FreeBusyView', '', text('t:FreeBusyViewType', 'None')),
  ]
}
