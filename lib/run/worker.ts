import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { type Trainer, trainer } from '../train/train-model.js';
import { canonicalJson } from './canonical-json.js';
import type { Answer, Job } from './worker-pool.js';

// The thread that runModels starts: takes model indices one after the other, posts predictions back.

/** @throws Error where this machine would train other models than the plan says */
async function prepare({ recipe, backend, data }: Job): Promise<Trainer> {
  const prepared = await trainer(recipe, data);
  const [here, said] = [canonicalJson(prepared.backend ?? null), canonicalJson(backend ?? null)];
  if (here !== said) throw new Error(`TensorFlow.js must run as the plan says, ${said}, got ${here}`);
  return prepared;
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  const ready = prepare(workerData as Job);
  // a failure is told with the first model that is asked for
  ready.catch(() => undefined);
  // one model at a time: the next message waits for the last one
  let turn: Promise<void> = Promise.resolve();
  const train = async (model: number): Promise<void> => {
    let answer: Answer;
    try {
      const predictions = await (await ready).model(model);
      answer = { model, predictions };
    } catch (error) {
      answer =
        error instanceof Error
          ? { error: error.message, name: error.name }
          : { error: String(error), name: 'Error' };
    }
    port.postMessage(answer);
  };
  port.on('message', (model: number) => {
    turn = turn.then(() => train(model));
  });
}
