import { trainer } from '../train/train-model.js';
import { answerIndices } from './answer-indices.js';
import { requireBackend } from './require-backend.js';
import type { ModelJob } from './train-models.js';

// The thread that runModels starts.

answerIndices(async ({ recipe, backend, data }: ModelJob) => {
  const { backend: here, model } = await trainer(recipe, data);
  requireBackend(here, backend);
  return model;
});
