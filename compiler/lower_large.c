/* What is larger than the verifier allows: the only mistake that lowering finds. */
#include "compiler/lower_plan.h"

#include "compiler/ageing.h"

/* ---- memory of a lead ----------------------------------------------------------------------- */

/* What makes a lead large, and what to do about it. */
typedef struct {
  uint32_t slots;
  Span span;
  const char *label, *help;
} Largest;

static void largest_of_rule(Largest *largest, const Rule *rule, const Zone *zone) {
  for (uint32_t i = 0; i < rule->limits.count; i++) {
    const Limit *limit = rule->limits.items[i];
    if (limit->kind == LIMIT_WINDOW && limit->count > largest->slots)
      *largest = (Largest){limit->count, limit->span, "keeps so many instants of each lead",
                           "lower it, or count by calendar: `at most 100 per day`"};
  }
  uint32_t live = rule->ageing ? ageing_most_live(rule, zone) : 0;
  if (live > largest->slots)
    *largest = (Largest){live, rule->ageing->span, "so many awards are live at once",
                         "bound the rule more, such as `at most 5 per 30 days`, or let its awards "
                         "live shorter"};
}

static void check_slots(const Lowering *lowering) {
  if (lowering->slot_count <= MAX_LEAD_SLOTS) return;
  const Model *model = lowering->model;
  Largest largest = {MAX_LEAD_SLOTS / 64, model->lead->span, "is too large",
                     "drop rules, or fields that rules read, or make two agreements of it"};
  for (uint32_t i = 0; i < model->scores.count; i++) {
    const Score *score = model->scores.items[i];
    for (uint32_t k = 0; k < score->rules.count; k++)
      largest_of_rule(&largest, score->rules.items[k], model->zone);
  }
  Diagnostic *diagnostic = diag_error(lowering->diagnostics, "E0416", largest.span, largest.label,
                                      "a lead would need %u bytes of memory; %u are allowed",
                                      lowering->slot_count * 8, MAX_LEAD_SLOTS * 8);
  diag_help(lowering->diagnostics, diagnostic, "%s", largest.help);
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
