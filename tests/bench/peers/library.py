"""The operations of library.lua in NumPy and SciPy, on one thread.

usage: library.py FILE.csv SECONDS
Prints the versions, instructions and kernels; then, for each name of an operation that stdin has on a line, its seconds, the
best of as many calls as fit into SECONDS, two at least, or "none".
"""
import os
import subprocess
import sys

import openblas
import timing

import numpy
import scipy
import scipy.fft
import scipy.linalg

path, seconds = sys.argv[1], float(sys.argv[2])
random = numpy.random.default_rng(5)
cases = {}

for n in (100, 1000):
    a, b = random.standard_normal((n, n)), random.standard_normal((n, n))
    symmetric, positive = a + a.T, a @ a.T + n * numpy.eye(n)
    cases.update({
        f"matmul {n}": lambda a=a, b=b: a @ b,
        f"solve {n}": lambda a=a, b=b: numpy.linalg.solve(a, b),
        f"inv {n}": lambda a=a: numpy.linalg.inv(a),
        f"cholesky {n}": lambda a=positive: numpy.linalg.cholesky(a),
        f"qr {n}": lambda a=a: numpy.linalg.qr(a),
        f"svd {n}": lambda a=a: numpy.linalg.svd(a, full_matrices=False),
        f"eigh {n}": lambda a=symmetric: numpy.linalg.eigh(a),
        f"eig {n}": lambda a=a: numpy.linalg.eig(a),
    })

x, y = random.standard_normal(1000000), random.standard_normal(1000000)
x32, y32 = x.astype(numpy.float32), y.astype(numpy.float32)
square = x.reshape(1000, 1000)
for name in ("exp", "tanh", "sqrt"):
    cases[name] = lambda f=getattr(numpy, name): f(x)
    cases[name + " f32"] = lambda f=getattr(numpy, name): f(x32)
cases.update({
    "+": lambda: x + y,
    "*": lambda: x * y,
    "+ f32": lambda: x32 + y32,
    "* f32": lambda: x32 * y32,
})
for name in ("sum", "mean", "var", "max"):
    cases[name] = lambda f=getattr(numpy, name): f(x)
    cases[name + " of columns"] = lambda f=getattr(numpy, name): f(square, axis=0)
    cases[name + " of rows"] = lambda f=getattr(numpy, name): f(square, axis=1)
mask, target = x > 0, x.copy()
chosen = x[mask]


def set_masked(values):
    target[mask] = values


cases.update({
    "sum f32": lambda: x32.sum(),
    "sort": lambda: numpy.sort(x),
    "argsort": lambda: numpy.argsort(x),
    "sort f32": lambda: numpy.sort(x32),
    "x > 0": lambda: x > 0,
    "x[mask]": lambda: x[mask],
    "x[mask] = 0": lambda: set_masked(0),
    "x[mask] = values": lambda: set_masked(chosen),
})
for n in (2**20, 10**6):
    z, r = random.standard_normal(n) + 1j * random.standard_normal(n), random.standard_normal(n)
    cases[f"fft {n}"] = lambda z=z: scipy.fft.fft(z)
    cases[f"rfft {n}"] = lambda r=r: scipy.fft.rfft(r)
cases["csv"] = lambda: numpy.loadtxt(path, delimiter=",")
cases["start"] = lambda: subprocess.run([sys.executable, "-c", "import numpy"], env=os.environ)


def instructions():
    has = numpy.core._multiarray_umath.__cpu_features__
    return next((name for name in ("AVX512_SKX", "AVX2", "ASIMD") if has.get(name)), "no vectors")


print(f"NumPy {numpy.__version__} with {instructions()} and SciPy {scipy.__version__}, "
      f"OpenBLAS {openblas.kernels()} of {openblas.library()}", flush=True)
for line in sys.stdin:
    f = cases.get(line.rstrip("\n"))
    print(timing.best(f, seconds) if f else "none", flush=True)
