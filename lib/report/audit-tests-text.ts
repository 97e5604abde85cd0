import type { AuditDocument, AuditTest } from '../core/audit.js';
import { groupBy } from './group-by.js';
import { table, wrap } from './layout.js';
import { decimal, scientific } from './number.js';

/** Every test: its statistic beside the value it must exceed. */
export function testSection(document: AuditDocument): string[] {
  const { tests } = document;
  if (tests.length === 0) return [];
  return [
    ' tests: is what was audited what is claimed?',
    ...table([
      ['test', 'statistic', 'critical', 'verdict'],
      ...tests.map((t) => [
        t.name,
        // evidence is never overstated
        decimal(t.statistic, 'down', 4),
        decimal(t.critical, 'up', 4),
        verdict(t, document),
      ]),
    ]),
    ...wrap(
      'A test rejects where its statistic exceeds the critical value; where nothing is wrong ' +
        `${levels(tests)} at most.${tests.some((t) => t.rejected) ? ' REJECTED: it is a finding.' : ''}` +
        (tests.some(cannotReject) ? ' cannot tell: no outcome of so few or so coarse trials rejects.' : ''),
      '  ',
    ),
  ];
}

const cannotReject = ({ critical }: AuditTest): boolean => critical === Infinity;

function verdict(test: AuditTest, { findings }: AuditDocument): string {
  const { name, rejected } = test;
  if (!rejected) return cannotReject(test) ? 'cannot tell' : 'silent';
  // a level of its own does not make a finding: that takes its share of the alpha of all
  return findings.some((finding) => finding.startsWith(`${name}: `)) ? 'REJECTED' : 'exceeds';
}

function levels(tests: readonly AuditTest[]): string {
  const groups = groupBy(tests, ({ alpha }) => decimal(alpha, 'up', 3));
  if (groups.size === 1) return `each does so with probability ${scientific(Number([...groups.keys()][0]))}`;
  return [...groups]
    .map(([alpha, of]) => `${of.map((t) => t.name).join(', ')} with probability ${alpha}`)
    .join('; ');
}
