import type { Identity } from '../../accounts/index.ts'
import { iisError } from '../../http/iis/error-response.ts'
import { type HttpRequest, type HttpResponse, headerOf } from '../../http/message.ts'
import type { ServiceContext } from '../services.ts'
import type { VersionFacts } from '../versions.ts'
import { readWbxml, type Wbxml, writeWbxml } from './wbxml.ts'

/**
 * What ActiveSync says to a device in place of its folders, as data: `needs-provisioning`: a policy comes first;
 * `blocked`: an administrator, or a rule, keeps this device out.
 */
export type ActiveSyncFault = 'needs-provisioning' | 'blocked'

const LONGEST_REQUEST = 64 * 1024

/** ActiveSync to a device that may use it: what it speaks, and the folders (MS-ASHTTP section 2.2). */
export async function answerActiveSync(
  context: ServiceContext,
  request: HttpRequest,
  identity: Identity | undefined,
): Promise<HttpResponse> {
  const body = (await request.body.read(LONGEST_REQUEST)) ?? Buffer.alloc(0)
  // Set-CASMailbox -ActiveSyncEnabled, and whoever has no mailbox.
  if (identity !== undefined && identity.account.mailbox === undefined) return iisError(403)
  if (identity?.account.mailbox?.without.includes('activesync')) return iisError(403)
  if (request.method === 'OPTIONS') return options(context.server.version)
  if (request.method !== 'POST') return iisError(501)
  return command(context, request, identity, body)
}

const COMMANDS =
  'Sync,SendMail,SmartForward,SmartReply,GetAttachment,GetHierarchy,CreateCollection,DeleteCollection,MoveCollection,FolderSync,FolderCreate,FolderDelete,FolderUpdate,MoveItems,GetItemEstimate,MeetingResponse,Search,Settings,Ping,ItemOperations,Provision,ResolveRecipients,ValidateCert'

/** MS-ASHTTP section 2.2.4: versions and commands. */
function options(version: VersionFacts): HttpResponse {
  return {
    status: 200,
    reason: 'OK',
    headers: [
      ['Allow', 'OPTIONS,POST'],
      ['MS-Server-ActiveSync', version.build.slice(0, 2).join('.')],
      ['MS-ASProtocolVersions', versionsOf(version).join(',')],
      ['MS-ASProtocolCommands', COMMANDS],
      ['Public', 'OPTIONS,POST'],
    ],
    body: '',
  }
}

function versionsOf({ build: [major, minor] }: VersionFacts): readonly string[] {
  const upTo14 = ['2.0', '2.1', '2.5', '12.0', '12.1', '14.0', '14.1']
  return major === 15 && minor >= 1 ? [...upTo14, '16.0', '16.1'] : upTo14
}

/** A command in the query, in plain text (MS-ASHTTP section 2.2.1.1.1.2). */
function command(
  { service, server, accounts }: ServiceContext,
  request: HttpRequest,
  identity: Identity | undefined,
  body: Buffer,
): HttpResponse {
  const query = new URLSearchParams(request.target.split('?')[1] ?? '')
  const [name, device, type] = ['Cmd', 'DeviceId', 'DeviceType'].map((one) => query.get(one) ?? '')
  const version = headerOf(request, 'ms-asprotocolversion') ?? ''
  const isWhole = /^[0-9A-Za-z]{1,32}$/.test(device ?? '') && /^[0-9A-Za-z]{1,32}$/.test(type ?? '')
  if (!isWhole || !versionsOf(server.version).includes(version)) return iisError(400)
  if (name !== 'FolderSync') return iisError(501)
  const content = readWbxml(body)
  const key = Array.isArray(content?.content)
    ? (content.content as readonly Wbxml[]).find((one) => one.name === 'SyncKey')?.content
    : undefined
  if (content?.name !== 'FolderSync' || typeof key !== 'string') return iisError(400)

  // From here on the server knows the device, whatever it tells it.
  if (identity !== undefined) accounts.remember(identity.account, device ?? '')
  if (service.activeSync === 'blocked') return status(version, '129') ?? iisError(403)
  if (service.activeSync === 'needs-provisioning') return status(version, '142') ?? retryAfterProvisioning()
  return folders(key)
}

/** From 14.0 on refusals of the server are a Status within 200 (MS-ASCMD section 2.2.2). */
function status(version: string, code: string): HttpResponse | undefined {
  if (Number.parseInt(version, 10) < 14) return undefined
  return wbxml({ name: 'FolderSync', content: [{ name: 'Status', content: code }] })
}

/** Before that they were of HTTP (MS-ASPROV section 3.2.5.1). */
function retryAfterProvisioning(): HttpResponse {
  return { ...iisError(403), status: 449, reason: 'Retry after sending a PROVISION command' }
}

/** Every mailbox begins with these: name and type (MS-ASCMD section 2.2.3.186.3). */
const FOLDERS = [
  ['Calendar', '8'],
  ['Contacts', '9'],
  ['Inbox', '2'],
  ['Sent Items', '5'],
] as const

/** The first synchronisation brings all of them; whoever has them is told that nothing changed. */
function folders(key: string): HttpResponse {
  const news = key === '0' ? FOLDERS : []
  const changes: Wbxml[] = [
    { name: 'Count', content: String(news.length) },
    ...news.map(([name, type], index) => ({
      name: 'Add',
      content: [
        { name: 'ServerId', content: String(index + 1) },
        { name: 'ParentId', content: '0' },
        { name: 'DisplayName', content: name },
        { name: 'Type', content: type },
      ],
    })),
  ]
  return wbxml({
    name: 'FolderSync',
    content: [
      { name: 'Status', content: '1' },
      { name: 'SyncKey', content: '1' },
      { name: 'Changes', content: changes },
    ],
  })
}

function wbxml(root: Wbxml): HttpResponse {
  return {
    status: 200,
    reason: 'OK',
    headers: [['Content-Type', 'application/vnd.ms-sync.wbxml']],
    body: writeWbxml(root),
  }
}
