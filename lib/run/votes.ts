import { join } from 'node:path';
import type { Votes } from '../core/index.js';
import { sliceFile } from './folder.js';
import { MODELS, type RunFolder } from './run-folder.js';
import { wholeSlice } from './slice.js';
import { storedValues } from './store-file.js';

export interface VoteCount {
  readonly votes: Votes;
  /** the same as the text of votes.csv */
  readonly csv: string;
  /** clean accuracy: the mean of single models, and of the vote of all (ties to the smaller index) */
  readonly accuracy: { readonly models: number; readonly vote: number };
}

/**
 * Counts the votes of a finished run.
 * @throws DataError where its models are damaged or not all there
 */
export function countVotes({ folder, plan, test }: RunFolder): VoteCount {
  const layout = MODELS.layout(plan, test);
  const { models } = plan.recipe;
  const all = wholeSlice(models);
  const counts = test.labels.map(() => test.classes.map(() => 0));
  for (const predictions of storedValues(layout, join(folder, sliceFile(MODELS, all)), all))
    predictions.forEach((label, i) => {
      const row = counts[i];
      if (row !== undefined) row[label] = (row[label] ?? 0) + 1;
    });
  const rows = counts.map((row, i) => ({ truth: test.labels[i] ?? 0, counts: row }));
  const votes: Votes = { classes: columnNames(test.classes), models, rows };
  const right = rows.reduce((sum, { truth, counts: row }) => sum + (row[truth] ?? 0), 0);
  const voted = rows.filter(({ truth, counts: row }) => row.indexOf(Math.max(...row)) === truth).length;
  return {
    votes,
    csv: votesCsv(votes),
    accuracy: { models: right / (models * rows.length), vote: voted / rows.length },
  };
}

/** `label,votes_A,...`, then a line a record; what parseVotes of lib/certify reads. */
function votesCsv({ classes, rows }: Votes): string {
  const head = ['label', ...classes.map((name) => `votes_${name}`)].join(',');
  const lines = rows.map(({ truth, counts }) => [classes[truth], ...counts].join(','));
  return `${[head, ...lines].join('\n')}\n`;
}

/** Class names as the columns of a CSV without quotes can hold them; numbered where two would become one. */
function columnNames(classes: readonly string[]): readonly string[] {
  const plain = classes.map((name) => name.replace(/[\s,]+/g, ' ').trim());
  const clear = new Set(plain).size === plain.length && !plain.includes('');
  return clear ? plain : plain.map((name, i) => `${i} ${name}`.trim());
}
