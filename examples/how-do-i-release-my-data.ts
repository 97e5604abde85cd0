// How do I publish noisy mixtures of my records, as a file that NumPy and PyTorch read?
// On the command line: dpih release --data FILE --k 4 --sigma 0.4 --out mixtures.npz
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { account, decimal, epsilonAt, type Mixup } from 'dpih';
import { describeSteps, loadAll, type SourceSpec } from 'dpih/data';
import { prepareRelease, secureBits, writeRelease } from 'dpih/release';

const spec: SourceSpec = {
  source: 'glyphs', // the embedded set; or the path of a CSV, IDX, NPY or NPZ file, or of a folder of images
  steps: [{ kind: 'shift', by: -0.5 }], // by constants: a mean of these records would not be covered
  domain: { kind: 'l2-ball', radius: 1 },
};
const { records } = await loadAll(spec);
console.log(`${records.count} records of ${records.dimension} features: ${describeSteps(spec).join('; ')}`);

const mechanism: Mixup = {
  kind: 'mixup',
  n: records.count,
  k: 4,
  releases: 4 * records.count,
  design: 'subsets',
  noise: { law: 'gaussian', scale: 0.4 },
  domain: records.domain,
  labels: { kind: 'noised', scale: 0.4 },
  adjacency: 'replace',
};
// the record that draws the mixtures is the one that is accounted: they cannot disagree
const epsilon = decimal(epsilonAt(account(mechanism).upper, 1e-5, 1), 'up');

const folder = mkdtempSync(join(tmpdir(), 'release-'));
const claim = `{"epsilon": ${epsilon}, "delta": 1e-5}\n`; // mixtures.json; `dpih release` writes one to verify
const { bytes } = await writeRelease(
  join(folder, 'mixtures.npz'),
  prepareRelease(mechanism, records),
  records.classes,
  secureBits(), // a seed would be reproducible, and no protection
  () => claim,
);
console.log(`${mechanism.releases} mixtures in ${bytes} bytes; epsilon <= ${epsilon} at delta 1e-5`);
rmSync(folder, { recursive: true });

// In Python: a = numpy.load('mixtures.npz'); train on a['features'] and a['labels'] - 1 / len(a['classes'])
