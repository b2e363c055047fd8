import { z } from 'zod'
import { defineFinding } from '../define.ts'
import { showOutlookAnywhere } from '../outlook-anywhere.ts'

/** What cannot be seen for sure, and belongs to findings that can: rows A11 and R03. */

export const staleClientCredentials = defineFinding({
  code: 'stale-client-credentials',
  row: 'A11',
  severity: 'advice',
  title: 'Outlook may go on asking for a password after the mend',
  values: z.object({ host: z.string() }),
  example: { host: 'mail.contoso.com' },
  subject: ({ host }) => ({ kind: 'host', host }),
  sentence: ({ host }) =>
    `If Outlook still asks for a password when everything at ${host} is well, the client holds on to an old one, or a policy fixes another method to sign in.`,
  meaning: () =>
    'Windows keeps the passwords that users ticked to remember, also wrong ones. A Group Policy of the past may fix the method of Outlook Anywhere, which MAPI over HTTP does not know.',
  remedies: () => [
    {
      for: 'any',
      where: 'a command prompt or PowerShell on the client, as the user',
      text: 'List what is remembered, and delete what belongs to Outlook or to the host:',
      commands: ['cmdkey /list', "cmdkey '/delete:<target>'"],
    },
    {
      for: 'Outlook 2016 and later',
      where: 'PowerShell on the client, as the user',
      text: 'See whether a policy fixes how Outlook connects, and take it back in Group Policy:',
      commands: [
        "Get-ItemProperty -Path 'HKCU:\\Software\\Policies\\Microsoft\\Office\\16.0\\Outlook\\RPC' -ErrorAction SilentlyContinue",
      ],
    },
  ],
  verify: () => ['cmdkey /list'],
})

export const settingsRevert = defineFinding({
  code: 'settings-revert',
  row: 'R03',
  severity: 'advice',
  title: 'What is set in IIS for /rpc comes back as it was',
  values: z.object({ host: z.string() }),
  example: { host: 'mail.contoso.com' },
  subject: ({ host }) => ({ kind: 'url', url: `https://${host}/rpc/` }),
  sentence: ({ host }) =>
    `Set the authentication of /rpc at ${host} by the cmdlets of Exchange, never in IIS Manager: Exchange writes its own settings over it every fifteen minutes.`,
  meaning: () =>
    'A mend in IIS Manager works for some minutes, and then everything is as before. Nobody sees why, because nobody changed anything.',
  remedies: () => [
    {
      for: 'any',
      where: 'Exchange Management Shell',
      text: 'See what Exchange means to write, and change it there (Set-OutlookAnywhere):',
      commands: [showOutlookAnywhere],
    },
  ],
  verify: () => [showOutlookAnywhere],
})
