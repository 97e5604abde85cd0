import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'tap';

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly bin: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const subpaths = Object.keys(manifest.exports).filter((subpath) => subpath !== './package.json');

const seen = new Map<string, string[]>();

/** What plain node, in a process of its own, sees when it imports the built package by name. */
function exportedBy(subpath: string): string[] {
  const specifier = JSON.stringify(subpath.replace(/^\./, 'dpih'));
  const script = `import(${specifier}).then((m) => console.log(JSON.stringify(Object.keys(m))))`;
  const names =
    seen.get(subpath) ??
    (JSON.parse(
      execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', stdio: 'pipe' }),
    ) as string[]);
  seen.set(subpath, names);
  return names;
}

test('each subpath of the export map imports in plain node and exports something', (t) => {
  for (const subpath of subpaths) t.not(exportedBy(subpath).length, 0, subpath);
  t.throws(() => exportedBy('./absent'), 'a subpath outside the map does not resolve');
  t.end();
});

/**
 * laws need fast-check, which an importer of "." may not have; the schema loads zod, which certifying does not
 * need; reading, releasing, training and running need node.
 */
const APART = [
  './laws',
  './schema',
  './data',
  './release',
  './train',
  './games',
  './attack',
  './defend',
  './run',
];

test('"." carries every name of the folders it gathers, and none of what stands apart', (t) => {
  const root = new Set(exportedBy('.'));
  for (const subpath of subpaths.filter((s) => s !== '.' && !APART.includes(s)))
    t.same(
      exportedBy(subpath).filter((name) => !root.has(name)),
      [],
      subpath,
    );
  for (const subpath of APART)
    t.same(
      exportedBy(subpath).filter((name) => root.has(name)),
      [],
      `${subpath} stands apart`,
    );
  t.end();
});

test('every target of the export map and every command is packed', (t) => {
  const pack = ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=silent'];
  const out = execFileSync('npm', pack, { encoding: 'utf8' });
  const report = JSON.parse(out) as
    | { files: { path: string }[] }[]
    | Record<string, { files: { path: string }[] }>;
  const packed = new Set(Object.values(report)[0]?.files.map((file) => file.path));
  const targets = [
    ...Object.values(manifest.exports).flatMap((target) =>
      typeof target === 'string' ? target : Object.values(target),
    ),
    ...Object.values(manifest.bin),
  ].map((target) => target.replace(/^\.\//, ''));
  for (const target of targets) t.ok(packed.has(target) && existsSync(target), target);
  t.notOk(
    [...packed].some((path) =>
      /^(test|build|node_modules)\/|\.tsbuildinfo$|^(?!examples\/).*\.mjs$/.test(path),
    ),
    'nothing of the workshop is packed',
  );
  for (const command of Object.values(manifest.bin))
    t.match(readFileSync(command, 'utf8'), /^#!\/usr\/bin\/env node\n/, `${command} starts node`);
  t.end();
});
