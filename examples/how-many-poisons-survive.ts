// How many poisoned records provably cannot change a prediction, given the votes of models that were trained
// each on its own fresh release?
import { readFileSync } from 'node:fs';
import {
  account,
  baselineKnowledge,
  baselineRule,
  certifiedRadius,
  certifyVotes,
  certifyVotesBy,
  type Mechanism,
  parseVotes,
  renyiFlip,
} from 'dpih';

const models = 1000;
const alpha = 0.001; // probability that the bound of one record is wrong
const votes = parseVotes(readFileSync('examples/votes.csv', 'utf8'), models);
// the mechanism that made the votes, and no other
const mechanism = JSON.parse(readFileSync('examples/votes-mechanism.json', 'utf8')) as Mechanism;
const { upper, renyi } = account(mechanism);

const { certifiedAccuracy, ceiling, abstentions } = certifyVotes(upper, votes, { alpha });
certifiedAccuracy.forEach((share, r) => {
  console.log(`r = ${r}: ${(100 * share).toPrecision(3)} % of the records are certified`);
});
console.log(`unanimous votes of ${models} models reach r = ${ceiling}; ${abstentions} records abstain`);

// the same votes and bounds under a published certificate
const flip = baselineRule(renyiFlip, baselineKnowledge({ profile: upper, renyi }));
const published = certifyVotesBy(flip, votes, { alpha }).certifiedAccuracy[1] ?? 0;
console.log(`r = 1 by the Renyi flip threshold: ${(100 * published).toPrecision(3)} %`);

// one prediction: its class has probability at least 0.95, every other at most 0.05
const one = certifiedRadius(upper, 0.95, 0.05);
console.log(`a prediction of probability 0.95 survives ${one.radius} poisoned records`);
