/*
 * Plain JavaScript that every Node reads: imported before anything else, so that a Node that is too old says
 * what is needed in one line instead of failing on the first file that it does not understand.
 * (From 22.18 on Node runs TypeScript as it is.)
 */
const REQUIRED = [22, 18]

const found = process.versions.node.split('.').map(Number)
if (found[0] < REQUIRED[0] || (found[0] === REQUIRED[0] && found[1] < REQUIRED[1])) {
  process.stderr.write(
    `Outpost needs Node ${REQUIRED.join('.')} or newer; this is Node ${process.versions.node} (https://nodejs.org)\n`,
  )
  process.exit(2)
}
