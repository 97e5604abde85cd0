import * as z from 'zod';
import { DomainError } from '../../lib/numerics/check.js';
import { hashModules, type Registry, registryOf } from '../../lib/run/attacks/index.js';
import type { Given } from '../command.js';
import type { Io } from '../io.js';
import { splitCommas } from '../number.js';
import { UsageError } from '../usage-error.js';

/** `dpih attack --list`: every attack and defence, those of --own included, with its settings and their defaults. */
export async function listKinds({ text }: Given, io: Io): Promise<void> {
  const own = text.own === undefined ? [] : splitCommas(text.own);
  const { attacks, defences } = await knownWith(own);
  io.print(`ATTACKS\n${Object.values(attacks).map(described).join('')}`);
  io.print(`\nDEFENCES\n${Object.values(defences).map(described).join('')}`);
}

async function knownWith(own: readonly string[]): Promise<Registry> {
  try {
    return await registryOf(await hashModules(own, process.cwd()));
  } catch (error) {
    if (error instanceof DomainError) throw new UsageError(error.message);
    throw error;
  }
}

interface Listed {
  readonly kind: string;
  readonly summary: string;
  readonly source: string;
  readonly schema: z.ZodType;
}

function described({ kind, summary, source, schema }: Listed): string {
  const settings = settingsOf(schema);
  const line = settings.length === 0 ? '' : `      settings: ${settings.join(', ')}\n`;
  return `  ${kind}\n      ${summary}\n      ${source}\n${line}`;
}

/** 'size = 2', or 'target' where there is no default. */
function settingsOf(schema: z.ZodType): string[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties)
    .filter(([name]) => name !== 'kind')
    .map(([name, property]) => {
      const fallback = typeof property === 'object' ? property.default : undefined;
      return fallback === undefined ? name : `${name} = ${JSON.stringify(fallback)}`;
    });
}
