/** What a name server, a certificate or a header may send to whoever prints it. */
export const HOSTILE: readonly (readonly [what: string, value: string])[] = [
  ['a colour', 'mail\u001b[31m.contoso.com'],
  ['a screen that is cleared', '\u001b[2J\u001b[Hfine'],
  ['a window title', '\u001b]0;owned\u0007'],
  ['a link', '\u001b]8;;https://evil.example\u001b\\here\u001b]8;;\u001b\\'],
  ['the one-byte CSI of C1', '\u009b31mred'],
  ['a line break', 'first\nsecond'],
  ['a carriage return that overwrites', 'fails\rworks'],
  ['backspaces', 'fails\b\b\b\b\bworks'],
  ['NUL and DEL', 'a\u0000b\u007fc'],
  ['a right-to-left override', 'moc.\u202eosotnoc'],
  ['an isolate', 'a\u2066b\u2069c'],
  ['an Arabic letter mark', 'a\u061cb'],
  ['zero width', 'con\u200btoso\u200d.c\ufeffom'],
  ['a soft hyphen', 'con\u00adtoso'],
  ['line and paragraph separators', 'a\u2028b\u2029c'],
  ['a space that is none', 'a\u00a0b\u3000c'],
  ['invisible letters', 'a\u3164b\u2800c'],
  ['tag characters', 'a\u{e0041}\u{e007f}b'],
  ['a variation selector', 'a\ufe0fb'],
  ['half a surrogate pair', 'a\ud800b'],
  ['a private character', 'a\ue000b'],
  ['a pile of marks', `a${'\u0301'.repeat(50)}`],
]

/** What no output for people may hold, but for the line feeds between its lines. */
export const OBEYED = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|\p{M}{4}/u
