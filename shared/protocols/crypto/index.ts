/** What neither WebCrypto nor every runtime's `node:crypto` can do, or not alike. */
export { bitLength, integerFromBytes, integerToBytes } from './big-integer.ts'
export { modularPower } from './modular-power.ts'
export { type RsaPublicKey, rsaEncryptPkcs1, rsaPublicOperation } from './rsa.ts'
