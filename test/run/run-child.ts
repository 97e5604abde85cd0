import { runPlan } from '../../lib/run/index.js';
import { wholeSlice } from '../../lib/run/slice.js';
import { smallRun } from './small-run.js';

// A run in a process of its own, to be killed: node run-child.js DATA-FOLDER RUN-FOLDER MODELS WORKERS

const [data = '', folder = '', models = '1', workers = '1'] = process.argv.slice(2);
const { plan } = await smallRun(data, Number(models));
await runPlan(plan, folder, { workers: Number(workers), slice: wholeSlice(Number(models)) });
