"""Makes two_time.csv: C(t, s) and R(t, s) of linear units with partly symmetric random weights. Run with Debian's
python3-scipy; takes half a minute. Nothing of it is shared with the engine.

Of weights between pairs of units alone they are closed forms. With a = g sqrt|eta|, the Laplace transform of
r(t) = tr exp(J t) / N = I1(2 a t) / (a t) (J1 for eta < 0) has powers whose originals are Bessel functions of higher
order, so that states which start independent with variance 1 have

    c(t, s) = sum_k g^(2 k) (k + 1)^2 I_{k+1}(2 a t) I_{k+1}(2 a s) / (t s a^(2 k + 2)),

without leak and noise. A sphere divides by the root of c(t, t) c(s, s); a leak multiplies by exp(-(t + s)), and noise adds
sigma^2 times the integral of c(t - u, s - u) so multiplied. Orders above 40 by Debye's expansion (Abramowitz and
Stegun 9.7.7).

Of products of two units: the equations by Heun's method on three uniform grids, extrapolated to dt = 0; the tolerance in
the file is ten times the difference of both extrapolations."""
import numpy as np
from scipy.integrate import quad
from scipy.special import ive, jv


def log_bessel(order, z):
    order, z = np.broadcast_arrays(order.astype(float), z)
    found = np.empty(order.shape)
    low = order < 40
    with np.errstate(divide="ignore"):
        found[low] = np.log(ive(order[low], z[low])) + z[low]
    n, x = order[~low], z[~low] / order[~low]
    p = 1 / np.sqrt(1 + x * x)
    first = (3 * p - 5 * p**3) / 24
    second = (81 * p**2 - 462 * p**4 + 385 * p**6) / 1152
    third = (30375 * p**3 - 369603 * p**5 + 765765 * p**7 - 425425 * p**9) / 414720
    exponent = n * (1 / p + np.log(x / (1 + 1 / p)))
    found[~low] = exponent + 0.5 * np.log(p / (2 * np.pi * n)) + np.log1p(first / n + second / n**2 + third / n**3)
    return found


def free(t, s, g, eta, shift):
    """c(t, s) exp(-shift)"""
    if s == 0:
        return free_response(t, g, eta, shift)
    a = g * abs(eta) ** 0.5
    k = np.arange(int(400 + 10 * a * (t * s) ** 0.5)) if eta > 0 else np.arange(150)
    factor = 2 * np.log(k + 1.0) - k * np.log(abs(eta)) - np.log(t * s * a * a) - shift
    if eta > 0:
        bessel = log_bessel(k + 1, 2 * a * np.float64(t)) + log_bessel(k + 1, 2 * a * np.float64(s))
        return np.exp(factor + bessel).sum()
    return (np.exp(factor) * jv(k + 1, 2 * a * t) * jv(k + 1, 2 * a * s)).sum()


def free_response(lag, g, eta, shift):
    """r(lag) exp(-shift)"""
    a = g * abs(eta) ** 0.5
    if eta > 0:
        return ive(1, 2 * a * lag) / (a * lag) * np.exp(2 * a * lag - shift)
    return jv(1, 2 * a * lag) / (a * lag) * np.exp(-shift)


def sphere(t, s, g, eta):
    rate = g * (1 + eta)  # of growth
    later, earlier = free(t, t, g, eta, 2 * rate * t) ** 0.5, free(s, s, g, eta, 2 * rate * s) ** 0.5
    c = free(t, s, g, eta, rate * (t + s)) / (later * earlier)
    return c, free_response(t - s, g, eta, rate * (t - s)) * earlier / later


def leak(t, s, g, eta, noise, start):
    added = quad(lambda u: free(t - s + u, u, g, eta, t - s + 2 * u), 0, s, epsabs=1e-12, epsrel=1e-11, limit=400)[0]
    return start * free(t, s, g, eta, t + s) + noise**2 * added, free_response(t - s, g, eta, t - s)


