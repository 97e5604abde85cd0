import { AUDIT_SCHEMA, type AuditBound, type AuditDocument, type AuditTest } from '../../lib/core/index.js';

const basis = { theorem: 'a theorem (derived here)', note: 'proofs/note.md', assumptions: [] };
const SPLIT = 'split: the first 20 % of the trials of each world choose, the rest measure';
const bound = {
  quantity: 'epsilon',
  side: 'lower',
  confidence: 1 - 0.05,
  object: 'mechanism',
  basis,
  delta: 1e-5,
  poisons: 1,
  alpha: 0.05,
  threshold: SPLIT,
  trials: [800, 800],
  upper: 4.38,
  exact: [4.3771, 4.3772],
} as const;
export const clopperPearson: AuditBound = {
  ...bound,
  method: 'Clopper-Pearson',
  validity: 'frequentist',
  value: 1.99999,
  ceiling: 5.376,
};
export const family: AuditBound = {
  ...bound,
  method: 'noise family',
  validity: 'family',
  value: 3.500019,
  ceiling: 40.5,
};
export const credible: AuditBound = {
  ...bound,
  method: 'credible interval',
  validity: 'bayesian',
  side: 'estimate',
  value: 2.34567,
  ceiling: Infinity,
};
export const hockeyStick: AuditBound = {
  ...bound,
  method: 'hockey-stick',
  validity: 'frequentist',
  quantity: 'delta',
  value: 0,
  ceiling: 0.99,
  upper: 1e-5,
  epsilon: 4.38,
  exact: [9e-6, 1e-5],
};
export const fit = (world: string, statistic: number): AuditTest => ({
  name: `goodness of fit, ${world}`,
  finding: 'the scores do not follow the law of what was claimed',
  statistic,
  critical: 0.0515,
  alpha: 0.01,
  rejected: statistic > 0.0515,
  trials: 1000,
  theorem: 'Dvoretzky, Kiefer, Wolfowitz; Massart 1990',
  note: 'proofs/fit.md',
});
/** Gaussian noise of one standard deviation on a statistic of sensitivity 1: epsilon 4.377178 at delta 1e-5. */
export const document: AuditDocument = {
  schema: AUDIT_SCHEMA,
  mechanism: {
    kind: 'additive',
    noise: { law: 'gaussian', scale: 1 },
    sensitivity: 1,
    releases: 1,
    adjacency: 'replace',
  },
  game: 'release',
  question: { delta: 1e-5, alpha: 0.05, poisons: 1, trials: 1000, seed: '1' },
  defaults: ['trials = 1000'],
  assumptions: ['independent trials'],
  theory: { upper: 4.38 },
  bounds: [clopperPearson, family, credible, hockeyStick],
  tests: [fit('absent', 0.025), fit('present', 0.0324567)],
  roc: {
    measured: [
      [0, 1],
      [0, 0.99],
      [0.5, 0.0625],
      [1, 0],
    ],
    exact: [
      [0.01, 0.91],
      [0.5, 0.158],
    ],
    bound: [[0.5, 0.15]],
  },
  histograms: [
    { world: 'absent', edges: [-2, 0, 2], measured: [0.75, 0.25], law: [0.7, 0.3] },
    { world: 'present', edges: [-2, 0, 2], measured: [0, 1] },
  ],
  notes: ['14200 trials in each world would show 95 % of the exact epsilon'],
  findings: [],
  notCovered: ['Other pairs of data sets.'],
};
export const rejecting: AuditDocument = {
  ...document,
  tests: [fit('absent', 0.0517777), fit('present', 0.03)],
  findings: ['goodness of fit, absent: the scores do not follow the law of what was claimed'],
  reproduction:
    'dpih audit --sigma 1 --domain l2-ball:0.5 --game release --trials 250 --seed 1 --delta 0.00001 --alpha 0.05',
};

/** What a person sees of the audit that rejects. */
export const TEXT = `ASSUMPTIONS
  mechanism    noise on a statistic of sensitivity 1
  releases     T = 1
  noise        gaussian of standard deviation 1 on every coordinate
  adjacency    replace: r poisons are r records replaced
  game         release: all releases of one known pair of data sets, scored by
               their log-likelihood ratio
  delta        1e-5
  poisons      r = 1
  alpha        0.05
  trials       1000 in each world, without and with the canary
  seed         1
  granted      independent trials
  defaults     not given, so assumed: trials = 1000

RESULTS
 epsilon at delta = 1e-5: proved, audited, known
  r  proved <=  audited >=  audited, noise family >=  some pair >=
  1       4.38      1.9999                    3.5000             -
  proved: no pair of data sets that the claim speaks of needs more. audited: the
  best lower bound measured; the second if what was audited adds noise of the
  stated family, of whatever scale. some pair: computed, some admissible pair
  needs this much.

 epsilon at delta = 1e-5, r = 1, measured from below
          statistic    audited  ceiling             exact  of exact
    Clopper-Pearson  >= 1.9999    5.376  [4.3771, 4.3772]    45.6 %
       noise family  >= 3.5000     40.5  [4.3771, 4.3772]    79.9 %
  credible interval   ~ 2.3456     none  [4.3771, 4.3772]    53.5 %
  ceiling: what so many trials could have shown at most. exact: computed, for
  the pair of data sets played; of exact: the share of it that was shown.
  - Clopper-Pearson: frequentist, right with probability 1 - alpha whatever was
    audited (alpha = 0.05)
  - noise family: right with probability 1 - alpha if the noise family is as
    stated (alpha = 0.05)
  - credible interval: an estimate: Bayesian, and never a finding (alpha = 0.05)
  - threshold: split: the first 20 % of the trials of each world choose, the
    rest measure; measured on 800 trials without and 800 with the canary

 delta at epsilon = 4.38, r = 1, measured from below
     statistic  audited  ceiling                exact  of exact
  hockey-stick     >= 0     0.99  [0.000009, 0.00001]       0 %
  - hockey-stick: frequentist, right with probability 1 - alpha whatever was
    audited (alpha = 0.05)
  - threshold: split: the first 20 % of the trials of each world choose, the
    rest measure; measured on 800 trials without and 800 with the canary

 tests: is what was audited what is claimed?
                      test  statistic  critical   verdict
   goodness of fit, absent    0.05177    0.0515  REJECTED
  goodness of fit, present       0.03    0.0515    silent
  A test rejects where its statistic exceeds the critical value; where nothing
  is wrong each does so with probability 0.01 at most. REJECTED: it is a
  finding.

  - 14200 trials in each world would show 95 % of the exact epsilon

VERDICT
  1 finding contradicts the claim
  ! goodness of fit, absent: the scores do not follow the law of what was
    claimed
  A finding needs alpha / 5 = 0.01 from one of 5 statistics: where nothing is
  wrong there is one with probability at most 0.05. What is not found is not
  proved absent.
  seed: 1
  the first finding again, with the fewest trials:
    dpih audit --sigma 1 --domain l2-ball:0.5 --game release --trials 250 \\
      --seed 1 --delta 0.00001 --alpha 0.05

BASIS
  - Clopper-Pearson; noise family; credible interval; hockey-stick: a theorem
    (derived here) (proofs/note.md)
  - goodness of fit, absent; goodness of fit, present: Dvoretzky, Kiefer,
    Wolfowitz; Massart 1990 (proofs/fit.md)

NOT COVERED
  - Other pairs of data sets.
`;
