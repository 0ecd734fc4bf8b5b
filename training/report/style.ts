/** @file The report's style sheet: light and dark by what the reader's system asks for; on paper always light. */

export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f5f6f8; --surface: #ffffff; --line: #dde1e7; --text: #1b2430; --muted: #5c6775; --accent: #1f5fa8;
  --alarm: #a3321f;
  --chart-text: var(--text); --chart-muted: var(--muted); --chart-grid: #e6e9ee; --chart-surface: var(--surface);
  --chart-series-1: #1f66b5; --chart-series-2: #c2570c; --chart-series-3: #7a3fb0; --chart-series-4: #1c7c54;
  --chart-series-5: #b3266d; --chart-series-6: #0e7c8a; --chart-series-7: #85611a; --chart-series-8: #55606e;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #11151b; --surface: #1a2029; --line: #313a47; --text: #e6eaf0; --muted: #9aa6b5; --accent: #7db4f0;
    --alarm: #f09a86;
    --chart-grid: #29313c;
    --chart-series-1: #6cb0f5; --chart-series-2: #f2a15c; --chart-series-3: #c09af0; --chart-series-4: #63cc9a;
    --chart-series-5: #f08abb; --chart-series-6: #58c8d6; --chart-series-7: #d9b25f; --chart-series-8: #a7b3c2;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
main { max-width: 1180px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { margin: 0; font-size: 30px; line-height: 1.2; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { margin: 44px 0 14px; font-size: 20px; line-height: 1.3; }
p { margin: 0 0 14px; max-width: 76ch; }
.muted { color: var(--muted); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 24px 0 0; }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; }
.card dt { color: var(--muted); font-size: 13px; }
.card dd { margin: 2px 0 0; font-size: 22px; font-weight: 600; font-variant-numeric: tabular-nums; }
.card small { display: block; color: var(--muted); font-size: 12px; font-weight: 400; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(440px, 100%), 1fr)); gap: 16px; }
figure { margin: 0; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 14px 12px 8px; }
figcaption { padding: 0 6px 8px; font-weight: 600; }
figure svg { display: block; width: 100%; height: auto; }
.charts + p, .charts + .scroll, .scroll + p { margin-top: 20px; }
.scroll { overflow-x: auto; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; }
table { width: 100%; border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
th, td { padding: 8px 14px; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child > td { border-bottom: 0; }
th { color: var(--muted); font-weight: 600; font-size: 13px; white-space: nowrap; }
td { overflow-wrap: anywhere; }
.number { text-align: right; white-space: nowrap; }
.notes { list-style: none; margin: 18px 0 0; padding: 0; display: grid; gap: 8px; }
.notes li { background: var(--surface); border: 1px solid var(--line); border-left: 4px solid var(--alarm); border-radius: 6px; padding: 8px 14px; }
.pairs { display: grid; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); gap: 12px; }
.pair { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 10px; }
.pair div { display: grid; grid-template-columns: 1fr 1fr; gap: 6px; }
.pair img { display: block; width: 100%; height: auto; border-radius: 6px; }
.pair figcaption { padding: 8px 2px 0; font-weight: 400; font-size: 13px; }
details { margin-top: 44px; }
summary { cursor: pointer; font-size: 20px; font-weight: 700; margin-bottom: 14px; }
code { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
@media print { body { background: none; } figure, .card, .scroll { break-inside: avoid; } }
`;
