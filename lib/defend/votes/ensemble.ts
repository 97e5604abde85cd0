import type { Classifier } from '../../train/index.js';
import type { Defended } from '../defence.js';

/**
 * The plurality vote of members that are trained one after the other: the class with the most votes, the first of
 * equals. Its scores are the counts of votes.
 */
export async function ensemble(
  classes: number,
  members: number,
  trainMember: (index: number) => Promise<Classifier>,
): Promise<Defended & Required<Pick<Defended, 'votes'>>> {
  const trained: Classifier[] = [];
  const dispose = (): void => {
    for (const member of trained) member.dispose();
  };
  try {
    for (let index = 0; index < members; index++) trained.push(await trainMember(index));
  } catch (error) {
    dispose();
    throw error;
  }
  const votes = async (features: Float32Array, count: number): Promise<Uint32Array> => {
    const counts = new Uint32Array(count * classes);
    for (const member of trained) {
      const predicted = await member.predict(features, count);
      for (let row = 0; row < count; row++) counts[row * classes + predicted[row]] += 1;
    }
    return counts;
  };
  return {
    votes,
    predict: async (features, count) => plurality(await votes(features, count), count, classes),
    logits: async (features, count) => Float64Array.from(await votes(features, count)),
    dispose,
  };
}

function plurality(votes: Uint32Array, count: number, classes: number): Uint16Array {
  return Uint16Array.from({ length: count }, (_, row) => {
    const counts = votes.subarray(row * classes, (row + 1) * classes);
    return counts.reduce((best, votesOfClass, index) => (votesOfClass > counts[best] ? index : best), 0);
  });
}
