// I have an accountant of my own. Does it obey the laws that every privacy profile obeys?
// dpih/laws needs fast-check, which you install beside it.
import { type Additive, account, type Profile } from 'dpih';
import { accountantLaws, accountantProperty, enclosedWithin, profileLaws, sampleArbitrary } from 'dpih/laws';
import * as fc from 'fast-check';

const options = { seed: 1, numRuns: 5 };

// the accountant of this package, under the first few laws (your suite would run them all)
for (const law of accountantLaws.slice(0, 3)) {
  fc.assert(accountantProperty(law, account), options);
  console.log(`ok      ${law.name}`);
}

// the folk rule "r records cost r delta" is no profile: it breaks a law, with a counterexample
const plain: Additive = {
  kind: 'additive',
  noise: { law: 'gaussian', scale: 1 },
  sensitivity: 1,
  releases: 1,
  adjacency: 'replace',
};
const { upper } = account(plain);
const folk: Profile = {
  ...upper,
  at: (epsilon, r, direction) => Math.min(1, r * upper.at(epsilon, 1, direction)),
};
const enclosed = enclosedWithin(folk, { relative: 1e-9, absolute: 1e-12 });
for (const law of profileLaws) {
  const outcome = fc.check(
    fc.property(sampleArbitrary(), (sample) => law.check(enclosed, sample)),
    options,
  );
  console.log(`${outcome.failed ? 'broken ' : 'ok     '} ${law.name}`);
}
