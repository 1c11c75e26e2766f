/* What is larger than the verifier allows: the only mistake that lowering finds. */
#include "compiler/lower_plan.h"

/* ---- memory of a lead ----------------------------------------------------------------------- */

static const struct {
  const char *what, *help;
} takers[] = {
    [TAKER_WINDOW] = {"instants", "lower it, or count by calendar: `at most 100 per day`"},
    [TAKER_AGEING] = {"live awards", "bound the rule more, such as `at most 5 per 30 days`, or let "
                                     "its awards live shorter"},
    [TAKER_HISTORY] = {"instants", "compare it with a smaller number, or count without `within`"},
    [TAKER_COUNTER] = {"instants and values",
                       "count fewer, or leave out `within` or `by different`"},
};

enum {
  TAKERS_SHOWN = 3,
  FEW_SLOTS = MAX_LEAD_SLOTS / 64 /* what takes less is not what makes a lead large */
};

/* The largest, in falling order; those that take as much in the order in which they were noted.
 * Returns how many. */
static uint32_t find_largest(const List *all, const SlotTaker *largest[TAKERS_SHOWN]) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < all->count; i++) {
    const SlotTaker *taker = all->items[i];
    uint32_t at = count;
    while (at > 0 && largest[at - 1]->slots < taker->slots) at--;
    if (taker->slots <= FEW_SLOTS || at == TAKERS_SHOWN) continue;
    if (count < TAKERS_SHOWN) count++;
    for (uint32_t k = count - 1; k > at; k--) largest[k] = largest[k - 1];
    largest[at] = taker;
  }
  return count;
}

static Diagnostic *say_large(const Lowering *lowering, Span span, const char *label,
                             const char *help) {
  Diagnostic *diagnostic = diag_error(lowering->diagnostics, "E0416", span, label,
                                      "a lead would need %u bytes of memory; %u are allowed",
                                      lowering->slot_count * 8, MAX_LEAD_SLOTS * 8);
  diag_help(lowering->diagnostics, diagnostic, "%s", help);
  return diagnostic;
}

static Text shown_taker(const Lowering *lowering, const SlotTaker *taker) {
  return text_format(lowering->arena, "takes %u bytes of each lead, for %u %s", taker->slots * 8,
                     taker->slots, takers[taker->kind].what);
}

static void check_slots(const Lowering *lowering) {
  if (lowering->slot_count <= MAX_LEAD_SLOTS) return;
  const SlotTaker *largest[TAKERS_SHOWN];
  uint32_t count = find_largest(&lowering->takers, largest);
  if (count == 0) {
    say_large(lowering, lowering->model->lead->span, "is too large",
              "drop rules, or fields that rules read, or make two agreements of it");
    return;
  }
  Diagnostic *diagnostic =
      say_large(lowering, largest[0]->span, shown_taker(lowering, largest[0]).bytes,
                takers[largest[0]->kind].help);
  for (uint32_t i = 1; i < count; i++)
    diag_span(lowering->diagnostics, diagnostic, largest[i]->span, "%s",
              shown_taker(lowering, largest[i]).bytes);
}

/* ---- conditions to be told ------------------------------------------------------------------ */

static uint32_t criteria_rows(ImageBuilder *builder, uint32_t criterion) {
  return criterion == NONE ? 0 : row_CRITERION(builder, criterion)->rows;
}

/* The rows of the conditions of one of some runs, at most, or of all together. */
static uint64_t judged_of_runs(ImageBuilder *builder, uint32_t first, uint32_t count, int all) {
  uint64_t most = 0, sum = 0;
  for (uint32_t i = first; i < first + count; i++) {
    const ImageRun *run = row_RUN(builder, i);
    uint64_t rows = 0;
    for (uint32_t k = run->first; k < run->first + run->count; k++) {
      uint32_t trigger = row_CANDIDATE(builder, k)->trigger;
      rows += criteria_rows(builder, row_TRIGGER(builder, trigger)->criterion);
    }
    if (rows > most) most = rows;
    sum += rows;
  }
  return all ? sum : most;
}

/* Of an event: of one of its runs, and of one of each choice, or of all by bits. */
static uint64_t judged_of_event(ImageBuilder *builder, const ImageRecord *event) {
  uint64_t rows = judged_of_runs(builder, event->run_first, event->run_count, 0);
  for (uint32_t i = event->choice_first; i < event->choice_first + event->choice_count; i++) {
    const ImageChoice *choice = row_CHOICE(builder, i);
    rows += judged_of_runs(builder, choice->run_first, choice->run_count, (int)choice->bits);
  }
  return rows;
}

/* As the verifier counts (runtime/verify_bounds.c). */
static uint64_t judged_at_most(ImageBuilder *builder, uint32_t static_facts) {
  uint64_t most = judged_of_runs(builder, 0, builder_count(builder, SECTION_RUN), 0), facts = 0;
  for (uint32_t i = 0; i < builder_count(builder, SECTION_RECORD); i++) {
    uint64_t rows = judged_of_event(builder, row_RECORD(builder, i));
    if (rows > most) most = rows;
  }
  for (uint32_t i = 0; i < builder_count(builder, SECTION_FACT_RULE); i++)
    facts += (i < static_facts ? 1u : 3u) *
             (uint64_t)criteria_rows(builder, row_FACT_RULE(builder, i)->criterion);
  return 2 * most + facts;
}

static void check_telling(const Lowering *lowering, uint32_t static_facts) {
  uint64_t rows = judged_at_most(lowering->builder, static_facts);
  if (rows <= MAX_JUDGED) return;
  Diagnostic *diagnostic = diag_error(lowering->diagnostics, "E0416", lowering->model->lead->span,
                                      "is judged by too much",
                                      "one decision might have to tell %llu tests; %u are allowed",
                                      (unsigned long long)rows, MAX_JUDGED);
  diag_help(lowering->diagnostics, diagnostic,
            "make what many rules ask the fact rule of a score, `+1 \"Fits\" when …`, and ask for "
            "the score");
}

void lower_check_size(const Lowering *lowering, uint32_t static_facts) {
  check_slots(lowering);
  check_telling(lowering, static_facts);
}
