import * as z from 'zod';
import { ATTACKS } from '../../lib/attack/attacks.js';
import { DEFENCES } from '../../lib/defend/defences.js';
import type { Io } from '../io.js';

/** `dpih attack --list`: every attack and defence, with its settings and their defaults. */
export function listKinds(io: Io): void {
  io.print(`ATTACKS\n${Object.values(ATTACKS).map(described).join('')}`);
  io.print(`\nDEFENCES\n${Object.values(DEFENCES).map(described).join('')}`);
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
