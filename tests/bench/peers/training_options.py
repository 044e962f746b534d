"""Training on a task in PyTorch, eager, on one thread, with low-rank recurrent weights, the cross-entropy or gated
recurrent units (torch.nn.GRU).

usage: training_options.py NEURONS BATCH STEPS low_rank|cross_entropy|gru SECONDS
Prints the seconds of one epoch, the best of as many as fit into SECONDS, two at least, and the kernels that OpenBLAS ran.
"""
import math
import sys

import openblas
import timing

openblas.own_choice()

import torch

N, B, T = (int(word) for word in sys.argv[1:4])
kind, seconds = sys.argv[4], float(sys.argv[5])
S, R, rank, dt, noise = 2, 4, 2, 0.2, 0.1

torch.set_num_threads(1)
torch.manual_seed(1)
J = 0.9 * torch.randn(N, N) / math.sqrt(N)
m, n = torch.randn(N, rank).requires_grad_(), torch.randn(N, rank).requires_grad_()
w_in, w_out = torch.randn(N, S).requires_grad_(), torch.randn(R, N).requires_grad_()
low_rank = kind == "low_rank"
unit = torch.nn.GRU(S, N)
if kind == "gru":
    trained = [w_out] + list(unit.parameters())
else:
    trained = [w_in, w_out] + ([m, n] if low_rank else [J.requires_grad_()])
optimiser = torch.optim.Adam(trained, lr=1e-5)
inputs, targets, labels = torch.randn(T, S, B), torch.randn(T, R, B), torch.randint(R, (T, B))
entropy = torch.nn.CrossEntropyLoss(reduction="sum")


def gated_epoch():
    states, _ = unit(inputs.transpose(1, 2))
    r = states @ w_out.T / N
    optimiser.zero_grad()
    (((r - targets.transpose(1, 2)) ** 2).sum() / (B * T * R)).backward()
    optimiser.step()


def epoch():
    x, loss = torch.zeros(N, B), 0.0
    for t in range(T):
        rate = torch.tanh(x)
        drive = J @ rate
        if low_rank:
            drive = drive + m @ (n.T @ rate) / N
        x = x + dt * (-x + drive + w_in @ inputs[t] / S) + noise * math.sqrt(dt) * torch.randn(N, B)
        r = w_out @ torch.tanh(x) / N
        loss = loss + (((r - targets[t]) ** 2).sum() / R if low_rank else entropy(r.T, labels[t]))
    optimiser.zero_grad()
    (loss / (B * T)).backward()
    optimiser.step()


print(timing.best(gated_epoch if kind == "gru" else epoch, seconds))
print(openblas.kernels())
