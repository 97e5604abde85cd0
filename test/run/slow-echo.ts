import { answerIndices } from '../../lib/run/answer-indices.js';

// A thread that answers an index with itself; even ones take their time, so that order is no accident.

answerIndices(async () => async (index: number) => {
  if (index % 2 === 0) await new Promise((resolve) => setTimeout(resolve, 40));
  return { told: `${index}` };
});
