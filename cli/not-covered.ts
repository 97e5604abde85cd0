import type { Drawn } from '../lib/accountants/basis.js';
import type { Mechanism } from '../lib/core/mechanism.js';

/** What a document of claims about a mechanism does not speak of, one sentence each. */
export function notCovered(
  mechanism: Mechanism,
  certificate: boolean,
  drawn: Drawn = 'elsewhere',
): readonly string[] {
  const sentences = [
    // what dpih draws is rounded and sampled exactly: proofs/rounded-noise.md, proofs/dp-sgd-run.md
    ...(drawn === 'here'
      ? []
      : [
          'An implementation: the noise is taken as exact real numbers, drawn afresh and kept secret, as are the draws of records.',
        ]),
    'Anything published beside the releases, such as the clean records, their statistics, or choices tuned on them.',
  ];
  if (mechanism.kind === 'mixup') {
    if (drawn === 'elsewhere')
      sentences.push(
        'Records outside the declared domain: clip them first, by a rule that does not look at the data.',
      );
    if (mechanism.design === 'balanced' || mechanism.design === 'partition')
      sentences.push(
        `Other ways to pair records: the bound is for the design ${mechanism.design} as described.`,
      );
    if (mechanism.labels.kind === 'exposed')
      sentences.push('Attacks that change a label: there is no bound at all.');
  }
  if (mechanism.kind === 'dp-sgd')
    sentences.push('Batches drawn by shuffling or of fixed size: only Poisson sampling is covered.');
  if (mechanism.kind === 'guarantee') sentences.push('Whether the guarantee from elsewhere is true.');
  if (certificate)
    sentences.push(
      'A single trained model: a certificate speaks of the vote over fresh models, each trained on a release of its own.',
      'Poisoned test records, and poisons of another kind than the adjacency names.',
    );
  return sentences;
}
