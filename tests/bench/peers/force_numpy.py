# FORCE in NumPy and SciPy, as one writes it: python3 force_numpy.py N STEPS. Prints seconds per step, every second of which learns.
import os
import sys

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy

import numpy as np
import scipy.sparse
from timing import best

N, steps = int(sys.argv[1]), int(sys.argv[2])
random = np.random.default_rng(1)
g, p, dt, alpha = 1.5, 0.1, 0.1, 1.0
J = scipy.sparse.random(N, N, p, format="csr", random_state=1, data_rvs=random.standard_normal) * (g / np.sqrt(p * N))
w_fb, w_out = 2 * random.random(N) - 1, np.zeros(N)
P = np.eye(N) / alpha
x = 0.5 * random.standard_normal(N)
target = np.sin(np.arange(steps) * 0.05)


def learn():
    global x, w_out, P
    r = np.tanh(x)
    z = w_out @ r
    for t in range(steps):
        x = (1 - dt) * x + dt * (J @ r + w_fb * z)
        r = np.tanh(x)
        z = w_out @ r
        if t % 2 == 1:
            k = P @ r
            c = 1.0 / (1.0 + r @ k)
            P -= c * np.outer(k, k)
            w_out = w_out - (z - target[t]) * c * k
            z = w_out @ r


print(best(learn, float(sys.argv[3])) / steps)
