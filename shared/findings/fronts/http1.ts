import type { Remedy } from '../text.ts'

/** Outlook speaks HTTP/1.1 to /rpc, and NTLM works with nothing newer. */
export function speakHttp1(): Remedy[] {
  return [
    {
      for: 'any',
      where: 'nginx configuration',
      text: 'nginx takes HTTP/1.1 beside HTTP/2 by itself; for a name that Outlook uses, leave HTTP/2 off: no "http2" in the line, and no "http2 on":',
      language: 'nginx',
      commands: ['listen 443 ssl;'],
    },
    {
      for: 'any',
      where: 'HAProxy configuration',
      text: 'Offer HTTP/1.1 as well, and do not force the protocol with "proto h2":',
      language: 'haproxy',
      commands: ['bind :443 ssl crt /etc/haproxy/certificates/ alpn h2,http/1.1'],
    },
    {
      for: 'any',
      where: 'Apache configuration',
      text: 'Leave HTTP/2 out for the virtual host:',
      language: 'apacheconf',
      commands: ['Protocols http/1.1'],
    },
    {
      for: 'any',
      where: 'Caddyfile, among the global options',
      text: 'Speak HTTP/1.1 alone:',
      language: 'caddyfile',
      commands: ['{', '    servers {', '        protocols h1', '    }', '}'],
    },
    {
      for: 'any',
      where: 'PowerShell on a Windows server that answers (IIS, ARR, WAP), then restart it',
      text: 'Switch HTTP/2 off in HTTP.sys:',
      commands: ['EnableHttp2Tls', 'EnableHttp2Cleartext'].map(
        (name) =>
          `New-ItemProperty -Path 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\HTTP\\Parameters' -Name '${name}' -PropertyType DWord -Value 0 -Force`,
      ),
    },
    {
      for: 'any',
      where: 'any other reverse proxy or load balancer',
      text: 'Accept HTTP/1.1 for this name, and use HTTP/1.1 towards Exchange.',
    },
  ]
}
