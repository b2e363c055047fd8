import { expect, test } from 'vitest'
import { systemRoots } from '../../node/trust-store.ts'

test("the machine's roots are certificates, each as PEM", () => {
  for (const pem of systemRoots()) expect(pem).toMatch(/^-----BEGIN CERTIFICATE-----\n/)
})
