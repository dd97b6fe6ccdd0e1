import { Markup } from './escape.ts';

/** The style sheet of the page of a review. */
export const STYLE = new Markup(`
:root { --text: #1c2024; --dim: #60646c; --line: #d9dce0; --bad: #b3261e; --good: #1a6b36; --back: #fff; --inset: #f5f6f7; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e8eb; --dim: #a0a6ad; --line: #3a3f45; --bad: #ff8f85; --good: #7fd49b; --back: #16181b; --inset: #1f2226; }
}
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.3rem; margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1rem; } h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
table { border-collapse: collapse; margin: .75rem 0; } th, td { text-align: left; vertical-align: top; padding: .2rem .9rem .2rem 0; }
thead th { font-weight: 500; color: var(--dim); } tbody th, th[scope=row] { font-weight: 600; white-space: nowrap; }
code, pre { font: .875rem/1.45 ui-monospace, monospace; } code { overflow-wrap: anywhere; }
pre { background: var(--inset); padding: .6rem .8rem; overflow-x: auto; margin: .4rem 0; }
details { margin: .35rem 0; } summary { cursor: pointer; } .scenario { margin: .75rem 0 1rem 1.2rem; } .scenario p { margin: .2rem 0; }
ul { margin: .3rem 0; padding-left: 1.3rem; } li { overflow-wrap: anywhere; }
.dim { color: var(--dim); } .bad td, h3.bad, .removed { color: var(--bad); } .good td, .added { color: var(--good); } a { color: inherit; }
`);
