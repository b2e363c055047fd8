export { coreVantage } from './core-vantage.ts'
export { EdgeError, type EdgeErrorCode } from './edge-error.ts'
export { type EdgeVantageOptions, edgeVantage } from './edge-vantage.ts'
export type { Vantage } from './vantage.ts'
