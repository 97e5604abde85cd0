/** Bad input: one line that names the flag, the rule and the value given. Exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message.replace(/\s+/g, ' ').trim());
    this.name = 'UsageError';
  }

  static of(flag: string, rule: string, value: unknown): UsageError {
    return new UsageError(`--${flag} must be ${rule}, got ${shown(value)}`);
  }
}

/** A value as an error message quotes it: short, and visible even where empty. */
export function shown(value: unknown): string {
  const text =
    typeof value === 'string' && (value === '' || /\s/.test(value)) ? JSON.stringify(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
