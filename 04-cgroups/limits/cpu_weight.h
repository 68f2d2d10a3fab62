/*
 * CPU shares of v1 as a weight of v2: 2 to 262144 become 1 to 10000, on a curve
 * on which the defaults, 1024 and 100, meet. So opencontainers/cgroups (in runc
 * since 1.3.2) and crun since 1.23 have it, both of 2025. The straight line
 * before made 1024 39.
 */
#ifndef CPU_WEIGHT_H
#define CPU_WEIGHT_H

#include <stdint.h>

/* The weight; shares out of the range count as the nearest in it. */
int64_t cpu_weight(int64_t shares);

#endif
