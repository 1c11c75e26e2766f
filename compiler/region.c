#include "compiler/region.h"

enum {
  VARIABLE_LIMIT = 128, /* kept of one box, the first ones; more are left out */
  INTERVAL_LIMIT = 256, /* kept of one variable */
  BOX_LIMIT = 32,       /* told apart in one region; further ones are taken together */
  SPARE_LIMIT = 250000, /* demands made in all, after which tables are no longer looked into */
  WORK_LIMIT = 500000   /* demands made in all, after which a region has one box */
};

/* ---- one variable -------------------------------------------------------------------------- */

static Demand intersect(Space *space, const Demand *a, const Demand *b) {
  Demand result = {.variable = a->variable, .missing = a->missing && b->missing};
  result.intervals = arena_take(space->arena, (a->count + b->count + 1) * sizeof *result.intervals);
  for (uint32_t i = 0, j = 0; i < a->count && j < b->count;) {
    Interval x = a->intervals[i], y = b->intervals[j];
    Interval both = {x.low > y.low ? x.low : y.low, x.high < y.high ? x.high : y.high};
    if (both.low <= both.high) result.intervals[result.count++] = both;
    if (x.high < y.high)
      i++;
    else
      j++;
  }
  return result;
}

Demand region_joined(Space *space, const Demand *a, const Demand *b) {
  Demand result = {.variable = a->variable, .missing = a->missing || b->missing};
  result.intervals = arena_take(space->arena, (a->count + b->count + 1) * sizeof *result.intervals);
  for (uint32_t i = 0, j = 0; i < a->count || j < b->count;) {
    int from_a = j == b->count || (i < a->count && a->intervals[i].low <= b->intervals[j].low);
    Interval next = from_a ? a->intervals[i++] : b->intervals[j++];
    Interval *last = result.count ? &result.intervals[result.count - 1] : NULL;
    if (last && (next.low <= last->high || next.low - 1 == last->high)) {
      if (next.high > last->high) last->high = next.high;
    } else {
      result.intervals[result.count++] = next;
    }
  }
  return result;
}

static int demand_covers(const Demand *outer, const Demand *inner) {
  if (inner->missing && !outer->missing) return 0;
  for (uint32_t i = 0, k = 0; i < inner->count; i++) {
    while (k < outer->count && outer->intervals[k].high < inner->intervals[i].low) k++;
    if (k == outer->count || outer->intervals[k].low > inner->intervals[i].low ||
        outer->intervals[k].high < inner->intervals[i].high)
      return 0;
  }
  return 1;
}

static int is_missing(const Demand *demand) {
  return demand->missing && demand->count == 0;
}

/* ---- one box ------------------------------------------------------------------------------- */

static Box box_new(Space *space, uint32_t room) {
  Box box = {arena_take(space->arena, (room + 1) * sizeof *box.items), 0};
  space->work += room + 1;
  return box;
}

static void box_add(Box *box, Demand demand) {
  if (box->count == VARIABLE_LIMIT || demand.count > INTERVAL_LIMIT) return;
  box->items[box->count++] = demand;
}

static uint32_t variables_of(const Box *a, const Box *b) {
  uint32_t both = 0;
  for (uint32_t i = 0, j = 0; i < a->count && j < b->count;) {
    uint32_t x = a->items[i].variable, y = b->items[j].variable;
    both += x == y;
    i += x <= y;
    j += y <= x;
  }
  return a->count + b->count - both;
}

/* Returns 0 if they have nothing in common, and notes the first variable that says so. */
static int box_both(Space *space, const Box *a, const Box *b, Box *both, Demands *result) {
  *both = box_new(space, variables_of(a, b));
  for (uint32_t i = 0, j = 0; i < a->count || j < b->count;) {
    if (j == b->count || (i < a->count && a->items[i].variable < b->items[j].variable)) {
      box_add(both, a->items[i++]);
    } else if (i == a->count || b->items[j].variable < a->items[i].variable) {
      box_add(both, b->items[j++]);
    } else {
      const Demand *x = &a->items[i++], *y = &b->items[j++];
      Demand common = intersect(space, x, y);
      box_add(both, common);
      if (common.count || common.missing) continue;
      if (result->conflict == NO_VARIABLE) {
        result->conflict = common.variable;
        result->by_missing = is_missing(x) || is_missing(y);
      }
      return 0;
    }
  }
  return 1;
}

static int box_covers(const Box *outer, const Box *inner) {
  uint32_t k = 0;
  for (uint32_t i = 0; i < outer->count; i++) {
    while (k < inner->count && inner->items[k].variable < outer->items[i].variable) k++;
    if (k == inner->count || inner->items[k].variable != outer->items[i].variable ||
        !demand_covers(&outer->items[i], &inner->items[k]))
      return 0;
  }
  return 1;
}

/* What holds in both boxes of the variables that both know. */
static Box box_hull(Space *space, const Box *a, const Box *b) {
  Box hull = box_new(space, a->count < b->count ? a->count : b->count);
  for (uint32_t i = 0, j = 0; i < a->count && j < b->count;) {
    if (a->items[i].variable < b->items[j].variable)
      i++;
    else if (b->items[j].variable < a->items[i].variable)
      j++;
    else
      box_add(&hull, region_joined(space, &a->items[i++], &b->items[j++]));
  }
  return hull;
}

/* Boxes that differ in one variable only are one. */
static int differ_once(const Box *a, const Box *b) {
  uint32_t different = 0;
  if (a->count != b->count) return 0;
  for (uint32_t i = 0; i < a->count && different < 2; i++) {
    const Demand *x = &a->items[i], *y = &b->items[i];
    if (x->variable != y->variable) return 0;
    different += !demand_covers(x, y) || !demand_covers(y, x);
  }
  return different < 2;
}

