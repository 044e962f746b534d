#!/bin/sh
# OpenBLAS 0.3.21 (Debian libopenblas0-pthread 0.3.21+ds-4): its own dpotrf takes a matrix with NaN on the diagonal for positive
# definite: info is 0 and the factor holds NaN. LAPACK's dpotrf 3.11, whose documentation it shares, says at which row it
# stops. So a covariance of activity that has diverged passes Cholesky's factorization where it was meant as the test.
#
# Here it matters to balnet.linalg.cholesky, which looks first and names the place of the NaN
# (tests/bindings/linalg/test_linalg.lua).
# Run by hand; it needs apt-get, dpkg and python3 and works in a temporary folder. The versions are those of Debian 12's
# main suite on amd64; its security updates come beside them.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq -o APT::Sandbox::User=root download \
    libopenblas0-pthread=0.3.21+ds-4 liblapack3=3.11.0-2 libblas3=3.11.0-2 libgfortran5=12.2.0-14+deb12u1 \
    libquadmath0=12.2.0-14+deb12u1
for package in *.deb; do dpkg-deb -x "$package" root; done
libraries=$folder/root/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
info_of() { # of dpotrf by the library, for 2 x 2 and 200 x 200, with NaN at row 2 and row 100
    LD_LIBRARY_PATH="$(dirname "$1"):$libraries/blas:$libraries" python3 - "$1" <<'END'
import ctypes, math, sys
from ctypes import byref, c_int

library = ctypes.CDLL(sys.argv[1])
for rows, place in (2, 2), (200, 100):
    matrix = (ctypes.c_double * rows**2)()
    for i in range(rows):
        matrix[i * rows + i] = math.nan if i == place - 1 else 1.0
    info = c_int(-1)
    library.dpotrf_(b"L", byref(c_int(rows)), matrix, byref(c_int(rows)), byref(info))
    print(info.value, end=" ")
END
}
echo "LAPACK:   $(info_of "$libraries/lapack/liblapack.so.3")" | tee log
echo "OpenBLAS: $(info_of "$libraries/openblas-pthread/libopenblas.so.0")" | tee -a log
[ "$(cat log)" = "LAPACK:   2 100 
OpenBLAS: 0 0 " ] || { echo "CHANGED: info is another"; exit 1; }
