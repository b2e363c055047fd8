/**
 * The first half of `npm run test:interop`: installs the independent programs from Debian, as root; elsewhere
 * it says what is missing.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** What shows that a peer is there, and the package that brings it. */
const PEERS: Readonly<Record<string, string>> = {
  'bin/openssl': 'openssl',
  'bin/curl': 'curl',
  'sbin/nginx': 'nginx-light',
  'sbin/apache2': 'apache2-bin',
  'sbin/haproxy': 'haproxy',
  'bin/caddy': 'caddy',
  'lib/nginx/modules/ngx_stream_module.so': 'libnginx-mod-stream',
  'sbin/unbound': 'unbound',
  'bin/kdig': 'knot-dnsutils',
  'bin/ip': 'iproute2',
  'bin/gnutls-serv': 'gnutls-bin',
  'lib/python3/dist-packages/impacket': 'python3-impacket',
  'bin/ntlm_auth': 'winbind',
  'libexec/samba/samba-dcerpcd': 'samba',
  'lib/python3/dist-packages/samba': 'python3-samba',
  'share/doc/gss-ntlmssp': 'gss-ntlmssp',
  'lib/python3/dist-packages/gssapi': 'python3-gssapi',
  'bin/promtool': 'prometheus',
  'bin/xmllint': 'libxml2-utils',
  'bin/tshark': 'tshark',
}

const found = (path: string) => existsSync(`/usr/${path}`)

const missing = Object.entries(PEERS)
  .filter(([path]) => !found(path))
  .map(([, name]) => name)
if (missing.length > 0) {
  const line = `apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (process.getuid?.() !== 0 || !found('bin/apt-get')) {
    console.error(`These Debian packages are needed. As root:\n  ${line}`)
    process.exit(2)
  }
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  execFileSync('apt-get', ['update', '-q'], { stdio: 'inherit', env: environment })
  execFileSync('sh', ['-c', line], { stdio: 'inherit', env: environment })
}
