import { readAnalyzerDocument } from './analyzer/index.ts'
import { readAutodiscoverDocument } from './autodiscover/index.ts'
import type { DocumentKind, DocumentReading } from './document.ts'
import { readExchangeOutput } from './exchange-output/index.ts'
import { readOutpostDocument } from './outpost-file/reading.ts'
import { readRegistryDocument } from './registry/index.ts'
import { readZoneDocument } from './zone/index.ts'

/** Reads a whole text. `parsed`: of how many records, elements or entries it is made. */
export type DocumentReader = (text: string) => Omit<DocumentReading, 'kind'> & { readonly parsed: number }

/** The readers of texts that are read as a whole. */
export const READERS: Readonly<Partial<Record<DocumentKind, DocumentReader>>> = {
  autodiscover: readAutodiscoverDocument,
  'analyzer-result': readAnalyzerDocument,
  'exchange-output': readExchangeOutput,
  registry: readRegistryDocument,
  zone: readZoneDocument,
  outpost: readOutpostDocument,
}
