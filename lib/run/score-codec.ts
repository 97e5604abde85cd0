import type { Codec } from './codec.js';

/** Numbers of one unit of a game: binary64 each, infinities among them, but never NaN. */
export const SCORE_CODEC: Codec<Float64Array> = {
  magic: 'dpih/aud',
  item: 'unit',
  content: 'scores',
  bytes: 8,
  write(scores, record, offset) {
    scores.forEach((score, i) => {
      if (Number.isNaN(score)) throw new RangeError('a score must be a number, got NaN');
      record.writeDoubleLE(score, offset + 8 * i);
    });
  },
  read(record, offset, width) {
    const scores = new Float64Array(width);
    for (let i = 0; i < width; i++) {
      const score = record.readDoubleLE(offset + 8 * i);
      if (Number.isNaN(score)) return undefined;
      scores[i] = score;
    }
    return scores;
  },
};
