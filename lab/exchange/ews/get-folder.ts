import type { HttpResponse } from '../../http/message.ts'
import { child, type Xml } from '../../xml/read-xml.ts'
import { mailboxOf } from '../autodiscover/mailbox.ts'
import { element, text } from '../autodiscover/xml.ts'
import type { EwsCall } from './answer-ews.ts'
import type { EwsErrorCode } from './ews-settings.ts'
import { ewsFault, MESSAGES, soapResponse, TYPES } from './soap.ts'

/** GetFolder of distinguished folders (MS-OXWSFOLD section 3.1.4.6): there is the inbox. */
export function getFolder(call: EwsCall, request: Xml): HttpResponse {
  const shape = child(child(request, MESSAGES, 'FolderShape'), TYPES, 'BaseShape')?.text
  const folders = child(request, MESSAGES, 'FolderIds')?.children ?? []
  if (!['IdOnly', 'Default', 'AllProperties'].includes(shape ?? '') || folders.length === 0) {
    return ewsFault('ErrorSchemaValidation', 'The request failed schema validation.')
  }
  const answers = folders.map((folder) => {
    const error = call.faults.getFolder ?? errorOf(call, folder)
    return error === undefined ? found(call, shape === 'IdOnly') : refused(error)
  })
  return soapResponse(call.server.version, 'GetFolderResponse', element('m:ResponseMessages', '', ...answers))
}

function errorOf({ identity, accounts }: EwsCall, folder: Xml): EwsErrorCode | undefined {
  const address = child(child(folder, TYPES, 'Mailbox'), TYPES, 'EmailAddress')?.text
  const owner = address === undefined ? identity?.account : accounts.withAddress(address)
  if (owner === undefined) return 'ErrorNonExistentMailbox'
  if (owner.mailbox === undefined) return 'ErrorMissingEmailAddress'
  if (owner !== identity?.account) return 'ErrorAccessDenied'
  const isInbox = folder.name === 'DistinguishedFolderId' && folder.attributes.Id === 'inbox'
  return isInbox ? undefined : 'ErrorFolderNotFound'
}

function found({ identity, server }: EwsCall, idOnly: boolean): string {
  const { guid } = mailboxOf(identity?.account.mailbox?.address ?? '', server)
  const id = Buffer.from(`inbox ${guid}`).toString('base64')
  const rest = [
    text('t:DisplayName', 'Inbox'),
    text('t:TotalCount', '3'),
    text('t:ChildFolderCount', '0'),
    text('t:UnreadCount', '1'),
  ]
  return element(
    'm:GetFolderResponseMessage',
    'ResponseClass="Success"',
    text('m:ResponseCode', 'NoError'),
    element(
      'm:Folders',
      '',
      element('t:Folder', '', `<t:FolderId Id="${id}" ChangeKey="AQAAAA=="/>`, ...(idOnly ? [] : rest)),
    ),
  )
}

function refused(code: EwsErrorCode): string {
  return element(
    'm:GetFolderResponseMessage',
    'ResponseClass="Error"',
    text('m:MessageText', MESSAGE_TEXT),
    text('m:ResponseCode', code),
    text('m:DescriptiveLinkKey', '0'),
    element('m:Folders', ''),
  )
}

const MESSAGE_TEXT = 'The folder cannot be had.'
