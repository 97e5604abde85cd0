import { readFileSync } from 'node:fs';
import { test } from 'tap';
import ts from 'typescript';
import { importCycle, importsOf, importViolations, TABLE } from './import-rules.js';
import { sources } from './sources.js';

const house = sources(['lib', 'cli'], ['.ts']);

test('every import of lib and cli is one that the table allows', (t) => {
  t.ok(house.size > 10, 'the sources were found');
  t.same(importViolations(house), []);
  t.end();
});

test('no file imports itself, through however many others', (t) => {
  t.equal(importCycle(house), undefined);
  t.end();
});

test('each forbidden kind of import is caught', (t) => {
  const base: [string, string][] = [
    ['lib/numerics/check.ts', ''],
    ['lib/accountants/account.ts', ''],
    ['cli/dpih.ts', ''],
  ];
  const found = (path: string, text: string): number =>
    importViolations(new Map([...base, [path, text]])).length;
  t.equal(found('lib/certify/psi.ts', "import { above } from '../numerics/check.js';"), 0, 'allowed');
  t.equal(
    found('lib/certify/psi.ts', "import { account } from '../accountants/account.js';"),
    1,
    'forbidden folder',
  );
  t.equal(found('lib/certify/psi.ts', "import type { A } from '../accountants/account.js';"), 1, 'type only');
  t.equal(found('lib/certify/psi.ts', "type A = import('../accountants/account.js').A;"), 1, 'import type');
  t.equal(found('lib/certify/psi.ts', "export * from '../accountants/account.js';"), 1, 're-export');
  t.equal(found('lib/certify/psi.ts', "await import('../accountants/account.js');"), 1, 'dynamic');
  t.equal(found('lib/certify/psi.ts', 'await import(name);'), 1, 'computed');
  t.equal(found('lib/certify/psi.ts', "import { readFileSync } from 'node:fs';"), 1, 'node: below lib');
  t.equal(found('lib/certify/psi.ts', "import fs from 'fs';"), 1, 'node without its prefix');
  t.equal(found('lib/certify/psi.ts', "import '@tensorflow/tfjs';"), 1, 'tensorflow');
  t.equal(found('lib/certify/psi.ts', "import '../numerics/absent.js';"), 1, 'no such file');
  t.equal(found('lib/plan/a.ts', "import '../../cli/dpih.js';"), 1, 'cli is imported by nobody');
  t.equal(found('lib/utils/a.ts', ''), 1, 'a folder outside the list');
  t.equal(found('lib/stray.ts', ''), 1, 'a file beside lib/index.ts');
  t.equal(found('cli/io.ts', "import { readFileSync } from 'node:fs';"), 0, 'cli may use node');
  t.end();
});

test('cycles are caught, chains are not', (t) => {
  const a = ['lib/core/a.ts', "import './b.js';"] as const;
  const b = ['lib/core/b.ts', "import './c.js';"] as const;
  t.equal(importCycle(new Map([a, b, ['lib/core/c.ts', '']])), undefined);
  t.same(importCycle(new Map([a, b, ['lib/core/c.ts', "import './a.js';"]])), [
    'lib/core/a.ts',
    'lib/core/b.ts',
    'lib/core/c.ts',
    'lib/core/a.ts',
  ]);
  t.end();
});

test('every package in the table is declared, and every declared dependency is in the table', (t) => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>;
  const declared = [
    ...Object.keys(manifest.optionalDependencies ?? {}),
    ...Object.keys(manifest.dependencies ?? {}),
    ...Object.keys(manifest.peerDependencies ?? {}),
  ];
  const used = new Set(
    [...house].flatMap(([path, text]) => importsOf(path, text)).filter((s) => !/^(\.|node:)/.test(s)),
  );
  const named = new Set(Object.values(TABLE).flatMap((row) => row.packages));
  named.delete('node:');
  for (const set of [used, named]) set.delete('(computed)'); // no package: a module of the user's own
  t.same([...named].sort(), declared.sort());
  t.same([...used].filter((s) => !declared.some((d) => s === d || s.startsWith(`${d}/`))).sort(), []);
  t.end();
});

test('ARCHITECTURE.md shows the same table', (t) => {
  const text = readFileSync('ARCHITECTURE.md', 'utf8');
  const rows = new Map(
    [...text.matchAll(/^\| `(?:lib\/)?(\w+)` \| ([^|]*) \|/gm)].map(([, folder, may]) => [folder, may ?? '']),
  );
  t.same(
    [...rows.keys()].sort(),
    Object.keys(TABLE)
      .filter((f) => f !== 'lib')
      .sort(),
  );
  for (const [folder, may] of rows) {
    const named = [...may.matchAll(/`([^`]+)`/g)].map(([, name]) => name).sort();
    const row = TABLE[folder ?? ''];
    if (may.trim() === 'everything but laws')
      t.same(row?.folders.filter((f) => f !== 'lib').length, Object.keys(TABLE).length - 3, folder);
    else t.same(named, [...(row?.folders ?? []), ...(row?.packages ?? [])].sort(), folder);
  }
  t.end();
});

test('every file is short enough to be read at once', (t) => {
  const all = sources(['lib', 'cli', 'test', 'bench', 'examples', 'proofs', '.ci'], ['.ts', '.mjs', '.py']);
  const long = [...all].filter(([, text]) => text.split('\n').length > 300).map(([path]) => path);
  t.same(long, []);
  t.end();
});

test('lib draws no random numbers, rounds no output and silences no type error', (t) => {
  const found: string[] = [];
  for (const [path, text] of sources(['lib'], ['.ts'])) {
    const silenced = /@ts-(ignore|nocheck|expect-error)/.exec(text);
    if (silenced !== null) found.push(`${path}: ${silenced[0]}`);
    const visit = (node: ts.Node): void => {
      if (ts.isPropertyAccessExpression(node)) {
        const access = `${node.expression.getText()}.${node.name.text}`;
        if (access === 'Math.random' || node.name.text === 'toFixed') found.push(`${path}: ${access}`);
      }
      if (ts.isAsExpression(node) && node.type.kind === ts.SyntaxKind.AnyKeyword)
        found.push(`${path}: as any`);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true));
  }
  t.same(found, []);
  t.end();
});
