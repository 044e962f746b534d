"""Prints, for tests/engine/theory/test_linear_response.c, the error of the mean rate as a copy of the signal under a delay of
the recurrent input: the recursion of the mean in time, summed over lags with the covariances of signal and noise, where the
engine sums over frequencies. All units are active (p = 1), so that the noise of a rate is that of its unit."""
import numpy as np

N, I1, tau_S, sigma, dt = 1000, 0.1, 1.0, 0.1, 1 / 64


def error(b, J0, delay, order):
    steps = 16384  # of the responses
    D = 0 if order else round(delay / dt)
    share = order * dt / delay if order else 0.0

    def respond(signal_in, noise_in):
        rate, mean, out = np.zeros(steps), 0.0, np.zeros(steps)
        leaks = np.zeros(order)
        before = 0.0
        for t in range(steps):
            if order:
                heard = leaks[-1]
                old = np.concatenate(([before], leaks[:-1]))
                leaks = leaks + share * (old - leaks)
            else:
                heard = out[t - 1 - D] if t - 1 - D >= 0 else 0.0
            mean = (1 - dt) * mean - dt * b * J0 * heard + dt * b * (signal_in if t == 0 else 0.0)
            out[t] = mean + (noise_in if t == 0 else 0.0)
            before = out[t]
        return out

    missed, noise = J0 * respond(1.0, 0.0), J0 * respond(0.0, 1.0)
    missed[0] -= 1.0
    lags = np.arange(steps)

    def variance(h, covariance):
        power = np.abs(np.fft.rfft(h, 2 * steps)) ** 2
        correlation = np.fft.irfft(power)[:steps]  # sum_t h(t) h(t + lag): exact, padded with zeros
        return correlation[0] * covariance[0] + 2 * np.sum(correlation[1:] * covariance[1:])

    signal = I1 ** 2 * np.exp(-lags * dt / tau_S)
    own = sigma ** 2 / (2 - dt) * (1 - dt) ** lags
    return variance(missed, signal) + variance(noise, own) / N


for b, J0, delay, order in ((4, 1, 0.0, 0), (8, 1, 0.125, 0), (11, 1, 0.125, 0), (4, 1.5, 0.125, 0), (10, 1, 0.25, 2), (16, 1, 0.25, 1)):
    print(f"{b:g} {J0:g} {delay:g} {order}: {error(b, J0, delay, order):.15g}")
