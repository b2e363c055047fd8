/** What a person sees who opens the address in a browser. */
export const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Outpost</title>
<h1>Outpost</h1>
<p>This looks at an Exchange organisation from outside, the way Outlook does, and says what to mend.</p>
<p>It is asked over HTTP, with a token: <code>POST /v1/probes/{probe}</code>. The list of probes is at
<code>GET /v1/probes</code>.</p>
</html>
`
