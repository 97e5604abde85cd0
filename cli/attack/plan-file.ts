import { parse, YAMLParseError } from 'yaml';
import { readFile } from '../file.js';
import type { Io } from '../io.js';
import { UsageError } from '../usage-error.js';
import { ATTACK_PLAN_FLAGS } from './attack-flags.js';

/** Keys of a plan file that hold more than text. */
const LISTS = ['attacks', 'defences', 'learners'] as const;

/** What a plan file says: flags as text, and the lists as they stand there. */
export interface PlanFile {
  readonly text: Readonly<Record<string, string>>;
  readonly lists: Readonly<Partial<Record<(typeof LISTS)[number], unknown>>>;
}

/** A plan file, YAML or JSON: its keys are names of flags. @throws UsageError naming the key */
export function readPlanFile(path: string, io: Io): PlanFile {
  return parsePlanFile(readFile('--plan', path, io), path);
}

/** @param path  what errors call it */
export function parsePlanFile(content: string, path: string): PlanFile {
  const value = parseYaml(content, `--plan ${path}`);
  if (!(typeof value === 'object' && value !== null && !Array.isArray(value)))
    throw new UsageError(`--plan ${path} must hold keys such as attacks: and seeds:, got ${typeof value}`);
  const text: Record<string, string> = {};
  const lists: Record<string, unknown> = {};
  for (const [key, given] of Object.entries(value)) {
    if ((LISTS as readonly string[]).includes(key)) lists[key] = given;
    else if (key in ATTACK_PLAN_FLAGS) text[key] = asText(given, path, key);
    else
      throw new UsageError(
        `--plan ${path}: a key must be among ${[...Object.keys(ATTACK_PLAN_FLAGS), 'learners'].join(' ')}, got ${key}`,
      );
  }
  return { text, lists };
}

/** The value of a YAML text. @throws UsageError */
export function parseYaml(text: string, label: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    if (error instanceof YAMLParseError)
      throw new UsageError(`${label} must be YAML or JSON: ${error.message.split('\n')[0]}`);
    throw error;
  }
}

/** A value as its flag would have it: lists with commas. */
function asText(value: unknown, path: string, key: string): string {
  if (Array.isArray(value)) return value.map((entry) => asText(entry, path, key)).join(',');
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new UsageError(
    `--plan ${path}: ${key} must be text, a number or a list of them, got ${JSON.stringify(value)}`,
  );
}
