"""Holds results of balnet.fit.curve_fit against SciPy: scipy_fit.py FILE.h5 prints a line "NAME DEVIATION" for each result."""
import sys

import h5py
import numpy
import scipy.optimize


def decay(t, a, tau, c):
    return a * numpy.exp(-t / tau) + c


def jacobian(t, a, tau, c):
    e = numpy.exp(-t / tau)
    return numpy.stack([e, e * t * a / tau**2, numpy.ones_like(t)], axis=1)


def expected(t, y, sigma):
    how = dict(p0=[1, 1, 0], jac=jacobian, ftol=1e-15, xtol=1e-15, gtol=1e-15)
    yield "plain", scipy.optimize.curve_fit(decay, t, y, **how)
    yield "weighted", scipy.optimize.curve_fit(decay, t, y, sigma=sigma, absolute_sigma=True, **how)


with h5py.File(sys.argv[1]) as file:
    for name, values in expected(*(file[name][()] for name in ["t", "y", "sigma"])):
        for result, value in zip([name, name + "_covariance"], values):
            print(result, numpy.abs(file[result][()] - value).max() / numpy.abs(value).max())
