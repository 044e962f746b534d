"""Holds the distributions of balnet.stats against SciPy's: scipy_distribution.py FILE.h5 prints a line "NAME DEVIATION" for each."""
import sys

import h5py
import numpy
from scipy import stats

distributions = {
    "norm": [stats.norm(0, 1), stats.norm(2, 3)],
    "t": [stats.t(1), stats.t(3), stats.t(150)],
    "chi2": [stats.chi2(0.5), stats.chi2(1), stats.chi2(36.4)],
    "f": [stats.f(1, 5), stats.f(12.5, 80)],
    "gamma": [stats.gamma(0.3), stats.gamma(4, scale=2.5)],
    "beta": [stats.beta(0.5, 5), stats.beta(3, 40)],
}


def report(name, found, expected):
    found, expected = numpy.asarray(found), numpy.asarray(expected)
    print(name, numpy.max(numpy.abs(found - expected) / numpy.maximum(numpy.abs(expected), 1e-300)))


with h5py.File(sys.argv[1]) as file:
    x, p = file["x"][()], file["p"][()]
    for name, frozen in distributions.items():
        for i, d in enumerate(frozen):
            at, key = x / 41 if name == "beta" else x, "%s_%d" % (name, i + 1)
            report(key, file[key][()], [d.cdf(at), d.sf(at), d.pdf(at)])
            low, high = file[key + "_quantiles"][()]  # SciPy 1.10 finds those of t to 2e-9 only, and loses digits of isf
            report(key + "_quantiles", [d.cdf(low), d.sf(high)], [p, p])
