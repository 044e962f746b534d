"""Rates about several signals in linear response, from matrices of all units: independent of bindings/lua/balnet/theory/signals.lua.

    python3 tests/data/several_signals.py    prints the numbers that tests/bindings/analysis/test_several_signals.lua has

r = B (U s - J 1 1^T r / N) + n at each frequency, solved for r by the inverse of an N x N matrix; y = W^T r / N. The rate is the
sum over frequencies of log2 det(1 + noise^-1 signal), by the trapezoidal rule.
"""
import numpy as np

N, J, spacing, count = 24, 1.0, 0.25, 17
f = spacing * np.arange(count)
i = np.arange(N)
U = np.stack([np.ones(N), np.cos(1.0 + 0.7 * i), 0.5 + np.sin(0.3 * i * i)], axis=1)
W = np.stack([np.ones(N), np.cos(0.4 * i), 0.3 + np.sin(1.1 * i)], axis=1)
B = 3.0 / (1 + 2j * np.pi * f)
S, noise = 0.2 / (1 + f ** 2), 0.5 + 0.1 * f


def density(W, signals):
    found = []
    for k in range(count):
        L = np.linalg.inv(np.eye(N) + B[k] * J * np.ones((N, N)) / N)
        T = W.T @ L @ (B[k] * U[:, :signals]) / N
        own = noise[k] * (W.T @ L) @ (W.T @ L).conj().T / N ** 2
        both = own + S[k] * T @ T.conj().T
        found.append((np.linalg.slogdet(both)[1] - np.linalg.slogdet(own)[1]) / np.log(2))
    return np.array(found)


def rate(W, signals):
    d = density(W, signals)
    return spacing * (d.sum() - (d[0] + d[-1]) / 2)


for readouts, signals in [(1, 1), (1, 3), (2, 3), (3, 3), (N, 3)]:
    print(readouts, signals, "%.12f" % rate(np.eye(N) * N if readouts == N else W[:, :readouts], signals))
