import { test } from 'tap';
import { parseDocument } from '../../lib/core/schema.js';
import { sharedData } from '../shared-data.js';
import { dpih } from './memory-io.js';

/** Certified accuracy at r = 0, 1, ... that the votes of real digits must reach within .005 or better. */
const CURVES = [
  { name: 'mnist', construction: 'complement', least: [0.619, 0.545, 0.465, 0.391, 0.334, 0.271, 0.213] },
  { name: 'digits', construction: 'complement', least: [0.75, 0.419, 0.142] },
  { name: 'mnist', construction: 'rivals', least: [0.661, 0.576, 0.49, 0.407, 0.341, 0.271, 0.201] },
  { name: 'digits', construction: 'rivals', least: [0.856, 0.478, 0.156] },
] as const;

/** The mechanism beside the votes, in the words of this package. */
function mechanismFile(text: string): string {
  const given = JSON.parse(text) as Record<
    'n' | 'k' | 'releases' | 'featureNoise' | 'labelNoise' | 'featureDiameterL2',
    number
  >;
  return JSON.stringify({
    kind: 'mixup',
    n: given.n,
    k: given.k,
    releases: given.releases,
    design: 'subsets',
    noise: { law: 'gaussian', scale: given.featureNoise },
    domain: { kind: 'l2-diameter', diameter: given.featureDiameterL2 },
    labels: { kind: 'noised', scale: given.labelNoise },
    adjacency: 'replace',
  });
}

for (const { name, construction, least } of CURVES) {
  const csv = sharedData(`votes-${name}.csv`);
  const json = sharedData(`votes-${name}.json`);
  const absent = csv === undefined || json === undefined;
  test(`${name}, ${construction}: the certified-accuracy curve of real votes`, {
    skip: absent,
  }, async (t) => {
    const files = { 'm.json': mechanismFile(json ?? '{}'), 'v.csv': csv ?? '' };
    const args = [
      'certify',
      '--mechanism',
      'm.json',
      '--votes',
      'v.csv',
      '--construction',
      construction,
      '--json',
    ];
    const { code, out, err } = await dpih(args, files);
    t.equal(code, 0, err);
    const { claims } = parseDocument(out);
    const accuracy = (method: string, r: number): number =>
      claims.find((c) => c.quantity === 'certifiedAccuracy' && c.method === method && c.poisons === r)
        ?.value ?? 0;
    for (const [r, share] of least.entries()) {
      t.ok(accuracy('profile', r) >= share - 0.005, `r = ${r}: ${accuracy('profile', r)}, to reach ${share}`);
      for (const method of ['Xie', 'PixelDP', 'Renyi flip threshold', '(epsilon, delta) iterated'])
        t.ok(accuracy(method, r) <= accuracy('profile', r), `r = ${r}: ${method} ${accuracy(method, r)}`);
    }
    t.ok(accuracy('profile', 1) > accuracy('Renyi flip threshold', 1), 'same votes, more certified');
  });
}
