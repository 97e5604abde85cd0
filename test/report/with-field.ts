/** The document as JSON with one field set, existing or not: what a strict schema is tried against. */
export function withField(
  document: Readonly<Record<string, unknown>>,
  path: readonly (string | number)[],
  value: unknown,
): string {
  const copy = structuredClone(document) as Record<string, unknown>;
  let at: Record<string | number, unknown> = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  at[path.at(-1) ?? ''] = value;
  return JSON.stringify(copy);
}
