import type * as z from 'zod';
import { DomainError } from '../../numerics/index.js';

type Issue = z.core.$ZodIssue;

/**
 * The first thing that a schema finds wrong, with the path of the key: 'attacks[0].spec.size must be >= 1, got 0'.
 * @param at  path of the value itself, '' for all of it
 */
export function settingFault(error: z.ZodError, value: unknown, at: string): DomainError {
  const [first] = error.issues;
  if (first === undefined) return new DomainError(at, 'as its schema says', shown(value));
  const issue = innermost(first);
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const path = [...issue.path, ...unknown];
  return new DomainError(pathText(at, path), rule(issue), shown(valueAt(value, path)));
}

/** 'attacks[0]', 'spec' -> 'attacks[0].spec'; the whole of it is 'the plan' where it has no other name. */
export function pathText(at: string, path: readonly PropertyKey[]): string {
  const text = path.reduce<string>((name, key) => {
    if (typeof key === 'number') return `${name}[${key}]`;
    return name === '' ? String(key) : `${name}.${String(key)}`;
  }, at);
  return text === '' ? 'the plan' : text;
}

/** Of a value that fits none of several forms: what is wrong with the form that it comes closest to. */
function innermost(issue: Issue): Issue {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const [closest] = [...issue.errors].sort((a, b) => a.length - b.length);
  const [inner] = closest ?? [];
  if (inner === undefined || (inner.path.length === 0 && inner.code === 'invalid_type')) return issue;
  return innermost({ ...inner, path: [...issue.path, ...inner.path] });
}

function rule(issue: Issue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'left out: no such setting is known';
    case 'invalid_type':
      return `given as ${issue.expected}`;
    case 'invalid_value':
      return issue.values.map(String).join(' or ');
    case 'too_small':
      return size(issue.origin, issue.inclusive === false ? '>' : '>=', issue.minimum);
    case 'too_big':
      return size(issue.origin, issue.inclusive === false ? '<' : '<=', issue.maximum);
    case 'invalid_union': {
      const { options } = issue as { readonly options?: readonly unknown[] };
      if (options !== undefined) return options.map(String).join(' or ');
      return issue.errors.map(([first]) => (first === undefined ? '' : rule(first))).join(' or ');
    }
    default:
      return `as its schema says (${issue.message})`;
  }
}

function size(origin: string, sign: string, bound: unknown): string {
  if (origin === 'array') return `a list of ${sign} ${String(bound)} entries`;
  return origin === 'string' ? `a text of ${sign} ${String(bound)} characters` : `${sign} ${String(bound)}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => Object(inner)[key], value);
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}
