export { STARTTLS_PROTOCOLS, type StartTlsProtocol, startTls } from './start-tls.ts'
