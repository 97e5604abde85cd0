/**
 * The style of the page. Measured numbers stand on the page itself, certified ones on a tint with a rule beside them;
 * what contradicts a certificate is the only red thing. Light, dark and paper.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --text: #1f2328; --soft: #59636e; --rule: #d5dae0; --tint: #eef3fa; --certified: #0b3d91;
  --band: #f6f8fa; --alarm: #c81e2b; --alarm-tint: #fdecec; --card: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171c; --text: #e4e8ee; --soft: #9aa4b0; --rule: #363c45; --tint: #1d2a3d; --certified: #a9c7ff;
    --band: #1c2027; --alarm: #ff6b70; --alarm-tint: #3a1a1e; --card: #191d23;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 1280px; padding: 2.5rem 1.25rem 4rem; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif;
}
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.6rem 0 .7rem; padding-bottom: .3rem; border-bottom: 1px solid var(--rule); }
h3 { font-size: 1rem; margin: 1.6rem 0 .5rem; }
p, ul, dl { margin: .5rem 0; max-width: 78ch; }
li { margin: .2rem 0; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.headline {
  margin: 1.2rem 0 .8rem; padding: .8rem 1rem; max-width: none; border-left: 5px solid var(--certified);
  background: var(--band); font-size: 1.08rem; font-weight: 600;
}
.headline.loud { border-color: var(--alarm); background: var(--alarm-tint); color: var(--alarm); }
.findings { max-width: none; padding-left: 1.2rem; color: var(--alarm); font-weight: 600; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem 1.1rem; list-style: none; padding: 0; max-width: none; }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; padding: 0; max-width: none; }
a { color: inherit; text-underline-offset: .2em; text-decoration-color: var(--soft); }
.verdict { display: inline-block; padding: 0 .5em; border: 1px solid transparent; border-radius: 3px; font-size: .94em; white-space: nowrap; }
.holds { border-color: var(--certified); color: var(--certified); font-weight: 600; }
.vacuous { border: 1px dashed var(--soft); color: var(--soft); }
.none { padding: 0; color: var(--soft); }
.failed { border: 1px solid var(--text); font-weight: 600; }
.CONTRADICTED { background: #c81e2b; color: #ffffff; font-weight: 700; letter-spacing: .02em; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .84rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .2rem 0 .6rem; color: var(--soft); }
th, td { padding: .32rem .45rem; text-align: right; vertical-align: top; }
thead th { font-weight: 600; vertical-align: bottom; line-height: 1.25; }
thead tr:last-child th { border-bottom: 1.5px solid var(--text); }
thead th[rowspan] { border-bottom: 1.5px solid var(--text); }
thead tr:first-child th { border-top: 1.5px solid var(--text); text-align: center; }
table { border-bottom: 1.5px solid var(--text); }
tbody th { font-weight: 400; text-align: left; min-width: 10.5rem; padding-left: 1.5rem; text-indent: -1.1rem; }
tbody tr + tr th, tbody tr + tr td { border-top: 1px solid var(--rule); }
tbody th.group { background: var(--band); font-weight: 600; padding: .5rem .45rem .32rem; text-indent: 0; }
th.group span { font-weight: 400; color: var(--soft); }
thead tr th.left, td.left { text-align: left; }
td.left { min-width: 12rem; }
td small { display: block; color: var(--soft); white-space: nowrap; font-size: .88em; }
td.left small { white-space: normal; line-height: 1.35; margin-top: .15rem; }
th.certified, td.certified { background: var(--tint); color: var(--certified); border-left: 2px solid var(--certified); }
td.certified { font-weight: 600; white-space: nowrap; }
td.void { font-weight: 400; opacity: .75; }
tr.alarm td, tr.alarm th { background: var(--alarm-tint); }
.mark { width: 12px; height: 12px; margin-right: .45em; vertical-align: -1px; }
figure { margin: 1rem 0 1.6rem; }
figcaption { color: var(--soft); font-size: .88rem; max-width: 100ch; margin-top: .4rem; }
figure { overflow-x: auto; }
svg.chart { display: block; max-width: 100%; min-width: 56rem; height: auto; }
.poisons { display: flex; flex-wrap: wrap; gap: 1rem; }
.poisons figure { margin: 0; padding: .8rem; border: 1px solid var(--rule); background: var(--card); }
.panels { display: flex; gap: .8rem; }
.panels div { text-align: center; font-size: .8rem; }
.panels svg { display: block; width: 132px; height: 132px; margin-bottom: .3rem; border: 1px solid var(--rule); background: #000; }
.poisons figcaption { margin-top: .5rem; max-width: 430px; overflow-wrap: anywhere; }
.poisons strong { color: var(--text); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.2rem; max-width: none; }
dt { font-weight: 600; max-width: 20rem; overflow-wrap: anywhere; }
dd { margin: 0; overflow-wrap: anywhere; }
footer { margin-top: 3rem; border-top: 1px solid var(--rule); padding-top: .6rem; color: var(--soft); font-size: .85rem; }
@media print {
  :root { --page: #fff; --text: #000; --soft: #444; --rule: #bbb; --tint: #eef3fa; --certified: #0b3d91; --band: #f3f3f3; --alarm: #b0101c; --alarm-tint: #fdecec; --card: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  nav { display: none; }
  h2, h3 { break-after: avoid; }
  figure, tr { break-inside: avoid; }
  thead { display: table-header-group; }
  .wide, figure { overflow: visible; }
  svg.chart { min-width: 0; }
  table { font-size: 7.5pt; }
  th, td { padding: .2rem .3rem; }
  td.left, tbody th { min-width: 0; }
}
`;
