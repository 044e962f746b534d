"""The eight panels of figures.lua in matplotlib, to PDF and PNG at 200 dpi, and its 10^6 points to PNG.

usage: figures.py FOLDER SECONDS
Prints the processor seconds of one figure, of the points alike, and of the points with colours and diameters of their own,
each the best of as many as fit into SECONDS, two at least; importing and the first figure's font cache do not count.
"""
import sys
import time

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

folder, seconds = sys.argv[1], float(sys.argv[2])
plt.rcParams.update({"font.size": 7, "axes.spines.top": False, "axes.spines.right": False, "pdf.fonttype": 42})
rng = np.random.default_rng(3)
N, K, T = 100, 101, 50
epoch = 1000.0 * np.arange(K) + 1
rise = 1 - np.exp(-np.arange(1, K + 1) / 10)
error = 0.008 + 0.17 * np.exp(-np.arange(1, K + 1) / 6) * (1 + 0.05 * rng.standard_normal(K))
t = 0.2 * np.arange(1, T + 1)
target = 1 + 0.3 * rng.standard_normal(T)
output = target + 0.05 * rng.standard_normal(T)
x = rng.standard_normal((5, T))
half = np.arange(N) < N / 2
J = np.where(half[:, None] == half[None, :], -0.09, -0.016) + 0.03 * rng.standard_normal((N, N))
w_in = rng.standard_normal(N)
w_out, other = w_in + 0.1 * rng.standard_normal(N), -w_in + 0.1 * rng.standard_normal(N)


def disc(radius):
    r, angle = radius * np.sqrt(rng.random(N)), 2 * np.pi * rng.random(N)
    return r * np.cos(angle), r * np.sin(angle)


initial, trained = disc(0.05), disc(0.35)


def draw():
    fig, axes = plt.subplots(2, 4, figsize=(178 / 25.4, 80 / 25.4), constrained_layout=True)
    a = axes[0]
    a[0].semilogy(epoch, error)
    a[0].set(xlabel="epoch", ylabel="test error")
    a[1].plot(t, target, "k", label="target")
    a[1].plot(t, output, label="output")
    a[1].set(xlabel=r"time ($\tau$)", ylabel="signal")
    a[1].legend(frameon=False)
    a[2].scatter(*initial, s=4, label="initial")
    a[2].scatter(*trained, s=4, label="trained")
    a[2].add_patch(plt.Circle((0, 0), 1, fill=False))
    a[2].set(xlabel=r"$\mathrm{Re}(\lambda_i)$", ylabel=r"$\mathrm{Im}(\lambda_i)$", aspect="equal")
    a[2].autoscale_view()
    a[2].legend(frameon=False)
    a[3].scatter(w_in, w_out, s=8, label="matching")
    a[3].scatter(w_in, other, s=8, label="other")
    a[3].set(xlabel=r"$w_{\mathrm{in}}$", ylabel=r"$w_{\mathrm{out}}$")
    a[3].legend(frameon=False)
    a = axes[1]
    for trace in x:
        a[0].plot(t, trace, lw=0.8)
    a[0].set(xlabel=r"time ($\tau$)", ylabel="$x_i$")
    most = abs(J).max()
    image = a[1].imshow(J, cmap="RdBu_r", vmin=-most, vmax=most, interpolation="nearest")
    fig.colorbar(image, ax=a[1], label="$J_{ij}$")
    a[1].set(xlabel="presynaptic $j$", ylabel="postsynaptic $i$")
    for height, name in ((-0.09, r"^{\mathrm{same}}"), (-0.016, r"^{\mathrm{different}}"), (-0.054, "")):
        a[2].plot(epoch, height * rise, label=r"$\bar{J}_{ij}" + name + "$")
    a[2].set(xlabel="epoch", ylabel="mean weight")
    a[2].legend(frameon=False)
    a[3].plot(epoch, 5.4 * rise)
    a[3].set(xlabel="epoch", ylabel="balance")
    for letter, panel in zip("abcdefgh", axes.flat):
        panel.set_title(letter, loc="left", fontweight="bold")
    fig.savefig(folder + "/figures_matplotlib.pdf")
    fig.savefig(folder + "/figures_matplotlib.png", dpi=200)
    plt.close(fig)


points = rng.standard_normal((2, 10**6))
values = rng.random(10**6)


def scatter(**options):
    fig, ax = plt.subplots(figsize=(178 / 25.4, 110 / 25.4))
    ax.scatter(*points, linewidths=0, **options)
    fig.savefig(folder + "/scatter_matplotlib.png", dpi=200)
    plt.close(fig)


def best_time(drawing, **options):
    best, begin, calls = float("inf"), time.monotonic(), 0
    while calls < 2 or time.monotonic() - begin < seconds:
        start = time.process_time()
        drawing(**options)
        best = min(best, time.process_time() - start)
        calls += 1
    return best


draw()
print(best_time(draw))
print(best_time(scatter, s=9))
print(best_time(scatter, c=values, s=(3 * values + 1) ** 2))
