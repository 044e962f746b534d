"""Holds alignment and distances of balnet against SciPy's: scipy_distances.py FILE.h5 prints a line "NAME DEVIATION" for each result."""
import sys

import h5py
import numpy
from scipy.spatial import distance, procrustes


def expected(x, y):
    _, moved, disparity = procrustes(x, y)
    yield "aligned", moved * numpy.linalg.norm(x - x.mean(0)) + x.mean(0)
    yield "disparity", numpy.array([disparity])
    for metric in ["euclidean", "sqeuclidean", "cityblock", "chebyshev", "cosine", "correlation"]:
        yield "pdist_" + metric, distance.pdist(x, metric)
        yield "cdist_" + metric, distance.cdist(x, y, metric)
    yield "square", distance.squareform(distance.pdist(x, "cityblock"))


with h5py.File(sys.argv[1]) as file:
    for name, value in expected(file["x"][()], file["y"][()]):
        found = file[name][()]
        print(name, numpy.abs(found - value).max() / numpy.abs(value).max() if found.shape == value.shape else numpy.inf)
