#!/bin/sh
# nitime 0.9 (Debian python3-nitime 0.9-5): the lags of CorrelationAnalyzer.xcorr are one sample too early: the correlation of a series
# with itself is largest at minus one sampling interval, where the documentation of xcorr has it at time 0. The entry for
# the pair (b, a) is that for (a, b), not turned round in time, so that a's lead over b is shown as b's lead over a as well.
#
# Here it matters to those who compare delays with balnet.signal.correlate, which is held against NumPy's np.correlate.
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
from nitime.analysis import CorrelationAnalyzer
from nitime.timeseries import TimeSeries

pulse = np.zeros((2, 64))
pulse[0, 30] = pulse[1, 34] = 1  # the second is the first, 4 samples later
found = CorrelationAnalyzer(TimeSeries(pulse, sampling_interval=0.5)).xcorr
for first, second in (0, 0), (0, 1), (1, 0):
    lag = found.time[np.argmax(found.data[first, second])]
    print(f"{first} with {second}: largest at {float(lag) / float(found.sampling_interval):+.0f} samples")
END
[ "$(cat log)" = "0 with 0: largest at -1 samples
0 with 1: largest at -5 samples
1 with 0: largest at -5 samples" ] || { echo "CHANGED: the lags are others"; exit 1; }
