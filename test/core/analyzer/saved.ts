/** Results as the analyzer saves them: the shape, with words of the kind that it uses. */

interface Told {
  readonly status: string
  readonly title: string
  readonly result?: string
  readonly details?: string
  readonly errorId?: string
  readonly children?: readonly string[]
}

export function test({ status, title, result = '', details = '', errorId, children = [] }: Told): string {
  return `<testresult status="${status}" errorid="${errorId ?? '00000000-0000-0000-0000-000000000000'}">
<testdescription>${title}</testdescription>
<resultdescription>${result}</resultdescription>
<additionaldetails>${details}</additionaldetails>
<elapsedtime>120 ms</elapsedtime>
<children>${children.join('')}</children>
</testresult>`
}

export const failed = (title: string, result: string, details = '', ...children: string[]) =>
  test({ status: 'error', title, result, details, children, errorId: 'c4f4d7a1-3a3c-4a43-9c0b-1d2e3f405162' })
export const passed = (title: string, ...children: string[]) =>
  test({ status: 'success', title, result: 'It went well.', children })

/** Outlook Anywhere that fails at the RPC proxy, after Autodiscover was found by its second method. */
export const OUTLOOK_ANYWHERE = `<?xml version="1.0" encoding="utf-8"?>
<testresults>${failed(
  'Testing Outlook connectivity.',
  'The Outlook connectivity test failed.',
  '',
  passed(
    'Attempting to test Autodiscover for anna@contoso.com.',
    failed(
      'Attempting to test potential Autodiscover URL https://contoso.com:443/Autodiscover/Autodiscover.xml',
      'Testing of this potential Autodiscover URL failed.',
      '',
      failed(
        'Attempting to resolve the host name contoso.com in DNS.',
        "The host name couldn't be resolved.",
        "Host contoso.com couldn't be resolved in DNS InfoNoRecords.",
      ),
    ),
    passed(
      'Attempting to test potential Autodiscover URL https://autodiscover.contoso.com:443/Autodiscover/Autodiscover.xml',
    ),
  ),
  failed(
    'Testing RPC over HTTP connectivity to server mail.contoso.com',
    'RPC over HTTP connectivity failed.',
    '',
    passed('Attempting to resolve the host name mail.contoso.com in DNS.'),
    failed(
      'Attempting to ping RPC proxy mail.contoso.com.',
      "RPC Proxy can't be pinged.",
      'The remote server returned an error: (405) Method Not Allowed.',
    ),
  ),
)}</testresults>`
