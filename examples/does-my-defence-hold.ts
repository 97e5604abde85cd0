// Do attacks get through a defence, and does any beat its certificate? A backdoor against an undefended network and
// against DP-InstaHide, on the bundled glyphs. A real plan has 20 seeds; three keep this example short.
// On the command line: dpih attack --attacks badnets --defences none,dp-instahide --k 4 --sigma 0.1
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { account, attackRows } from 'dpih';
import { parseAttackPlan, readAttackRun, runAttacks } from 'dpih/run';

const plan = await parseAttackPlan(
  {
    data: { source: 'glyphs', domain: { kind: 'l2-ball', radius: 1 }, test: { fraction: 0.2, seed: '1' } },
    pixels: { low: 0, high: 1, levels: 256 },
    learners: [{ kind: 'mlp', hidden: [32], epochs: 15, batch: 64, rate: 0.003, decay: 0.1 }],
    attacks: [{ spec: { kind: 'badnets', size: 2 }, poisons: [0.05] }],
    defences: [{ kind: 'none' }, { kind: 'dp-instahide', k: 4, sigma: 0.1 }],
    seeds: 3,
  },
  { version: 'example' },
);

// killed and started again, the same folder continues
const folder = mkdtempSync(join(tmpdir(), 'dpih-example-'));
await runAttacks(plan, folder);

const { cells } = await readAttackRun(folder);
const { rows, findings } = attackRows(cells, {
  alpha: plan.alpha,
  profileOf: (mechanism) => account(mechanism).upper,
});
for (const { name, measured, verdict, because } of rows) {
  const success = measured?.success.mean ?? Number.NaN;
  console.log(`${name.attack}, ${name.poisons} poisons, ${name.defence}: success ${success.toFixed(2)}`);
  console.log(`  ${verdict}: ${because}`);
}
console.log(findings.length === 0 ? 'no certificate is contradicted' : findings.join('\n'));
rmSync(folder, { recursive: true });
