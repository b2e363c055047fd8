import { Markup } from '../markup.ts'

/**
 * The page's only style. It names no foreign value, and no element has a style of its own, so that a policy can allow it
 * by its hash.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --ink: #1c2128; --dim: #57606a; --line: #d5dae0; --code: #f0f2f5;
  --good: #1a7f37; --bad: #c0262d; --warning: #8a5a00; --info: #0a5fb4; --link: #0a5fb4; --track: #dfe3e8;
  --good-tint: #e7f5ea; --bad-tint: #fdecec; --warning-tint: #fff5dc; --info-tint: #e8f1fb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #10141a; --card: #181d25; --ink: #e4e8ed; --dim: #9aa5b1; --line: #303843; --code: #10151c;
    --good: #4cc26b; --bad: #ff7b7d; --warning: #e0ac3d; --info: #6cb2ff; --link: #6cb2ff; --track: #2b333e;
    --good-tint: #12291a; --bad-tint: #331a1d; --warning-tint: #2f2612; --info-tint: #15263a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0 auto; padding: 1.5rem 1.25rem 3rem; max-width: 76rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
p, ul, ol, pre { margin: 0 0 .75rem; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; }
h2 { margin: 2.25rem 0 .75rem; font-size: 1.35rem; }
h3 { margin: 0 0 .35rem; font-size: 1.1rem; }
h4 { margin: 1.1rem 0 .4rem; font-size: .82rem; letter-spacing: .04em; text-transform: uppercase; color: var(--dim); }
a { color: var(--link); text-underline-offset: .15em; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .875em; }
.name, code { unicode-bidi: isolate; }
.dim, .seen, .read, .kicker { color: var(--dim); }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.count { font-size: .8em; font-weight: 400; color: var(--dim); }

.verdict { padding: 1.5rem; border: 1px solid var(--line); border-top: .4rem solid var(--tone); border-radius: .6rem; background: var(--card); }
.verdict.good { --tone: var(--good); --tint: var(--good-tint); }
.verdict.bad { --tone: var(--bad); --tint: var(--bad-tint); }
.verdict.warning { --tone: var(--warning); --tint: var(--warning-tint); }
.verdict.running { --tone: var(--info); --tint: var(--info-tint); }
.kicker { margin: 0 0 .25rem; font-size: .9rem; }
h1 { display: flex; flex-wrap: wrap; align-items: center; gap: .35rem .75rem; margin: 0 0 .5rem; font-size: clamp(1.35rem, 1rem + 2vw, 2rem); }
.badge { padding: .1em .55em; border-radius: .35em; background: var(--tone); color: var(--card); font-size: .72em; letter-spacing: .04em; text-transform: uppercase; }
.besides { margin: 0 0 .5rem; color: var(--warning); }
.besides::first-letter { text-transform: uppercase; }
.first { margin: 1rem 0; padding: 1rem 1.15rem; border-radius: .45rem; background: var(--tint); }
.first > :last-child { margin-bottom: 0; }
.lead { font-size: 1.15rem; font-weight: 600; line-height: 1.4; }
.seen { margin: 0; font-size: .875rem; }

.finding, .client, .chain, .timeline { margin: 0 0 1rem; padding: 1.15rem 1.25rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); }
.finding { border-left: .3rem solid var(--tone); scroll-margin-top: 1rem; }
.error { --tone: var(--bad); }
.finding.warning, .consequences .warning, .code.warning { --tone: var(--warning); }
.info, .advice { --tone: var(--info); }
.about { color: var(--dim); font-size: .9rem; }
.about code { color: var(--tone); }
.row { padding: 0 .4em; border: 1px solid var(--line); border-radius: .3em; font-size: .85em; }
.evidence { padding-left: .8rem; border-left: 2px solid var(--line); font-size: .925rem; }
.evidence a { color: inherit; text-decoration-color: var(--line); }
pre { padding: .7rem .85rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--code); white-space: normal; unicode-bidi: isolate; user-select: all; -webkit-user-select: all; }
pre code { display: block; padding-left: 2ch; text-indent: -2ch; white-space: pre-wrap; }
.consequences { padding-left: 0; list-style: none; }
.consequences li { margin-bottom: .5rem; padding-left: .8rem; border-left: .2rem solid var(--tone); font-size: .925rem; }
.consequences code { color: var(--tone); }
.read { margin: 1rem 0 0; font-size: .875rem; }

.clients { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem; }
.client { margin: 0; }
.client ol { padding-left: 1.4rem; }
.client > :last-child { margin-bottom: 0; }
.client li { margin-bottom: .2rem; }

.chain ul { margin: 0; padding: 0 0 0 1.25rem; list-style: none; border-left: 1px solid var(--line); }
.chain > ul { margin-top: .75rem; padding-left: 0; border-left: 0; }
.chain > ul > li > ul, .chain li ul { margin-left: .55rem; }
.link { padding: .35rem 0 .6rem; }
.link p { margin: 0; }
.link .dim { font-size: .875rem; }
.thumbprint { user-select: all; -webkit-user-select: all; }
.validity { display: flex; flex-wrap: wrap; align-items: center; gap: .2rem .6rem; font-size: .875rem; font-variant-numeric: tabular-nums; }
.validity svg { flex: 1 1 4rem; max-width: 14rem; height: .6rem; border-radius: .3rem; }
.left { color: var(--dim); }

.track { fill: var(--track); }
svg { color: var(--dim); }
svg.good { color: var(--good); } svg.bad { color: var(--bad); } svg.warning, svg.unknown { color: var(--warning); } svg.running, svg.info { color: var(--info); }
.bar { fill: currentColor; }

.mark { display: inline-block; min-width: 1.1em; font-weight: 700; text-align: center; color: var(--dim); }
.mark.good { color: var(--good); } .mark.bad { color: var(--bad); } .mark.warning, .mark.unknown { color: var(--warning); } .mark.running, .mark.info { color: var(--info); }

.timeline { container-type: inline-size; font-size: .9rem; }
.timeline ul { margin: 0; padding: 0 0 0 1rem; list-style: none; }
.timeline > ul { padding-left: 0; }
.timeline details > ul { margin-left: .45rem; border-left: 1px solid var(--line); padding-left: .55rem; }
.axis { display: flex; justify-content: space-between; margin: 0 0 .4rem auto; width: 34cqw; color: var(--dim); font-size: .8rem; font-variant-numeric: tabular-nums; }
.step { display: grid; grid-template-columns: minmax(0, 1fr) 34cqw; gap: 0 .6rem; align-items: center; padding: .1rem 0; border-radius: .3rem; }
.step svg { width: 100%; height: .65rem; }
.step:target { background: var(--info-tint); }
.what { padding-left: .9rem; }
summary { cursor: pointer; list-style: none; position: relative; }
summary::-webkit-details-marker { display: none; }
summary::before { content: ""; position: absolute; left: .1rem; top: .6rem; border: .28rem solid transparent; border-left-color: var(--dim); }
details[open] > summary::before { left: 0; top: .7rem; border-left-color: transparent; border-top-color: var(--dim); }
.code { color: var(--tone); font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .85em; }
footer { margin-top: 2rem; color: var(--dim); font-size: .85rem; }

@media (max-width: 40rem) {
  body { padding: .75rem .6rem 2rem; }
  .verdict { padding: 1.1rem .95rem; }
  .finding, .client, .chain, .timeline { padding: .9rem .85rem; }
  .step { grid-template-columns: minmax(0, 1fr); gap: .1rem; padding: .25rem 0; }
  .step svg { height: .4rem; width: calc(100% - .9rem); margin-left: .9rem; }
  .axis { display: none; }
  .chain ul { padding-left: .7rem; }
  .chain > ul { padding-left: 0; }
}
@media print {
  :root {
    color-scheme: light;
    --page: #fff; --card: #fff; --ink: #000; --dim: #444; --line: #bbb; --code: #f6f6f6; --track: #ddd;
    --good: #1a7f37; --bad: #b4151c; --warning: #7a5000; --info: #0a4f96; --link: #000;
    --good-tint: #f2f9f3; --bad-tint: #fdf3f3; --warning-tint: #fdf8ea; --info-tint: #f2f7fc;
  }
  @page { margin: 15mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2, h3, h4 { break-after: avoid; }
  .verdict, pre, .client, .link, .step, .consequences li { break-inside: avoid; }
  .read a::after { content: " (" attr(href) ")"; }
  .timeline { font-size: 8.5pt; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
`

/** What a Content-Security-Policy calls {@link STYLE}: its SHA-256 in Base64. A test holds the two together. */
export const STYLE_HASH = 'sha256-lHdlkElxBzTYG6CWuxerF3OxJup6yYoBDBu+PKZH3b0='

/** All that the page needs, and no more. */
export const CONTENT_SECURITY_POLICY = `default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'`

export const styleElement = new Markup(`<style>${STYLE}</style>`)
