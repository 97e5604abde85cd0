import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedDataPath } from '../test/shared-data.js';
import type { Row } from './row.js';
import { atLeast, atMost } from './target.js';
import { type Used, wholeProcess } from './whole-process.js';

const MODELS = 1000;
const FEW = 50;
/** k, noise of features and of labels; 4 epochs of mixtures by default */
const MIXUP = ['--k', '4', '--sigma', '0.4'];

interface Summary {
  readonly accuracy: { readonly models: number; readonly vote: number };
  readonly certifiedAccuracy: Readonly<Record<string, readonly number[]>>;
}

interface Targets {
  readonly vote: number;
  readonly model: number;
  /** at r = 0, 1, ... */
  readonly certified: readonly number[];
}

interface Found extends Summary, Used {}

/**
 * `dpih certify --data` as processes of their own: CPU seconds of all threads, from reading the file to the
 * certificates; what the votes are worth; and that memory does not grow with the number of models.
 */
export function* runs(skip: (line: string) => void): Generator<Row> {
  const digits = sharedDataPath('digits.csv.gz');
  if (digits === undefined) skip('digits.csv.gz: not found in $DPIH_DATA or ../shared/data, skipped');
  else {
    const name = `digits, ridge, ${MODELS} models`;
    const flags = ['--data', digits, '--contrast', ...MIXUP];
    const few = runOf([...flags, '--models', String(FEW)]);
    const all = runOf([...flags, '--models', String(MODELS)]);
    yield { name: `${name}, CPU s`, value: all.seconds, target: atMost(60), binding: false };
    yield* accuracies(name, all, { vote: 0.85, model: 0.7, certified: [0.7, 0.38, 0.1] });
    yield {
      name: `${name}: peak memory over that of ${FEW}`,
      value: all.megabytes / few.megabytes,
      target: atMost(1.2),
      binding: false,
    };
    yield { name: `${name}, MB`, value: all.megabytes, target: atMost(400), binding: false };
  }
  const images = sharedDataPath('mnist-10k/t10k-images-idx3-ubyte.gz');
  if (images === undefined) skip('mnist-10k: not found in $DPIH_DATA or ../shared/data, skipped');
  else {
    const name = `MNIST-10k to 100, ridge, ${MODELS} models`;
    const projected = ['--data', images, '--project', '100', '--test-records', '1000', ...MIXUP];
    const all = runOf([...projected, '--models', String(MODELS)]);
    yield { name: `${name}, CPU s`, value: all.seconds, target: atMost(600), binding: false };
    const certified = [0.6, 0.5, 0.41, 0.32, 0.24, 0.17, 0.11];
    yield* accuracies(name, all, { vote: 0.67, model: 0.62, certified });
  }
}

/** The clean accuracies, and the certified ones as far as the curve reaches. */
function* accuracies(
  name: string,
  { accuracy, certifiedAccuracy }: Summary,
  { vote, model, certified: least }: Targets,
): Generator<Row> {
  yield { name: `${name}: vote`, value: accuracy.vote, target: atLeast(vote), binding: true };
  yield { name: `${name}: one model`, value: accuracy.models, target: atLeast(model), binding: true };
  const curve = certifiedAccuracy.profile ?? [];
  for (const [r, target] of least.entries())
    yield { name: `${name}: certified r=${r}`, value: curve[r] ?? 0, target: atLeast(target), binding: true };
}

function runOf(flags: readonly string[]): Found {
  const folder = mkdtempSync(join(tmpdir(), 'dpih-bench-'));
  try {
    const out = join(folder, 'run');
    const used = wholeProcess('dpih.js', ['certify', ...flags, '--out', out, '--json']);
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Summary;
    return { ...used, ...summary };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
