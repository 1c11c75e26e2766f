/* What may be true of several variables together: a region is a number of boxes, and a box says of
 * each variable that matters in which intervals it lies, or that it is missing. Regions only ever
 * grow beyond what is meant, where there are too many boxes to tell apart; so an empty one is a
 * proof, and one that is not says nothing. */
#ifndef MOPS_REGION_H
#define MOPS_REGION_H

#include "compiler/arena.h"
#include "compiler/model.h"

#define NO_VARIABLE UINT32_MAX

typedef struct {
  uint32_t variable;
  int missing;         /* it may be missing */
  Interval *intervals; /* sorted, apart */
  uint32_t count;
} Demand;

/* One for each variable that matters, rising. */
typedef struct {
  Demand *items;
  uint32_t count;
} Box;

/* Never changed once made. */
typedef struct {
  Box *boxes; /* one of them is so */
  uint32_t count;
  int impossible;    /* there is none: nothing meets the demands */
  uint32_t conflict; /* then: a variable that can't be so, or NO_VARIABLE */
  int by_missing;    /* then: it would have to be missing and known */
} Demands;

/* Where regions are made, and how much was made so far: from some point on, boxes are no longer
 * told apart. */
typedef struct {
  Arena *arena;
  uint64_t work;
} Space;

/* 1 while there is work left for what need not be looked at. */
int region_has_room(const Space *space);

const Demands *region_all(Space *space);
const Demands *region_none(Space *space);

/* Of one variable. */
const Demands *region_one(Space *space, Demand demand);

const Demands *region_both(Space *space, const Demands *a, const Demands *b);
const Demands *region_either(Space *space, const Demands *a, const Demands *b);

/* What becomes of each demand of each box: 0, nothing is known of the variable any more; otherwise
 * the demand, which the function may have replaced. */
typedef int RegionChange(void *context, Demand *demand);
const Demands *region_change(Space *space, const Demands *known, RegionChange *change,
                             void *context);

/* Of nothing else than these intervals; both bounds included. */
Demand region_between(Space *space, uint32_t variable, Interval interval);

/* Of one variable: where one of them holds. */
Demand region_joined(Space *space, const Demand *a, const Demand *b);

/* 1 when the variable is known in every box. */
int region_knows(const Demands *known, uint32_t variable);

/* The bounds within which a score or the like lies in every box; 0 if one of them knows nothing. */
int region_hull(const Demands *known, uint32_t variable, Interval *hull);

#endif