def heun(pair_gain, eta, noise, sphere_radius, time, dt):
    """C and R on a uniform grid, for Q(c) = pair_gain^2 c^2, on a sphere or with a leak."""
    n = int(round(time / dt))
    c, r = np.zeros((n + 1, n + 1)), np.zeros((n + 1, n + 1))
    g2, heat = pair_gain**2, noise**2 / 2

    def trapezoid(values):
        return dt * (values.sum() - 0.5 * (values[0] + values[-1])) if len(values) > 1 else 0.0

    def changes(i):
        sigma, force = 2 * g2 * c[i, : i + 1] * r[i, : i + 1], g2 * c[i, : i + 1] ** 2
        drive = heat + eta * trapezoid(sigma * c[i, : i + 1]) + trapezoid(force * r[i, : i + 1])
        mu = drive if sphere_radius else 1.0
        dc, dr = np.zeros(i + 1), np.zeros(i + 1)
        for m in range(i + 1):
            with_all = np.concatenate([c[m, :m], c[m : i + 1, m]])
            memory = eta * trapezoid(sigma * with_all) + trapezoid(force[: m + 1] * r[m, : m + 1])
            dc[m] = -mu * c[i, m] + memory
            dr[m] = -mu * r[i, m] + eta * trapezoid(sigma[m:] * r[m : i + 1, m])
        return dc, dr, 2 * (drive - mu * c[i, i])

    c[0, 0] = r[0, 0] = 1
    last = changes(0)
    for i in range(n):
        c[i + 1, : i + 1], r[i + 1, : i + 1] = c[i, : i + 1] + dt * last[0], r[i, : i + 1] + dt * last[1]
        c[i + 1, i + 1], r[i + 1, i + 1] = 1.0 if sphere_radius else c[i, i] + dt * last[2], 1.0
        now = changes(i + 1)
        c[i + 1, : i + 1] = c[i, : i + 1] + dt / 2 * (last[0] + now[0][:-1])
        r[i + 1, : i + 1] = r[i, : i + 1] + dt / 2 * (last[1] + now[1][:-1])
        c[i + 1, i + 1] = 1.0 if sphere_radius else c[i, i] + dt / 2 * (last[2] + now[2])
        last = changes(i + 1)
    return c, r


def extrapolated(pair_gain, eta, noise, on_sphere, time, places):
    values = []
    for steps in (100, 200, 400):
        c, r = heun(pair_gain, eta, noise, on_sphere, time, time / steps)
        values.append(np.array([(c[steps, int(steps * p)], r[steps, int(steps * p)]) for p in places]))
    coarse, fine = (4 * values[1] - values[0]) / 3, (4 * values[2] - values[1]) / 3
    return fine + (fine - coarse) / 7, 10 * np.abs(fine - coarse).max()


def write(file, confinement, gain, pair_gain, eta, noise, start, t, s, value, tolerance):
    numbers = [gain, pair_gain, eta, noise, start, t, s, value[0], value[1], tolerance]
    file.write(str(confinement) + "," + ",".join(f"{x:.15g}" for x in numbers) + "\n")


with open("two_time.csv", "w", encoding="ascii") as out:
    out.write("# sphere, gain, pair_gain, symmetry, noise, start_variance, t, s, C, R, tolerance; made by two_time.py\n")
    for gain, eta, times in ((1, 1, (1, 10, 100, 10000)), (1, 0.5, (1, 10, 100, 1000)), (0.7, 0.9, (30,)), (1, -0.5, (2, 10))):
        for t in times:
            for share in (0.1, 0.5, 0.9, 0.99):
                write(out, 1, gain, 0, eta, 0, 1, t, share * t, sphere(t, share * t, gain, eta), 0)
    for gain, eta, noise, start in ((0.6, 0.5, 0.7, 1.3), (0.5, 0.8, 1, 0), (0.9, -0.5, 0.5, 2)):
        for t in (1, 20):
            for share in (0.1, 0.5, 0.9, 0.99):
                write(out, 0, gain, 0, eta, noise, start, t, share * t, leak(t, share * t, gain, eta, noise, start), 0)
    for on_sphere, pair_gain, eta, noise in ((1, 1.5**0.5, 1, 0.5), (1, 1, -0.4, 0.5), (1, 1.2, 0.6, 0), (0, 0.4, 0.3, 1)):
        values, error = extrapolated(pair_gain, eta, noise, on_sphere, 4, (0.1, 0.5, 0.9))
        for share, value in zip((0.1, 0.5, 0.9), values):
            write(out, on_sphere, 0, pair_gain, eta, noise, 1, 4, 4 * share, value, error)
