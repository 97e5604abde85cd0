"""Renyi epsilon at the best real order, for the Gaussian lines of widths.ts: E = 1 + int Q [r^L + r^(1-L) - 1 - r].

python3 renyi-widths.py
n = T = 50000, delta = 1e-5, Delta/sigma = rho, shift s = rho/k, q = k/n. Nothing of dpih is used.
"""
from mpmath import exp, log, mp, mpf, npdf, quad

mp.dps = 20
N, DELTA = 50_000, mpf(10) ** -5


def epsilon(s, q, order):
    def integrand(x):
        r = 1 - q + q * exp(s * x - s * s / 2)
        return npdf(x) * (r**order + r ** (1 - order) - 1 - r)

    # from r = 1 to far beyond the mode order * s of the largest term
    cuts = [s / 2 + 2 * i for i in range(int(order * s / 2) + 10)]
    moment = N * log(1 + quad(integrand, cuts)) / (order - 1)
    return moment + log(1 - 1 / order) - (log(DELTA) + log(order)) / (order - 1)


def best(s, q):
    """Coarse scan, then golden section, over ln(order - 1)."""
    at = lambda x: epsilon(s, q, 1 + exp(mpf(x)))
    grid = [mpf(i) / 4 for i in range(-14, 33)]
    values = []
    for x in grid:
        values.append(at(x))
        if values[-1] > 4 * min(values):
            break
    i = values.index(min(values))
    low, high = grid[i] - mpf(1) / 4, grid[i] + mpf(1) / 4
    golden = (mpf(5) ** mpf("0.5") - 1) / 2
    for _ in range(22):
        a, b = high - golden * (high - low), low + golden * (high - low)
        if at(a) < at(b):
            high = b
        else:
            low = a
    x = (low + high) / 2
    return at(x), 1 + exp(x)


for rho in (1, 2, 4, 8):
    for k in (1, 2, 4, 8, 16):
        value, order = best(mpf(rho) / k, mpf(k) / N)
        print(f"rho={rho} k={k} epsilon={mp.nstr(value, 6)} order={mp.nstr(order, 6)}", flush=True)
