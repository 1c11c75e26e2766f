/* What a definition leads to when it turns true: rules, events, scores, and other definitions that
 * read these, until no more are found. Conditions on the way are taken as met. */
#include "compiler/endless.h"

/* What is asked of conditions: whether they may have changed, and whether they wait, for as long as
 * time takes, for something that happened. */
typedef enum { CHANGED, WAITS, QUESTIONS } Question;

typedef struct {
  const Model *model;
  char *definitions[QUESTIONS];       /* by index */
  char *fields[QUESTIONS];            /* by index: derived ones of the lead */
  char scores[QUESTIONS][MAX_SCORES]; /* of WAITS: its fact rules do */
  char *events;                       /* by index of its type: it may have happened */
  int activity;
} Consequences;

static int is_fired(const Consequences *known, const Trigger *trigger) {
  switch (trigger->kind) {
  case TRIGGER_BECOMING: return known->definitions[CHANGED][trigger->becoming->index];
  case TRIGGER_EVENT: return known->events[trigger->event->index];
  case TRIGGER_ACTIVITY: return known->activity;
  default: return 0; /* a move that comes round again is a circle of moves, see bounce.c */
  }
}

static int any_fired(const Consequences *known, const List *triggers) {
  for (uint32_t i = 0; i < triggers->count; i++)
    if (is_fired(known, triggers->items[i])) return 1;
  return 0;
}

static int is_so(const Consequences *known, const Expression *e, Question question) {
  if (!e) return 0;
  switch (e->kind) {
  case EXPRESSION_SCORE: return known->scores[question][e->score->index];
  case EXPRESSION_DEFINITION: return known->definitions[question][e->definition->index];
  case EXPRESSION_FIELD: return e->field->derived && known->fields[question][e->field->index];
  case EXPRESSION_LAST: return question == CHANGED && any_fired(known, &e->triggers);
  case EXPRESSION_COUNT:
  case EXPRESSION_DAYS: return (question == CHANGED || e->window) && any_fired(known, &e->triggers);
  case EXPRESSION_SINCE: return any_fired(known, &e->triggers);
  case EXPRESSION_TABLE:
    for (uint32_t i = 0; i < e->call->arguments.count; i++)
      if (is_so(known, e->call->arguments.items[i], question)) return 1;
    return 0;
  default: return is_so(known, e->left, question) || is_so(known, e->right, question);
  }
}

static int is_score_so(const Consequences *known, const Score *score, Question question) {
  for (uint32_t i = 0; i < score->rules.count; i++) {
    const Rule *rule = score->rules.items[i];
    if (rule->kind == RULE_FACT ? is_so(known, rule->counts, question)
                                : question == CHANGED && any_fired(known, &rule->triggers))
      return 1;
  }
  return 0;
}

/* Returns whether an event was found that was not known. */
static int spread_events(Consequences *known) {
  int found = 0;
  for (uint32_t i = 1; i < known->model->record_types.count; i++) {
    const RecordType *type = known->model->record_types.items[i];
    if (known->events[type->index] || !any_fired(known, &type->derived)) continue;
    found = known->events[type->index] = 1;
    known->activity |= !type->passive;
  }
  return found;
}

static int spread_conditions(Consequences *known, Question question) {
  const Model *model = known->model;
  int found = 0;
  for (uint32_t i = 0; i < model->scores.count; i++)
    if (!known->scores[question][i] && is_score_so(known, model->scores.items[i], question))
      found = known->scores[question][i] = 1;
  for (uint32_t i = 0; i < model->definitions.count; i++) {
    const Definition *definition = model->definitions.items[i];
    char *so = &known->definitions[question][definition->index];
    if (!*so && is_so(known, definition->expression, question)) found = *so = 1;
  }
  for (uint32_t i = 0; i < model->lead->fields.count; i++) {
    const Field *field = model->lead->fields.items[i];
    char *so = &known->fields[question][i];
    if (!*so && is_so(known, field->derived, question)) found = *so = 1;
  }
  return found;
}

/* One look at everything. Returns whether something was found that was not known. */
static int spread(Consequences *known) {
  int found = spread_events(known);
  found |= spread_conditions(known, CHANGED);
  return spread_conditions(known, WAITS) || found;
}

