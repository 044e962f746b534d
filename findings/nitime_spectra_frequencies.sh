#!/bin/sh
# nitime 0.9 (Debian python3-nitime 0.9-5): get_spectra with a sampling rate and the method multi_taper_csd or periodogram_csd gives
# frequencies that are too large by Fs / (2 pi): the functions behind it give them in Hz already, and they are converted
# once more. At 10 Hz a sinusoid of 1 Hz peaks at 1.59 and the last frequency is 7.96, above Nyquist's 5; the integral over
# them is no variance. multi_taper_csd called directly is right.
#
# Here it matters to those who compare spectra with balnet.spectrum.welch, whose frequencies tests/bindings/analysis/test_density.lua
# holds.
# Run by hand; it needs apt-get, dpkg and Debian 12's python3 (3.11) and works in a temporary folder. The versions are those of Debian 12's
# main suite on amd64; its security updates come beside them.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq -o APT::Sandbox::User=root download \
    libgfortran5=12.2.0-14+deb12u1 libopenblas0-pthread=0.3.21+ds-4 libquadmath0=12.2.0-14+deb12u1 python3-nitime=0.9-5 \
    python3-numpy=1:1.24.2-1+deb12u1 python3-scipy=1.10.1-2
for package in *.deb; do dpkg-deb -x "$package" root; done
libraries=$folder/root/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
export LD_LIBRARY_PATH="$libraries/openblas-pthread:$libraries" PYTHONPATH="$folder/root/usr/lib/python3/dist-packages"
python3 -W ignore - <<'END' | tee log
import numpy as np
from nitime.algorithms import get_spectra, multi_taper_csd, periodogram_csd

rate = 10.0
signal = np.sin(2 * np.pi * np.arange(4000) / rate)[None, :] * np.ones((2, 1))  # of 1 Hz
for name, direct in ("multi_taper_csd", multi_taper_csd), ("periodogram_csd", periodogram_csd):
    for label, (f, spectra) in ("directly", direct(signal, Fs=rate)), (
            "by get_spectra", get_spectra(signal, {"this_method": name, "Fs": rate})):
        print(f"{name} {label}: peak at {f[np.argmax(abs(spectra[0, 0]))]:.2f}, last frequency {f[-1]:.2f}")
END
[ "$(cat log)" = "multi_taper_csd directly: peak at 1.00, last frequency 5.00
multi_taper_csd by get_spectra: peak at 1.59, last frequency 7.96
periodogram_csd directly: peak at 1.00, last frequency 5.00
periodogram_csd by get_spectra: peak at 1.59, last frequency 7.96" ] || { echo "CHANGED: the frequencies are others"; exit 1; }
