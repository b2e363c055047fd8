/** Lines that set values below Outlook's keys of the registry. */

const KEY = /^HKCU\\Software\\(?:Policies\\)?Microsoft\\Office\\1[2-6]\.0\\Outlook\\AutoDiscover$/
const VALUE = /^[A-Za-z0-9]{1,64}$/

/**
 * `reg add` for each value below each key, for a command prompt and for PowerShell alike. A key that is not Outlook's,
 * or a value with anything but letters and digits in its name, gets no line: a report may have come from elsewhere.
 */
export function registryCommands(keys: readonly string[], values: readonly string[]): string[] {
  return keys
    .filter((key) => KEY.test(key))
    .flatMap((key) =>
      values
        .filter((value) => VALUE.test(value))
        .map((value) => `reg add "${key}" /v ${value} /t REG_DWORD /d 1 /f`),
    )
}
