import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttackDocument, AttackRow } from '../lib/core/index.js';
import { sharedDataPath } from '../test/shared-data.js';
import type { Row } from './row.js';
import { atLeast, atMost, type Target } from './target.js';
import { wholeProcess } from './whole-process.js';

/** `dpih attack` as processes of their own: the default plan on digits, and a backdoor against a CNN on MNIST. */
export function* attacks(skip: (line: string) => void): Generator<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'dpih-bench-'));
  try {
    yield* digits(join(folder, 'digits'), skip);
    yield* mnist(join(folder, 'mnist'), skip);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function* digits(out: string, skip: (line: string) => void): Generator<Row> {
  const path = sharedDataPath('digits.csv.gz');
  if (path === undefined) return skip('digits.csv.gz: not found in $DPIH_DATA or ../shared/data, skipped');
  const plan = ['attack', '--data', path, '--scale', '1/16', '--image', '8x8', '--out', out, '--json'];
  const first = wholeProcess('dpih.js', plan);
  yield { name: 'default plan: CPU min', value: first.seconds / 60, target: atMost(30), binding: false };
  yield { name: 'default plan: peak MB', value: first.megabytes, target: atMost(2000), binding: false };
  const again = wholeProcess('dpih.js', plan);
  yield {
    name: 'default plan, started again: CPU s',
    value: again.seconds,
    target: atMost(2),
    binding: false,
  };

  const { rows, findings } = JSON.parse(first.output) as AttackDocument;
  yield {
    name: 'measurements beyond a certificate',
    value: findings.length,
    target: atMost(0),
    binding: true,
  };
  const undefended = (attack: string, share: number): AttackRow =>
    rowOf(rows, { attack, share, defence: 'none' });
  yield success('BadNets 2x2, 1 %, undefended', undefended('badnets', 0.01), atLeast(0.6));
  yield success('BadNets 2x2, 5 %, undefended', undefended('badnets', 0.05), atLeast(0.9));
  for (const attack of ['badnets', 'blended', 'clean-label', 'gradient-matching', 'bullseye'])
    yield gain(`${attack}, 5 %, undefended: gain over clean models, low end`, undefended(attack, 0.05));
  const matching = rowOf(rows, { attack: 'gradient-matching', share: 0.05, defence: 'dp-instahide' });
  yield success('gradient matching, 5 %, k = 4 mixup + noise', matching, atMost(0.25));
}

function* mnist(out: string, skip: (line: string) => void): Generator<Row> {
  const path = sharedDataPath('mnist-10k');
  if (path === undefined) return skip('mnist-10k: not found in $DPIH_DATA or ../shared/data, skipped');
  const { output } = wholeProcess('dpih.js', [
    ...['attack', '--data', join(path, 't10k-images-idx3-ubyte.gz'), '--scale', '1/255'],
    ...['--domain', 'box:0,1,784', '--learner', 'cnn', '--seeds', '2', '--budgets', '1%'],
    ...['--attacks', '[{kind: badnets, size: 3}]', '--defences', 'none', '--out', out, '--json'],
  ]);
  const { rows } = JSON.parse(output) as AttackDocument;
  const row = rowOf(rows, { attack: 'badnets', share: 0.01, defence: 'none' });
  yield success('MNIST-10k, small CNN, BadNets 3x3, 1 %', row, atLeast(0.9));
}

interface Wanted {
  readonly attack: string;
  /** of the records, nearly */
  readonly share: number;
  readonly defence: string;
}

function rowOf(rows: readonly AttackRow[], { attack, share, defence }: Wanted): AttackRow {
  const found = rows.find(
    ({ name }) =>
      name.attack.startsWith(attack) &&
      name.defence.startsWith(defence) &&
      Math.abs(name.share / share - 1) < 0.1,
  );
  if (found === undefined) throw new Error(`no row of ${attack} at ${share} against ${defence}`);
  return found;
}

function success(name: string, { measured }: AttackRow, target: Target): Row {
  return { name: `${name}: success`, value: measured?.success.mean ?? Number.NaN, target, binding: true };
}

function gain(name: string, { measured }: AttackRow): Row {
  return { name, value: measured?.gain.low ?? Number.NaN, target: atLeast(Number.MIN_VALUE), binding: true };
}
