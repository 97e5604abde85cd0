import { DOCUMENT_SCHEMA } from '../lib/core/document.js';
import { compareWidths } from '../lib/plan/compare-widths.js';
import type { ExitCode, Given } from './command.js';
import type { Io } from './io.js';
import { readMixup } from './mechanism.js';
import { notCovered } from './not-covered.js';
import { readOpenUnit, readProbability, readWhole, readWholeList } from './number.js';
import { readOutput } from './output.js';
import { progress } from './progress.js';
import { scopeOf } from './question.js';
import { UsageError } from './usage-error.js';

/** `dpih compare --k 1,2,4,8,16`: what mixing gains, every design and width side by side. */
export async function compare(given: Given, io: Io): Promise<ExitCode> {
  const print = readOutput(given);
  if (given.text.k === undefined) throw new UsageError('--k must be given, such as 1,2,4,8,16, got nothing');
  for (const flag of ['design', 'releases'])
    if (flag in given.text)
      throw new UsageError(`--${flag} must be left out: compare shows every design, got ${given.text[flag]}`);
  const n = await readWhole('n', given.text.n ?? '50000', 2, 1e9);
  const widths = await readWholeList('k', given.text.k, 1, n, { n });
  const { mechanism, defaults } = await readMixup(given, widths[0]);
  const delta = await readOpenUnit('delta', given.text.delta ?? '1e-5', scopeOf(mechanism));
  const p =
    given.text.p === undefined ? undefined : await readProbability('p', given.text.p, scopeOf(mechanism));
  const bar = progress(io, 6 * widths.length + 1);
  const { claims, refused } = compareWidths(mechanism, widths, delta, bar.step, p);
  bar.done();
  io.print(
    print({
      schema: DOCUMENT_SCHEMA,
      mechanism,
      question: {
        command: 'compare',
        delta,
        poisons: [1],
        orientation: 'clean',
        ...(p === undefined ? {} : { p }),
      },
      defaults: [
        ...defaults.filter((text) => !/^(design|releases) /.test(text)),
        ...(given.text.delta === undefined ? ['delta = 1e-5'] : []),
      ],
      assumptions: ['design, k and T are those of each row below'],
      claims,
      notCovered: [...refused, ...notCovered(mechanism, false)],
    }),
  );
  return 0;
}
