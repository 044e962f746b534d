"""Roots of -x + J tanh(x) + c by SciPy, and by how much the points of a file differ from them.

usage: scipy_root.py FILE, whose lines are the rows of J, c, and points. Prints, for each point, the distance between it and the
root that scipy.optimize.root finds from close by, and |F| there.
"""
import sys

import numpy as np
from scipy.optimize import root

rows = np.loadtxt(sys.argv[1])
N = rows.shape[1]
J, c, points = rows[:N], rows[N], rows[N + 1:]
for x in points:
    start = x + 1e-3 * np.cos(np.arange(N))
    found = root(lambda y: -y + J @ np.tanh(y) + c, start, jac=lambda y: -np.eye(N) + J * (1 - np.tanh(y) ** 2), tol=1e-13)
    print(np.linalg.norm(found.x - x), np.linalg.norm(found.fun))
