const WINDOWS_1252 = 1252
const ENGLISH = 0x409

/** Whatever has 32-bit fields: a stub's writer, a body's writer. */
interface Fields {
  u32(value: number, comment: string): unknown
}

/** STAT (MS-OXNSPI section 2.3.7): the beginning of the global address list, in Western European English. */
export function writeStat(writer: Fields): void {
  writer.u32(0, 'STAT: SortType: by display name')
  writer.u32(0, 'ContainerID: global address list')
  writer.u32(0, 'CurrentRec')
  writer.u32(0, 'Delta')
  writer.u32(0, 'NumPos')
  writer.u32(0, 'TotalRecs')
  writer.u32(WINDOWS_1252, 'CodePage: Windows-1252')
  writer.u32(ENGLISH, 'TemplateLocale: en-US')
  writer.u32(ENGLISH, 'SortLocale: en-US')
}
