/**
 * All that this folder takes from `node:crypto`, which workerd, Node and Electron have alike. The core is
 * compiled without any runtime's types; what is not listed here cannot be used by accident.
 */
declare module 'node:crypto' {
  interface Hash {
    update(data: Uint8Array): Hash
    digest(): Uint8Array
  }
  interface Cipher {
    update(data: Uint8Array): Uint8Array
    final(): Uint8Array
    setAutoPadding(on: boolean): Cipher
    setAAD(data: Uint8Array, options?: { plaintextLength: number }): Cipher
    setAuthTag(tag: Uint8Array): Cipher
    getAuthTag(): Uint8Array
  }
  export function createHash(algorithm: string): Hash
  export function createHmac(algorithm: string, key: Uint8Array): Hash
  export function createCipheriv(
    algorithm: string,
    key: Uint8Array,
    iv: Uint8Array,
    options?: { authTagLength: number },
  ): Cipher
  export function createDecipheriv(
    algorithm: string,
    key: Uint8Array,
    iv: Uint8Array,
    options?: { authTagLength: number },
  ): Cipher
}
