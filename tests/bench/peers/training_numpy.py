"""The training step of the tracking experiment with back-propagation written out by hand in NumPy, on one thread.

usage: training_numpy.py NEURONS BATCH STEPS STIMULI SECONDS
Prints the seconds of one epoch, the best of as many as fit into SECONDS, and the kernels that OpenBLAS ran.

Single precision; the only loop is that over time, and its arrays are made once. W = [W_out; J] multiplies the rates once a
step, and the gradient is one product over all steps and trials.
"""
import math
import sys
import time

import openblas

openblas.own_choice()

import numpy as np

N, B, T, S = (int(word) for word in sys.argv[1:5])
seconds = float(sys.argv[5])
dt, tau, noise, penalty = 0.2, 0.1, 1.0, 1e-4
rate, beta1, beta2, epsilon = 1e-3, 0.9, 0.999, 1e-8
f32 = np.float32

rng = np.random.default_rng(1)
W = np.concatenate([1.0 + 0.2 * rng.standard_normal((S, N)), 0.032 * rng.standard_normal((N, N)) / math.sqrt(N) - 1.0 / N])
W = W.astype(f32)
w_in = (1.0 + 0.01 * rng.standard_normal((N, S))).astype(f32)
moments = [(p, np.zeros_like(p), np.zeros_like(p)) for p in (W, w_in)]
decay = f32(math.exp(-dt / tau))
kick = f32(0.1 * math.sqrt((1.0 - decay**2) / (2.0 * tau)))
amplitude, keep, step, penalty = f32(noise * math.sqrt(dt)), f32(1.0 - dt), f32(dt), f32(penalty)
share = f32(2.0 / (B * T * S))

x = np.zeros((T + 1, N, B), f32)
rates = np.zeros((T + 1, N, B), f32)
errors = np.zeros((T + 1, S + N, B), f32)  # of what W gives at each step: N r_t, and the drive of step t + 1
stimulus = np.zeros((T, S, B), f32)


def forward():
    stimulus[0] = 0.0
    kicks = kick * rng.standard_normal((T, S, B), f32)
    for t in range(1, T):
        stimulus[t] = decay * stimulus[t - 1] + kicks[t]
    np.add(stimulus, 1.0, out=stimulus)
    driven = rng.standard_normal((T, N, B), f32)
    driven *= amplitude
    driven += np.matmul(step / S * w_in, stimulus)
    for t in range(T):
        product = W @ rates[t]
        if t > 0:
            errors[t, :S] = product[:S]
        np.multiply(x[t], keep, out=x[t + 1])
        x[t + 1] += driven[t]
        product *= step
        x[t + 1] += product[S:]
        np.maximum(x[t + 1], 0.0, out=rates[t + 1])
    errors[T, :S] = W[:S] @ rates[T]


def backward():
    """dL/d(N r) in place of N r; l_t = dL/dx_t times dt below it, one step earlier."""
    difference = errors[1:, :S]
    difference *= f32(1.0 / N)
    difference -= stimulus
    loss = float((difference[T // 5 - 1 :] ** 2).sum() + penalty * (x[T // 5 :] ** 2).sum())
    difference *= f32(share / N)
    difference[: T // 5 - 1] = 0.0
    errors[T, S:] = 0.0
    transposed = W.T
    for t in range(T, 0, -1):
        back = transposed @ errors[t]
        back *= x[t] > 0.0
        if t >= T // 5:
            back += share * penalty * x[t]
        back *= step
        np.multiply(errors[t, S:], keep, out=errors[t - 1, S:])
        errors[t - 1, S:] += back
    return loss


def gradients():
    columns = errors.transpose(1, 0, 2).reshape(S + N, -1)
    W_gradient = columns @ rates.transpose(0, 2, 1).reshape(-1, N)
    inputs = np.ascontiguousarray(stimulus.transpose(0, 2, 1)).reshape(-1, S)
    w_in_gradient = np.ascontiguousarray(errors[:T, S:].transpose(1, 0, 2)).reshape(N, -1) @ inputs
    w_in_gradient /= S
    return W_gradient, w_in_gradient


def update(epoch, found):
    for (p, m, v), g in zip(moments, found):
        m *= f32(beta1)
        m += f32(1.0 - beta1) * g
        v *= f32(beta2)
        v += f32(1.0 - beta2) * g * g
        root = np.sqrt(v)
        root *= f32(1.0 / math.sqrt(1.0 - beta2**epoch))
        root += f32(epsilon)
        p -= f32(rate / (1.0 - beta1**epoch)) * m / root


def run(epoch):
    np.fill_diagonal(W[S:], 0.0)
    forward()
    loss = backward()
    update(epoch, gradients())
    return loss / (B * T * S)


def main():
    best, begin, epoch, first, last = math.inf, time.perf_counter(), 0, None, None
    while epoch < 2 or time.perf_counter() - begin < seconds:
        epoch += 1
        start = time.perf_counter()
        last = run(epoch)
        best = min(best, time.perf_counter() - start)
        first = last if first is None else first
    if not last < first:
        sys.exit(f"the loss went from {first} to {last} in {epoch} epochs")
    print(best)
    print(openblas.kernels())


main()