/* ---- regions ------------------------------------------------------------------------------- */

static Demands *region_new(Space *space) {
  Demands *region = arena_take(space->arena, sizeof *region);
  region->impossible = 1;
  region->conflict = NO_VARIABLE;
  return region;
}

static void append(Space *space, Demands *region, Box box) {
  uint32_t most = space->work < WORK_LIMIT ? BOX_LIMIT : 1;
  region->impossible = 0;
  if (region->count >= most) {
    Box *last = &region->boxes[region->count - 1];
    *last = box_hull(space, last, &box);
    return;
  }
  if ((region->count & (region->count - 1)) == 0) { /* full: 0, 1, 2, 4 … */
    Box *boxes = arena_take(space->arena, (region->count * 2 + 1) * sizeof *boxes);
    for (uint32_t i = 0; i < region->count; i++) boxes[i] = region->boxes[i];
    region->boxes = boxes;
  }
  region->boxes[region->count++] = box;
}

static void region_add(Space *space, Demands *region, Box box) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < region->count; i++)
    if (box_covers(&region->boxes[i], &box)) return;
  for (uint32_t i = 0; i < region->count; i++)
    if (!box_covers(&box, &region->boxes[i])) region->boxes[kept++] = region->boxes[i];
  region->count = kept;
  for (uint32_t i = 0; i < region->count; i++) {
    if (!differ_once(&region->boxes[i], &box)) continue;
    region->boxes[i] = box_hull(space, &region->boxes[i], &box);
    return;
  }
  append(space, region, box);
}

int region_has_room(const Space *space) {
  return space->work < SPARE_LIMIT;
}

const Demands *region_all(Space *space) {
  Demands *region = region_new(space);
  append(space, region, box_new(space, 0));
  return region;
}

const Demands *region_none(Space *space) {
  return region_new(space);
}

const Demands *region_one(Space *space, Demand demand) {
  Demands *region = region_new(space);
  Box box = box_new(space, 1);
  box_add(&box, demand);
  region->conflict = demand.variable;
  if (demand.count || demand.missing) append(space, region, box);
  return region;
}

static int is_all(const Demands *region) {
  return region->count == 1 && region->boxes[0].count == 0;
}

const Demands *region_both(Space *space, const Demands *a, const Demands *b) {
  if (a->impossible || is_all(b)) return b->impossible ? b : a;
  if (b->impossible || is_all(a)) return b;
  Demands *both = region_new(space);
  Box box;
  for (uint32_t i = 0; i < a->count; i++)
    for (uint32_t k = 0; k < b->count; k++)
      if (box_both(space, &a->boxes[i], &b->boxes[k], &box, both)) region_add(space, both, box);
  return both;
}

const Demands *region_either(Space *space, const Demands *a, const Demands *b) {
  if (a->impossible || is_all(b)) return b;
  if (b->impossible || is_all(a)) return a;
  Demands *either = region_new(space);
  for (uint32_t i = 0; i < a->count; i++) region_add(space, either, a->boxes[i]);
  for (uint32_t i = 0; i < b->count; i++) region_add(space, either, b->boxes[i]);
  return either;
}

static int would_change(const Demands *known, RegionChange *change, void *context) {
  for (uint32_t i = 0; i < known->count; i++)
    for (uint32_t k = 0; k < known->boxes[i].count; k++) {
      const Demand *before = &known->boxes[i].items[k];
      Demand demand = *before;
      if (!change(context, &demand) || demand.intervals != before->intervals) return 1;
    }
  return 0;
}

const Demands *region_change(Space *space, const Demands *known, RegionChange *change,
                             void *context) {
  if (!would_change(known, change, context)) return known;
  Demands *changed = region_new(space);
  for (uint32_t i = 0; i < known->count; i++) {
    Box box = box_new(space, known->boxes[i].count);
    for (uint32_t k = 0; k < known->boxes[i].count; k++) {
      Demand demand = known->boxes[i].items[k];
      if (change(context, &demand)) box_add(&box, demand);
    }
    region_add(space, changed, box);
  }
  return changed;
}

Demand region_between(Space *space, uint32_t variable, Interval interval) {
  Demand demand = {.variable = variable, .count = 1};
  demand.intervals = arena_take(space->arena, sizeof *demand.intervals);
  demand.intervals[0] = interval;
  return demand;
}

static const Demand *demand_in(const Box *box, uint32_t variable) {
  for (uint32_t i = 0; i < box->count; i++)
    if (box->items[i].variable == variable) return &box->items[i];
  return NULL;
}

int region_knows(const Demands *known, uint32_t variable) {
  for (uint32_t i = 0; i < known->count; i++) {
    const Demand *demand = demand_in(&known->boxes[i], variable);
    if (!demand || demand->missing) return 0;
  }
  return 1;
}

int region_hull(const Demands *known, uint32_t variable, Interval *hull) {
  *hull = (Interval){INT64_MAX, INT64_MIN};
  for (uint32_t i = 0; i < known->count; i++) {
    const Demand *demand = demand_in(&known->boxes[i], variable);
    if (!demand || !demand->count) return 0;
    Interval in = {demand->intervals[0].low, demand->intervals[demand->count - 1].high};
    if (in.low < hull->low) hull->low = in.low;
    if (in.high > hull->high) hull->high = in.high;
  }
  return known->count > 0;
}
