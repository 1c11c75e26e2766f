/* Steps at anchor + k * period, counted by division instead of stored. */
#include "runtime/timer.h"

#include "runtime/history.h"
#include "runtime/kept.h"
#include "runtime/measure.h"
#include "runtime/number.h"

int64_t score_rest(const ImageScore *score) {
  return bounded(0, score->keep_low, score->keep_high);
}

/* How many steps of an anchor lie at or before an instant. */
static int64_t steps_until(int64_t anchor, int64_t period, int64_t instant) {
  int64_t passed = minus(instant, anchor);
  return passed < period ? 0 : passed / period;
}

static int64_t decay_anchor(const int64_t *lead, const ImageDecay *decay) {
  int64_t anchor = decay->anchor == NONE ? VALUE_MISSING : lead[decay->anchor];
  if (anchor != VALUE_MISSING) return anchor;
  return lead[decay->own];
}

/* Where steps count from: what time the clock stood since the anchor does not count. */
static int64_t decay_start(const int64_t *lead, const ImageDecay *decay, int64_t anchor) {
  if (decay->clock == NONE || lead[decay->clock + PAUSE_ANCHOR] != anchor) return anchor;
  return plus(anchor, lead[decay->clock + PAUSE_HELD]);
}

static int is_paused(const int64_t *lead, const ImageDecay *decay) {
  return decay->clock != NONE && lead[decay->clock + PAUSE_SINCE] != VALUE_MISSING;
}

void decay_pause(int64_t *lead, const ImageDecay *decay, int paused, int64_t now) {
  if (paused == is_paused(lead, decay)) return;
  int64_t *clock = lead + decay->clock, anchor = decay_anchor(lead, decay);
  if (!paused && anchor != VALUE_MISSING) { /* an anchor of meanwhile held the clock at its start */
    int64_t earlier = minus(decay_start(lead, decay, anchor), anchor);
    clock[PAUSE_HELD] = plus(earlier, minus(now, larger(clock[PAUSE_SINCE], anchor)));
    clock[PAUSE_ANCHOR] = anchor;
  }
  clock[PAUSE_SINCE] = paused ? now : VALUE_MISSING;
}

/* One percentage step: of the distance to 0, at least the smallest unit, not past the rest. */
static int64_t percent_step(int64_t value, int64_t rest, int64_t share) {
  int64_t loss = number_scale(value < 0 ? minus(0, value) : value, share, 10000);
  if (loss < 1) loss = 1;
  return value > rest ? larger(rest, minus(value, loss)) : smaller(rest, plus(value, loss));
}

static int64_t linear_steps(int64_t value, int64_t rest, int64_t amount, int64_t steps) {
  int64_t distance = value > rest ? minus(value, rest) : minus(rest, value);
  if (steps > distance / amount) return rest; /* more than enough; and no overflow below */
  int64_t loss = times(steps, amount);
  return value > rest ? minus(value, loss) : plus(value, loss);
}

int64_t decay_value(const mops_agreement *agreement, const int64_t *lead, const ImageDecay *decay,
                    int64_t until) {
  const ImageScore *score = agreement->SCORE + decay->score;
  int64_t value = lead[score->slot + SCORE_ACCUMULATED], rest = score_rest(score);
  if (value == rest) return value;
  int64_t anchor = decay_anchor(lead, decay);
  if (anchor == VALUE_MISSING || is_paused(lead, decay)) return value;
  anchor = decay_start(lead, decay, anchor);
  int64_t steps = steps_until(anchor, decay->every, until);
  if (!steps) return value;
  steps -= steps_until(anchor, decay->every, lead[SLOT_LAST]);
  if (!decay->percent) return linear_steps(value, rest, decay->amount, steps);
  for (; steps > 0 && value != rest; steps--) {
    MEASURE(1);
    value = percent_step(value, rest, decay->amount);
  }
  return value;
}

static int64_t step_after(int64_t anchor, int64_t period, int64_t last, int64_t at_most) {
  int64_t next = steps_until(anchor, period, last) + 1;
  return next > at_most ? INT64_MAX : plus(anchor, times(next, period));
}

static int64_t once_after(int64_t instant, int64_t last) {
  return instant > last ? instant : INT64_MAX;
}

static int64_t decay_instant(const mops_agreement *agreement, const int64_t *lead,
                             const ImageDecay *decay) {
  const ImageScore *score = agreement->SCORE + decay->score;
  int64_t anchor = decay_anchor(lead, decay);
  if (anchor == VALUE_MISSING || lead[score->slot + SCORE_ACCUMULATED] == score_rest(score))
    return INT64_MAX;
  if (is_paused(lead, decay)) return INT64_MAX;
  anchor = decay_start(lead, decay, anchor);
  return step_after(anchor, decay->every, lead[SLOT_LAST], INT64_MAX);
}

int64_t timer_instant(const mops_agreement *agreement, const int64_t *lead,
                      const ImageTimer *timer) {
  if (timer->kind == TIMER_DECAY)
    return decay_instant(agreement, lead, agreement->DECAY + timer->decay);
  if (timer->kind == TIMER_WINDOW)
    return once_after(history_leaves(agreement->HISTORY + timer->history, lead, timer->at_most),
                      lead[SLOT_LAST]);
  int counts = timer->kind == TIMER_FACT;
  int64_t anchor = lead[counts ? agreement->META->facts_slot + timer->fact : timer->slot];
  if (anchor == VALUE_MISSING) return INT64_MAX;
  if (counts) return once_after(plus(anchor, timer->after), lead[SLOT_LAST]);
  if (timer->kind == TIMER_AGEING) return anchor;
  return step_after(anchor, timer->after, lead[SLOT_LAST],
                    timer->kind == TIMER_EACH ? timer->at_most : 1);
}

int64_t timer_next(const mops_agreement *agreement, const int64_t *lead, int all) {
  int64_t next = kept_next(agreement, lead);
  uint64_t here = UINT64_MAX;
  if (lead[SLOT_STAGE] != VALUE_MISSING) here = UINT64_C(1) << (lead[SLOT_STAGE] & 63);
  uint32_t count = all ? agreement->count[SECTION_TIMER] : agreement->bounds.waking_timers;
  for (uint32_t i = agreement->bounds.kept_timers; i < count; i++) {
    const ImageTimer *timer = agreement->TIMER + i;
    MEASURE(1);
    if (!all && !((uint64_t)timer->stages & here)) continue;
    int64_t instant = timer_instant(agreement, lead, timer);
    if (instant > lead[SLOT_LAST]) next = smaller(next, instant);
  }
  return next;
}
