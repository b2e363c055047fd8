/**
 * What commands are written in, by the name that a fence in Markdown gives it. `zone`: lines of a DNS zone
 * (RFC 1035 section 5).
 */
export type CommandLanguage = 'powershell' | 'nginx' | 'haproxy' | 'apacheconf' | 'caddyfile' | 'zone'

/** What mends a fault: for which Exchange, where to do it, in words, and as lines to paste. */
export interface Remedy {
  /** `any`, or the versions that it is for, as people name them: `Exchange 2013 and later`. */
  readonly for: string
  /** Where it is done: a shell, a console, a device. */
  readonly where: string
  readonly text: string
  /** Complete lines. Foreign values in them were validated and quoted; else a placeholder stands there. */
  readonly commands?: readonly string[]
  /** Of the commands; PowerShell where nothing is said. */
  readonly language?: CommandLanguage
}

/** Where the facts behind a finding can be read. */
export interface Reference {
  readonly title: string
  readonly url: string
}

/** A finding in words. Plain text with foreign names in it: whoever shows it escapes for their sink. */
export interface FindingText {
  readonly title: string
  /** Stands alone: it is what an editor shows on the line. */
  readonly sentence: string
  /** What it means for people who use Outlook. */
  readonly meaning: string
  readonly remedies: readonly Remedy[]
  /** How to see that it worked, in PowerShell. */
  readonly verify: readonly string[]
  readonly references: readonly Reference[]
  /** The finding's page in the documentation, from the top of the repository. */
  readonly page: string
  /** The row of the list of failure modes, where there is one. */
  readonly row?: string
}
