import { test } from 'tap';
import { attackDocument } from '../../cli/attack/attack-document.js';
import type { CellGuarantee, MeasuredCell } from '../../lib/core/index.js';
import { parseAttack } from '../../lib/core/schema.js';
import { attackJson } from '../../lib/report/index.js';
import { type AttackRun, parseAttackPlan } from '../../lib/run/attacks/index.js';

const SEEDS = 20;
const QUERIES = 100;
const basis = {
  theorem: 'a theorem (derived here)',
  note: 'proofs/reachable-votes.md',
  assumptions: ['a part each'],
};

const plan = await parseAttackPlan(
  {
    data: { source: 'glyphs', test: { fraction: 0.2, seed: '1' }, domain: { kind: 'l2-ball', radius: 1 } },
    pixels: { low: 0, high: 1, levels: 256 },
    learners: [{ kind: 'ridge' }],
    surrogate: { kind: 'softmax', epochs: 1, batch: 64, optimizer: 'adam', rate: 0.01, decay: 0, hidden: [] },
    attacks: [{ spec: { kind: 'label-flip' }, poisons: [60] }],
    defences: [{ kind: 'none' }, { kind: 'mixup', k: 4 }, { kind: 'dp-instahide', k: 4, sigma: 0.5 }],
    seeds: SEEDS,
    assumed: ['k = 4'],
  },
  { version: '0.0.0' },
);

/** A cell in which every seed yields the same. */
function cell(defence: string, success: number, guarantee: CellGuarantee, reachable?: number): MeasuredCell {
  const measure = { accuracy: 0.9, success, robust: 0.5 };
  return {
    name: { attack: 'label-flip', poisons: 60, share: 0.05, defence, learner: 'ridge' },
    aim: 'error',
    seeds: Array.from({ length: SEEDS }, (_, seed) => ({
      seed,
      queries: QUERIES,
      clean: { accuracy: 0.92, success: 0.02, robust: 0.9 },
      poisoned: measure,
      told: {},
      ...(reachable === undefined ? {} : { reachable: { success: reachable, accuracy: 0.1 } }),
    })),
    failures: [],
    guarantee,
  };
}

const NONE: CellGuarantee = { kind: 'none', reason: 'nothing is proved of it' };
const VOTES: CellGuarantee = { kind: 'votes', changed: 60, failure: 0, basis };

function run(cells: readonly MeasuredCell[], missing = 0, rest = 1200): AttackRun {
  const data = {
    train: 1200,
    rest,
    test: 300,
    dimension: 64,
    classes: Array.from({ length: 10 }, (_, i) => String(i)),
    domain: { kind: 'l2-ball', radius: 1, dimension: 64 },
  } as const;
  return { plan, data, cells, missing };
}

const ASIDE = { legend: { none: 'trained on the records as they are' }, pictures: [] };

test('a run becomes a document that its schema takes: verdicts, notes, what was assumed', (t) => {
  const cells = [cell('none', 0.6, NONE), cell('mixup k=4', 0.3, NONE), cell('dpa', 0.2, VOTES, 0.4)];
  const document = attackDocument(run(cells), ASIDE);
  t.same(parseAttack(attackJson(document)), document);
  t.same(
    document.rows.map(({ verdict }) => verdict),
    ['none', 'none', 'holds'],
  );
  t.same(document.defaults, ['k = 4']);
  t.same(document.findings, []);
  t.ok(document.assumptions.includes('a part each'));
  t.match(document.question, { data: 'glyphs', train: 1200, test: 300, seeds: SEEDS, alpha: 0.05 });
  const notes = document.notes.join('\n');
  t.match(notes, /k = 1, 4 without noise/, 'widths are known by the names of the plan');
  t.notMatch(notes, /not finished|transfer/);
  t.end();
});

test('what the votes of an ensemble cannot reach, reached, is a finding', (t) => {
  const { rows, findings } = attackDocument(run([cell('dpa', 0.5, VOTES, 0.4)]), ASIDE);
  t.equal(rows[0]?.verdict, 'CONTRADICTED');
  t.equal(findings.length, 1);
  t.match(findings[0], /label-flip.*dpa/);
  t.end();
});

test('a run that is not finished, and one that trains on a part of the records, say so', (t) => {
  const { notes } = attackDocument(run([cell('none', 0.6, NONE)], 7, 600), ASIDE);
  t.match(notes[0], /not finished: 7 of 20 measurements/);
  t.match(notes[1], /600 of the 1200 records/);
  t.end();
});
