import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'tap';
import { sources } from './sources.js';

interface Note {
  readonly note: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly code: readonly { path: string; name: string; seal: string; actual: string | null }[];
  readonly codeLines: number;
}

const PROVED = ['bounds', 'convert', 'accountants', 'certify', 'audit', 'verdict'];

/** Exported functions that state nothing, with the reason: name -> why no note is owed. */
const EXEMPT: Readonly<Record<string, string>> = {
  attackNotes: 'sentences about numbers that stand in the table beside their intervals',
};

const notes = JSON.parse(
  execFileSync(process.execPath, ['proofs/seal.mjs', '--json'], { encoding: 'utf8' }),
) as Note[];

test('each note has its fields, and names tests that exist', (t) => {
  t.ok(notes.length > 0, 'there are notes');
  for (const { note, fields, code, codeLines } of notes) {
    for (const field of ['status', 'claim', 'given', 'argument', 'rounding', 'not covered', 'tests'])
      t.ok((fields[field] ?? '') !== '', `${note} says its ${field}`);
    t.match(fields.status, /^(draft|checked|mechanised)\b/, `${note} has a known status`);
    t.ok(code.length > 0 && code.length === codeLines, `${note} names its functions`);
    const tests = fields.tests?.match(/\btest\/[\w./-]+\.ts\b/g) ?? [];
    t.ok(tests.length > 0, `${note} names a test file`);
    for (const path of tests) t.ok(existsSync(path), `${note}: ${path} exists`);
  }
  t.end();
});

test('each seal is that of the function as it stands', (t) => {
  for (const { note, code } of notes)
    for (const { path, name, seal, actual } of code) t.equal(seal, actual, `${note}: ${path} ${name}`);
  t.end();
});

test('every exported function of the proved folders has a note', async (t) => {
  const named = new Set(
    notes.flatMap((note) => note.code.map(({ path, name }) => `${path.split('/')[1]} ${name}`)),
  );
  for (const folder of PROVED) {
    const exported = (await import(`../../lib/${folder}/index.js`)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported))
      if (states(value) && !(name in EXEMPT)) t.ok(named.has(`${folder} ${name}`), `${folder}: ${name}`);
  }
  t.end();
});

test('every note that the code cites exists', (t) => {
  for (const [path, text] of sources(['lib', 'cli'], ['.ts']))
    for (const note of text.match(/\bproofs\/[\w-]+\.md\b/g) ?? [])
      t.ok(existsSync(note), `${path}: ${note}`);
  t.end();
});

const SOURCE = `const SCALE = 2;
function half(x: number): number { return x / SCALE; }
export function other(x: number): number { return x; }
/** Doc. */
export function bound(x: number): number { return Math.min(half(x), other(x)); }
`;

/** Runs the seal tool in a folder that holds the given files. */
function sealTool(root: string): (...args: string[]) => { status: number | null; stdout: string } {
  cpSync('proofs/seal.mjs', join(root, 'proofs/seal.mjs'));
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  return (...args) =>
    spawnSync(process.execPath, ['proofs/seal.mjs', ...args], { cwd: root, encoding: 'utf8' });
}

test('a seal follows the code, its private helpers included, and not the layout', (t) => {
  const same: [string, string][] = [
    ['/** Doc. */', '/** Other words. */ // and more'],
    ['Math.min(half(x), other(x))', 'Math.min(\n  half(x),\n  other(x),\n)'],
    ['return x;', 'return x + 1;'], // an exported function has a seal of its own
  ];
  const different: [string, string][] = [
    ['Math.min', 'Math.max'],
    ['x / SCALE', 'x * SCALE'], // a private helper
    ['SCALE = 2', 'SCALE = 3'], // the constant behind it
  ];
  const variants = [['', ''], ...same, ...different].map(([from = '', to = '']) => SOURCE.replace(from, to));
  const files = Object.fromEntries(variants.map((text, i) => [`v${i}.ts`, text]));
  const code = variants.map((_, i) => `code: v${i}.ts bound seal 00000000\n`).join('');
  const seal = sealTool(t.testdir({ ...files, proofs: { 'bound.md': `# Bound\n${code}` } }));
  const [note] = JSON.parse(seal('--json').stdout) as Note[];
  const seals = note?.code.map(({ actual }) => actual) ?? [];
  t.match(seals[0], /^[0-9a-f]{8}$/);
  same.forEach(([, to], i) => {
    t.equal(seals[1 + i], seals[0], `the same: ${to}`);
  });
  different.forEach(([, to], i) => {
    t.not(seals[1 + same.length + i], seals[0], `another: ${to}`);
  });
  t.equal(seals.length, variants.length);
  t.end();
});

test('seals are checked, and rewritten only when asked', (t) => {
  const note = 'code: a.ts bound seal 00000000\n';
  const root = t.testdir({ 'a.ts': SOURCE, proofs: { 'bound.md': note } });
  const seal = sealTool(root);
  t.equal(seal('--check').status, 1, 'an unsealed note fails');
  t.equal(readFileSync(join(root, 'proofs/bound.md'), 'utf8'), note, 'a check writes nothing');
  t.equal(seal().status, 0);
  t.match(
    readFileSync(join(root, 'proofs/bound.md'), 'utf8'),
    /^code: a\.ts bound seal (?!0{8})[0-9a-f]{8}\n$/,
  );
  t.equal(seal('--check').status, 0, 'sealed');
  writeFileSync(join(root, 'a.ts'), SOURCE.replace('function bound', 'function renamed'));
  t.equal(seal('--check').status, 1, 'a missing function fails');
  t.end();
});

/** A function or a record of functions; an error class states nothing. */
function states(value: unknown): boolean {
  if (typeof value === 'function') return !/^class\b/.test(Function.prototype.toString.call(value));
  return typeof value === 'object' && value !== null && Object.values(value).some(states);
}
