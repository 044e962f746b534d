"""Makes meanfield_series.csv: 160 steps of the two-time mean-field equations of a rectified network, kept as whole matrices
(no band) and with integrals by Owen's T function of scipy 1.10, under a common input that changes in time, an
independent one and noise. Euler steps for every quantity. Run with Debian's python3-scipy."""
import numpy as np
from scipy.special import ndtr, owens_t

g, b, J0, sigma, dt, steps, part = 1.7, 6.0, 1.1, 0.4, 1 / 16, 160, 40
time = dt * np.arange(steps)
common = 1.0 + 0.3 * np.sin(1.3 * time) + 0.2 * np.cos(0.4 * time)


def independent(lag):
    return 0.3 * np.exp(-lag * dt / 0.8)


def pdf(x):
    return np.exp(-x * x / 2) / np.sqrt(2 * np.pi)


def integrals(m1, v1, m2, v2, c):
    h, k, rho = m1 / np.sqrt(v1), m2 / np.sqrt(v2), c / np.sqrt(v1 * v2)
    s = np.sqrt((1 - rho) * (1 + rho))
    P = 0.5 * (ndtr(h) + ndtr(k)) - owens_t(h, (k - rho * h) / (h * s)) - owens_t(k, (h - rho * k) / (k * s))
    P = P - np.where(h * k > 0, 0.0, 0.5)
    E = (h * k + rho) * P + k * pdf(h) * ndtr((k - rho * h) / s) + h * pdf(k) * ndtr((h - rho * k) / s)
    E = E + s / (2 * np.pi) * np.exp(-(h * h - 2 * rho * h * k + k * k) / (2 * s * s))
    return np.sqrt(v1 * v2) * E, P


def moments(m, v):
    x = m / np.sqrt(v)
    return np.sqrt(v) * (x * ndtr(x) + pdf(x)), v * ((1 + x * x) * ndtr(x) + x * pdf(x)), ndtr(x)


n_all = steps + 1
m, v = np.zeros(n_all), np.zeros(n_all)
c, r, k, l = (np.zeros((n_all, n_all)) for _ in range(4))  # [later, earlier]
m[0], v[0] = 0.3, 1.5
c[0, 0] = v[0]
a = 1 - dt
with open("meanfield_series.csv", "w") as file:
    file.write("mean,variance,rate,covariance_of_lag_9,log_distance\n")
    for n in range(steps):
        if n == part:
            k[n, n] = 1.0
        nu, square, active = moments(m[n], v[n])
        v[n + 1] = a * a * v[n] + 2 * a * dt * r[n, n] + dt * dt * (g * g * square + independent(0)) + sigma**2 * dt
        m[n + 1] = m[n] + dt * (-m[n] - b * J0 * nu + b * common[n])
        c[n + 1, : n + 1] = a * c[n, : n + 1] + dt * r[n, : n + 1]
        k[n + 1, : n + 1] = a * k[n, : n + 1] + dt * l[n, : n + 1]
        k[n + 1, n + 1] = a * a * k[n, n] + 2 * a * dt * l[n, n] + dt * dt * g * g * active * k[n, n]
        c[n + 1, n + 1] = v[n + 1]
        E, P = integrals(m[: n + 1], v[: n + 1], m[n + 1], v[n + 1], c[n + 1, : n + 1])
        for i in range(n + 1):
            r[n + 1, i + 1] = a * r[n + 1, i] + dt * (g * g * E[i] + independent(n + 1 - i))
            l[n + 1, i + 1] = a * l[n + 1, i] + dt * g * g * P[i] * k[n + 1, i]
        lagged = c[n + 1, n + 1 - 9] if n + 1 >= 9 else 0.0
        distance = 0.5 * np.log(k[n + 1, n + 1]) if n >= part else 0.0
        file.write(f"{m[n+1]!r},{v[n+1]!r},{moments(m[n+1], v[n+1])[0]!r},{lagged!r},{distance!r}\n")
