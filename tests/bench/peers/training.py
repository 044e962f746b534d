"""The training step of the tracking experiment in PyTorch, eager, on one thread.

usage: training.py NEURONS BATCH STEPS STIMULI SECONDS
Prints the seconds of one epoch, the best of as many as fit into SECONDS, two at least, and the kernels that OpenBLAS ran.
"""
import math
import sys

import openblas
import timing

openblas.own_choice()

import torch

N, B, T, S = (int(word) for word in sys.argv[1:5])
seconds = float(sys.argv[5])
dt, tau, noise, penalty = 0.2, 0.1, 1.0, 1e-4

torch.set_num_threads(1)
torch.manual_seed(1)
J = (0.032 * torch.randn(N, N) / math.sqrt(N) - 1.0 / N).requires_grad_()
w_in = (1.0 + 0.01 * torch.randn(N, S)).requires_grad_()
w_out = (1.0 + 0.2 * torch.randn(S, N)).requires_grad_()
optimiser = torch.optim.Adam([J, w_in, w_out], lr=1e-3)
x_0 = torch.zeros(N, B)
decay = math.exp(-dt / tau)
kick = 0.1 * math.sqrt((1.0 - decay**2) / (2.0 * tau))


def stimuli():
    u = torch.zeros(S, B)
    steps = [1.0 + u]
    for _ in range(T - 1):
        u = decay * u + kick * torch.randn(S, B)
        steps.append(1.0 + u)
    return steps


def epoch():
    with torch.no_grad():
        J.fill_diagonal_(0.0)
    x, loss = x_0, 0.0
    for t, s in enumerate(stimuli(), 1):
        x = x + dt * (-x + J @ torch.relu(x) + w_in @ s / S) + noise * math.sqrt(dt) * torch.randn(N, B)
        if t >= T // 5:
            r = w_out @ torch.relu(x) / N
            loss = loss + ((r - s) ** 2).sum() + penalty * (x**2).sum()
    optimiser.zero_grad()
    (loss / (B * T * S)).backward()
    optimiser.step()


print(timing.best(epoch, seconds))
print(openblas.kernels())
