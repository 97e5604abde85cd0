import type { Guarantee } from '../lib/core/mechanism.js';
import { DomainError } from '../lib/numerics/check.js';
import { readChoice } from './choice.js';
import type { Given } from './command.js';
import type { Described } from './described.js';
import { parseFile, readFile } from './file.js';
import type { Io } from './io.js';
import { readNumber, readProbability, splitCommas } from './number.js';
import { UsageError } from './usage-error.js';

/** A guarantee proved elsewhere, from the flag that carries it. @throws UsageError */
export async function readGuarantee(source: string, { text }: Given, io: Io): Promise<Described<Guarantee>> {
  const adjacency = readChoice('adjacency', text.adjacency ?? 'replace', ['replace', 'add-remove']);
  const value = text[source] ?? '';
  const form = await readForm(source, value, io);
  const missing = text.adjacency === undefined ? ['adjacency'] : [];
  return {
    mechanism: { kind: 'guarantee', adjacency, form },
    defaults: missing.map((flag) => `${flag} = ${adjacency}`),
    missing,
    label: `--${source} ${value}`,
  };
}

async function readForm(source: string, value: string, io: Io): Promise<Guarantee['form']> {
  switch (source) {
    case 'gdp': {
      const mu = await readNumber('gdp', value);
      if (!(mu >= 0)) throw UsageError.of('gdp', 'finite and >= 0', value);
      return { kind: 'gdp', mu };
    }
    case 'epsilon-delta': {
      const [first = '', second, ...rest] = splitCommas(value);
      if (second === undefined || rest.length > 0)
        throw UsageError.of('epsilon-delta', 'two numbers E,D', value);
      const epsilon = await readNumber('epsilon-delta', first);
      if (!(epsilon >= 0)) throw UsageError.of('epsilon-delta', 'E,D with E >= 0', value);
      return { kind: 'epsilon-delta', epsilon, delta: await readProbability('epsilon-delta', second) };
    }
    case 'renyi':
      return parseFile('--renyi', value, readFile('--renyi', value, io), parseCurve);
    default:
      return parseFile('--profile', value, readFile('--profile', value, io), parseProfile);
  }
}

/** `order,divergence` lines, heading included. @throws DomainError naming the line */
function parseCurve(text: string): Guarantee['form'] {
  const lines = text.trimEnd().split(/\r?\n/);
  if (lines[0]?.replace(/\s/g, '') !== 'order,divergence')
    throw new DomainError('line 1', 'the heading order,divergence', quoted(lines[0]));
  if (lines.length < 2) throw new DomainError('the file', 'a heading and at least one order', 'no order');
  const orders: number[] = [];
  const divergences: number[] = [];
  for (const [i, line] of lines.slice(1).entries()) {
    const cells = line.split(',').map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell)));
    const [order = Number.NaN, divergence = Number.NaN] = cells;
    const name = `line ${i + 2}`;
    if (cells.length !== 2) throw new DomainError(name, 'two numbers order,divergence', quoted(line));
    if (!(order > 1 && order < Infinity)) throw new DomainError(name, 'of finite order > 1', quoted(line));
    if (!(divergence >= 0 && divergence < Infinity))
      throw new DomainError(name, 'of finite divergence >= 0', quoted(line));
    if (i > 0 && !(order > (orders[i - 1] ?? 0)))
      throw new DomainError(name, 'of a larger order than the line before', quoted(line));
    orders.push(order);
    divergences.push(divergence);
  }
  return { kind: 'renyi', orders, divergences };
}

/** `{"epsilons": [...], "deltas": [...]}`. @throws DomainError naming the field */
function parseProfile(text: string): Guarantee['form'] {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DomainError('the file', 'an object of epsilons and deltas', quoted(text));
  const unknown = Object.keys(value).filter((key) => key !== 'epsilons' && key !== 'deltas');
  if (unknown.length > 0)
    throw new DomainError('the file', 'free of fields but epsilons and deltas', unknown.join(', '));
  const epsilons = numbers(value, 'epsilons');
  const deltas = numbers(value, 'deltas');
  if (epsilons.length !== deltas.length)
    throw new DomainError('deltas', `as many as epsilons, ${epsilons.length}`, deltas.length);
  for (const [i, delta] of deltas.entries()) {
    if (!(delta >= 0 && delta <= 1)) throw new DomainError(`deltas[${i}]`, 'in [0, 1]', delta);
    if (i > 0 && !((epsilons[i] ?? 0) > (epsilons[i - 1] ?? 0)))
      throw new DomainError(`epsilons[${i}]`, 'larger than the one before', epsilons[i]);
    if (i > 0 && !(delta <= (deltas[i - 1] ?? 1)))
      throw new DomainError(`deltas[${i}]`, 'no larger than the one before', delta);
  }
  return { kind: 'profile', epsilons, deltas };
}

function numbers(value: object, field: 'epsilons' | 'deltas'): readonly number[] {
  const list: unknown = (value as Readonly<Record<string, unknown>>)[field];
  if (!Array.isArray(list) || list.length === 0)
    throw new DomainError(field, 'a list of numbers', quoted(list));
  return list.map((x: unknown, i) => {
    if (typeof x !== 'number' || !Number.isFinite(x))
      throw new DomainError(`${field}[${i}]`, 'a finite number', quoted(x));
    return x;
  });
}

function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
