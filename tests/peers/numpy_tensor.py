"""Holds tensors against NumPy: numpy_tensor.py FILE runs the programs in FILE and prints how many there were, and those that differ.

A program is lines of Python that leave their result in x, and approximate = True where both round otherwise; the line
"= EXTENT ... : VALUE ..." has what balnet found and ends it."""
import sys

import numpy


def read(path):
    lines = []
    for line in open(path):
        if line.startswith("= "):
            shape, values = line[2:].split(":")
            found = numpy.array([float(word) for word in values.split()])
            yield lines, found.reshape([int(word) for word in shape.split()])
            lines = []
        else:
            lines.append(line)


def same(found, x, approximate):
    x = numpy.asarray(x, dtype=float)
    tolerance = 1e-11 * max(1, numpy.nanmax(numpy.abs(x), initial=0, where=numpy.isfinite(x))) if approximate else 1e-13
    return found.shape == x.shape and numpy.allclose(found, x, rtol=1e-13, atol=tolerance, equal_nan=True)


numpy.seterr(all="ignore")
count = 0
for lines, found in read(sys.argv[1]):
    count += 1
    names = {"numpy": numpy, "nan": numpy.nan}
    exec("".join(lines), names)
    if not same(found, names["x"], names.get("approximate", False)):
        print("differs:\n" + "".join(lines) + f"NumPy:\n{names['x']}\nbalnet:\n{found}")
print(count, "programs")
