import { Html } from './html';

/** Colors follow the reader's light or dark mode. Bars are boxes, because n8n's viewer removes drawings. */
export const style = new Html(`<style>
:root { color-scheme: light dark; --ink: #1f2430; --soft: #667085; --line: #e2e5ec; --card: #f6f7f9; --paper: #ffffff; --bar: #4a7dff; --apart: #a8c0ff; --bad: #c2342b; --odd: #a15c00; --good: #1d7a46; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaf0; --soft: #9aa3b5; --line: #363b47; --card: #23262e; --paper: #181a20; --bar: #6d95ff; --apart: #3c5490; --bad: #ff8a80; --odd: #ffb74d; --good: #6fcf97; } }
body { margin: 0; padding: 24px; background: var(--paper); color: var(--ink); font: 14px/1.5 system-ui, sans-serif; }
main { max-width: 960px; margin: 0 auto; }
h1 { font-size: 22px; margin: 0 0 4px; } h2 { font-size: 16px; margin: 32px 0 8px; }
p { margin: 0 0 8px; } .soft { color: var(--soft); } .number { text-align: right; white-space: nowrap; }
.tiles { display: flex; flex-wrap: wrap; gap: 12px; margin-top: 16px; }
.tile { flex: 1 1 120px; padding: 12px 16px; border-radius: 8px; background: var(--card); } .tile b { display: block; font-size: 22px; }
table { width: 100%; border-collapse: collapse; } th { text-align: left; font-weight: 600; color: var(--soft); }
th, td { padding: 8px 12px 8px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.tag { display: inline-block; padding: 0 8px; border: 1px solid currentColor; border-radius: 10px; font-size: 12px; white-space: nowrap; }
.bad { color: var(--bad); } .odd { color: var(--odd); } .good { color: var(--good); }
.bars td { padding: 2px 12px 2px 0; border: 0; } .bars .name { width: 30%; overflow-wrap: anywhere; } .bars .track { width: 55%; }
.bar { display: flex; height: 16px; } .bar span { background: var(--bar); border-radius: 2px; } .bar .apart { background: var(--apart); }
@media (max-width: 640px) { body { padding: 16px; } .wide thead { display: none; } .wide tr { display: block; padding: 8px 0; border-bottom: 1px solid var(--line); } .wide td { display: inline-block; padding: 0 8px 0 0; border: 0; } .wide td:last-child { display: block; } }
code { font: 12px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
</style>`);
