"""lambda_1 of the stationary theory of tanh units with noise, in NumPy on one thread, by the steps of balnet: Hermite series
over the same nodes, the balanced mean by Newton's steps, c0 by the energy, c(T) by Runge-Kutta in sqrt(T), the ground state by
Newton's steps, on few points first. Sums over nodes, terms and lags are NumPy's; what follows one step after another is
Python's. balnet's state has the critical gain beside, which is not computed here.

usage: stationary_numpy.py BALANCE GAIN:NOISE...
Prints for each pair the seconds, the best of two, and lambda_1.
"""
import math
import sys
import time

import numpy as np
from scipy.optimize import brentq

TERMS, FEW, NODES, REACH, POINTS, DURATION, COARSE = 1024, 64, 320, 13.0, 4096, 40.0, 16


def rule(count):
    at, weight = np.polynomial.legendre.leggauss(count)
    return 0.5 * (at + 1), 0.5 * weight


at4, weight4 = rule(NODES)
weight4, at4 = weight4 * 4 * at4**3, at4**4
energy_at, energy_weight = rule(40)


def even_rule(count, step):
    z = step * (np.arange(count) - 0.5 * (count - 1))
    return z, step / math.sqrt(2 * math.pi) * np.exp(-0.5 * z * z)


even_rules = [(0.9, *even_rule(128, 0.2)), (2.2, *even_rule(256, 0.1))]


def nodes_of(mean, deviation):
    for most, z, mass in even_rules:
        if deviation <= most:
            return z, mass
    edge = min(max(-mean / deviation, -REACH), REACH)
    lengths = REACH - edge, -REACH - edge
    z = np.concatenate([edge + length * at4 for length in lengths])
    return z, np.concatenate([abs(length) * weight4 for length in lengths]) * np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)


class Law:
    """phi of a state N(m, c0), with `terms` terms of its series."""

    def __init__(self, mean, variance, terms=0):
        deviation = math.sqrt(variance)
        z, mass = nodes_of(mean, deviation)
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
        self.powers = np.ones(len(values) + 1)

    def pair(self, u):
        self.powers[1:] = min(u / self.variance, 1.5)  # the stages of Runge-Kutta may pass c0
        return self.series @ np.multiply.accumulate(self.powers)

    def pairs(self, u):  # by Horner's scheme
        rho, product, slopes = u / self.variance, 0.0, 0.0
        for value, slope in self.series.T[::-1]:
            product, slopes = product * rho + value, slopes * rho + slope
        return product, slopes


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
    potential = np.empty(POINTS + 1)

    def rate(s, c, slope):
        return 2 * s * slope, 2 * s * (c - g2 * law.pair(c)[0])

    c, slope = law.variance, -0.5 * noise * noise
    for i in range(POINTS + 1):
        s = i * step
        product, slopes = law.pair(c)
        potential[i] = 1 - g2 * slopes
        k1 = 2 * s * slope, 2 * s * (c - g2 * product)
        k2 = rate(s + step / 2, c + step / 2 * k1[0], slope + step / 2 * k1[1])
        k3 = rate(s + step / 2, c + step / 2 * k2[0], slope + step / 2 * k2[1])
        k4 = rate(s + step, c + step * k3[0], slope + step * k3[1])
        next_c = c + step / 6 * (k1[0] + 2 * k2[0] + 2 * k3[0] + k4[0])
        next_slope = slope + step / 6 * (k1[1] + 2 * k2[1] + 2 * k3[1] + k4[1])
        if not (next_c - frozen > least and next_slope < 0):
            lag = (np.arange(i + 1, POINTS + 1) * step) ** 2 - s * s
            potential[i + 1:] = 1 - g2 * law.pairs(frozen + (c - frozen) * np.exp(-decay * lag))[1]
            break
        c, slope = next_c, next_slope
    return decay, step, potential


def shoot(Q, step, stride, decay, k, most):
    h, start, y, by_k = -2 * stride * step, decay * decay - k * k, -k, -1.0
    for i in range(POINTS, 2 * stride - 1, -2 * stride):
        s = i * step
        s2, s3 = s + h / 2, s + h
        excess = Q[i - stride] - start
        k1, d1 = 2 * s * (Q[i] - start - y * y), 4 * s * (k - y * by_k)
        y2, z2 = y + h / 2 * k1, by_k + h / 2 * d1
        k2, d2 = 2 * s2 * (excess - y2 * y2), 4 * s2 * (k - y2 * z2)
        y3, z3 = y + h / 2 * k2, by_k + h / 2 * d2
        k3, d3 = 2 * s2 * (excess - y3 * y3), 4 * s2 * (k - y3 * z3)
        y4, z4 = y + h * k3, by_k + h * d3
        k4, d4 = 2 * s3 * (Q[i - 2 * stride] - start - y4 * y4), 4 * s3 * (k - y4 * z4)
        y += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        by_k += h / 6 * (d1 + 2 * d2 + 2 * d3 + d4)
        if not y < most:
            return math.inf, 0.0
    return y, by_k


def search_decay(Q, step, stride, decay, most, enough, k):
    low, high = 0.0, most
    for _ in range(60):
        y, by_k = shoot(Q, step, stride, decay, k, 10 * most)
        low, high = (k, high) if y > 0 else (low, k)
        newton = k - y / by_k if by_k else math.nan
        before, k = k, newton if low <= newton <= high else 0.5 * (low + high)
        if k == newton and abs(k - before) <= enough * most:
            break
    return k


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
    Q = Q.tolist()
    most = math.sqrt(max(0.0, decay * decay - Q[0]))
    k = search_decay(Q, step, COARSE, decay, most, 1e-3, 0.5 * most)
    k = search_decay(Q, step, 1, decay, most, 1e-8, k)
    return -1 + math.sqrt(max(0.0, 1 - decay * decay + k * k))


for pair in sys.argv[2:]:
    seconds = math.inf
    for _ in range(2):
        begin = time.perf_counter()
        value = exponent(float(sys.argv[1]), *map(float, pair.split(":")))
        seconds = min(seconds, time.perf_counter() - begin)
    print(repr(seconds), repr(value))
