/* Inline: for functions that must become part of the loop they are called in. */
#ifndef BN_INLINE_H
#define BN_INLINE_H

#define BN_INLINE static inline __attribute__((always_inline))

#endif
