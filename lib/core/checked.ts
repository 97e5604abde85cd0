import type * as z from 'zod';
import { DomainError } from '../numerics/check.js';

/** What a schema makes of a value. @throws DomainError naming the field, the rule and the value */
export function checked<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = innermost(result.error.issues);
  const path = issue.path.map(String).join('.');
  throw new DomainError(path === '' ? name : path, rule(issue), at(value, issue.path));
}

type Issue = z.core.$ZodIssue;

/** The first issue; of a union the first of the branch that got furthest. */
function innermost(issues: readonly Issue[]): Issue {
  const issue = issues[0];
  if (issue === undefined) throw new RangeError('a failed parse must name an issue');
  return issue;
}

function rule(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : `of type ${issue.expected}`;
    case 'too_small':
      return issue.origin === 'array'
        ? `a list of at least ${issue.minimum}`
        : `${issue.inclusive ? '>=' : '>'} ${issue.minimum}`;
    case 'too_big':
      return `${issue.inclusive ? '<=' : '<'} ${issue.maximum}`;
    case 'unrecognized_keys':
      return `free of unknown fields (${issue.keys.join(', ')})`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    default:
      return issue.message.replace(/\s+/g, ' ');
  }
}

function at(value: unknown, path: readonly PropertyKey[]): string {
  let here = value;
  for (const key of path) here = (here as Record<PropertyKey, unknown> | undefined)?.[key];
  const text = JSON.stringify(here);
  return text === undefined ? 'nothing' : text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
