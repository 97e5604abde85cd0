import type { AttackDocument } from '../core/attack.js';
import type { AuditDocument } from '../core/audit.js';
import type { ClaimDocument } from '../core/document.js';

/**
 * A document as JSON text. Infinity is written as the string "Infinity", as JSON has no such number.
 * @throws RangeError where a number is NaN: it must never be published
 */
export function toJson(document: ClaimDocument): string {
  return jsonText(document);
}

/** An audit in the same form. @throws RangeError as toJson */
export function auditJson(document: AuditDocument): string {
  return jsonText(document);
}

/** What a run of attacks found, in the same form. @throws RangeError as toJson */
export function attackJson(document: AttackDocument): string {
  return jsonText(document);
}

/** Any plain data in the same form. @throws RangeError as toJson */
export function jsonText(data: unknown): string {
  return `${JSON.stringify(
    data,
    (key, value: unknown) => {
      if (typeof value !== 'number') return value;
      if (Number.isNaN(value)) throw new RangeError(`JSON must hold no NaN, found one at ${key}`);
      return Number.isFinite(value) ? value : String(value);
    },
    2,
  )}\n`;
}
