import ts from 'typescript';

/** What the files of a folder may import: other folders of lib by name, and packages. */
export interface Row {
  readonly folders: readonly string[];
  readonly packages: readonly string[];
}

/**
 * Who may import whom: the table of ARCHITECTURE.md as data. 'lib' is the root entry lib/index.ts,
 * 'cli' the commands. A folder that has no row may not exist.
 */
export const TABLE: Readonly<Record<string, Row>> = {
  numerics: { folders: [], packages: ['decimal.js', 'fft.js'] },
  core: { folders: ['numerics'], packages: ['zod'] },
  bounds: { folders: ['numerics', 'core'], packages: [] },
  convert: { folders: ['numerics', 'core'], packages: [] },
  accountants: { folders: ['numerics', 'core', 'bounds', 'convert'], packages: ['fft.js'] },
  certify: { folders: ['numerics', 'core', 'convert'], packages: [] },
  audit: { folders: ['numerics', 'core'], packages: [] },
  plan: {
    folders: ['numerics', 'core', 'bounds', 'accountants', 'convert', 'certify'],
    packages: ['decimal.js'],
  },
  report: { folders: ['core'], packages: [] },
  random: { folders: ['numerics'], packages: ['node:'] },
  data: {
    folders: ['numerics', 'core', 'random'],
    packages: ['csv-parse', 'fast-png', 'ml-matrix', 'node:', 'yauzl'],
  },
  release: { folders: ['numerics', 'core', 'random'], packages: ['decimal.js', 'node:', 'yazl'] },
  train: {
    folders: ['numerics', 'core', 'random', 'data', 'release'],
    packages: [
      '@tensorflow/tfjs-backend-cpu',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-layers',
      '@tensorflow/tfjs-node',
      'ml-matrix',
      'node:',
    ],
  },
  attack: {
    folders: ['numerics', 'core', 'random', 'data', 'release', 'train'],
    packages: ['@tensorflow/tfjs-core', 'node:', 'yazl', 'zod'],
  },
  defend: {
    folders: ['numerics', 'core', 'random', 'release', 'train'],
    packages: ['@tensorflow/tfjs-core', 'ml-matrix', 'zod'],
  },
  verdict: { folders: ['numerics', 'core', 'audit', 'certify'], packages: [] },
  games: {
    folders: ['numerics', 'core', 'bounds', 'audit', 'random', 'data', 'release', 'train'],
    packages: [],
  },
  run: {
    folders: ['numerics', 'core', 'audit', 'random', 'data', 'release', 'train', 'games', 'attack', 'defend'],
    // '(computed)': attacks and defences of a user's own, by the path in his plan
    packages: ['bullmq', 'node:', 'zod', '(computed)'],
  },
  laws: { folders: ['numerics', 'core'], packages: ['fast-check'] },
  lib: {
    folders: [
      'numerics',
      'core',
      'bounds',
      'convert',
      'accountants',
      'certify',
      'audit',
      'verdict',
      'plan',
      'report',
    ],
    packages: [],
  },
  cli: {
    folders: [
      'lib',
      'numerics',
      'core',
      'bounds',
      'convert',
      'accountants',
      'certify',
      'audit',
      'plan',
      'report',
      'random',
      'data',
      'release',
      'train',
      'games',
      'attack',
      'defend',
      'verdict',
      'run',
    ],
    packages: ['decimal.js', 'mathjs', 'yaml', 'yargs', 'zod', 'node:'],
  },
};

/** The specifiers a source text imports or re-exports: static, type-only and dynamic alike. */
export function importsOf(path: string, text: string): string[] {
  const specifiers: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier !== undefined &&
      ts.isStringLiteral(node.moduleSpecifier)
    )
      specifiers.push(node.moduleSpecifier.text);
    if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    )
      specifiers.push(node.argument.literal.text);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      // A computed specifier cannot be checked, so it is none that the table allows.
      specifiers.push(
        argument !== undefined && ts.isStringLiteralLike(argument) ? argument.text : '(computed)',
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true));
  return specifiers;
}

/** The row a file answers to: its folder under lib, 'lib' for lib/index.ts, 'cli' below cli/. */
export function folderOf(path: string): string {
  const [top = '', folder = '', ...rest] = path.split('/');
  if (top === 'cli') return 'cli';
  if (path === 'lib/index.ts') return 'lib';
  return top === 'lib' && rest.length > 0 ? folder : path;
}

/** lib/core/side.ts + '../numerics/check.js' -> lib/numerics/check.ts */
function resolve(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const step of specifier.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '.') parts.push(step);
  }
  return parts.join('/').replace(/\.js$/, '.ts');
}

/** 'zod/v4' -> 'zod', '@scope/name/x' -> '@scope/name', 'node:fs' -> 'node:' */
function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return 'node:';
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Every import that the table forbids, one sentence each. `files` maps path to source text. */
export function importViolations(files: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  for (const [path, text] of files) {
    const folder = folderOf(path);
    const row = TABLE[folder];
    if (row === undefined) {
      found.push(`${path}: no row of the table covers it`);
      continue;
    }
    for (const specifier of importsOf(path, text)) {
      if (!specifier.startsWith('.')) {
        if (!row.packages.includes(packageOf(specifier)))
          found.push(`${path}: ${folder} may not import ${specifier}`);
        continue;
      }
      const target = resolve(path, specifier);
      const there = folderOf(target);
      if (!files.has(target)) found.push(`${path}: ${specifier} is no source file of lib or cli`);
      else if (there !== folder && !row.folders.includes(there))
        found.push(`${path}: ${folder} may not import ${there} (${specifier})`);
    }
  }
  return found;
}

/** The first cycle of files that import one another, or undefined. Type-only imports count. */
export function importCycle(files: ReadonlyMap<string, string>): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    path.push(file);
    for (const specifier of importsOf(file, files.get(file) ?? '')) {
      const target = specifier.startsWith('.') ? resolve(file, specifier) : undefined;
      const cycle = target !== undefined && files.has(target) ? visit(target) : undefined;
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    done.add(file);
    return undefined;
  };
  for (const file of files.keys()) {
    const cycle = visit(file);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
