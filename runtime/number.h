/* Whole-number arithmetic that is defined for every input: sums wrap instead of being undefined, so
 * that a forged state can give a wrong number but never undefined behaviour. The compiler proves
 * that an agreement's own values stay within VALUE_LIMIT, where wrapping cannot happen. */
#ifndef MOPS_NUMBER_H
#define MOPS_NUMBER_H

#include <stddef.h>
#include <stdint.h>

static inline int64_t plus(int64_t a, int64_t b) {
  return (int64_t)((uint64_t)a + (uint64_t)b);
}
static inline int64_t minus(int64_t a, int64_t b) {
  return (int64_t)((uint64_t)a - (uint64_t)b);
}
static inline int64_t times(int64_t a, int64_t b) {
  return (int64_t)((uint64_t)a * (uint64_t)b);
}

static inline int64_t smaller(int64_t a, int64_t b) {
  return a < b ? a : b;
}
static inline int64_t larger(int64_t a, int64_t b) {
  return a > b ? a : b;
}
static inline int64_t bounded(int64_t value, int64_t low, int64_t high) {
  return value < low ? low : value > high ? high : value;
}

/* Of numbers that are not below 0: INT64_MAX where it would be more. */
static inline int64_t capped_plus(int64_t a, int64_t b) {
  return a > INT64_MAX - b ? INT64_MAX : a + b;
}
static inline int64_t capped_times(int64_t a, int64_t b) {
  return a > 0 && b > INT64_MAX / a ? INT64_MAX : a * b;
}

/* a * numerator / denominator (> 0), rounded half to even: the one rounding rule. */
int64_t number_scale(int64_t a, int64_t numerator, int64_t denominator);

/* Rows of `size` bytes rise by the number at their beginning; how many of them a value has reached. */
static inline uint32_t cuts_reached(const int64_t *first, size_t size, uint32_t count,
                                    int64_t value) {
  uint32_t reached = 0;
  while (count) { /* of `count` rows from `reached` on it is not known yet */
    uint32_t half = count / 2;
    int above = first[(reached + half) * (size / sizeof *first)] <= value;
    reached = above ? reached + half + 1 : reached;
    count = above ? count - half - 1 : half;
  }
  return reached;
}

#endif
