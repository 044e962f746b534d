/* Vecmath: elementary functions of lanes in single precision: no branches, no tables, no calls.

   Each is a polynomial fitted in the least-maximum sense over its reduced range (the ranges and the fitted
   errors stand at the coefficients); with rounding, relative errors stay below 2.5e-7. Only finite arguments
   of the stated range give meaningful results. */
#ifndef BN_VECMATH_LANES_H
#define BN_VECMATH_LANES_H

#include "engine/kernels/lanes.h"

/* ln(x) for normal x > 0. x = m 2^e with m in [sqrt(1/2), sqrt(2)); ln(1+t)/t of degree 8, error 2.6e-8. */
BN_INLINE bn_lanes bn_lanes_log(bn_lanes x)
{
    const uint32_t root = 0x3f3504f3u; // the bits of sqrt(1/2)
    const bn_lanes_u32 bits = (bn_lanes_u32)x - root;
    const bn_lanes e = __builtin_convertvector((bn_lanes_i32)bits >> 23, bn_lanes);
    const bn_lanes t = (bn_lanes)((bits & 0x007fffffu) + root) - 1.0f;
    bn_lanes p = bn_lanes_fused(bn_lanes_all(0.08722317963838577f), t, bn_lanes_all(-0.1436682492494583f));
    p = bn_lanes_fused(p, t, bn_lanes_all(0.14952272176742554f));
    p = bn_lanes_fused(p, t, bn_lanes_all(-0.1656239628791809f));
    p = bn_lanes_fused(p, t, bn_lanes_all(0.19956833124160767f));
    p = bn_lanes_fused(p, t, bn_lanes_all(-0.25002074241638184f));
    p = bn_lanes_fused(p, t, bn_lanes_all(0.3333418667316437f));
    p = bn_lanes_fused(p, t, bn_lanes_all(-0.49999988079071045f));
    // ln 2 in two parts, so that e ln 2 + ln(1+t) loses nothing near 1
    const bn_lanes low = bn_lanes_fused(p * t, t, bn_lanes_fused(e, bn_lanes_all(-2.12194440e-4f), t));
    return bn_lanes_fused(e, bn_lanes_all(0.693359375f), low);
}

/* A point (a, b) of the circle of radius sqrt(2), uniform if w is. The upper two bits of w are its signs, the
   rest is the angle within its quadrant, from the middle: y quarter turns, |y| <= 1/2. There |a| and |b| are
   the difference and the sum of cosine and sine: sine of degree 7 (error 4.8e-9), cosine of degree 6
   (2.8e-8). */
BN_INLINE void bn_lanes_circle(bn_lanes_u32 w, bn_lanes *a, bn_lanes *b)
{
    const float scale = 2.3283064365386962890625e-10f; // 2^-32
    const bn_lanes y = __builtin_convertvector((bn_lanes_i32)(w << 2), bn_lanes) * scale;
    const bn_lanes q = y * y;
    bn_lanes s = bn_lanes_fused(q, bn_lanes_all(-0.004602169152349234f), bn_lanes_all(0.07968022674322128f));
    s = bn_lanes_fused(q, s, bn_lanes_all(-0.6459634900093079f));
    s = y * bn_lanes_fused(q, s, bn_lanes_all(1.5707963705062866f));
    bn_lanes c = bn_lanes_fused(q, bn_lanes_all(-0.020408308133482933f), bn_lanes_all(0.2535986304283142f));
    c = bn_lanes_fused(q, c, bn_lanes_all(-1.2336970567703247f));
    c = bn_lanes_fused(q, c, bn_lanes_all(1.0f));
    *a = (bn_lanes)((bn_lanes_u32)(c - s) ^ (w & 0x80000000u));
    *b = (bn_lanes)((bn_lanes_u32)(c + s) ^ (w << 1 & 0x80000000u));
}

#endif
