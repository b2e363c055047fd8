import type { Probe } from '../shared/probes/index.ts'
import { wrap } from '../shared/render/text/wrap.ts'
import { OPTION_NAMES, OPTIONS, type OptionEntry, type OptionName } from './option-table.ts'

const GROUPS: readonly (readonly [OptionEntry['group'], string])[] = [
  ['where', 'Where to look from:'],
  ['how', 'What to take for granted:'],
  ['sign-in', 'Signing in:'],
  ['answer', 'The answer:'],
  ['other', 'Other:'],
]

export const USAGE = `Usage: outpost <probe> <target> [options]
       outpost run [FILE] [options]
       outpost compare <target> --edge URL [--edge URL] [options]
       outpost diff <before.json> <after.json>
       outpost import <FILE>
       outpost help <probe|run|compare|diff|import>
       outpost probes
`

/** `outpost --help`, but for the probes, which {@link probesText} adds. */
export function helpText(width: number): string {
  const indented = (text: string) => wrap(text, width, { first: '  ', rest: '  ' })
  return [
    USAGE,
    ...wrap(
      'Looks at an Exchange organisation the way Outlook does, says what is wrong and how to mend it.',
      width,
    ),
    '',
    'Target:',
    ...indented(
      'a domain, a host, a mail address, an IP address or an https URL: contoso.com, mail.contoso.com:443, anna@contoso.com, 192.0.2.1, [2001:db8::1]:443',
    ),
    '',
    ...GROUPS.flatMap(([group, heading]) => [heading, ...groupLines(group, width), '']),
    'Exit status:',
    ...EXIT_STATUSES.flatMap((line) => wrap(line, width, { first: '  ', rest: '       ' })),
    '',
    ...wrap(
      'The result goes to the standard output, progress to a terminal alone. NO_COLOR and FORCE_COLOR are respected.',
      width,
    ),
    '',
    '',
  ].join('\n')
}

const EXIT_STATUSES = [
  '0    it works',
  '1    it fails: there is something to mend',
  '2    the command was not understood; nothing was probed',
  '3    it could not be told: a needed answer is missing, or the edge was not reached',
  '130  cancelled (Ctrl-C): what was known by then is shown',
]

/** `outpost help <probe>`. */
export function probeHelpText(probe: Probe, width: number): string {
  const { name, summary, signsIn, targets } = probe
  const takes = targets.includes('address') ? 'a name or an IP address' : 'a name'
  const credential = signsIn
    ? 'Without a credential everything but the sign-in itself is tested.'
    : 'It needs no credential and never asks for one.'
  return [
    `Usage: outpost ${name} <target> [options]`,
    '',
    ...wrap(`The probe ${name}: ${summary}.`, width),
    ...wrap(`The target is ${takes}. ${credential}`, width),
    '',
    'For example:',
    `  outpost ${name} mail.contoso.com`,
    `  outpost ${name} mail.contoso.com --resolver https://dns.quad9.net/dns-query`,
    `  outpost ${name} mail.plain.test --lab`,
    '',
    'The options are those of "outpost --help".',
    '',
  ].join('\n')
}

/** `outpost probes`: a line a probe. */
export function probesText(probes: readonly Probe[], width: number): string {
  const longest = Math.max(...probes.map(({ name }) => name.length))
  const lines = probes.flatMap(({ name, summary }) =>
    wrap(summary, width, { first: `  ${name.padEnd(longest)}  `, rest: ' '.repeat(longest + 4) }),
  )
  return `Probes:\n${lines.join('\n')}\n`
}

function groupLines(group: OptionEntry['group'], width: number): string[] {
  return OPTION_NAMES.filter((name) => OPTIONS[name].group === group).flatMap((name) =>
    optionLines(name, width),
  )
}

function optionLines(name: OptionName, width: number): string[] {
  const entry: OptionEntry = OPTIONS[name]
  const value = entry.value === undefined ? '' : ` ${entry.value}`
  const more = entry.repeatable ? ' (repeatable)' : ''
  return [`  --${name}${value}${more}`, ...wrap(entry.help, width, { first: '      ', rest: '      ' })]
}
