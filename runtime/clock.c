#include "runtime/clock.h"

#include "runtime/assign.h"
#include "runtime/calendar.h"
#include "runtime/decide.h"
#include "runtime/measure.h"
#include "runtime/number.h"
#include "runtime/open_time.h"
#include "runtime/route.h"

/* ---- lengths of time --------------------------------------------------------------------- */

/* What a target or step counts in, once it is known whose hours it means. */
typedef struct {
  uint32_t kind;
  int64_t amount;
  const OpenTime *hours; /* NULL: around the clock */
} Span;

static const OpenTime *hours_of(const mops_agreement *agreement, int64_t calendar) {
  if (calendar < 0 || calendar >= agreement->count[SECTION_CALENDAR]) return NULL;
  return agreement->open_times + calendar;
}

static Span span_of(const mops_agreement *agreement, const int64_t *clock, uint32_t kind,
                    int64_t amount, uint32_t calendar, uint32_t of_owner) {
  int64_t row = of_owner ? clock[CLOCK_HOURS] : calendar == NONE ? -1 : (int64_t)calendar;
  return (Span){kind, amount, hours_of(agreement, row)};
}

/* The target that was chosen when the clock started. */
static const ImageSlaTarget *target_of(const mops_agreement *agreement, const ImageSla *sla,
                                       const int64_t *clock) {
  uint64_t place = (uint64_t)clock[CLOCK_TARGET]; /* a host may have forged it */
  return agreement->SLA_TARGET + sla->target_first + (place < sla->target_count ? place : 0);
}

static Span span_of_target(const mops_agreement *agreement, const ImageSla *sla,
                           const int64_t *clock) {
  const ImageSlaTarget *row = target_of(agreement, sla, clock);
  return span_of(agreement, clock, row->kind, row->amount, row->calendar, row->of_owner);
}

/* Never is as far as instants go. */
static int64_t bounded_instant(int64_t instant) {
  return bounded(instant, -VALUE_LIMIT, VALUE_LIMIT);
}

static int64_t days_later(const mops_agreement *agreement, int64_t instant, int64_t days) {
  return calendar_add_days(agreement, agreement->META->zone, instant, days);
}

static int64_t midnight_after(const mops_agreement *agreement, int64_t instant) {
  return calendar_period_end(agreement, agreement->META->zone, instant, LIMIT_CODE_DAY);
}

/* When a length of time that begins at an instant has passed. */
static int64_t span_end(const mops_agreement *agreement, const Span *span, int64_t from) {
  MEASURE(OPENING_COST);
  switch (span->kind) {
  case LENGTH_CODE_DAYS:
    if (!span->hours) return bounded_instant(days_later(agreement, from, span->amount));
    return bounded_instant(open_time_add_days(span->hours, from, span->amount));
  case LENGTH_CODE_CLOSING:
    if (!span->hours) return bounded_instant(midnight_after(agreement, from));
    return bounded_instant(open_time_day_closes(span->hours, from));
  case LENGTH_CODE_MIDNIGHT: return bounded_instant(midnight_after(agreement, from));
  default:
    if (!span->hours) return plus(from, span->amount);
    return bounded_instant(open_time_add(span->hours, from, span->amount));
  }
}

/* How much of its time passes from one instant to another, and the instant after so much of it. */
static int64_t span_between(const Span *span, int64_t from, int64_t to) {
  MEASURE(OPENING_COST);
  if (!span->hours) return minus(to, from);
  return minus(open_time_until(span->hours, to), open_time_until(span->hours, from));
}

static int64_t span_after(const Span *span, int64_t from, int64_t time) {
  MEASURE(OPENING_COST);
  if (!time || from == VALUE_LIMIT) return from;
  if (!span->hours) return plus(from, time);
  return bounded_instant(open_time_add(span->hours, from, time));
}

/* ---- steps ------------------------------------------------------------------------------- */

static int64_t *clock_of(const mops_agreement *agreement, int64_t *lead, uint32_t sla) {
  return lead + agreement->SLA[sla].slot;
}

