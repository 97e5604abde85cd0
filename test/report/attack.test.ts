import fc from 'fast-check';
import { test } from 'tap';
import type { AttackRow } from '../../lib/core/index.js';
import { parseAttack } from '../../lib/core/schema.js';
import { changeText, lowerText, shareText, signed, upperText } from '../../lib/report/attack/numbers.js';
import { escapeTex } from '../../lib/report/attack/tex.js';
import { attackCsv, attackHtml, attackJson, attackLatex, attackText } from '../../lib/report/index.js';
import { loud, quiet } from './attack-document-for-tests.js';
import { evil, first, only, PRINTERS } from './attack-samples.js';
import { withField } from './with-field.js';

test('every row appears with its numbers, in every form', (t) => {
  const page = attackHtml(loud);
  const text = attackText(loud);
  const lines = attackCsv(loud).trimEnd().split('\n');
  const latex = attackLatex(loud);
  t.equal(lines.length, loud.rows.length + 1);
  t.equal([...page.matchAll(/<tr[^>]*><th scope="row">/g)].length, loud.rows.length);
  for (const { name, measured, successBound } of loud.rows) {
    if (measured === undefined) continue;
    const { success, gain } = measured;
    t.ok(page.includes(`<td>${shareText(success).replace(' ', '<small>')}</small></td>`), name.defence);
    t.ok(page.includes(changeText(gain).replaceAll('-', '−').replace(' ', '<small>')), name.defence);
    t.ok(text.includes(shareText(success, 2)) && latex.includes(shareText(success, 2).replace(' ', '\\;')));
    t.ok(
      lines.some(
        (line) => line.includes(`${name.attack},${name.poisons},`) && line.includes(`,${success.mean},`),
      ),
    );
    if (successBound === undefined) continue;
    t.ok(
      page.includes(`≤ ${upperText(successBound)}</td>`) && text.includes(`<= ${upperText(successBound)} `),
    );
  }
  for (const words of [
    ...loud.notes,
    ...loud.notCovered,
    ...loud.findings,
    ...loud.failures,
    ...loud.assumptions,
  ])
    for (const [form, printed] of [
      ['page', page],
      ['text', text],
    ] as const)
      t.ok(printed.replace(/\s+/g, ' ').includes(words), `${form}: ${words}`);
  t.end();
});

