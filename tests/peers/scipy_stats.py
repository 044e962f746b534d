"""Holds results of balnet.stats against NumPy and SciPy: scipy_stats.py FILE.h5 prints a line "NAME DEVIATION" for each result."""
import sys

import h5py
import numpy
import scipy.stats


def expected(f):
    x, y, many, angle = (f[name][()].astype(float) for name in ["x", "y", "many", "angle"])
    yield "cov", numpy.cov(many)
    yield "cov_of_two", numpy.cov(x, y)
    yield "corrcoef", numpy.corrcoef(many)
    yield "spearman", list(scipy.stats.spearmanr(numpy.round(x), numpy.round(y)))
    yield "zscore", scipy.stats.zscore(many, axis=1)
    for rule in ["sturges", "sqrt", "scott", "fd"]:
        yield "histogram_" + rule, numpy.histogram(x, rule)[0]
        yield "edges_" + rule, numpy.histogram(x, rule)[1]
    yield "density", numpy.histogram(x, [-1, 0, 0.5, 2], density=True)[0]
    yield "percentile", numpy.percentile(x, [0, 12.5, 50, 100])
    yield "percentile_along", numpy.percentile(many, [10, 90], axis=0)
    yield "average", numpy.average(many, axis=0, weights=[1, 2, 3, 4])
    gaps = f["gaps"][()]
    for name in ["nanmean", "nansum", "nanvar", "nanstd", "nanmedian", "nanmin", "nanmax"]:
        yield name, getattr(numpy, name)(gaps, axis=0)
        yield name + "_of_all", getattr(numpy, name)(gaps)
    line = scipy.stats.linregress(x, y)
    yield "line", [line.slope, line.intercept, line.rvalue, line.pvalue, line.stderr, line.intercept_stderr]
    yield "polyfit", numpy.polyfit(x, y, 3)
    yield "polyval", numpy.polyval([2, -1, 0.5, 3], many)
    roots = numpy.roots(f["zeros"][()])
    roots = roots[numpy.lexsort((roots.imag, roots.real))]
    yield "roots", roots.real
    yield "roots_imag", roots.imag
    yield "rankdata", scipy.stats.rankdata(numpy.round(many)).reshape(many.shape)
    yield "sem", scipy.stats.sem(many, axis=1)
    yield "shape_of_samples", [scipy.stats.skew(x), scipy.stats.kurtosis(x)]
    yield "pearsonr", list(scipy.stats.pearsonr(x, y))
    z = y + 0.5
    tests = [scipy.stats.ttest_1samp(x, 0.2), scipy.stats.ttest_rel(x, z), scipy.stats.ttest_ind(x, z[:9]),
             scipy.stats.ttest_ind(x, 3 * z[:9], equal_var=False)]
    yield "ttests", [value for test in tests for value in (test.statistic, test.pvalue)]
    tests = [scipy.stats.mannwhitneyu(numpy.round(2 * x), numpy.round(2 * z[:20]), method="asymptotic"),
             scipy.stats.wilcoxon(numpy.round(2 * x), numpy.round(2 * z), mode="approx")]
    yield "tests_of_ranks", [value for test in tests for value in (test.statistic, test.pvalue)]
    tests = [scipy.stats.mannwhitneyu(x[:8], z), scipy.stats.mannwhitneyu(z[:5], x[:3]), scipy.stats.wilcoxon(x[:50], y[:50]),
             scipy.stats.wilcoxon(x[:6], z[:6])]
    yield "exact_tests_of_ranks", [value for test in tests for value in (test.statistic, test.pvalue)]
    tests = [scipy.stats.ks_2samp(x, z[:40]), scipy.stats.ks_2samp(numpy.round(2 * x), numpy.round(2 * z))]
    yield "tests_of_distributions", [value for test in tests for value in (test.statistic, test.pvalue)]
    cases = [scipy.stats.binomtest(k, n, p) for k, n, p in [(65, 100, 0.5), (0, 7, 0.3), (7, 7, 0.3), (30, 50, 0.7)]]
    yield "shares", [[test.pvalue, *test.proportion_ci(0.9)] for test in cases]
    tests = [scipy.stats.kruskal(numpy.round(2 * x), z[:9], y[:40]), scipy.stats.f_oneway(x, z[:9], y)]
    yield "tests_of_groups", [value for test in tests for value in (test.statistic, test.pvalue)]
    counts = numpy.array([[12, 5, 9], [3, 14, 9]])
    tests = [scipy.stats.chi2_contingency(counts), scipy.stats.chi2_contingency(counts[:, :2]),
             scipy.stats.chi2_contingency(counts[:, :2], correction=False)]
    yield "contingency", [value for test in tests for value in (test.statistic, test.pvalue)]
    yield "expected_counts", tests[0].expected_freq
    yield "tails", [scipy.stats.ttest_1samp(x[:k], mean).pvalue for k in [2, 3, 11, 200] for mean in [0.01, 0.3, 2, 40]]
    edges = [numpy.linspace(x.min(), x.max(), 5), [-1, 0, 0.5, 2]]
    for name, value in zip(["plane", "plane_x", "plane_y"], numpy.histogram2d(x, y, edges)):
        yield name, value
    yield "plane_density", numpy.histogram2d(x, y, 10, [[-1, 1], [-2, 2]], density=True)[0]
    yield "circular_mean", scipy.stats.circmean(angle, high=numpy.pi, low=-numpy.pi)


with h5py.File(sys.argv[1]) as file:
    for name, value in expected(file):
        found, value = file[name][()], numpy.asarray(value)
        fits = found.shape == value.shape
        print(name, numpy.abs(found - value).max() / numpy.abs(value).max() if fits else numpy.inf)