static Span span_of_step(const mops_agreement *agreement, const ImageSla *sla,
                         const ImageSlaStep *step, const int64_t *clock) {
  if (step->share) return span_of_target(agreement, sla, clock);
  return span_of(agreement, clock, step->kind, step->amount, step->calendar, step->of_owner);
}

static int64_t step_instant(const mops_agreement *agreement, const ImageSla *sla,
                            const ImageSlaStep *step, const int64_t *clock) {
  Span span = span_of_step(agreement, sla, step, clock);
  int64_t since = clock[CLOCK_SINCE], due = clock[CLOCK_DUE];
  if (!step->share) return span_end(agreement, &span, since);
  if (step->share == 10000 || due == VALUE_LIMIT) return due;
  int64_t all = span_between(&span, since, due);
  return span_after(&span, since, number_scale(all, step->share, 10000));
}

/* ---- telling ----------------------------------------------------------------------------- */

static Clock told(const mops_worker *worker, const int64_t *lead, uint32_t sla) {
  const int64_t *clock = lead + worker->agreement->SLA[sla].slot;
  return (Clock){.sla = sla,
                 .since = clock[CLOCK_SINCE],
                 .due = clock[CLOCK_DUE] == VALUE_LIMIT ? VALUE_MISSING : clock[CLOCK_DUE],
                 .ended = VALUE_MISSING,
                 .took = VALUE_MISSING,
                 .owner = lead_owner(worker->agreement, lead),
                 .before = clock[CLOCK_VERDICT],
                 .after = clock[CLOCK_VERDICT]};
}

/* Scores that changed are told before what a clock does. */
static void begin_telling(mops_worker *worker, const int64_t *lead, int64_t now) {
  if (worker->touched) decide_scores(worker, lead, now);
  decide_forget(worker);
  decide_begin(worker);
}

static void tell_rule(mops_worker *worker, uint32_t rule) {
  if (!decide_wanted(worker)) return;
  mops_reason reason = decide_rule_reason(worker->agreement, MOPS_REASON_SLA, rule);
  decide_reason(worker, &reason);
}

/* What ended it (NULL: nothing did), and by when it was to be answered. */
static void tell(mops_worker *worker, const int64_t *lead, mops_decision_kind kind,
                 const Clock *clock, const Waiting *ended, int64_t now) {
  const ImageSla *sla = worker->agreement->SLA + clock->sla;
  if (!decide_wanted(worker)) return;
  begin_telling(worker, lead, now);
  if (ended) decide_cause(worker, lead, ended);
  tell_rule(worker, target_of(worker->agreement, sla, lead + sla->slot)->rule);
  decide_clock(worker, kind, clock, now);
}

int64_t clock_took(const mops_agreement *agreement, const int64_t *lead, uint32_t sla,
                   int64_t until) {
  const ImageSla *row = agreement->SLA + sla;
  const int64_t *clock = lead + row->slot;
  Span span = span_of_target(agreement, row, clock);
  return larger(0, minus(span_between(&span, clock[CLOCK_SINCE], until), clock[CLOCK_HELD]));
}

uint32_t clock_calendar(const mops_agreement *agreement, const int64_t *lead, uint32_t sla) {
  const ImageSla *row = agreement->SLA + sla;
  Span span = span_of_target(agreement, row, lead + row->slot);
  return span.hours ? (uint32_t)(span.hours - agreement->open_times) : NONE;
}

/* ---- starting ---------------------------------------------------------------------------- */

/* Time alone can start clocks only so often, so that nothing goes round for ever. */
static int may_start(const mops_worker *worker, int64_t *lead) {
  if (!worker->silent) return 1;
  if (lead[SLOT_FLAGS] / LEAD_SILENT >= worker->agreement->bounds.silent_starts) return 0;
  lead[SLOT_FLAGS] += LEAD_SILENT;
  return 1;
}

/* The first target whose condition holds. */
static uint32_t target_now(const mops_worker *worker, const ImageSla *sla) {
  uint32_t place = 0;
  for (; place + 1 < sla->target_count; place++) {
    MEASURE(1);
    if (fold_holds(worker, worker->agreement->SLA_TARGET[sla->target_first + place].condition))
      break;
  }
  return place;
}

