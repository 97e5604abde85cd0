import type { ClaimDocument } from '../../lib/core/document.js';

/** Why the record of a release does not go with the claims of its document, one sentence each. */
export function releaseFaults({ release, mechanism, claims }: ClaimDocument): readonly string[] {
  if (release === undefined) return [];
  if (mechanism.kind !== 'mixup') return [`the release must be of a mixup mechanism, got ${mechanism.kind}`];
  const { source, mixtures, dimension } = release;
  const { releases, domain } = mechanism;
  return [
    ...(source === 'seeded' && claims.length > 0
      ? ['a seeded release must come without claims: whoever knows the seed can subtract the noise']
      : []),
    ...(mixtures === releases ? [] : [`the release must hold ${releases} mixtures, got ${mixtures}`]),
    ...(domain.dimension === undefined || domain.dimension === dimension
      ? []
      : [`mixtures must have the ${domain.dimension} features of the domain, got ${dimension}`]),
  ];
}
