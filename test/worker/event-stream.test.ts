import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readEventStream, type ServerSentEvent } from '../../shared/vantage/event-stream.ts'

async function* inPieces(bytes: Uint8Array, length: number) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

async function read(text: string, pieceLength = text.length || 1): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = []
  for await (const event of readEventStream(inPieces(new TextEncoder().encode(text), pieceLength))) {
    events.push(event)
  }
  return events
}

describe('a stream of server-sent events', () => {
  // The examples of the HTML standard, section 9.2.6.
  test.each<[string, ServerSentEvent[]]>([
    ['data: YHOO\ndata: +2\ndata: 10\n\n', [{ id: '', type: 'message', data: 'YHOO\n+2\n10' }]],
    [
      ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n',
      [
        { id: '1', type: 'message', data: 'first event' },
        { id: '', type: 'message', data: 'second event' },
        { id: '', type: 'message', data: ' third event' },
      ],
    ],
    [
      'data\n\ndata\ndata\n\ndata:',
      [
        { id: '', type: 'message', data: '' },
        { id: '', type: 'message', data: '\n' },
      ],
    ],
    [
      'data:test\n\ndata: test\n\n',
      [
        { id: '', type: 'message', data: 'test' },
        { id: '', type: 'message', data: 'test' },
      ],
    ],
    ['event: add\ndata: 73857293\n\n', [{ id: '', type: 'add', data: '73857293' }]],
  ])('is read as the HTML standard has it (%j)', async (text, events) => {
    expect(await read(text)).toEqual(events)
  })

  test.each(['\n', '\r', '\r\n'])('may end its lines with %j, wherever the network cuts it', async (end) => {
    const text = ['id: 7', 'event: finding', ': still running', 'data: {"é":1}', '', 'data: b', '', ''].join(
      end,
    )
    for (let length = 1; length <= text.length; length++) {
      expect(await read(text, length)).toEqual([
        { id: '7', type: 'finding', data: '{"é":1}' },
        { id: '7', type: 'message', data: 'b' },
      ])
    }
  })

  test('starts with a byte order mark or without', async () => {
    expect(await read('\ufeffdata: x\n\n')).toEqual([{ id: '', type: 'message', data: 'x' }])
  })

  test('that breaks off within an event does not show it', async () => {
    expect(await read('data: whole\n\ndata: half\n')).toHaveLength(1)
  })

  test.each([
    [
      'one line without an end',
      function* () {
        for (;;) yield 'data: xxxxxxxxxxxxxxx'.repeat(4096)
      },
    ],
    [
      'one event without an end',
      function* () {
        for (;;) yield 'data: xxxxxxxxxxxxxxx\n'.repeat(4096)
      },
    ],
  ])('is given up when it is %s', async (_, texts) => {
    const endless = async function* () {
      for (const text of texts()) yield new TextEncoder().encode(text)
    }
    const reading = (async () => {
      for await (const _ of readEventStream(endless())) throw new Error('an event')
    })()
    await expect(reading).rejects.toThrow(/characters/)
  })

  test('that is not UTF-8 is refused', async () => {
    const reading = (async () => {
      for await (const _ of readEventStream(inPieces(Uint8Array.of(0x64, 0xff, 0x0a), 1)))
        throw new Error('an event')
    })()
    await expect(reading).rejects.toThrow(/UTF-8/)
  })

  test('means the same however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('data', ':', ' ', '\r', '\n', '\r\n', 'id', 'event', 'é', '\n\n'), {
          maxLength: 40,
        }),
        fc.integer({ min: 1, max: 7 }),
        async (parts, length) => {
          const text = parts.join('')
          expect(await read(text, length)).toEqual(await read(text))
        },
      ),
    )
  })
})
