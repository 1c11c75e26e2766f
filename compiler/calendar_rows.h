/* What no look at the source tells of a calendar: its rows of an image are made, and asked
 * (lower_plan.h has what writes them). */
#ifndef MOPS_CALENDAR_ROWS_H
#define MOPS_CALENDAR_ROWS_H

#include "compiler/model.h"

/* 1 if the hours of some day go on after the next has opened; *day: the first such day, since
 * 1970-01-01. */
int calendar_overlaps(Arena *arena, const Calendar *calendar, int64_t *day);

/* 1 if it is open at any time from a day on. */
int calendar_opens_after(Arena *arena, const Calendar *calendar, int64_t day);

#endif
