"""Fixed points in PyTorch on one thread: Adam on q = |F(x)|^2 / 2 of all starts at once, with its gradient by autograd, as
FixedPointFinder does it, with that program's tolerances.

usage: fixed_points.py FILE, whose lines are the rows of J and then the starts.
Prints the seconds, Jacobians and eigenvalues included, how many starts reached q <= 1e-12, and the points, one a line.
"""
import sys
import time

import numpy as np
import torch

rows = torch.tensor(np.loadtxt(sys.argv[1]))
N = rows.shape[1]
J, x = rows[:N], rows[N:].clone().requires_grad_()
tolerance, same, most = 1e-12, 1e-3, 5000

torch.set_num_threads(1)
begin = time.perf_counter()
optimiser = torch.optim.Adam([x], lr=0.01)
plan = torch.optim.lr_scheduler.ReduceLROnPlateau(optimiser, factor=0.95, patience=5, threshold=0, min_lr=1e-6)
for iteration in range(most):
    optimiser.zero_grad()
    q = 0.5 * ((torch.tanh(x) @ J.T - x) ** 2).sum(1)
    if bool((q <= tolerance).all()):
        break
    q.sum().backward()
    optimiser.step()
    plan.step(q.mean().item())
found = x.detach()[q.detach() <= tolerance]
points = []
for y in found:
    if all(torch.linalg.norm(y - other) > same for other in points):
        points.append(y)
for y in points:
    torch.linalg.eigvals(J * (1 - torch.tanh(y) ** 2) - torch.eye(N, dtype=J.dtype))
print(time.perf_counter() - begin)
print(len(found))
for y in points:
    print(*(repr(float(value)) for value in y))
