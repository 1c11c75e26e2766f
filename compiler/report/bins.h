/* What a number of values is like: their ranks, and bins with edges that people would choose. */
#ifndef MOPS_REPORT_BINS_H
#define MOPS_REPORT_BINS_H

#include "compiler/report/report.h"

/* Sorts the values, and gives the nearest rank: ceil(percent * count / 100), counted from 1. */
Spread spread_of(int64_t *values, uint32_t count);

/* Of sorted values. Times: from 0 on, wide enough for the 95th percentile, with a last bin for the
 * rest. Points: from the least to the greatest. */
Bins bins_of_times(Arena *arena, const int64_t *sorted, uint32_t count);
Bins bins_of_points(Arena *arena, const int64_t *sorted, uint32_t count);

#endif
