"""lambda_1 of the stationary theory of tanh units with noise, in NumPy on one thread, by the steps of balnet: Hermite series,
the balanced mean by Newton's steps, c0 by the energy, c(T) by Runge-Kutta in sqrt(T), the ground state by bisection.

usage: stationary_numpy.py BALANCE GAIN:NOISE...
Prints for each pair the seconds, the best of two, and lambda_1.
"""
import math
import sys
import time

import numpy as np
from scipy.optimize import brentq

TERMS, FEW, NODES, REACH, POINTS, DURATION = 1024, 64, 320, 13.0, 4096, 40.0


def rule(count):
    at, weight = np.polynomial.legendre.leggauss(count)
    return 0.5 * (at + 1), 0.5 * weight


at4, weight4 = rule(NODES)
weight4, at4 = weight4 * 4 * at4**3, at4**4
energy_at, energy_weight = rule(40)


class Law:
    """phi of a state N(m, c0), with `terms` terms of its series."""

    def __init__(self, mean, variance, terms=0):
        deviation = math.sqrt(variance)
        edge = min(max(-mean / deviation, -REACH), REACH)
        lengths = REACH - edge, -REACH - edge
        z = np.concatenate([edge + length * at4 for length in lengths])
        mass = np.concatenate([abs(length) * weight4 for length in lengths]) * np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
        rate = np.tanh(mean + deviation * z)
        slope = 1 - rate * rate
        self.variance, self.mean, self.slope = variance, mass @ rate, mass @ slope
        if terms == 0:
            return
        rest, slope_rest = mass @ rate**2, mass @ slope**2
        enough, slope_enough = 1e-12 * rest, 1e-12 * slope_rest
        a, d, now, before, values, slopes = self.mean, self.slope, mass * slope, 0.0, [], []
        for n in range(terms):
            values.append(a * a)
            slopes.append(d * d)
            rest -= a * a
            slope_rest -= d * d
            a = deviation * d / math.sqrt(n + 1)
            now, before = (z * now - math.sqrt(n) * before) / math.sqrt(n + 1), now
            d = now.sum()
            if rest <= enough and slope_rest <= slope_enough:
                break
        self.series = np.array([values + [max(rest, 0.0)], slopes + [max(slope_rest, 0.0)]])
        self.powers = np.arange(len(values) + 1)

    def pair(self, u):
        return self.series @ min(u / self.variance, 1.5) ** self.powers  # Runge-Kutta's stages may pass c0

    def pairs(self, u):
        return self.series @ (u[None, :] / self.variance) ** self.powers[:, None]


def balanced_law(b, variance, terms):
    mean, low, high = b, -1e9, 1e9
    for _ in range(100 if b > 0 else 0):
        law = Law(mean, variance)
        excess = mean - b * (1 - law.mean)
        low, high = (low, mean) if excess > 0 else (mean, high)
        before, mean = mean, mean - excess / (1 + b * law.slope)
        if not low < mean < high:
            mean = 0.5 * (low + high)
        if abs(mean - before) <= max(1e-16 * abs(mean), 1e-10 * math.sqrt(variance)):
            break
    return Law(mean, variance, terms)


def frozen_of(law, g2):
    u = 0.0
    for _ in range(200):
        product, slopes = law.pair(u)
        slope = 1 - g2 * slopes
        if not slope > 0:
            return u, False
        step = (g2 * product - u) / slope
        if step <= 1e-15 * u:
            return u, True
        u += step
        if u > law.variance:
            return u, False
    return u, True


def excess_of(law, g2, noise):
    frozen, found = frozen_of(law, g2)
    if not found:
        return min(frozen - g2 * law.pair(frozen)[0], -1e-300)
    wide = law.variance - frozen
    u = law.variance - wide * energy_at**2
    return wide * (energy_weight * 2 * energy_at) @ (u - g2 * law.pairs(u)[0]) - noise**4 / 8


def follow(law, g2, noise, frozen):
    decay = math.sqrt(max(1e-12, 1 - g2 * law.pair(frozen)[1]))
    step, least = math.sqrt(DURATION / decay) / POINTS, 1e-4 * (law.variance - frozen)
    covariance = np.empty(POINTS + 1)

    def rate(s, c, slope):
        return 2 * s * slope, 2 * s * (c - g2 * law.pair(c)[0])

    c, slope = law.variance, -0.5 * noise * noise
    covariance[0] = c
    for i in range(1, POINTS + 1):
        s = (i - 1) * step
        k1 = rate(s, c, slope)
        k2 = rate(s + step / 2, c + step / 2 * k1[0], slope + step / 2 * k1[1])
        k3 = rate(s + step / 2, c + step / 2 * k2[0], slope + step / 2 * k2[1])
        k4 = rate(s + step, c + step * k3[0], slope + step * k3[1])
        next_c = c + step / 6 * (k1[0] + 2 * k2[0] + 2 * k3[0] + k4[0])
        next_slope = slope + step / 6 * (k1[1] + 2 * k2[1] + 2 * k3[1] + k4[1])
        if not (next_c - frozen > least and next_slope < 0):
            lag = (np.arange(i, POINTS + 1) * step) ** 2 - s * s
            covariance[i:] = frozen + (c - frozen) * np.exp(-decay * lag)
            break
        c, slope = next_c, next_slope
        covariance[i] = c
    return decay, step, 1 - g2 * law.pairs(covariance)[1]


def is_below(Q, step, decay, energy):
    h, y = -2 * step, -math.sqrt(max(0.0, decay * decay - energy))
    for i in range(POINTS, 1, -2):
        s, middle = i * step, (i - 1) * step
        k1 = 2 * s * (Q[i] - energy - y * y)
        k2 = 2 * middle * (Q[i - 1] - energy - (y + h / 2 * k1) ** 2)
        k3 = 2 * middle * (Q[i - 1] - energy - (y + h / 2 * k2) ** 2)
        k4 = 2 * (s + h) * (Q[i - 2] - energy - (y + h * k3) ** 2)
        y += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        if y > 0:
            return False
    return True


def exponent(b, gain, noise):
    g2, v, low = gain * gain, 1e-12, None

    def excess(variance, terms=TERMS):
        return excess_of(balanced_law(b, variance, terms), g2, noise)

    while v < 4 * (g2 + 0.5 * noise * noise):
        if excess(v, FEW) > 0:
            low = low or v
        v *= 4
    variance = brentq(excess, 0.25 * low, low, xtol=1e-300, rtol=1e-15)
    law = balanced_law(b, variance, TERMS)
    decay, step, Q = follow(law, g2, noise, frozen_of(law, g2)[0])
    potential = Q.tolist()
    low, high = potential[0], decay * decay
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if is_below(potential, step, decay, middle) else (low, middle)
    return -1 + math.sqrt(max(0.0, 1 - 0.5 * (low + high)))


for pair in sys.argv[2:]:
    seconds = math.inf
    for _ in range(2):
        begin = time.perf_counter()
        value = exponent(float(sys.argv[1]), *map(float, pair.split(":")))
        seconds = min(seconds, time.perf_counter() - begin)
    print(repr(seconds), repr(value))
