import type { ClaimDocument, ReleaseRecord } from '../core/document.js';
import { entry } from './layout.js';

/** What was released: files, arrays, and what the numbers in them were made from. */
export function releaseSection({ release }: ClaimDocument): string[] {
  if (release === undefined) return [];
  const { mixtures, dimension, classes, image, data, preprocessing, grid } = release;
  return [
    ...release.files.flatMap(({ name, bytes, sha256 }, i) => [
      ...entry(i === 0 ? 'files' : '', `${name}, ${bytes} bytes, SHA-256`),
      ...entry('', sha256),
    ]),
    ...entry(
      'arrays',
      `features (${mixtures}, ${dimension}), labels (${mixtures}, ${classes.length}), both float32; ` +
        `classes (${classes.length})`,
    ),
    ...(image === undefined
      ? []
      : entry(
          'image',
          `height ${image.height}, width ${image.width}, channels ${image.channels}, row-major`,
        )),
    ...entry(
      'records',
      `from ${data.map(({ name, sha256 }) => (sha256 === undefined ? name : `${name} (SHA-256 ${sha256})`)).join(', ')}`,
    ),
    ...preprocessing.flatMap((text, i) => entry(i === 0 ? 'prepared' : '', text)),
    ...entry(
      'grid',
      `a sum of k records about the public centre and the noise of that sum are whole multiples of ${grid.features}` +
        `${grid.labels === undefined ? '' : ` (labels: ${grid.labels})`}; a released value is their total over k ` +
        '(proofs/rounded-noise.md)',
    ),
    ...entry('randomness', randomness(release)),
  ];
}

function randomness({ source, seed }: ReleaseRecord): string {
  return source === 'secure'
    ? "secure: the operating system's generator; this release cannot be drawn again"
    : `seeded with ${JSON.stringify(seed ?? '')}: reproducible, and no protection, as the noise can be drawn again`;
}
