"""Evaluates NumPy's column of doc/coming_from.md: reads one cell a line and writes one line of Lua for each value."""
import sys

import numpy as np


def literal(value):
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (list, np.ndarray)):
        return "{" + ",".join(literal(1 * x if isinstance(x, np.bool_) else x) for x in value) + "}"
    return repr(float(value))


def values(value):
    if isinstance(value, tuple):
        return value
    if isinstance(value, np.ndarray) and np.iscomplexobj(value):
        return value.real, value.imag
    return (value,)


for line in sys.stdin:
    names = {"np": np, "a": np.array([[1.0, 2.0], [3.0, 4.0]]), "v": np.array([3.0, 1.0, 2.0])}
    statements, _, expression = line.strip().rpartition("; ")
    exec(statements, names)
    print(",".join(literal(value) for value in values(eval(expression, names))))