static int64_t owner_hours(const mops_agreement *agreement, const int64_t *lead) {
  int64_t owner = lead_owner(agreement, lead);
  if (owner < 0 || owner >= agreement->count[SECTION_OWNER]) return VALUE_MISSING;
  const ImageOwner *row = agreement->OWNER + owner;
  if (row->queue && row->person != NONE) row = agreement->OWNER + row->person;
  return row->calendar == NONE ? VALUE_MISSING : (int64_t)row->calendar;
}

static void count_afresh(const mops_agreement *agreement, int64_t *lead, const ImageSla *sla) {
  for (uint32_t i = sla->step_first; i < sla->step_first + sla->step_count; i++) {
    const ImageSlaStep *step = agreement->SLA_STEP + i;
    for (uint32_t k = step->action_first; k < step->action_first + step->action_count; k++) {
      MEASURE(1);
      if (agreement->ACTION[k].slot != NONE) lead[agreement->ACTION[k].slot] = 0;
    }
  }
}

static void run_clock(mops_worker *worker, int64_t *lead, uint32_t sla, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  const ImageSla *row = agreement->SLA + sla;
  int64_t *clock = lead + row->slot, before = clock[CLOCK_VERDICT];
  clock[CLOCK_SINCE] = now;
  clock[CLOCK_TARGET] = target_now(worker, row);
  clock[CLOCK_HOURS] = owner_hours(agreement, lead);
  clock[CLOCK_VERDICT] = VERDICT_CODE_OPEN;
  clock[CLOCK_RUNS] = 1;
  clock[CLOCK_PAUSED] = clock[CLOCK_ENDED] = VALUE_MISSING;
  clock[CLOCK_HELD] = 0;
  Span span = span_of_target(agreement, row, clock);
  clock[CLOCK_DUE] = span_end(agreement, &span, now);
  for (uint32_t i = 0; i < row->step_count; i++)
    clock[CLOCK_SLOTS + i] =
        step_instant(agreement, row, agreement->SLA_STEP + row->step_first + i, clock);
  lead[SLOT_FLAGS] |= LEAD_RUNS;
  if (!decide_wanted(worker)) return;
  const ImageSlaTarget *target = target_of(agreement, row, clock);
  Clock start = told(worker, lead, sla);
  start.before = before;
  begin_telling(worker, lead, now);
  tell_rule(worker, target->rule);
  decide_condition(worker, target->criterion);
  decide_clock(worker, MOPS_DECISION_SLA_STARTED, &start, now);
}

static void start(mops_worker *worker, int64_t *lead, uint32_t sla, int64_t now) {
  const ImageSla *row = worker->agreement->SLA + sla;
  int64_t *clock = lead + row->slot;
  if (clock[CLOCK_RUNS] || !may_start(worker, lead)) return;
  clock[CLOCK_STARTED] = now;
  count_afresh(worker->agreement, lead, row);
  run_clock(worker, lead, sla, now);
}

static void restart(mops_worker *worker, int64_t *lead, uint32_t sla, int64_t now) {
  int64_t *clock = clock_of(worker->agreement, lead, sla);
  if (clock[CLOCK_RUNS] && may_start(worker, lead)) run_clock(worker, lead, sla, now);
}

/* ---- ending ------------------------------------------------------------------------------ */

/* What is still to come moves by the time held, each in its own time. */
static void unpause(const mops_agreement *agreement, int64_t *lead, uint32_t sla, int64_t now) {
  const ImageSla *row = agreement->SLA + sla;
  int64_t *clock = lead + row->slot, paused = clock[CLOCK_PAUSED];
  Span span = span_of_target(agreement, row, clock);
  int64_t held = span_between(&span, paused, now);
  clock[CLOCK_PAUSED] = VALUE_MISSING;
  clock[CLOCK_HELD] = plus(clock[CLOCK_HELD], held);
  if (clock[CLOCK_VERDICT] == VERDICT_CODE_OPEN)
    clock[CLOCK_DUE] = span_after(&span, clock[CLOCK_DUE], held);
  for (uint32_t i = 0; i < row->step_count; i++) {
    int64_t *instant = &clock[CLOCK_SLOTS + i];
    if (*instant == VALUE_MISSING) continue;
    Span own = span_of_step(agreement, row, agreement->SLA_STEP + row->step_first + i, clock);
    *instant = span_after(&own, *instant, span_between(&own, paused, now));
  }
}

