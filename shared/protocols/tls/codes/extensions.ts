/** The extensions that the client sends or understands (IANA "TLS ExtensionType Values"). */
export const extensionType = {
  serverName: 0,
  statusRequest: 5,
  supportedGroups: 10,
  ecPointFormats: 11,
  signatureAlgorithms: 13,
  alpn: 16,
  extendedMasterSecret: 23,
  sessionTicket: 35,
  preSharedKey: 41,
  supportedVersions: 43,
  cookie: 44,
  pskKeyExchangeModes: 45,
  postHandshakeAuth: 49,
  keyShare: 51,
  renegotiationInfo: 0xff01,
} as const
