/** What Microsoft's Remote Connectivity Analyzer saves, read and shown as a report of ours. */
export { type AnalyzerTest, LARGEST_FILE, readAnalyzerResult } from './read.ts'
export { analyzerReport } from './report.ts'
