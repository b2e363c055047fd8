import { readXmlText, type XmlElement } from '../protocols/autodiscover/index.ts'
import { ProtocolError } from '../protocols/protocol-error.ts'

/** A test as the analyzer saved it, with the tests that it is made of. Every text is foreign. */
export interface AnalyzerTest {
  readonly status: 'passed' | 'warning' | 'failed' | 'skipped' | 'unknown'
  /** What was asked: "Attempting to resolve the host name … in DNS." */
  readonly title: string
  /** What came of it. */
  readonly result: string
  /** What else was said: answers, headers, exceptions. */
  readonly details: string
  /** Names the page on Microsoft's site about it. */
  readonly errorId: string
  readonly elapsedMs: number | undefined
  readonly children: readonly AnalyzerTest[]
}

/** Room for a test of everything: some hundred tests, whose details quote whole answers. */
export const LARGEST_FILE = 8 * 1024 * 1024
const BOUNDS = { deepest: 100, mostNodes: 50_000 }
const LONGEST_TEXT = 4000

/**
 * Reads the XML that Microsoft's Remote Connectivity Analyzer saves: `testresult` elements with a status, texts, and
 * `children`. What it does not know is passed over, names are taken in any case, and texts may stand in attributes
 * or in elements.
 *
 * Throws `autodiscover.xml`, `autodiscover.doctype` and `autodiscover.too-complex` for XML that is none or more than is
 * read, `analyzer.no-result` where there is no test in it.
 */
export function readAnalyzerResult(text: string): AnalyzerTest[] {
  const { root } = readXmlText(text.replace(/^\ufeff/, ''), BOUNDS)
  const tests = testsBelow(root)
  if (tests.length === 0) {
    throw new ProtocolError('analyzer.no-result', 'the file has no "testresult" in it')
  }
  return tests.map(readTest)
}

/** The outermost tests of an element: itself, or those within whatever holds them. */
function testsBelow(element: XmlElement): XmlElement[] {
  return isTest(element) ? [element] : element.children.flatMap(testsBelow)
}

function isTest({ name }: XmlElement): boolean {
  return /^testresult$/i.test(name)
}

function readTest(element: XmlElement): AnalyzerTest {
  const said = (...names: readonly string[]) => textNamed(element, names)
  const errorId = said('errorid')
  return {
    status: statusOf(said('status', 'result', 'outcome', 'teststatus')),
    title: said('testdescription', 'description', 'testname', 'name', 'title') || 'a test without a name',
    result: said('resultdescription', 'resultmessage', 'message', 'summary'),
    details: said('additionaldetails', 'additionaldetail', 'details', 'detail', 'exception'),
    errorId: /^0*$/.test(errorId.replace(/[{}-]/g, '')) ? '' : errorId.slice(0, 100),
    elapsedMs: millisecondsOf(said('elapsedtime', 'elapsed', 'duration', 'elapsedmilliseconds')),
    children: element.children
      .filter((child) => !isTest(child))
      .flatMap(testsBelow)
      .concat(element.children.filter(isTest))
      .map(readTest),
  }
}

/** The first of these names that says something, as an attribute or as an element that is no test. */
function textNamed(element: XmlElement, names: readonly string[]): string {
  for (const name of names) {
    const attribute = [...element.attributes].find(([key]) => key.toLowerCase() === name)?.[1]
    const child = element.children.find((each) => each.name.toLowerCase() === name && !isTest(each))
    const found = (attribute || (child && wholeText(child)))?.replace(/\s+/g, ' ').trim()
    if (found) return found.slice(0, LONGEST_TEXT)
  }
  return ''
}

/** The text of an element and of those in it: details may be broken into lines. */
function wholeText({ text, children }: XmlElement): string {
  return [text, ...children.filter((child) => !isTest(child)).map(wholeText)].filter(Boolean).join(' ')
}

function statusOf(text: string): AnalyzerTest['status'] {
  if (/^(?:success|successful|pass|passed|ok|0)$/i.test(text)) return 'passed'
  if (/warn/i.test(text)) return 'warning'
  if (/^(?:fail|failed|failure|error)/i.test(text)) return 'failed'
  return /skip|notrun|not run|cancel/i.test(text) ? 'skipped' : 'unknown'
}

/** `1234`, `1234 ms`, `1.2 s` or `00:00:01.2340000`. */
function millisecondsOf(text: string): number | undefined {
  const clock = /^(\d{1,3}):(\d{2}):(\d{2}(?:\.\d{1,7})?)$/.exec(text)
  if (clock) return (Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3])) * 1000
  const plain = /^(\d{1,9}(?:\.\d{1,6})?)\s*(ms|milliseconds?|s|seconds?)?\.?$/i.exec(text)
  if (!plain) return undefined
  return Number(plain[1]) * (/^s/i.test(plain[2] ?? '') ? 1000 : 1)
}
