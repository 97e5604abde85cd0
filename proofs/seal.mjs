// Seals: each proof note names the functions it proves and carries a hash of their text, so that
// a changed function fails the tests until its note has been read again.
//
//   npm run seal              rewrites the seals in proofs/*.md
//   npm run seal -- --check   exits 1 and names each seal that does not match
//   npm run seal -- --json    prints the notes as data, seals recomputed (what the tests read)
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const CODE = /^code:\s+(\S+)\s+(\S+)\s+seal\s+([0-9a-f]{8})[ \t]*$/gm;
const FIELD = /^(code|status|claim|given|argument|rounding|not covered|tests):/;

/** Top-level functions, constants and classes of a file by name, and which of them are exported. */
function declarations(file) {
  const named = new Map();
  const exported = new Set();
  const add = (name, node, statement) => {
    // Overloads share a name: all their texts belong to the function.
    named.set(name, [...(named.get(name) ?? []), node]);
    if (statement.modifiers?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword)) exported.add(name);
  };
  for (const statement of file.statements) {
    if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name)
      add(statement.name.text, statement, statement);
    if (ts.isVariableStatement(statement))
      for (const d of statement.declarationList.declarations) {
        if (ts.isIdentifier(d.name)) add(d.name.text, d, statement);
      }
  }
  return { named, exported };
}

/** The tokens of a node: comments, white space and trailing commas are the formatter's business. */
function tokens(node, file, out = []) {
  const children = node.getChildren(file).filter((child) => !ts.isJSDoc(child));
  if (children.length === 0) {
    if (node.kind !== ts.SyntaxKind.SyntaxList && node.kind !== ts.SyntaxKind.EndOfFileToken)
      out.push(node.getText(file));
    return out;
  }
  children.forEach((child, i) => {
    const trailing =
      node.kind === ts.SyntaxKind.SyntaxList &&
      i === children.length - 1 &&
      child.kind === ts.SyntaxKind.CommaToken;
    if (!trailing) tokens(child, file, out);
  });
  return out;
}

function identifiers(node, out = new Set()) {
  if (ts.isIdentifier(node)) out.add(node.text);
  ts.forEachChild(node, (child) => {
    identifiers(child, out);
  });
  return out;
}

/**
 * First 8 hex digits of the sha-256 of a function's text, together with the private declarations
 * of its file that it names, directly or through one another: they are part of what was proved.
 * undefined where the file holds no such name.
 */
function sealOf(path, name) {
  if (!existsSync(path)) return undefined;
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true);
  const { named, exported } = declarations(file);
  if (!named.has(name)) return undefined;
  const reached = new Set([name]);
  for (const current of reached) // a Set visits what is added while it is walked
    for (const node of named.get(current))
      for (const other of identifiers(node)) if (named.has(other) && !exported.has(other)) reached.add(other);
  const rest = [...reached].filter((other) => other !== name).sort();
  const text = [name, ...rest].flatMap((n) => named.get(n).flatMap((node) => tokens(node, file))).join(' ');
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** One note: its fields by name, and its code lines with the seal written and the seal that holds. */
function readNote(folder, name) {
  const text = readFileSync(join(folder, name), 'utf8');
  const fields = {};
  let field;
  for (const line of text.split('\n')) {
    const start = FIELD.exec(line);
    if (start) {
      field = start[1];
      fields[field] = `${fields[field] ?? ''}${line.slice(start[0].length)}\n`;
    } else if (/^#/.test(line)) field = undefined;
    else if (field !== undefined) fields[field] += `${line}\n`;
  }
  for (const key of Object.keys(fields)) fields[key] = fields[key].trim();
  const code = [...text.matchAll(CODE)].map(([, path, fn, seal]) => ({
    path,
    name: fn,
    seal,
    actual: sealOf(path, fn) ?? null,
  }));
  return { note: `${folder}/${name}`, fields, code, codeLines: text.match(/^code:/gm)?.length ?? 0 };
}

function readNotes(folder = 'proofs') {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => readNote(folder, name));
}

function main(option) {
  const notes = readNotes();
  if (option === '--json') {
    console.log(JSON.stringify(notes, null, 2));
    return 0;
  }
  let wrong = 0;
  for (const { note, code, codeLines } of notes) {
    if (code.length !== codeLines || code.length === 0) {
      console.error(
        `${note}: every code line must read "code: PATH FUNCTION seal HEX8", and there must be one`,
      );
      wrong += 1;
    }
    for (const { path, name, seal, actual } of code) {
      if (actual === null) {
        console.error(`${note}: ${path} holds no ${name}`);
        wrong += 1;
      } else if (option === '--check' && actual !== seal) {
        console.error(`${note}: ${name} has changed since the note was read (seal ${seal}, now ${actual})`);
        wrong += 1;
      }
    }
    if (option === undefined) rewrite(note);
  }
  return wrong === 0 ? 0 : 1;
}

function rewrite(note) {
  const text = readFileSync(note, 'utf8');
  const sealed = text.replace(CODE, (line, path, name, seal) => {
    return line.trimEnd().slice(0, -seal.length) + (sealOf(path, name) ?? seal);
  });
  if (sealed !== text) {
    writeFileSync(note, sealed);
    console.log(`sealed ${note}`);
  }
}

const option = process.argv[2];
if (option !== undefined && option !== '--check' && option !== '--json') {
  console.error(`unknown option ${option}: --check or --json`);
  process.exitCode = 2;
} else process.exitCode = main(option);
