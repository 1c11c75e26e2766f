/* Which timers are kept in the lead (runtime/kept.h), and what sets them: their rows come first,
 * those of one history side by side, then those of live awards. */
#include "compiler/lower.h"

#include <stdlib.h>

#include "runtime/kept.h"

static int stands_before(const ImageTimer *a, const ImageTimer *b) {
  if (kept_fits(a) != kept_fits(b)) return kept_fits(a);
  if (!kept_fits(a) || a->kind == TIMER_AGEING) return 0;
  return b->kind == TIMER_AGEING || a->history < b->history;
}

/* What is equal stays in its order, which explanations and wake-ups have. */
typedef struct {
  ImageTimer row;
  uint32_t place;
} Placed;

static int compare(const void *a, const void *b) {
  const Placed *left = a, *right = b;
  if (stands_before(&left->row, &right->row)) return -1;
  if (stands_before(&right->row, &left->row)) return 1;
  return left->place < right->place ? -1 : left->place > right->place;
}

static void sort_timers(Lowering *lowering) {
  ImageBuilder *builder = lowering->builder;
  uint32_t count = builder_count(builder, SECTION_TIMER);
  Placed *placed = arena_take(lowering->arena, (count + 1) * sizeof *placed);
  for (uint32_t i = 0; i < count; i++) placed[i] = (Placed){*row_TIMER(builder, i), i};
  qsort(placed, count, sizeof *placed, compare);
  for (uint32_t i = 0; i < count; i++) *row_TIMER(builder, i) = placed[i].row;
}

static void link_ageings(ImageBuilder *builder, uint32_t timer, int kept) {
  for (uint32_t i = 0; i < builder_count(builder, SECTION_AGEING); i++) {
    ImageAgeing *ageing = row_AGEING(builder, i);
    if (ageing->slot + LIVE_NEXT != row_TIMER(builder, timer)->slot) continue;
    row_TIMER(builder, timer)->ageing = i;
    if (kept) ageing->timer = timer;
  }
}

static void link_history(ImageBuilder *builder, uint32_t timer) {
  ImageHistory *history = row_HISTORY(builder, row_TIMER(builder, timer)->history);
  if (!history->timer_count++) history->timer_first = timer;
}

uint32_t timers_keep(Lowering *lowering) {
  ImageBuilder *builder = lowering->builder;
  uint32_t count = builder_count(builder, SECTION_TIMER), kept = 0;
  sort_timers(lowering);
  for (uint32_t i = 0; i < builder_count(builder, SECTION_AGEING); i++)
    row_AGEING(builder, i)->timer = NONE;
  while (kept < count && kept_fits(row_TIMER(builder, kept))) kept++;
  for (uint32_t i = 0; i < count; i++) {
    row_TIMER(builder, i)->ageing = NONE;
    if (row_TIMER(builder, i)->kind == TIMER_AGEING) link_ageings(builder, i, i < kept);
    if (row_TIMER(builder, i)->kind == TIMER_WINDOW && i < kept) link_history(builder, i);
  }
  return kept;
}
