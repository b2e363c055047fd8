import { expect, test } from 'vitest'
import { nearest } from '../../../shared/documents/nearest.ts'

const PROBES = ['dns', 'reachability', 'certificate']

test.each([
  ['certificat', 'certificate'],
  ['certficate', 'certificate'],
  ['cretificate', 'certificate'],
  ['Certificate', 'certificate'],
  ['dsn', 'dns'],
  ['reachablity', 'reachability'],
  ['ping', undefined],
  ['x', undefined],
  ['', undefined],
  ['certificate'.repeat(10_000), undefined],
])('%s is taken for %s', (word, meant) => {
  expect(nearest(word, PROBES)).toBe(meant)
})
