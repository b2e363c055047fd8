import { type ContextHandle, type NdrReader, NdrWriter } from '../../rpc/ndr/index.ts'
import { mapiErrorText } from '../error-codes.ts'
import { CLIENT_VERSION, type VersionWords, versionText, versionWords } from '../version.ts'
import { LONGEST_AUXILIARY } from './interface.ts'

export interface ConnectExRequest {
  /** The user's legacy distinguished name. */
  readonly dn: string
  /** Four numbers: {@link CLIENT_VERSION} unless told otherwise. */
  readonly clientVersion?: string
  /** A hash of the name for the server's own use: any number does. */
  readonly conMod?: number
}

export interface ConnectExAnswer {
  /** Null when the call failed. */
  readonly handle: ContextHandle
  readonly pollsMaxMs: number
  readonly retryCount: number
  readonly retryDelayMs: number
  readonly dnPrefix: string | undefined
  readonly displayName: string | undefined
  /** Four numbers. */
  readonly serverVersion: string
  readonly auxiliary: Uint8Array
  /** The return value; 0 for success. */
  readonly code: number
}

const WINDOWS_1252 = 1252
const ENGLISH = 0x409
const LONGEST_NAME = 1024

/** The stub of EcDoConnectEx (MS-OXCRPC section 3.1.4.1) without auxiliary data. Throws `ndr.text`. */
export function writeConnectEx(request: ConnectExRequest): NdrWriter {
  const { dn, clientVersion = CLIENT_VERSION, conMod = 0 } = request
  const [first, second, third] = versionWords(clientVersion)
  return new NdrWriter()
    .string8(dn, 'szUserDN')
    .u32(0, 'ulFlags: normal user')
    .u32(conMod, 'ulConMod')
    .u32(0, 'cbLimit')
    .u32(WINDOWS_1252, 'ulCpid: Windows-1252')
    .u32(ENGLISH, 'ulLcidString: en-US')
    .u32(ENGLISH, 'ulLcidSort: en-US')
    .u32(0xffffffff, 'ulIcxrLink: no session to link to')
    .u16(1, 'usFCanConvertCodePages')
    .u16(first, `rgwClientVersion: ${clientVersion}`)
    .u16(second, 'rgwClientVersion')
    .u16(third, 'rgwClientVersion')
    .u32(0, 'pulTimeStamp')
    .conformantBytes(new Uint8Array(), 'rgbAuxIn')
    .u32(0, 'cbAuxIn')
    .u32(LONGEST_AUXILIARY, 'pcbAuxOut')
}

/** The answer to EcDoConnectEx. Throws what the stub's reader throws. */
export function readConnectEx(stub: NdrReader): ConnectExAnswer {
  const handle = stub.contextHandle('pcxh')
  const pollsMaxMs = stub.u32('pcmsPollsMax')
  const retryCount = stub.u32('pcRetry')
  const retryDelayMs = stub.u32('pcmsRetryDelay')
  stub.u16('picxr')
  // The next is aligned to 4 whatever stands between: some servers write 32 bits above.
  const dnPrefix = readName(stub, 'szDNPrefix')
  const displayName = readName(stub, 'szDisplayName')
  const serverVersion = readVersion(stub, 'rgwServerVersion')
  readVersion(stub, 'rgwBestVersion')
  stub.u32('pulTimeStamp')
  const auxiliary = stub.conformantVaryingBytes(LONGEST_AUXILIARY, 'rgbAuxOut')
  stub.u32('pcbAuxOut')
  const code = stub.u32((value) => `return value: ${mapiErrorText(value)}`)
  stub.finish()
  return {
    handle,
    pollsMaxMs,
    retryCount,
    retryDelayMs,
    dnPrefix,
    displayName,
    serverVersion,
    auxiliary,
    code,
  }
}

function readName(stub: NdrReader, comment: string): string | undefined {
  return stub.pointer(comment) ? stub.string8(LONGEST_NAME, comment) : undefined
}

function readVersion(stub: NdrReader, comment: string): string {
  const words: VersionWords = [stub.u16(comment), stub.u16(comment), stub.u16(comment)]
  return versionText(words)
}
