// Somebody hands me a privacy guarantee. What does it certify, and what does a single (epsilon, delta) throw away?
import { account, certifiedRadius, decimal, epsilonAt, type Guarantee } from 'dpih';

const elsewhere = (form: Guarantee['form']): Guarantee => ({ kind: 'guarantee', adjacency: 'replace', form });

// the same Gaussian mechanism, told in three ways
const gdp = elsewhere({ kind: 'gdp', mu: 0.25 });
const epsilon = epsilonAt(account(gdp).upper, 1e-5, 1);
const orders = [2, 4, 8, 16, 32];
const told: Readonly<Record<string, Guarantee>> = {
  'mu = 0.25 (GDP)': gdp,
  [`(${decimal(epsilon, 'up')}, 1e-5)`]: elsewhere({ kind: 'epsilon-delta', epsilon, delta: 1e-5 }),
  'Renyi at 5 orders': elsewhere({
    kind: 'renyi',
    orders,
    divergences: orders.map((a) => (a * 0.25 ** 2) / 2),
  }),
};

for (const [name, guarantee] of Object.entries(told)) {
  const { radius } = certifiedRadius(account(guarantee).upper, 0.99, 0.01);
  console.log(`${name}: a prediction of probability 0.99 survives ${radius} poisons`);
}
