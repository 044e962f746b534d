#!/bin/sh
# SciPy 1.10.1 (Debian python3-scipy 1.10.1-2): the lower tail of a gamma distribution of a large shape is too small, without a warning: the
# series of scipy.special.gammainc ends after 2000 terms, which more than 4.5 standard deviations below a mean of 1e7 are too few.
# Five below a mean of 1e8 a third is missing, of 1e9 nearly three quarters. So are chi2.cdf, and poisson.sf of as many events.
#
# Here it matters to balnet.stats.gamma and chi2, which are held against SciPy for small parameters and against quadrature and mpmath
# for large ones. Run by hand; it needs apt-get, dpkg and Debian 12's python3 (3.11) and works in a temporary folder. The versions
# are those of Debian 12's main suite on amd64; its security updates come beside them.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq -o APT::Sandbox::User=root download libgfortran5=12.2.0-14+deb12u1 libopenblas0-pthread=0.3.21+ds-4 \
    libquadmath0=12.2.0-14+deb12u1 python3-numpy=1:1.24.2-1+deb12u1 python3-scipy=1.10.1-2
for package in *.deb; do dpkg-deb -x "$package" root; done
libraries=$folder/root/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
export LD_LIBRARY_PATH="$libraries/openblas-pthread:$libraries" PYTHONPATH="$folder/root/usr/lib/python3/dist-packages"
python3 - <<'END' | tee log
import numpy as np
from scipy import special, stats


def by_quadrature(a, x):  # of the density, by Stirling's formula, over 12 standard deviations
    t = np.linspace(x - 12 * np.sqrt(a), x, 200001)
    u = (t - a) / a
    return np.trapz(np.sqrt(a / (2 * np.pi)) * np.exp(a * (np.log1p(u) - u)) / t, t)


for a in 1e6, 1e7, 1e8, 1e9:
    x = a - 5 * np.sqrt(a)
    true = by_quadrature(a, x)
    shares = special.gammainc(a, x) / true, stats.chi2(2 * a).cdf(2 * x) / true, stats.poisson(x).sf(a - 1) / true
    print(f"mean {a:.0e}: gammainc %.3f, chi2.cdf %.3f, poisson.sf %.3f of what they should be" % shares)
END
[ "$(cat log)" = "mean 1e+06: gammainc 1.000, chi2.cdf 1.000, poisson.sf 1.000 of what they should be
mean 1e+07: gammainc 0.969, chi2.cdf 0.969, poisson.sf 0.969 of what they should be
mean 1e+08: gammainc 0.653, chi2.cdf 0.653, poisson.sf 0.653 of what they should be
mean 1e+09: gammainc 0.281, chi2.cdf 0.281, poisson.sf 0.281 of what they should be" ] || { echo "CHANGED: other tails"; exit 1; }
