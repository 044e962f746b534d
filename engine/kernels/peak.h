/* Peak: the measured speed of the processor, to which benchmarks compare theirs. */
#ifndef BN_PEAK_H
#define BN_PEAK_H

/* Single-precision floating-point operations per second of one thread in independent fused multiply-adds on
   the widest vectors of the level, each counted as two: the best of `repeats` runs of about a fifth of a
   millisecond, as long as a training step of a small network takes. */
double bn_peak_flops(int repeats);

/* Bytes per second that one thread reads from an array larger than the caches (256 MB): the best of `repeats`
   runs. 0 when the memory for it is missing. */
double bn_peak_bandwidth(int repeats);

#endif
