"""Holds results of balnet.signal against NumPy and SciPy: scipy_signal.py FILE.h5 prints a line "NAME DEVIATION" for each result."""
import sys

import h5py
import numpy
import scipy.integrate
import scipy.ndimage
import scipy.signal


def away_from_zero(x):
    """C's round, where numpy's goes to even."""
    return numpy.trunc(x + numpy.copysign(0.5, x))


def expected(f):
    x, k, many = f["x"][()].astype(float), f["k"][()].astype(float), f["many"][()].astype(float)
    for mode in ["full", "same", "valid"]:
        yield "convolve_" + mode, scipy.signal.convolve(x, k, mode)
        yield "correlate_" + mode, scipy.signal.correlate(x, k, mode)
    yield "convolve_many", numpy.apply_along_axis(numpy.convolve, 1, many, k)
    for order in [1, 2, 5]:
        for kind in ["low", "high"]:
            sos = scipy.signal.butter(order, 0.7, kind, fs=10.0, output="sos")
            yield f"sosfilt_{kind}{order}", scipy.signal.sosfilt(sos, x)
            yield f"sosfiltfilt_{kind}{order}", scipy.signal.sosfiltfilt(sos, x)
        for kind in ["bandpass", "bandstop"]:
            sos = scipy.signal.butter(order, [0.7, 1.9], kind, fs=10.0, output="sos")
            yield f"sosfilt_{kind}{order}", scipy.signal.sosfilt(sos, x)
    for sigma in [0.4, 3]:
        yield f"gaussian{sigma}", scipy.ndimage.gaussian_filter1d(many, sigma, axis=1)
    for derivative in [0, 1, 3]:
        yield f"savgol{derivative}", scipy.signal.savgol_filter(many, 9, 4, deriv=derivative, delta=0.2)
    yield "savgol_columns", scipy.signal.savgol_filter(many, 3, 1, axis=0)
    yield "gaussian_short", scipy.ndimage.gaussian_filter1d(x[:4], 2.5, truncate=3)
    analytic = scipy.signal.hilbert(many, axis=1)
    yield "hilbert_real", analytic.real
    yield "hilbert_imag", analytic.imag
    yield "detrend", scipy.signal.detrend(many, axis=1)
    yield "detrend_constant", scipy.signal.detrend(x, type="constant")
    yield "diff", numpy.diff(many, n=2, axis=1)
    yield "gradient", numpy.gradient(many, 0.1, axis=1)
    yield "trapezoid", scipy.integrate.trapezoid(many, dx=0.1, axis=1)
    yield "cumulative_trapezoid", scipy.integrate.cumulative_trapezoid(many, dx=0.1, axis=1, initial=0)
    points = numpy.arange(10.0) ** 1.5
    yield "interp", numpy.interp(3 * x, points, numpy.sin(points))
    frequency, time, power = scipy.signal.spectrogram(
        x, fs=10.0, window="hann", nperseg=32, noverlap=16, detrend=False)
    yield "frequency", frequency
    yield "time", time
    yield "power", power
    yield "unwrap", numpy.unwrap(5 * many, axis=1)
    yield "unwrap_period", numpy.unwrap(40 * x, period=90)
    yield "medfilt", scipy.signal.medfilt(x)
    yield "medfilt_many", numpy.apply_along_axis(scipy.signal.medfilt, 1, many, 7)
    conditions = [{}, {"height": 0.5}, {"distance": 6}, {"prominence": 1.5}, {"height": 0, "distance": 3.5, "prominence": 1}]
    uneven = away_from_zero(x) * 0.25 + x
    for i, condition in enumerate(conditions, 1):
        peaks = scipy.signal.find_peaks(uneven, **condition)[0]
        yield f"peaks{i}", peaks + 1
        yield f"heights{i}", uneven[peaks]
    yield "steps", scipy.signal.find_peaks(away_from_zero(x))[0] + 1


with h5py.File(sys.argv[1]) as file:
    for name, value in expected(file):
        found = file[name][()]
        fits = found.shape == value.shape
        print(name, numpy.abs(found - value).max() / numpy.abs(value).max() if fits else numpy.inf)
