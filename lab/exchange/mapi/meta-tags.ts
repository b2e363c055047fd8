import { httpDate, type StreamedBody } from '../../http/message.ts'
import type { MapiFaults } from './mapi-settings.ts'

/**
 * The body of an answer (MS-OXCMAPIHTTP section 2.2.7): it begins before there is anything to say, lets wait, and ends
 * with fields of its own and the content.
 */
export function framed(content: Buffer, code: number, faults: MapiFaults): StreamedBody {
  const fields = [
    ...(code === 0 ? [] : [`X-ResponseCode: ${code}`]),
    'X-ElapsedTime: 16',
    `X-StartTime: ${httpDate()}`,
  ]
  const end = faults.withoutDone === true ? '' : `DONE\r\n${fields.join('\r\n')}\r\n\r\n`
  const tags = ['PROCESSING\r\n', ...Array.from({ length: faults.pending ?? 0 }, () => 'PENDING\r\n'), end]
  const pieces = faults.splitTags === true ? [...tags.join('')] : tags
  const octets = faults.withoutDone === true ? [] : [content]
  return {
    length: 'chunked',
    octets: new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(Buffer.from(piece, 'latin1'))
        for (const piece of octets) controller.enqueue(piece)
        controller.close()
      },
    }),
  }
}
