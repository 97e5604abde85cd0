import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { type Test, test } from 'tap';
import ts from 'typescript';
import { fencedBlocks, runnableLines } from './fenced-blocks.js';
import { sources } from './sources.js';

const documents = new Map([
  ['README.md', readFileSync('README.md', 'utf8')],
  ...sources(['examples'], ['.md']),
]);
const blocks = [...documents].flatMap(([path, text]) => fencedBlocks(path, text));

/** A folder like a user's: the package installed (by its own name), its examples, and `npx`. */
function userFolder(t: Test): { cwd: string; env: NodeJS.ProcessEnv } {
  const cwd = t.testdir({ bin: { npx: '#!/bin/sh\nexec "$@"\n' } });
  const bin = join(cwd, 'bin');
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: Record<string, string> };
  for (const [name, target] of Object.entries(manifest.bin))
    writeFileSync(join(bin, name), `#!/bin/sh\nexec "${process.execPath}" "${resolve(target)}" "$@"\n`);
  for (const name of ['npx', ...Object.keys(manifest.bin)]) chmodSync(join(bin, name), 0o755);
  symlinkSync(resolve('examples'), join(cwd, 'examples'));
  return { cwd, env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`, NO_COLOR: '1' } };
}

test('a README line is run unless it installs or tests the package itself', (t) => {
  const text =
    '```sh\nnpm ci && npx dpih-certify --k 4 \\\n  --sigma 8\nnpm ci && npm test\n# why\nnpm run bench\n```\n';
  const [block] = fencedBlocks('x.md', `${text}prints\n\n\`\`\`text\nhello\n\`\`\`\n`);
  t.same(runnableLines(block?.code ?? ''), ['npx dpih-certify --k 4 --sigma 8']);
  t.equal(block?.output, 'hello', 'a text block that follows is what the commands print');
  t.equal(
    fencedBlocks('x.md', `${text}\n\`\`\`ts\n1;\n\`\`\`\n\`\`\`text\nx\n\`\`\`\n`)[0]?.output,
    undefined,
  );
  t.end();
});

test('every sh block runs, and prints what the text says', (t) => {
  const shell = blocks.filter((block) => block.language === 'sh');
  t.ok(
    shell.some((block) => block.where.startsWith('README.md')),
    'README.md has commands',
  );
  const { cwd, env } = userFolder(t);
  for (const { where, code, output } of shell) {
    const script = runnableLines(code).join('\n');
    const run = spawnSync('sh', ['-e', '-c', script], { cwd, env, encoding: 'utf8', input: '' });
    t.equal(run.status, 0, `${where}: ${script}\n${run.stderr}`);
    if (output !== undefined) t.equal(run.stdout.trim(), output, where);
  }
  t.end();
});

test('every ts block compiles against the shipped types, runs, and prints what the text says', (t) => {
  const code = blocks.filter((block) => block.language === 'ts');
  t.ok(
    code.some((block) => block.where.startsWith('README.md')),
    'README.md has code',
  );
  const { cwd, env } = userFolder(t);
  mkdirSync(join(cwd, 'src'));
  const files = code.map((block, i) => {
    const path = join(cwd, 'src', `block-${i}.ts`);
    writeFileSync(path, `${block.code}\nexport {};\n`);
    return path;
  });
  const program = ts.createProgram(files, {
    strict: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    types: ['node'],
    skipLibCheck: true,
    rootDir: join(cwd, 'src'),
    outDir: cwd,
  });
  const errors = [...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics];
  t.equal(
    ts.formatDiagnostics(errors, {
      getCanonicalFileName: (f) => f,
      getCurrentDirectory: () => cwd,
      getNewLine: () => '\n',
    }),
    '',
  );
  code.forEach(({ where, output }, i) => {
    const run = spawnSync(process.execPath, [`block-${i}.js`], { cwd, env, encoding: 'utf8', input: '' });
    t.equal(run.status, 0, `${where}\n${run.stderr}`);
    if (output !== undefined) t.equal(run.stdout.trim(), output, where);
  });
  t.end();
});

test('every example runs', (t) => {
  const { cwd, env } = userFolder(t);
  for (const path of sources(['examples'], ['.ts']).keys()) {
    const built = resolve('build', path.replace(/\.ts$/, '.js'));
    t.doesNotThrow(() => execFileSync(process.execPath, [built], { cwd, env, stdio: 'pipe' }), path);
  }
  t.end();
});
