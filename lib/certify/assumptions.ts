import type { Profile } from '../core/index.js';
import type { Orientation } from './psi.js';

/** What a reader of any certificate from this profile must grant: the profile's own assumptions and the threat. */
export function assumptionsOf(profile: Profile<'upper'>, orientation: Orientation): readonly string[] {
  return [
    ...profile.basis.assumptions,
    orientation === 'clean'
      ? 'the analysed training set is clean; the attacker changes it afterwards'
      : 'the analysed training set may already hold the poisons',
    `a poison is one record ${profile.adjacency === 'replace' ? 'replaced' : 'added'}`,
  ];
}
