import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Attack } from '../../attack/index.js';
import { ATTACKS } from '../../attack/index.js';
import { fileSha256 } from '../../data/source-files.js';
import type { Defence } from '../../defend/index.js';
import { DEFENCES } from '../../defend/index.js';
import { DomainError } from '../../numerics/index.js';
import type { OwnModule } from './attack-plan.js';

/** Every attack and defence that a plan may name: those of dpih and the user's own. */
export interface Registry {
  readonly attacks: Readonly<Record<string, Attack>>;
  readonly defences: Readonly<Record<string, Defence>>;
  /** 'attack KIND' or 'defence KIND' -> hash of the module that it comes from, for the user's own */
  readonly own: Readonly<Record<string, string>>;
}

/** The modules by absolute path and content. @throws DomainError naming the first that cannot be read */
export async function hashModules(paths: readonly string[], base: string): Promise<readonly OwnModule[]> {
  return Promise.all(
    paths.map(async (given, i) => {
      const path = resolve(base, given);
      try {
        return { path, sha256: await fileSha256(path) };
      } catch {
        throw new DomainError(`own[${i}]`, 'a module that can be read', path);
      }
    }),
  );
}

/**
 * Imports the modules: their code runs here.
 * @throws DomainError where one is no attack and no defence, or is of a kind that is there already
 */
export async function registryOf(modules: readonly OwnModule[]): Promise<Registry> {
  const attacks: Record<string, Attack> = { ...ATTACKS };
  const defences: Record<string, Defence> = { ...DEFENCES };
  const own: Record<string, string> = {};
  for (const [i, { path, sha256 }] of modules.entries()) {
    const name = `own[${i}]`;
    const made = await importDefault(name, path, sha256);
    const { kind } = made;
    const is = isAttack(made) ? attacks : isDefence(made) ? defences : undefined;
    if (is === undefined)
      throw new DomainError(
        `the default export of ${name}`,
        'an Attack (kind, schema, craft, ...) or a Defence (kind, schema, train, ...)',
        path,
      );
    if (Object.hasOwn(is, kind)) throw new DomainError(`the kind of ${name}`, 'one that is not there', kind);
    Object.assign(is, { [kind]: made });
    own[isAttack(made) ? `attack ${kind}` : `defence ${kind}`] = sha256;
  }
  return { attacks, defences, own };
}

/**
 * What was measured with one module must not be judged by what another one claims that stands in its place now.
 * @throws DomainError naming the first that is not what was hashed
 */
export async function requireUnchanged(modules: readonly OwnModule[]): Promise<void> {
  for (const [i, { path, sha256 }] of modules.entries()) {
    const found = await fileSha256(path);
    if (found !== sha256)
      throw new DomainError(`own[${i}]`, `${path} as it was run, of SHA-256 ${sha256}`, found);
  }
}

/** By its hash too: a module that was imported before it was changed is another one. */
async function importDefault(name: string, path: string, sha256: string): Promise<Attack | Defence> {
  let module: { readonly default?: unknown };
  try {
    module = await import(`${pathToFileURL(path).href}?sha256=${sha256}`);
  } catch (error) {
    throw new DomainError(name, 'a module that can be imported', `${path} (${String(error)})`);
  }
  return Object(module.default) as Attack | Defence;
}

function isAttack(made: Attack | Defence): made is Attack {
  const { craft, demands, budget, cleanLabel } = made as Partial<Attack>;
  return isKind(made) && [craft, demands, budget, cleanLabel].every((f) => typeof f === 'function');
}

function isDefence(made: Attack | Defence): made is Defence {
  const { train, guarantee } = made as Partial<Defence>;
  return isKind(made) && [train, guarantee].every((f) => typeof f === 'function');
}

function isKind({ kind, schema }: Partial<Attack | Defence>): boolean {
  return typeof kind === 'string' && typeof schema?.safeParse === 'function';
}
