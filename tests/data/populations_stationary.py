"""Prints the stationary states in tests/engine/theory/test_populations.c: an excitatory and an inhibitory population of
rectified units, with noise and without, as a boundary-value problem of the covariances in sqrt(T) with the means and
variances as its parameters, by scipy's collocation solver (solve_bvp) and integrals by Owen's T function; the largest
exponent by the shooting of a 2 x 2 Riccati equation. Run with Debian's python3-scipy (1.10)."""
import numpy as np
from scipy.integrate import solve_bvp, solve_ivp
from scipy.optimize import brentq
from scipy.special import ndtr, owens_t

M = np.array([[20.0, -40.0], [20.0, -36.0]])
I = np.array([20.0, 16.0])
G = np.array([[1.0, 1.4], [1.0, 1.6]]) ** 2
tau = np.array([1.0, 0.5])


def pdf(x):
    return np.exp(-x * x / 2) / np.sqrt(2 * np.pi)


def pair(m, v, c):
    h, rho = m / np.sqrt(v), np.clip(c / v, -1 + 1e-14, 1 - 1e-14)
    s = np.sqrt((1 - rho) * (1 + rho))
    k = (1 - rho) / s * h
    P = ndtr(h) - 2 * owens_t(h, (1 - rho) / s)
    return v * ((h * h + rho) * P + 2 * h * pdf(h) * ndtr(k) + s / (2 * np.pi) * np.exp(-h * h / (1 + rho))), P


def solve(noise, decay, mean, variance, frozen):
    reach = 22.0 / decay

    def rates(s, y, p):
        q = G @ np.array([pair(p[b], p[2 + b], y[2 * b])[0] for b in range(2)])
        out = np.empty_like(y)
        for a in range(2):
            out[2 * a] = 2 * s * y[2 * a + 1]
            out[2 * a + 1] = 2 * s * (y[2 * a] - q[a]) / tau[a] ** 2
        return out

    def ends(left, right, p):
        x = p[:2] / np.sqrt(p[2:])
        nu = np.sqrt(p[2:]) * (x * ndtr(x) + pdf(x))
        slope = -noise ** 2 / (2 * tau)
        return np.concatenate([left[::2] - p[2:], left[1::2] - slope, right[1::2], p[:2] - I - M @ nu])

    s = np.linspace(0, np.sqrt(reach), 400)
    y = np.zeros((4, s.size))
    for a in range(2):
        y[2 * a] = frozen[a] + (variance[a] - frozen[a]) / np.cosh(decay * s * s / 2) ** 2
        y[2 * a + 1] = np.gradient(y[2 * a], s) / np.maximum(2 * s, 1e-3)
    found = solve_bvp(rates, ends, s, y, p=np.concatenate([mean, variance]), tol=1e-8, max_nodes=100000)
    assert found.success, found.message

    def ends_at_zero(exponent):
        """The least eigenvalue of -psi' psi^-1 at T = 0: zero at the largest exponent."""
        def riccati(s, y):
            K = y.reshape(2, 2)
            P = [pair(found.p[b], found.p[2 + b], np.array([found.sol(s)[2 * b]]))[1][0] for b in range(2)]
            Q = (np.diag((1 + exponent * tau) ** 2) - G * P) / tau[:, None] ** 2
            return (2 * s * (K @ K - Q)).ravel()
        P = [pair(found.p[b], found.p[2 + b], found.y[2 * b, -1:])[1][0] for b in range(2)]
        Q = (np.diag((1 + exponent * tau) ** 2) - G * P) / tau[:, None] ** 2
        w, U = np.linalg.eig(Q)
        K = (U * np.sqrt(w)) @ np.linalg.inv(U)
        out = solve_ivp(riccati, (np.sqrt(reach), 0), K.ravel(), rtol=1e-9, atol=1e-10)
        return np.linalg.eigvals(out.y[:, -1].reshape(2, 2)).real.min()

    exponent = brentq(ends_at_zero, 0.095, 0.14, xtol=1e-9)
    print("noise", noise, "mean", found.p[:2], "variance", found.p[2:], "frozen", found.y[::2, -1], "lambda", exponent)


np.set_printoptions(precision=9)
solve(np.zeros(2), 0.38, np.array([-0.98, -1.13]), np.array([10.8, 13.4]), np.array([8.4, 10.2]))
solve(np.array([0.3, 0.0]), 0.38, np.array([-0.98, -1.13]), np.array([10.9, 13.4]), np.array([8.4, 10.2]))
