"""Holds results of balnet.linalg against NumPy and SciPy: numpy_linalg.py FILE.h5 prints a line "NAME DEVIATION" for each.

Groups of the file are cases, with the inputs a (and b) and the results under the names of the functions.
"""
import sys

import h5py
import numpy
import scipy.linalg


def deviation(found, expected):
    found, expected = numpy.asarray(found), numpy.asarray(expected)
    if found.shape != expected.shape:
        return numpy.inf
    scale = max(1e-300, numpy.abs(expected).max(initial=0.0))
    return numpy.abs(found - expected).max(initial=0.0) / scale


def pairs(case):
    a = case["a"][()].astype(float)
    yield "det", numpy.linalg.det(a)
    sign, logarithm = numpy.linalg.slogdet(a)
    yield "sign", sign
    yield "logarithm", logarithm
    yield "inv", numpy.linalg.inv(a)
    right = numpy.broadcast_to(case["b"][()], a.shape[:-1] + case["b"].shape[-1:])  # NumPy before 2 wants all dimensions
    yield "solve", numpy.linalg.solve(a, right)
    yield "svdvals", numpy.linalg.svd(a, compute_uv=False)
    yield "eigvalsh", numpy.linalg.eigvalsh(a + numpy.swapaxes(a, -2, -1))
    yield "cond", numpy.linalg.cond(a)
    yield "matrix_rank", numpy.linalg.matrix_rank(a)
    yield "cube", numpy.linalg.matrix_power(a, 3)
    yield "pinv", numpy.linalg.pinv(a[..., :, 1:])
    values = numpy.linalg.eigvals(a)
    order = numpy.lexsort((values.imag, values.real), axis=-1)
    values = numpy.take_along_axis(values, order, axis=-1)
    yield "eigvals_real", values.real
    yield "eigvals_imag", values.imag
    if a.ndim == 2:
        yield "expm", scipy.linalg.expm(a)
        yield "kron", numpy.kron(a, case["b"][()])
        x, residuals, rank, s = numpy.linalg.lstsq(a[:, 1:], case["b"][()], rcond=None)
        yield "lstsq", x
        yield "residuals", residuals
        yield "lstsq_s", s


with h5py.File(sys.argv[1]) as file:
    for name in file.keys() - {"balnet_seal"}:
        case = file[name]
        for result, expected in pairs(case):
            print(name + "/" + result, deviation(case[result][()], expected))
