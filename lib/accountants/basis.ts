import type { Basis, Mechanism, Mixup } from '../core/index.js';

/** The statement that the upper profile of a mechanism rests on, with its proof note. */
export function basisOf(mechanism: Mechanism): Basis {
  return { ...statement(mechanism), assumptions: assumptionsOf(mechanism) };
}

function statement(mechanism: Mechanism): Pick<Basis, 'theorem' | 'note'> {
  switch (mechanism.kind) {
    case 'mixup':
      return mixupStatement(mechanism);
    case 'additive':
      return { theorem: 'profile of the shifted noise law, composed', note: 'proofs/plain-profile.md' };
    case 'dp-sgd':
      return {
        theorem: 'collinear mixtures dominate Poisson-sampled Gaussian sums; derived here',
        note: 'proofs/collinear-pair.md',
      };
    case 'guarantee':
      return { theorem: 'a guarantee taken on trust, by generic conversions', note: 'proofs/guarantee.md' };
  }
}

function mixupStatement({ design, adjacency, labels }: Mixup): Pick<Basis, 'theorem' | 'note'> {
  if (design === 'partition' || design === 'balanced')
    return {
      theorem: `${design}: each record enters a fixed number of mixtures; arrangement treated as public; derived here`,
      note: 'proofs/dominating.md',
    };
  if (labels.kind === 'exposed')
    return {
      theorem: 'exposed labels: the drawn records treated as known; derived here',
      note: 'proofs/revealed-pair.md',
    };
  if (design === 'poisson' || adjacency === 'add-remove')
    return { theorem: 'collinear mixtures dominate; derived here', note: 'proofs/collinear-pair.md' };
  return {
    theorem:
      'k-subset release under replacement: pooled group profile, composed as a dominating pair; derived here',
    note: 'proofs/group-pair.md',
  };
}

/**
 * Who makes the random draws of a mechanism.
 *
 * 'elsewhere' a program that nothing is known of here
 * 'here'      dpih, exactly as the design says: where its bits come from, whoever drew them says
 */
export type Drawn = 'elsewhere' | 'here';

/** What the reader of a claim about this mechanism must grant. */
export function assumptionsOf(mechanism: Mechanism, drawn: Drawn = 'elsewhere'): readonly string[] {
  switch (mechanism.kind) {
    case 'mixup':
      return [
        'every record lies in the declared domain, clipped without looking at other records',
        ...(drawn === 'elsewhere'
          ? ['subsets and noise are drawn as the design says, independently and in secret']
          : []),
        'training sees the data only through the released mixtures',
        ...(mechanism.labels.kind === 'exposed'
          ? ['the attacker changes features only: labels stay as they are']
          : []),
        ...(mechanism.adjacency === 'add-remove'
          ? ['all r records are added, or all are removed; n counts the larger set']
          : []),
      ];
    case 'additive':
      return ['the sensitivity holds for every pair of neighbouring sets'];
    case 'dp-sgd':
      return [
        'every example enters a batch independently with the stated rate',
        'gradients are clipped one by one and summed before the noise is added',
        ...(mechanism.adjacency === 'add-remove' ? ['all r records are added, or all are removed'] : []),
      ];
    case 'guarantee':
      return ['the guarantee handed in holds, for one changed record, in both directions'];
  }
}