/* Time that it stands until it ends does not count. */
static void end_clock(mops_worker *worker, int64_t *lead, uint32_t sla, uint32_t verdict,
                      int64_t at, int64_t now) {
  int64_t *clock = clock_of(worker->agreement, lead, sla);
  if (clock[CLOCK_PAUSED] != VALUE_MISSING) unpause(worker->agreement, lead, sla, now);
  clock[CLOCK_RUNS] = 0;
  clock[CLOCK_ENDED] = at;
  clock[CLOCK_VERDICT] = verdict;
}

static void tell_end(mops_worker *worker, const int64_t *lead, mops_decision_kind kind,
                     uint32_t sla, int64_t before, int64_t now) {
  Clock end = told(worker, lead, sla);
  end.before = before;
  end.ended = lead[worker->agreement->SLA[sla].slot + CLOCK_ENDED];
  int cancelled = kind == MOPS_DECISION_SLA_CANCELLED;
  if (!cancelled) end.took = clock_took(worker->agreement, lead, sla, end.ended);
  tell(worker, lead, kind, &end, assign_asking(worker, cancelled ? EFFECT_CANCEL : EFFECT_MET, sla),
       now);
}

/* An answer of an instant: in time if that is not after the clock was due. Of a clock that ended
 * already only one that came late, but happened before, counts. */
static void meet(mops_worker *worker, int64_t *lead, uint32_t sla, int64_t now) {
  int64_t *clock = clock_of(worker->agreement, lead, sla), at = worker->happened;
  int64_t before = clock[CLOCK_VERDICT];
  int in_time = before == VERDICT_CODE_OPEN || at <= clock[CLOCK_DUE];
  if (before == VERDICT_CODE_NONE || at < clock[CLOCK_STARTED]) return;
  if (!clock[CLOCK_RUNS]) {
    if (at == now || !in_time || before == VERDICT_CODE_MET || at > clock[CLOCK_ENDED]) return;
    clock[CLOCK_ENDED] = at;
    clock[CLOCK_VERDICT] = VERDICT_CODE_MET;
    tell_end(worker, lead, MOPS_DECISION_SLA_CORRECTED, sla, before, now);
    return;
  }
  int corrects = in_time && before == VERDICT_CODE_BREACHED;
  end_clock(worker, lead, sla, in_time ? VERDICT_CODE_MET : VERDICT_CODE_MET_LATE, at, now);
  tell_end(worker, lead, corrects ? MOPS_DECISION_SLA_CORRECTED : MOPS_DECISION_SLA_MET, sla,
           before, now);
}

/* What was breached stays so. */
static void cancel(mops_worker *worker, int64_t *lead, uint32_t sla, int64_t now) {
  int64_t *clock = clock_of(worker->agreement, lead, sla), before = clock[CLOCK_VERDICT];
  if (!clock[CLOCK_RUNS]) return;
  end_clock(worker, lead, sla,
            before == VERDICT_CODE_BREACHED ? VERDICT_CODE_BREACHED : VERDICT_CODE_CANCELLED, now,
            now);
  tell_end(worker, lead, MOPS_DECISION_SLA_CANCELLED, sla, before, now);
}

/* ---- settled ----------------------------------------------------------------------------- */

void clocks_settled(mops_worker *worker, int64_t *lead, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  uint32_t count = agreement->count[SECTION_SLA];
  uint64_t asked[EFFECTS] = {0};
  assign_waiting_clocks(worker, lead, asked);
  int passed_on = worker->passed_on && lead_owner(agreement, lead) != worker->owner_before;
  for (uint32_t i = 0; i < count; i++) {
    uint64_t bit = UINT64_C(1) << i;
    MEASURE(1);
    if (asked[EFFECT_MET] & bit) meet(worker, lead, i, now);
    if (asked[EFFECT_CANCEL] & bit) cancel(worker, lead, i, now);
    if (passed_on && agreement->SLA[i].restarts) restart(worker, lead, i, now);
    if (asked[EFFECT_START] & bit) start(worker, lead, i, now);
  }
  worker->waiting_count = 0;
}

