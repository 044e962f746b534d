"""Makes gaussian_pairs.csv: h, k, rho, Phi2(h, k; rho) and E[relu(h + x) relu(k + y)] for standard normal x, y of
correlation rho, by adaptive quadrature in 30 digits of one variable over the conditional moments of the other:
nothing of it is shared with the closed forms of the engine. Run with Debian's python3-mpmath; takes a minute."""
import random

import mpmath as mp

mp.mp.dps = 30


def pair(h, k, rho):
    h, k, rho = mp.mpf(h), mp.mpf(k), mp.mpf(rho)
    s = mp.sqrt((1 - rho) * (1 + rho))
    low, high = -h, max(-h, 0) + 14
    kink = -k / rho if rho != 0 else low  # where the conditional moments change, over a width s / |rho|
    width = s / abs(rho) if rho != 0 else mp.mpf(1)
    cuts = [kink + j * width for j in (-14, -8, -4, -2, -1, 0, 1, 2, 4, 8, 14)] + [low + j for j in range(1, 14)]
    points = [low] + sorted(c for c in cuts if low < c < high) + [high]

    def slopes(x):
        return mp.npdf(x) * mp.ncdf((k + rho * x) / s)

    def product(x):
        t = (k + rho * x) / s
        return (h + x) * mp.npdf(x) * ((k + rho * x) * mp.ncdf(t) + s * mp.npdf(t))

    return mp.quad(slopes, points), mp.quad(product, points)


def cases():
    generator = random.Random(7)
    for rho in (-0.999999, -0.99, -0.9, -0.8, -0.5, -0.1, 0, 0.1, 0.5, 0.79, 0.8, 0.81, 0.95, 0.99, 0.9999, 0.99999999):
        for _ in range(20):
            reach = generator.choice((1, 3, 10))
            h = generator.uniform(-reach, reach)
            near = generator.random() < 0.4
            k = h * (1 if rho >= 0 else -1) + generator.gauss(0, 0.1) if near else generator.uniform(-reach, reach)
            yield h, k, rho


with open("gaussian_pairs.csv", "w") as file:
    file.write("h,k,rho,slopes,product\n")
    for h, k, rho in cases():
        slopes, product = pair(h, k, rho)
        file.write(f"{h!r},{k!r},{rho!r},{mp.nstr(slopes, 18)},{mp.nstr(product, 18)}\n")
