import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalogue, describeFinding, type Remedy } from '../../shared/findings/index.ts'
import { variantsOf } from '../core/findings/variants.ts'

type Language = NonNullable<Remedy['language']>

/** Every snippet of a language in any remedy, with its placeholders filled in. */
function snippets(wanted: Language): readonly string[] {
  const all = [...catalogue.values()].flatMap((definition) =>
    variantsOf(definition).flatMap((values) =>
      describeFinding({ code: definition.code, values })
        .remedies.filter(({ language }) => language === wanted)
        .map(({ commands = [] }) => commands.join('\n')),
    ),
  )
  return [...new Set(all)].map((text) =>
    text
      .replaceAll('<address of Exchange>', '192.0.2.10')
      .replaceAll('<name on the certificate of Exchange>', 'mail.contoso.com'),
  )
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'outpost-snippets-'))
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=mail.contoso.com', '-days', '2'],
      ...['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem')],
    ],
    { stdio: 'ignore' },
  )
  execFileSync('sh', ['-c', `cat ${folder}/key.pem ${folder}/certificate.pem > ${folder}/both.pem`])
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What the program says of the file; empty when it is content. */
function complaintOf(program: string, args: readonly string[], name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  try {
    execFileSync(
      program,
      args.map((each) => each.replace('FILE', path)),
      { stdio: 'pipe' },
    )
    return ''
  } catch (error) {
    const { stderr, stdout, message } = error as { stderr?: Buffer; stdout?: Buffer; message: string }
    return `${stderr?.toString() ?? ''}${stdout?.toString() ?? ''}` || message
  }
}

const nginx = (snippet: string): string => {
  const tls = `ssl_certificate ${folder}/certificate.pem; ssl_certificate_key ${folder}/key.pem;`
  const [inMain, inServer, inLocation] = /^stream/m.test(snippet)
    ? [snippet, '', '']
    : /^(location|listen)/.test(snippet)
      ? ['', snippet, '']
      : ['', '', `location / { proxy_pass https://192.0.2.10; ${snippet} }`]
  return [
    'include /etc/nginx/modules-enabled/*.conf;',
    `pid ${folder}/nginx.pid; error_log stderr; events {}`,
    inMain,
    `http { access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;`,
    `fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;`,
    `server { ${inServer.startsWith('listen') ? '' : 'listen 127.0.0.1:18443 ssl;'} ${tls}\n${inServer}\n${inLocation}\n} }`,
  ].join('\n')
}

const haproxy = (snippet: string): string => {
  const ours = snippet.replace('/etc/haproxy/certificates/', `${folder}/both.pem`)
  if (/^frontend/m.test(ours)) return `${ours}\n`
  const inFrontend = /^(bind|acl|use_backend|http-response|# remove)/.test(ours)
  const times = 'timeout connect 1s\n timeout client 1s\n timeout server 1s'
  return [
    `defaults\n mode http\n ${times}`,
    `frontend f\n ${ours.startsWith('bind') ? '' : 'bind 127.0.0.1:18444'}\n${inFrontend ? ours : ''}\n default_backend exchange`,
    `backend exchange\n${inFrontend ? '' : ours}\n server e 192.0.2.10:443 ssl verify none`,
    '',
  ].join('\n')
}

/** mod_proxy_msrpc is no part of Debian: its lines are left out. */
const apache = (snippet: string): string =>
  [
    ...['mpm_event', 'authz_core', 'headers', 'proxy', 'proxy_http', 'ssl'].map(
      (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
    ),
    `ServerName localhost\nListen 127.0.0.1:18445\nErrorLog ${folder}/apache.log\nPidFile ${folder}/apache.pid`,
    `<VirtualHost 127.0.0.1:18445>`,
    ...snippet.split('\n').filter((line) => !/msrpc|OutlookAnywherePassthrough/.test(line)),
    '</VirtualHost>',
    '',
  ].join('\n')

const caddy = (snippet: string): string =>
  snippet.startsWith('{') ? `${snippet}\n:18446 {\n}\n` : `:18446 {\n${snippet}\n}\n`

describe('an administrator can paste into the configuration of', () => {
  test('nginx what a remedy says of it', () => {
    const all = snippets('nginx')
    expect(all.length).toBeGreaterThan(3)
    for (const snippet of all) {
      expect(
        complaintOf('/usr/sbin/nginx', ['-t', '-q', '-c', 'FILE'], 'nginx.conf', nginx(snippet)),
        snippet,
      ).toBe('')
    }
  })

  test('HAProxy what a remedy says of it', () => {
    const all = snippets('haproxy')
    expect(all.length).toBeGreaterThan(3)
    for (const snippet of all) {
      expect(
        complaintOf('/usr/sbin/haproxy', ['-c', '-f', 'FILE'], 'haproxy.cfg', haproxy(snippet)),
        snippet,
      ).toBe('')
    }
  })

  test('Apache what a remedy says of it', () => {
    const all = snippets('apacheconf')
    expect(all.length).toBeGreaterThan(3)
    for (const snippet of all) {
      expect(
        complaintOf('/usr/sbin/apache2', ['-t', '-f', 'FILE'], 'apache.conf', apache(snippet)),
        snippet,
      ).toBe('')
    }
  })

  test('Caddy what a remedy says of it', () => {
    const all = snippets('caddyfile')
    expect(all.length).toBeGreaterThan(3)
    for (const snippet of all) {
      // A module that has to be built in: the adapter knows of none that is not.
      if (snippet.includes('transport http_ntlm')) continue
      expect(
        complaintOf(
          '/usr/bin/caddy',
          ['adapt', '--adapter', 'caddyfile', '--config', 'FILE'],
          'Caddyfile',
          caddy(snippet),
        ),
        snippet,
      ).toBe('')
    }
  })

  test('nothing that is wrong, which each of them tells', () => {
    const wrong = 'nonsense on'
    expect(complaintOf('/usr/sbin/nginx', ['-t', '-q', '-c', 'FILE'], 'n', nginx(`${wrong};`))).toContain(
      'nonsense',
    )
    expect(complaintOf('/usr/sbin/haproxy', ['-c', '-f', 'FILE'], 'h', haproxy(wrong))).toContain('nonsense')
    expect(complaintOf('/usr/sbin/apache2', ['-t', '-f', 'FILE'], 'a', apache(wrong))).toContain('nonsense')
    const args = ['adapt', '--adapter', 'caddyfile', '--config', 'FILE']
    expect(complaintOf('/usr/bin/caddy', args, 'c', caddy(wrong))).toContain('nonsense')
  })

  test('a DNS zone what a remedy says of it: names, a type, and a target', () => {
    const all = snippets('zone').flatMap((text) => text.split('\n'))
    expect(all.length).toBeGreaterThan(2)
    const line =
      /^[a-z0-9_.-]+\. {2}IN (?:CNAME {2}(?:[a-z0-9.-]+|<published host>)\.|SRV {2}\d+ \d+ \d+ (?:[a-z0-9.-]+|<published host>)\.)$/
    expect(all.filter((each) => !line.test(each))).toEqual([])
  })
})
