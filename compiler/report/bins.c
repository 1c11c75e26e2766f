#include "compiler/report/bins.h"

#include <stdlib.h>

#include "runtime/calendar.h"

enum { MOST_BINS = 12 };

static int by_size(const void *left, const void *right) {
  int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
  return (a > b) - (a < b);
}

static int64_t ranked(const int64_t *sorted, uint32_t count, uint32_t percent) {
  uint64_t rank = ((uint64_t)count * percent + 99) / 100;
  return sorted[rank - 1];
}

Spread spread_of(int64_t *values, uint32_t count) {
  if (count == 0) return (Spread){0, MOPS_MISSING, MOPS_MISSING};
  qsort(values, count, sizeof *values, by_size);
  return (Spread){count, ranked(values, count, 50), ranked(values, count, 95)};
}

/* Equal bins from `first` on, as many as reach the value `last`. */
static Bins equal_bins(Arena *arena, int64_t first, int64_t last, int64_t width) {
  uint32_t count = (uint32_t)((last - first) / width) + 1;
  Bins bins = {arena_take(arena, (count + 1) * sizeof(Bin)), count};
  for (uint32_t i = 0; i < count; i++)
    bins.items[i] = (Bin){first + i * width, first + (i + 1) * width, 0};
  return bins;
}

static void fill(Bins *bins, const int64_t *sorted, uint32_t count) {
  uint32_t bin = 0;
  for (uint32_t i = 0; i < count; i++) {
    while (bins->items[bin].to != MOPS_MISSING && sorted[i] >= bins->items[bin].to) bin++;
    bins->items[bin].count++;
  }
}

static int64_t time_width(int64_t reach) {
  static const int64_t seconds[] = {1,     5,     10,     30,     60,      120,    300,
                                    600,   900,   1800,   3600,   7200,    14400,  28800,
                                    43200, 86400, 172800, 604800, 1209600, 2419200};
  enum { WIDTHS = sizeof seconds / sizeof seconds[0] };
  for (size_t i = 0; i < WIDTHS; i++)
    if (reach / (seconds[i] * 1000) < MOST_BINS) return seconds[i] * 1000;
  int64_t width = seconds[WIDTHS - 1] * 1000;
  while (reach / width >= MOST_BINS) width *= 2;
  return width;
}

Bins bins_of_times(Arena *arena, const int64_t *sorted, uint32_t count) {
  if (count == 0) return (Bins){NULL, 0};
  int64_t reach = ranked(sorted, count, 95);
  Bins bins = equal_bins(arena, 0, reach, time_width(reach));
  int64_t end = bins.items[bins.count - 1].to;
  if (sorted[count - 1] >= end) bins.items[bins.count++] = (Bin){end, MOPS_MISSING, 0};
  fill(&bins, sorted, count);
  return bins;
}

/* 1, 2, 5, 10, 20, 50 … of a unit */
static int64_t point_width(int64_t unit, int64_t low, int64_t high) {
  static const int64_t steps[] = {1, 2, 5};
  for (;; unit *= 10)
    for (int i = 0; i < 3; i++) {
      int64_t width = unit * steps[i];
      if (floor_divide(high, width) - floor_divide(low, width) < MOST_BINS) return width;
    }
}

Bins bins_of_points(Arena *arena, const int64_t *sorted, uint32_t count) {
  if (count == 0) return (Bins){NULL, 0};
  int64_t unit = POINT, low = sorted[0], high = sorted[count - 1];
  for (uint32_t i = 0; i < count; i++)
    if (sorted[i] % POINT != 0) unit = 1;
  int64_t width = point_width(unit, low, high);
  Bins bins = equal_bins(arena, floor_divide(low, width) * width, high, width);
  fill(&bins, sorted, count);
  return bins;
}