/* ---- pauses ------------------------------------------------------------------------------ */

void clocks_pause(const mops_worker *worker, int64_t *lead) {
  const mops_agreement *agreement = worker->agreement;
  if (!(lead[SLOT_FLAGS] & LEAD_RUNS)) return;
  for (uint32_t i = 0; i < agreement->count[SECTION_SLA]; i++) {
    const ImageSla *row = agreement->SLA + i;
    int64_t *clock = lead + row->slot, now = lead[SLOT_LAST];
    MEASURE(1);
    if (row->paused == NONE || !clock[CLOCK_RUNS]) continue;
    int held = clock[CLOCK_PAUSED] != VALUE_MISSING, holds = fold_holds(worker, row->paused);
    if (holds && !held) clock[CLOCK_PAUSED] = now;
    if (!holds && held) unpause(agreement, lead, i, now);
  }
}

/* ---- deadlines --------------------------------------------------------------------------- */

/* What is next of a clock: its breach, or a step by its place. */
enum { BREACH = -1, NOTHING = -2 };

static int64_t next_of(const int64_t *clock, uint32_t steps, int *what) {
  int64_t next = INT64_MAX;
  *what = NOTHING;
  if (!clock[CLOCK_RUNS] || clock[CLOCK_PAUSED] != VALUE_MISSING) return next;
  if (clock[CLOCK_VERDICT] == VERDICT_CODE_OPEN && clock[CLOCK_DUE] < VALUE_LIMIT) {
    next = clock[CLOCK_DUE];
    *what = BREACH;
  }
  for (uint32_t i = 0; i < steps; i++) {
    int64_t instant = clock[CLOCK_SLOTS + i];
    MEASURE(1);
    if (instant == VALUE_MISSING || instant == VALUE_LIMIT || instant >= next) continue;
    next = instant;
    *what = (int)i;
  }
  return next;
}

int64_t clocks_next(const mops_agreement *agreement, const int64_t *lead) {
  int64_t next = INT64_MAX;
  int what;
  for (uint32_t i = 0; i < agreement->count[SECTION_SLA]; i++) {
    const ImageSla *row = agreement->SLA + i;
    MEASURE(1);
    next = smaller(next, next_of(lead + row->slot, row->step_count, &what));
  }
  return next == INT64_MAX ? next : larger(next, lead[SLOT_LAST]);
}

int clocks_run(const mops_agreement *agreement, const int64_t *lead) {
  int64_t runs = 0;
  for (uint32_t i = 0; i < agreement->count[SECTION_SLA]; i++) {
    MEASURE(1);
    runs |= lead[agreement->SLA[i].slot + CLOCK_RUNS];
  }
  return runs != 0;
}

static void breach(mops_worker *worker, int64_t *lead, uint32_t sla, int64_t now) {
  int64_t *clock = clock_of(worker->agreement, lead, sla);
  Clock breached = told(worker, lead, sla);
  clock[CLOCK_VERDICT] = breached.after = VERDICT_CODE_BREACHED;
  tell(worker, lead, MOPS_DECISION_SLA_BREACHED, &breached, NULL, now);
}

static void notify(mops_worker *worker, const int64_t *lead, uint32_t sla, uint32_t rule,
                   const ImageAction *action, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  Clock notice = told(worker, lead, sla);
  uint32_t owner = NONE;
  if (!decide_wanted(worker)) return;
  switch (action->who) {
  case WHO_CODE_OWNER: owner = route_owner(agreement, notice.owner); break;
  case WHO_CODE_ROLE:
    owner = route_holder(agreement, action->target, route_owner(agreement, notice.owner));
    break;
  case WHO_CODE_REP: owner = action->target; break;
  case WHO_CODE_POOL:
    notice.whom = agreement_text(agreement, agreement->POOL[action->target].name);
    break;
  default: notice.whom = agreement_text(agreement, action->target);
  }
  if (owner != NONE) notice.whom = agreement_text(agreement, agreement->OWNER[owner].name);
  begin_telling(worker, lead, now);
  tell_rule(worker, rule);
  decide_clock(worker, MOPS_DECISION_NOTIFY, &notice, now);
}