test('rounding: intervals outwards, an upper bound up, a lower bound down, in every form', (t) => {
  // doubles by their bits are nearly all tiny: most are to lie where digits are cut
  const unit = fc.oneof(
    fc.integer({ min: 0, max: 2 ** 30 }).map((i) => i / 2 ** 30),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  // an interval over counts is meant exactly to 1e-9 thousandths: see fraction()
  const slack = 1e-11;
  fc.assert(
    fc.property(unit, unit, unit, unit, unit, (a, b, c, upper, lower) => {
      const [low = 0, mean = 0, high = 0] = [a, b, c].sort((x, y) => x - y);
      const share = { low, mean, high };
      const change = { low: -high, mean: -mean, high: -low };
      const row = first(loud);
      if (row.measured === undefined) return false;
      const document = only({
        measured: { ...row.measured, success: share, gain: change, robust: share },
        successBound: { value: upper, basis: { theorem: '', note: '', assumptions: [] } },
        accuracyBound: { value: lower, basis: { theorem: '', note: '', assumptions: [] } },
      });
      const inside = (pair: readonly (string | undefined)[], scale: number): boolean => {
        const [from, to] = pair.map((text) => Number(text?.replace('−', '-')));
        return (
          from !== undefined &&
          to !== undefined &&
          from <= scale * (scale > 0 ? low : high) + slack &&
          to >= scale * (scale > 0 ? high : low) - slack
        );
      };
      const interval = '\\[([^,\\]]+), ([^,\\]]+)\\]';
      const [, ...inText] =
        new RegExp(
          `dpa partitions=50 +\\S+ ${interval} +${interval} +<= (\\S+) +\\S+ +\\S+(?: >= (\\S+))?\\n`,
        ).exec(attackText(document)) ?? [];
      const [, ...inPage] =
        new RegExp(
          `partitions=50</th><td>\\S+<small>${interval}</small>.*?<td>[^<]+<small>${interval}</small></td><td class="certified[^>]*>≤ ([^<]+)<.*≥ ([^<]+)<`,
        ).exec(attackHtml(document)) ?? [];
      const [, ...inLatex] =
        new RegExp(
          `partitions=50 & \\$[^;]+;${interval}\\$ & \\$${interval}\\$ & \\S+ & \\$.le (\\S+)\\$ & \\$.ge (\\S+)\\$`,
        ).exec(attackLatex(document)) ?? [];
      // the change that a page shows second is that of accuracy: the first one is taken
      return (
        [inText, inLatex].every(
          ([a1, a2, b1, b2, most, least]) =>
            inside([a1, a2], 1) &&
            inside([b1, b2], -1) &&
            Number(most) >= upper &&
            Number(least ?? 0) <= lower,
        ) &&
        inside(inPage.slice(0, 2), 1) &&
        Number(inPage[4]) >= upper &&
        Number(inPage[5]) <= lower
      );
    }),
    { numRuns: 60 },
  );
  t.equal(upperText({ value: 0.08901, basis: { theorem: '', note: '', assumptions: [] } }), '0.0891');
  t.equal(lowerText({ value: 0.08909, basis: { theorem: '', note: '', assumptions: [] } }), '0.0890');
  t.equal(lowerText({ value: 9.08e-118, basis: { theorem: '', note: '', assumptions: [] } }), '0');
  t.same(
    [
      signed(-0.0001, 'down'),
      signed(-0.0001, 'up'),
      signed(-0.0001, 'nearest'),
      signed(0.0001, 'up'),
      signed(-1, 'up'),
    ],
    ['-0.001', '0.000', '0.000', '+0.001', '-1.000'],
  );
  t.end();
});

test('text: 100 columns, whatever the names', (t) => {
  for (const document of [loud, evil])
    for (const line of attackText(document).split('\n')) {
      t.ok(line.length <= 100, `${line.length}: ${line}`);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal obeys them
      t.notMatch(line, /[\u0000-\u001f]/);
    }
  const short = only({ seeds: 18 });
  t.match(attackText(short), 'dpa partitions=50 (18 of 20 seeds)');
  t.match(attackHtml(short), 'dpa partitions=50 (18 of 20 seeds)');
  t.match(attackText({ ...quiet, rows: [] }), 'RESULTS\n  nothing was measured\n');
  t.end();
});

test('LaTeX: braces, environments and columns balance, whatever the names', (t) => {
  for (const document of [quiet, loud, evil]) {
    const latex = attackLatex(document);
    const bare = latex.replace(/\\[\\{}$&#%_]/g, '');
    let depth = 0;
    for (const c of bare) {
      depth += c === '{' ? 1 : c === '}' ? -1 : 0;
      if (depth < 0) break;
    }
    t.equal(depth, 0, 'braces balance');
    const open: string[] = [];
    for (const [, what, name] of latex.matchAll(/\\(begin|end)\{(\w+)\}/g)) {
      if (what === 'begin') open.push(name ?? '');
      else t.equal(open.pop(), name);
    }
    t.same(open, []);
    const rows = bare
      .split('\n')
      .filter((line) => / & .* & /.test(line) && !/multicolumn|defence & /.test(line));
    t.equal(rows.length, document.rows.length);
    for (const row of rows) {
      t.equal(row.split('&').length, 7, 'seven columns');
      t.equal((row.split('$').length - 1) % 2, 0, 'formulas are closed');
    }
    t.notMatch(latex, /NaN|undefined|\\input\{\/etc/);
    t.notMatch(latex.replace(/^% .*$/gm, '').replaceAll('\\%', ''), '%\n\\input');
    const used = [...latex.matchAll(/\[?(dpih\d+)[,\]]/g)].map(([, colour]) => colour);
    for (const colour of new Set(used)) t.match(latex, `\\definecolor{${colour}}{HTML}`);
  }
  t.equal(
    escapeTex('a\\b{c}$d&e#f%g_h^i~j\n\n[k*'),
    'a\\textbackslash{}b\\{c\\}\\$d\\&e\\#f\\%g\\_h\\textasciicircum{}i\\textasciitilde{}j {[}k{*}',
  );
  const many = only({});
  const [row] = many.rows;
  const long = {
    ...many,
    rows: Array.from({ length: 120 }, (_, i) => ({
      ...(row as AttackRow),
      name: { ...(row as AttackRow).name, poisons: i + 1 },
    })),
  };
  t.ok(
    attackLatex(long).split('\\begin{table}').length - 1 >= 5,
    'a table longer than a page goes on in another',
  );
  t.end();
});

test('CSV: numbers in full, quoted where it must be', (t) => {
  const [heading = '', ...lines] = attackCsv(loud).trimEnd().split('\n');
  const columns = heading.split(',');
  const at = (name: string, line = ''): string | undefined => line.split(',')[columns.indexOf(name)];
  t.equal(at('success', lines[0]), String(loud.rows[0]?.measured?.success.mean));
  t.equal(at('certified_success_at_most', lines[0]), '', 'what is not certified is empty');
  t.equal(columns.length, lines[0]?.split(',').length);
  const quoted = attackCsv(only({ because: 'a, "b"\nc' }));
  t.match(quoted, ',"a, ""b""\nc",');
  t.end();
});

test('JSON: every number survives; the schema is strict; NaN is published nowhere', (t) => {
  for (const document of [quiet, loud, evil]) t.same(parseAttack(attackJson(document)), document);
  const plain = JSON.parse(attackJson(loud)) as Record<string, unknown>;
  for (const path of [
    ['verdict'],
    ['question', 'data2'],
    ['rows', 0, 'verdit'],
    ['rows', 0, 'measured', 'sucess'],
    ['rows', 0, 'name', 'k'],
    ['pictures', 0, 'depth'],
  ])
    t.throws(() => parseAttack(withField(plain, path, 1)), /free of unknown fields/, path.join('.'));
  for (const [path, value] of [
    [['schema'], 'dpih/attack/2'],
    [['rows', 0, 'verdict'], 'contradicted'],
    [['rows', 0, 'measured', 'success', 'low'], -0.1],
    [['rows', 0, 'name', 'poisons'], 0],
    [['question', 'alpha'], 1],
    [['rows', 0, 'because'], undefined],
    [['pictures', 0, 'panels', 0, 'pixels', 0], 2],
  ] as const)
    t.throws(
      () => parseAttack(withField(plain, path, value)),
      { name: 'DomainError' },
      `${path.join('.')} ${String(value)}`,
    );
  const row = first(loud);
  const nan = only({
    measured: { ...row.measured, success: { mean: Number.NaN, low: 0, high: 1 } } as AttackRow['measured'] &
      object,
  });
  for (const [name, print] of Object.entries(PRINTERS)) t.throws(() => print(nan), RangeError, name);
  t.end();
});
