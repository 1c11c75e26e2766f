#include "runtime/fetch.h"

#include "runtime/fold.h"
#include "runtime/kept.h"
#include "runtime/measure.h"

enum { LINE_SLOTS = 8, MOST_FIRST = 128 };

static inline void fetch(const int64_t *lead, uint32_t slot, uint32_t count) {
  for (uint32_t i = 0; i < count; i += LINE_SLOTS) __builtin_prefetch(lead + slot + i);
  __builtin_prefetch(lead + slot + count - 1);
}

static void fetch_timer(const mops_agreement *agreement, const int64_t *lead, uint32_t timer) {
  if (timer < agreement->bounds.kept_timers)
    __builtin_prefetch(lead + agreement->META->kept_slot + timer);
}

/* A rule's slots stand side by side, those of its first limit last. */
static void fetch_rule(const mops_agreement *agreement, const int64_t *lead,
                       const ImageEventRule *rule) {
  __builtin_prefetch(lead + rule->slot);
  if (rule->points_slot != NONE) __builtin_prefetch(lead + rule->points_slot);
  if (rule->limit_count) {
    const ImageLimit *limit = agreement->LIMIT + rule->limit_first;
    if (limit->kind == LIMIT_CODE_WINDOW) __builtin_prefetch(lead + limit->slot + limit->count - 1);
  }
  if (rule->ageing == NONE) return;
  const ImageAgeing *ageing = agreement->AGEING + rule->ageing;
  fetch(lead, ageing->slot, LIVE_FIRST + ageing->live);
  fetch_timer(agreement, lead, ageing->timer);
}

static void fetch_history(const mops_agreement *agreement, const int64_t *lead,
                          const ImageHistory *history) {
  __builtin_prefetch(lead + history->slot);
  if (history->ring != NONE) __builtin_prefetch(lead + history->ring + history->count - 1);
  if (history->timer_count) fetch_timer(agreement, lead, history->timer_first);
  MEASURE(history->dependent_count);
  for (uint32_t i = 0; i < history->dependent_count; i++) {
    uint32_t reader = agreement->DEPENDENT[history->dependent_first + i].fact_rule;
    __builtin_prefetch(lead + agreement->FACT_RULE[reader].slot);
  }
}

static void fetch_counter(const int64_t *lead, const ImageCounter *counter) {
  __builtin_prefetch(lead + counter->slot);
  if (counter->instants != NONE) __builtin_prefetch(lead + counter->instants + counter->count - 2);
}

void fetch_fired(const mops_agreement *agreement, const int64_t *lead, const Candidates *fired) {
  MEASURE(fired->count);
  for (uint32_t i = 0; i < fired->count; i++) {
    const ImageTrigger *trigger = agreement->TRIGGER + fired->first[i].trigger;
    if (trigger->counter != NONE) fetch_counter(lead, agreement->COUNTER + trigger->counter);
    if (trigger->effect == EFFECT_RULE)
      fetch_rule(agreement, lead, agreement->EVENT_RULE + trigger->target);
    else if (trigger->effect == EFFECT_HISTORY)
      fetch_history(agreement, lead, agreement->HISTORY + trigger->target);
  }
}

void fetch_facts(const mops_agreement *agreement, const int64_t *lead, const uint64_t *rules) {
  uint32_t words = agreement->count[SECTION_FACT_RULE] / 64 + 1;
  for (uint32_t i = 0; i < words; i++)
    for (uint64_t rest = rules[i]; rest; rest &= rest - 1) {
      MEASURE(1);
      __builtin_prefetch(lead +
                         agreement->FACT_RULE[i * 64 + (uint32_t)__builtin_ctzll(rest)].slot);
    }
}

/* What every event of a large lead looks at: what stands first, up to the facts, and when what is
 * kept is due. */
static void fetch_always(const mops_agreement *agreement, const int64_t *lead) {
  uint32_t timers = agreement->bounds.kept_timers;
  uint32_t first = agreement->META->facts_slot + agreement->META->facts;
  fetch(lead, 0, first < MOST_FIRST ? first : MOST_FIRST);
  if (timers) fetch(lead, agreement->META->kept_slot + timers, kept_groups(timers));
}

void mops_prefetch(mops_worker *worker, const mops_lead *lead, const mops_record *record) {
  const mops_agreement *agreement = worker->agreement;
  const int64_t *slots = lead_slots_const(lead);
  if (agreement->META->slots <= SMALL_LEAD) {
    fetch(slots, 0, agreement->bounds.event_slots);
    return;
  }
  fetch_always(agreement, slots);
  if (!record || record->type == 0 || record->type >= agreement->count[SECTION_RECORD]) return;
  const ImageRecord *type = agreement->RECORD + record->type;
  if (record->values != type->values || type->derived) return;
  Candidates fired = candidates_of_event(agreement, record->type, record->value, worker->fired);
  fetch_fired(agreement, slots, &fired);
}
