import { create, parseDependencies } from 'mathjs/number';
import { CONSTANTS, FUNCTIONS } from './expression-text.js';
import type { Scope } from './scope.js';

const { parse } = create({ parseDependencies });

/** The parts of mathjs' syntax tree that arithmetic needs. */
interface Tree {
  readonly type: string;
  readonly value?: unknown;
  readonly name?: string;
  readonly op?: string;
  readonly implicit?: boolean;
  readonly content?: Tree;
  readonly fn?: { readonly name?: string };
  readonly args?: readonly Tree[];
}

/**
 * Value of an arithmetic expression; undefined where it cannot be parsed or is more than arithmetic.
 * mathjs parses; the tree is walked here, so that no expression can assign, define or import.
 */
export function evaluate(text: string, scope: Scope): number | undefined {
  let tree: Tree;
  try {
    tree = parse(text) as unknown as Tree;
  } catch {
    return undefined;
  }
  return value(tree, { ...CONSTANTS, ...scope });
}

function value(tree: Tree, scope: Scope): number | undefined {
  switch (tree.type) {
    case 'ConstantNode':
      return typeof tree.value === 'number' ? tree.value : undefined;
    case 'ParenthesisNode':
      return tree.content === undefined ? undefined : value(tree.content, scope);
    case 'SymbolNode':
      return tree.name !== undefined && Object.hasOwn(scope, tree.name) ? scope[tree.name] : undefined;
    case 'OperatorNode': {
      // `1/2n` is read differently by different people, so multiplication must be written
      const args = operands(tree, scope);
      return args === undefined || tree.implicit === true ? undefined : operate(tree.op ?? '', args);
    }
    case 'FunctionNode': {
      const args = operands(tree, scope);
      const name = FUNCTIONS.find((f) => f === tree.fn?.name);
      if (args === undefined || name === undefined) return undefined;
      const many = name === 'max' || name === 'min';
      const arity = name === 'pow' ? 2 : 1;
      return many ? (args.length > 0 ? Math[name](...args) : undefined) : call(name, args, arity);
    }
    default:
      return undefined;
  }
}

function call(
  name: Exclude<(typeof FUNCTIONS)[number], 'max' | 'min'>,
  args: readonly number[],
  arity: number,
): number | undefined {
  if (args.length !== arity) return undefined;
  const [a = Number.NaN, b = Number.NaN] = args;
  return name === 'pow' ? a ** b : Math[name](a);
}

function operands(tree: Tree, scope: Scope): readonly number[] | undefined {
  const values: number[] = [];
  for (const arg of tree.args ?? []) {
    const x = value(arg, scope);
    if (x === undefined) return undefined;
    values.push(x);
  }
  return values;
}

function operate(op: string, args: readonly number[]): number | undefined {
  const [a, b] = args;
  if (a === undefined) return undefined;
  if (b === undefined) return op === '-' ? -a : op === '+' ? a : undefined;
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '^':
      return a ** b;
    default:
      return undefined;
  }
}
