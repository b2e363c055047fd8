import type { DocumentKind, DocumentReading } from './document.ts'

/** Reads a whole text. `parsed`: of how many records, elements or entries it is made. */
export type DocumentReader = (text: string) => Omit<DocumentReading, 'kind'> & { readonly parsed: number }

/** The readers of texts that are read as a whole. */
export const READERS: Readonly<Partial<Record<DocumentKind, DocumentReader>>> = {}