static void reassign(mops_worker *worker, int64_t *lead, uint32_t sla, uint32_t rule,
                     const ImageAction *action, int64_t now) {
  int64_t *count = &lead[action->slot];
  if (*count >= action->at_most) return;
  *count += 1;
  fold_begin(worker, lead, now);
  begin_telling(worker, lead, now);
  tell_rule(worker, rule);
  assign_again(worker, lead, sla, action->route, action->clause_first, now);
  fold_finish(worker, lead, 0, now);
}

static void move(mops_worker *worker, int64_t *lead, uint32_t row, int64_t now) {
  const ImageMove *move = worker->agreement->MOVE + row;
  if (lead[SLOT_STAGE] == VALUE_MISSING || !((uint64_t)move->from >> (lead[SLOT_STAGE] & 63) & 1))
    return;
  fold_begin(worker, lead, now);
  fold_move(worker, lead, row, now);
  fold_finish(worker, lead, 1, now);
}

static void act(mops_worker *worker, int64_t *lead, uint32_t sla, const ImageSlaStep *step,
                int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  for (uint32_t i = step->action_first; i < step->action_first + step->action_count; i++) {
    const ImageAction *action = agreement->ACTION + i;
    MEASURE(1);
    switch (action->kind) {
    case ACTION_CODE_NOTIFY: notify(worker, lead, sla, step->rule, action, now); break;
    case ACTION_CODE_REASSIGN: reassign(worker, lead, sla, step->rule, action, now); break;
    default: move(worker, lead, action->move, now);
    }
  }
}

/* The first SLA, as written, of which something is due. */
static int due_first(const mops_agreement *agreement, const int64_t *lead, int64_t now,
                     uint32_t *sla, int *what) {
  for (*sla = 0; *sla < agreement->count[SECTION_SLA]; ++*sla) {
    const ImageSla *row = agreement->SLA + *sla;
    MEASURE(1);
    if (next_of(lead + row->slot, row->step_count, what) <= now) return 1;
  }
  return 0;
}

void clocks_due(mops_worker *worker, int64_t *lead, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  uint32_t sla;
  int what;
  fold_begin(worker, lead, now);
  while (due_first(agreement, lead, now, &sla, &what)) {
    if (what == BREACH) {
      breach(worker, lead, sla, now);
      continue;
    }
    uint32_t step = (uint32_t)what;
    lead[agreement->SLA[sla].slot + CLOCK_SLOTS + step] = VALUE_MISSING;
    act(worker, lead, sla, agreement->SLA_STEP + agreement->SLA[sla].step_first + step, now);
  }
  fold_end(worker, lead);
}

/* ---- leads that become one --------------------------------------------------------------- */

void clocks_merge(const mops_agreement *agreement, int64_t *lead, const int64_t *merged) {
  for (uint32_t i = 0; i < agreement->count[SECTION_SLA]; i++) {
    const ImageSla *row = agreement->SLA + i;
    int64_t *clock = lead + row->slot;
    const int64_t *other = merged + row->slot;
    MEASURE(1);
    int takes =
        !clock[CLOCK_RUNS] && (other[CLOCK_RUNS] || clock[CLOCK_VERDICT] == VERDICT_CODE_NONE);
    if (!takes) continue;
    for (uint32_t k = 0; k < CLOCK_SLOTS + row->step_count; k++) {
      MEASURE(1);
      clock[k] = other[k];
    }
    for (uint32_t k = row->step_first; k < row->step_first + row->step_count; k++) {
      const ImageSlaStep *step = agreement->SLA_STEP + k;
      for (uint32_t j = step->action_first; j < step->action_first + step->action_count; j++) {
        uint32_t slot = agreement->ACTION[j].slot;
        MEASURE(1);
        if (slot != NONE) lead[slot] = merged[slot];
      }
    }
    if (clock[CLOCK_RUNS]) lead[SLOT_FLAGS] |= LEAD_RUNS;
  }
}
