import * as z from 'zod';
import type { GradientSpec, RidgeSpec } from '../../train/index.js';
import type { Settings, TransferSpec } from './attack-plan.js';

/**
 * An attack or a defence as tables call it: its kind and the settings that are not what the schema fills in,
 * 'dp-instahide k=4 sigma=0.1'. Settings of settings follow their name: 'adaptive k=4 sigma=0.1'.
 */
export function settingsName(spec: Settings, schema: z.ZodType): string {
  const { kind, ...rest } = spec;
  return [kind, ...words(rest, usualOf(schema))].join(' ');
}

/** What the schema fills in, by setting; nothing is known of one that is not of this zod, in a module of a user's own. */
function usualOf(schema: z.ZodType): Readonly<Record<string, unknown>> {
  if (!('_zod' in schema)) return {};
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, property]) =>
      typeof property === 'object' && 'default' in property ? [[name, property.default]] : [],
    ),
  );
}

function words(given: object, usual: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(given).flatMap(([key, value]) => {
    if (value === undefined || JSON.stringify(value) === JSON.stringify(usual[key])) return [];
    if (value === true) return [key];
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return [key, ...words(value, {})];
    return [`${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`];
  });
}

/** 'ridge', 'mlp 32', 'cnn 16-32'. */
function shortName(spec: GradientSpec | RidgeSpec): string {
  return spec.kind === 'ridge' || spec.hidden.length === 0
    ? spec.kind
    : `${spec.kind} ${spec.hidden.join('-')}`;
}

/** The same with the settings in which two learners of one short name differ. */
export function learnerNames(specs: readonly (GradientSpec | RidgeSpec)[]): readonly string[] {
  return specs.map((spec) => {
    const name = shortName(spec);
    const alike = specs.filter((other) => shortName(other) === name);
    const differing = Object.entries(spec).filter(([key, value]) =>
      alike.some((other) => JSON.stringify(Object(other)[key]) !== JSON.stringify(value)),
    );
    return [name, ...differing.map(([key, value]) => `${key}=${String(value)}`)].join(' ');
  });
}

/** 'softmax on frozen mlp 32'. */
export function transferName({ body, head }: TransferSpec): string {
  return `${shortName(head)} on frozen ${shortName(body)}`;
}
