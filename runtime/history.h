/* What a lead remembers of the past beside the last instants of triggers: how often something
 * happened, on how many days, and values of the last event. Numbers within a time keep only as many
 * instants as the agreement's comparisons can tell apart, so they never exceed that many. */
#ifndef MOPS_HISTORY_H
#define MOPS_HISTORY_H

#include "runtime/agreement.h"

/* It happened. event: the values of the event, where the history reads one. */
void history_note(const mops_agreement *agreement, int64_t *lead, const ImageHistory *history,
                  const int64_t *event, int64_t now);

/* How much of a history with a window lies in (now - window, now]. */
int64_t history_number(const ImageHistory *history, const int64_t *lead, int64_t now);

/* Two leads become one: their histories are put together, of a value the later one stays. room:
 * for as many instants as the ring holds. */
void history_join(const mops_agreement *agreement, int64_t *lead, const int64_t *merged,
                  const ImageHistory *history, int64_t *room);

/* Whoever waits for something to leave the history's window is told anew when that will be. */
void history_wait(const mops_agreement *agreement, int64_t *lead, const ImageHistory *history,
                  int64_t now);

/* When the place-th latest (from 1) leaves the window, INT64_MAX if there is none. */
int64_t history_leaves(const ImageHistory *history, const int64_t *lead, int64_t place);

/* One more for a counter: whether it is full, and then it starts again. event: its values. */
int counter_fills(const ImageCounter *counter, int64_t *lead, const int64_t *event, int64_t now);

/* How many it has counted, as of an instant. */
uint32_t counter_progress(const ImageCounter *counter, const int64_t *lead, int64_t now);

#endif
