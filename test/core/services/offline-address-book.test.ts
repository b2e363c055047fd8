import { describe, expect, test } from 'vitest'
import { readManifest } from '../../../shared/protocols/oab/index.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

const MANIFEST = bytes(`<?xml version="1.0" encoding="utf-8"?>
<OAB>
  <OAL id="1f6c2a52-9f6b-4b43-9c7b-7a6d0c9f2a11" dn="/" name="\\Default Global Address List">
    <Full seq="42" ver="32" size="2048" uncompressedsize="8192" SHA="0000000000000000000000000000000000000000">1f6c2a52-data-42.lzx</Full>
    <Diff seq="42" ver="32" size="99" uncompressedsize="180" SHA="0000000000000000000000000000000000000000">1f6c2a52-binpatch-42.lzx</Diff>
    <Template seq="42" ver="32" size="300" uncompressedsize="900" SHA="00" langid="0409" type="windows">lng0409.lzx</Template>
  </OAL>
  <OAL id="empty" dn="/" name="Nothing yet"/>
</OAB>`)

describe('the manifest of an offline address book', () => {
  test('names its address lists, and the files that hold them', () => {
    expect(readManifest(MANIFEST)).toEqual([
      { name: '\\Default Global Address List', sequence: 42, file: '1f6c2a52-data-42.lzx', size: 2048 },
      { name: 'Nothing yet' },
    ])
  })

  test.each([
    ['a page', '<html><body>Sign in</body></html>', 'oab.not-xml'],
    ['cut off', '<OAB><OAL>', 'oab.not-xml'],
    ['another document', '<Autodiscover/>', 'oab.other-document'],
  ])('that is %s is refused', (_, text, code) => {
    expect(() => readManifest(bytes(text))).toThrow(expect.objectContaining({ code }))
  })
})
