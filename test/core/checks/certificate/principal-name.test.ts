import { describe, expect, test } from 'vitest'
import {
  comparePrincipalName,
  defaultPrincipalName,
  judgePrincipalName,
} from '../../../../shared/checks/certificate/principal-name.ts'
import { describeFinding } from '../../../../shared/findings/index.ts'
import { extension } from '../../x509/certificate-maker.ts'
import { server } from '../../x509/chains.ts'

function certificateFor(commonName: string, ...names: readonly string[]) {
  const extensions = names.length > 0 ? [extension.subjectAltName(names.map((name) => `dns:${name}`))] : []
  return server('Issuing', { subject: [`CN=${commonName}`], extensions })
}

const mail = certificateFor('mail.contoso.com', 'mail.contoso.com', 'autodiscover.contoso.com')
const wildcard = certificateFor('*.contoso.com', '*.contoso.com', 'contoso.com')

describe('Outlook takes the name that it is told to expect', () => {
  test.each([
    ['msstd:mail.contoso.com', mail, 'match'],
    ['MSSTD:Mail.Contoso.COM', mail, 'match'],
    ['msstd:autodiscover.contoso.com', mail, 'san-only'],
    ['msstd:owa.contoso.com', mail, 'mismatch'],
    ['msstd:mail.contoso.com', wildcard, 'wildcard'],
    ['msstd:*.contoso.com', wildcard, 'match'],
    ['msstd:a.mail.contoso.com', wildcard, 'mismatch'],
    ['msstd:contoso.com', wildcard, 'san-only'],
    ['msstd:*.contoso.com', mail, 'mismatch'],
    ['mail.contoso.com', mail, 'mismatch'],
    ['msstd:', mail, 'mismatch'],
    ['none', mail, 'not-compared'],
  ] as const)('%s', (principalName, certificate, match) => {
    expect(comparePrincipalName(certificate, principalName)).toBe(match)
  })

  test('which is the host of the RPC proxy where Autodiscover names none', () => {
    expect(comparePrincipalName(mail, defaultPrincipalName('mail.contoso.com'))).toBe('match')
  })
})

describe('what is said of it', () => {
  const named = {
    certificate: mail,
    sha256: 'ab'.repeat(32),
    thumbprint: 'cd'.repeat(20),
    name: 'mail',
    names: [],
  }
  const judge = (principalName: string, certificate = mail) =>
    judgePrincipalName('mail.contoso.com', { ...named, certificate }, principalName)

  test('is an error where the certificate does not have the name, with the command that mends it', () => {
    const finding = judge('msstd:owa.contoso.com')
    expect(finding).toMatchObject({ code: 'principal-name-mismatch', severity: 'error' })
    const commands = finding && describeFinding(finding).remedies.flatMap((remedy) => remedy.commands ?? [])
    expect(commands).toEqual([
      "Set-OutlookProvider -Identity EXPR -CertPrincipalName 'msstd:mail.contoso.com'",
    ])
  })

  test('is a warning where only a wildcard covers it, and names the wildcard as what to expect', () => {
    const finding = judge('msstd:mail.contoso.com', wildcard)
    expect(finding).toMatchObject({ code: 'principal-name-wildcard', severity: 'warning' })
    expect(finding && JSON.stringify(describeFinding(finding))).toContain("'msstd:*.contoso.com'")
  })

  test('is for information where it is an alternative name alone, and nothing where all is well', () => {
    expect(judge('msstd:autodiscover.contoso.com')).toMatchObject({
      code: 'principal-name-san-only',
      severity: 'info',
    })
    expect(judge('msstd:mail.contoso.com')).toBeUndefined()
    expect(judge('none')).toBeUndefined()
  })

  test('puts nothing foreign into the command', () => {
    const finding = judge('msstd:owa.contoso.com', certificateFor("x'; Remove-Mailbox a; '"))
    const [command] = (finding && describeFinding(finding).remedies[0]?.commands) ?? []
    expect(command).toBe("Set-OutlookProvider -Identity EXPR -CertPrincipalName 'msstd:<common name>'")
  })
})
