/** The style sheet of the report; light and dark by what the reader's system says. */
export const style = `
:root { color-scheme: light dark; --ink: #1d2327; --soft: #5b6770; --paper: #fff; --card: #f6f8f9; --line: #d9dfe3;
  --good: #146c43; --bad: #b3261e; --bad-paper: #fdecea; --accent: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9eb; --soft: #9aa7b0; --paper: #14191c; --card: #1c2327; --line: #323c42;
  --good: #6fd19c; --bad: #ff8a80; --bad-paper: #3a1d1b; --accent: #79b8ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 78rem; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; }
a { color: inherit; } code, pre { font: 13px/1.5 ui-monospace, monospace; }
.outcome { margin: .3rem 0; font-size: 1.15rem; font-weight: 600; }
.good { color: var(--good); } .bad { color: var(--bad); } .none { color: var(--soft); }
.runs { list-style: none; margin: 0; padding: 0; color: var(--soft); } .runs b { color: var(--ink); }
.runs time { margin-left: .5rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap; }
thead th { position: sticky; top: 0; background: var(--paper); color: var(--soft); font-weight: 600; }
tbody th { font-weight: 400; } tbody small { display: block; color: var(--soft); }
tr.module th { background: var(--card); font-weight: 600; } td.bad { background: var(--bad-paper); font-weight: 600; }
td { font-variant-numeric: tabular-nums; } .method { display: inline-block; min-width: 3.5rem; color: var(--accent); }
details[id] { border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: 6px; margin: .7rem 0;
  padding: .6rem .9rem; background: var(--card); }
details[id]:target { outline: 2px solid var(--accent); }
summary { cursor: pointer; } .rule, .engine { font: 12px ui-monospace, monospace; border: 1px solid var(--line);
  border-radius: 4px; padding: .1rem .4rem; background: var(--paper); } .rule { color: var(--bad); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .6rem 0; }
dt { color: var(--soft); } dd { margin: 0; }
summary > code { color: var(--soft); }
.part { margin: .4rem 0; } .part summary { color: var(--soft); }
pre { margin: .3rem 0; padding: .6rem .8rem; background: var(--paper); border: 1px solid var(--line); border-radius: 4px;
  overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 26rem; }
.legend { color: var(--soft); font-size: 13px; }
`;