static Consequences consequences_of(const Lowering *lowering, const Definition *definition) {
  const Model *model = lowering->model;
  Consequences known = {.model = model,
                        .events = arena_take(lowering->arena, model->record_types.count)};
  for (Question question = 0; question < QUESTIONS; question++) {
    known.definitions[question] = arena_take(lowering->arena, model->definitions.count + 1u);
    known.fields[question] = arena_take(lowering->arena, model->lead->fields.count + 1u);
  }
  known.definitions[CHANGED][definition->index] = 1;
  while (spread(&known)) continue;
  return known;
}

int endless_decay_ways(const Score *score) {
  int64_t rest = score->keep_low > 0    ? score->keep_low
                 : score->keep_high < 0 ? score->keep_high
                                        : 0;
  return (score->keep_low < rest ? WAY_UP : 0) | (score->keep_high > rest ? WAY_DOWN : 0);
}

/* The ways in which time alone moves a score. */
static int own_ways(const Score *score) {
  int ways = score->decay ? endless_decay_ways(score) : 0;
  for (uint32_t i = 0; i < score->rules.count; i++) {
    const Rule *rule = score->rules.items[i];
    if (rule->kind == RULE_EACH) ways |= rule->points > 0 ? WAY_UP : WAY_DOWN;
    if (rule->ageing) ways |= rule->points > 0 ? WAY_DOWN : WAY_UP;
  }
  return ways;
}

static int awaits(const Rule *rule, const Definition *definition) {
  for (uint32_t i = 0; i < rule->triggers.count; i++)
    if (((const Trigger *)rule->triggers.items[i])->becoming == definition) return 1;
  return 0;
}

/* Whether a rule takes back what time did in some ways. */
static int undoes(const Rule *rule, int ways) {
  if (rule->kind == RULE_FACT) return 0;
  if (rule->kind == RULE_ADD) return ways & (rule->points > 0 ? WAY_DOWN : WAY_UP);
  return ways != 0;
}

/* The rule to name: rather one on the definition itself. */
static const Rule *mover_of(const Consequences *known, const Definition *definition,
                            const Score *score, int ways) {
  const Rule *mover = NULL;
  for (uint32_t i = 0; i < score->rules.count; i++) {
    const Rule *rule = score->rules.items[i];
    if (!undoes(rule, ways) || !any_fired(known, &rule->triggers)) continue;
    if (awaits(rule, definition)) return rule;
    if (!mover) mover = rule;
  }
  return mover;
}

static void report(Lowering *lowering, const Definition *definition, const Score *score,
                   const Rule *mover) {
  Diagnostics *diagnostics = lowering->diagnostics;
  Diagnostic *diagnostic = diag_error(
      diagnostics, "E0612", mover->span, "makes the score move there again",
      "`%.*s` could turn true again and again, because time alone brings score `%.*s` back",
      (int)definition->name.length, definition->name.bytes, (int)score->name.length,
      score->name.bytes);
  diag_span(diagnostics, diagnostic, definition->span, "reads the score");
  if (!awaits(mover, definition))
    diag_note(diagnostics, diagnostic, "other definitions or events lead from one to the other");
  diag_help(diagnostics, diagnostic,
            "let the definition not read the score in the direction in which it decays, or add the "
            "points to another score");
}

static void report_wait(Lowering *lowering, const Definition *definition) {
  Diagnostic *diagnostic =
      diag_error(lowering->diagnostics, "E0612", definition->span, "waits for what follows from it",
                 "`%.*s` could turn true again and again, because it leads to what it waits for",
                 (int)definition->name.length, definition->name.bytes);
  diag_help(lowering->diagnostics, diagnostic,
            "let the score that leads from one to the other be another one, or measure the time "
            "since an event that comes in");
}

void endless_check(Lowering *lowering, const Definition *definition, const uint8_t *ways) {
  const List *scores = &lowering->model->scores;
  Consequences known = consequences_of(lowering, definition);
  if (known.definitions[WAITS][definition->index]) {
    report_wait(lowering, definition);
    return;
  }
  for (uint32_t i = 0; i < scores->count; i++) {
    const Score *score = scores->items[i];
    const Rule *mover = mover_of(&known, definition, score, own_ways(score) & ways[i]);
    if (mover) report(lowering, definition, score, mover);
  }
}
