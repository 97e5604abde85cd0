import { readNpyNumbers } from '../../lib/data/npy-numbers.js';
import type { Samples } from '../../lib/games/elsewhere/samples.js';
import { fileFault } from '../data/file-fault.js';
import { shown, UsageError } from '../usage-error.js';

/** Releases of another implementation, of the data sets without and with the canary. */
export interface ForeignSamples {
  readonly absent: Samples;
  readonly present: Samples;
}

/** The files of `--samples ABSENT.npy,PRESENT.npy`. @throws UsageError */
export async function readSamples(text: string): Promise<ForeignSamples> {
  const paths = text.split(',').map((path) => path.trim());
  const [absent, present] = paths;
  if (paths.length !== 2 || absent === undefined || present === undefined || paths.includes(''))
    throw new UsageError(`--samples must be two files ABSENT.npy,PRESENT.npy, got ${shown(text)}`);
  return { absent: await readFile(absent), present: await readFile(present) };
}

async function readFile(path: string): Promise<Samples> {
  try {
    const { shape, values, type } = await readNpyNumbers(path);
    if (type !== 'float32' && type !== 'float64')
      throw new UsageError(`--samples ${path} must hold float32 or float64, got ${type}`);
    return { name: path, shape, values, resolution: type };
  } catch (error) {
    throw fileFault(error) ?? error;
  }
}
