/** What a new outpost.jsonc begins with. */
export const OUTPOST_FILE = `{
  // What Outpost looks at, and what is expected of it: Test Explorer runs it, and so does "outpost run" in a pipeline.
  "targets": [
    {
      "target": "contoso.com",
      "probe": "outlook-anywhere",
      "expect": { "certificateDays": 30 }
    }
  ]
}
`
