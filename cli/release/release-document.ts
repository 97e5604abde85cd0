import { basename } from 'node:path';
import type { Account } from '../../lib/accountants/account.js';
import { assumptionsOf } from '../../lib/accountants/basis.js';
import { type ClaimDocument, DOCUMENT_SCHEMA, type ReleaseRecord } from '../../lib/core/document.js';
import type { Mixup } from '../../lib/core/mechanism.js';
import type { SourceSpec } from '../../lib/data/data-spec.js';
import { describeSteps } from '../../lib/data/describe-steps.js';
import type { LoadedRecords } from '../../lib/data/load.js';
import { privacyClaims } from '../../lib/plan/privacy-claims.js';
import type { Release } from '../../lib/release/draw-mixtures.js';
import type { WrittenFile } from '../../lib/release/write-npz.js';
import type { CertifyQuestion } from '../question.js';

/** What a release is made of, known before the first mixture is drawn. */
export interface Drawing {
  readonly release: Release;
  readonly spec: SourceSpec;
  readonly loaded: LoadedRecords;
  /** absent where the bits are the operating system's */
  readonly seed: string | undefined;
  /** path of the archive */
  readonly path: string;
}

/** The record of a release in its document. */
export function releaseRecord(drawing: Drawing, { bytes, sha256 }: WrittenFile): ReleaseRecord {
  const { release, spec, loaded, seed, path } = drawing;
  const { features, labels } = release.grids;
  const { dimension, classes, image } = loaded.records;
  return {
    ...(seed === undefined ? { source: 'secure' } : { source: 'seeded', seed }),
    files: [{ name: basename(path), sha256, bytes }],
    mixtures: release.mechanism.releases,
    dimension,
    classes,
    ...(image === undefined ? {} : { image }),
    data: dataFiles(drawing),
    preprocessing: describeSteps(spec),
    grid: { features: features.step, ...(labels === undefined ? {} : { labels: labels.step }) },
  };
}

/** The hash of private records is not noised: beside a claim of privacy only public files have theirs. */
function dataFiles({ spec, loaded, seed }: Drawing): ReleaseRecord['data'] {
  if (spec.source === 'glyphs') return [{ name: 'the embedded glyphs' }];
  return loaded.files.map(({ path, sha256 }) => ({
    name: basename(path),
    ...(seed !== undefined || path === spec.public?.path ? { sha256 } : {}),
  }));
}

/**
 * The document of a release. A seeded release claims nothing: whoever knows the seed draws the noise again.
 *
 * @param account  of the mechanism; undefined for a seeded release
 */
export function releaseDocument(
  mechanism: Mixup,
  account: Account | undefined,
  { delta, poisons }: Pick<CertifyQuestion, 'delta' | 'poisons'>,
  defaults: readonly string[],
): Omit<ClaimDocument, 'release'> {
  return {
    schema: DOCUMENT_SCHEMA,
    mechanism,
    question: { command: 'release', delta, poisons, orientation: 'clean' },
    defaults,
    assumptions: account === undefined ? [] : [...assumptionsOf(mechanism, 'here'), ...ASSUMPTIONS],
    claims: account === undefined ? [] : poisons.flatMap((r) => privacyClaims(account, delta, r)),
    notCovered: account === undefined ? SEEDED : secure(mechanism),
  };
}

const ASSUMPTIONS = [
  'subsets and noise are drawn exactly as the design says (proofs/rounded-noise.md, proofs/sampling-designs.md) from bits of ' +
    "the operating system's generator: these are independent, fair, and known to nobody else",
  'how many records and features there are, and the names of the classes, are no secret',
];

const SEEDED = [
  'Privacy: the noise comes from a seed, and whoever knows the seed can draw it again and subtract it. ' +
    'Leave out --seed for a release of which epsilon is claimed.',
];

function secure({ labels }: Mixup): readonly string[] {
  return [
    'What else the program or the machine gives away: timing, memory, swap space, core dumps.',
    'Anything published beside this release, such as another release of the same records, the records themselves, ' +
      'their statistics (a hash of the data file is one), or choices tuned on them.',
    ...(labels.kind === 'exposed' ? ['Labels: they stand in the release without noise of their own.'] : []),
  ];
}
