/** Milliseconds as people read them: `12 ms`, `1.3 s`, `2 min 5 s`. */
export function durationText(milliseconds: number): string {
  const ms = Math.round(milliseconds)
  if (ms < 1000) return `${ms} ms`
  const tenths = Math.round(ms / 100)
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
