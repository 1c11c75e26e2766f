/* What a definition leads to when it turns true: rules, events, scores, and other definitions that
 * read these, until no more are found. Conditions on the way are taken as met. What can happen only
 * a number of times comes to an end, and is left out. */
#include "compiler/endless.h"

#include "compiler/demand.h"

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
  int assigns; /* the lead may have another owner */
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

/* `set to` starts the limits of its score afresh. */
static int is_reset(const Consequences *known, const Score *score) {
  for (uint32_t i = 0; i < score->rules.count; i++) {
    const Rule *rule = score->rules.items[i];
    if (rule->kind == RULE_SET && any_fired(known, &rule->triggers)) return 1;
  }
  return 0;
}

static int is_bounded(const Rule *rule) {
  for (uint32_t i = 0; i < rule->limits.count; i++)
    if (((const Limit *)rule->limits.items[i])->kind == LIMIT_TOTAL) return 1;
  return 0;
}

/* Whether a rule could fire again and again. */
static int fires(const Consequences *known, const Rule *rule) {
  return any_fired(known, &rule->triggers) && (!is_bounded(rule) || is_reset(known, rule->score));
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
  case EXPRESSION_OWNER: return question == CHANGED && known->assigns;
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
                                : question == CHANGED && fires(known, rule))
      return 1;
  }
  return 0;
}

/* Returns whether an event was found that was not known. */
static int spread_events(Consequences *known) {
  int found = 0;
  for (uint32_t i = 1; i < known->model->record_types.count; i++) {
    const RecordType *type = known->model->record_types.items[i];
    int fired = any_fired(known, &type->derived) || any_fired(known, &type->routed);
    if (known->events[type->index] || !fired) continue;
    known->assigns |= type->kind == RECORD_ASSIGNMENT;
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

static int64_t rest_of(const Score *score) {
  return score->keep_low > 0 ? score->keep_low : score->keep_high < 0 ? score->keep_high : 0;
}

int endless_decay_ways(const Score *score) {
  int64_t rest = rest_of(score);
  return (score->keep_low < rest ? WAY_UP : 0) | (score->keep_high > rest ? WAY_DOWN : 0);
}

/* The way in which time alone undoes what a rule does to its score, as far as it ages or counts. */
static int ageing_way(const Rule *rule) {
  if (rule->kind == RULE_EACH) return rule->points > 0 ? WAY_UP : WAY_DOWN;
  if (rule->ageing) return rule->points > 0 ? WAY_DOWN : WAY_UP;
  return 0;
}

/* The ways in which decay can go from where a rule takes the accumulated part. */
static int decay_way(const Rule *rule) {
  const Score *score = rule->score;
  if (!score->decay || rule->kind == RULE_FACT || rule->kind == RULE_EACH) return 0;
  int64_t to = rule->points;
  if (to < score->keep_low) to = score->keep_low;
  if (to > score->keep_high) to = score->keep_high;
  int way = rule->kind == RULE_ADD ? (rule->points > 0 ? WAY_DOWN : WAY_UP)
            : to > rest_of(score)  ? WAY_DOWN
            : to < rest_of(score)  ? WAY_UP
                                   : 0;
  return way & endless_decay_ways(score);
}

static int awaits(const Rule *rule, const Definition *definition) {
  for (uint32_t i = 0; i < rule->triggers.count; i++)
    if (((const Trigger *)rule->triggers.items[i])->becoming == definition) return 1;
  return 0;
}

/* The rule that lets time move the score in some ways again; rather one on the definition itself.
 */
static const Rule *mover_of(const Consequences *known, const Definition *definition,
                            const Score *score, int ways) {
  const Rule *mover = NULL;
  for (uint32_t i = 0; i < score->rules.count; i++) {
    const Rule *rule = score->rules.items[i];
    if (!(ways & (ageing_way(rule) | decay_way(rule))) || !fires(known, rule)) continue;
    if (awaits(rule, definition)) return rule;
    if (!mover) mover = rule;
  }
  return mover;
}

static int64_t shown(const Score *score, int64_t value) {
  if (value < score->shown_low) return score->shown_low;
  return value > score->shown_high ? score->shown_high : value;
}

/* Between which values a score goes when only time and what could happen again and again move it.
 * Returns 0 if more than that counts. */
static int range_of(const Consequences *known, const Score *score, Interval *range) {
  *range = (Interval){rest_of(score), rest_of(score)};
  for (uint32_t i = 0; i < score->rules.count; i++) {
    const Rule *rule = score->rules.items[i];
    if (rule->kind == RULE_FACT || rule->kind == RULE_EACH) return 0;
    if (!fires(known, rule)) continue;
    if (rule->ageing) return 0;
    int64_t to = rule->kind == RULE_SET ? rule->points
                 : rule->points > 0     ? score->keep_high
                                        : score->keep_low;
    if (to < range->low) range->low = to < score->keep_low ? score->keep_low : to;
    if (to > range->high) range->high = to > score->keep_high ? score->keep_high : to;
  }
  *range = (Interval){shown(score, range->low), shown(score, range->high)};
  return 1;
}

/* Whether the definition can be true at all where the score goes. */
static int is_within_reach(Lowering *lowering, const Consequences *known,
                           const Definition *definition, const Score *score) {
  Interval range;
  if (!score->decay || !range_of(known, score, &range)) return 1;
  Demander *demander = demander_create(lowering->arena, lowering->model);
  const Demands *there = demand_set(demander, demand_nothing(demander), score, range);
  return !demand_both(demander, there, demand_turned(demander, definition))->impossible;
}

static const char *advice(const Consequences *known, const Rule *mover) {
  if (mover->kind == RULE_SET)
    return "set the score to where it decays to, or let the definition read another score";
  if (mover->kind != RULE_ADD)
    return "count the steps since an event that comes in, or let the definition read another score";
  if (is_bounded(mover))
    return "`set to` starts the rule's `at most` afresh: let it set another score, or add the "
           "points "
           "to another score";
  if (is_reset(known, mover->score))
    return "add the points to another score, or let the definition read another one";
  return "bound the rule, with `once` or `at most 3`, or add the points to another score";
}

static void report(Lowering *lowering, const Consequences *known, const Definition *definition,
                   const Rule *mover) {
  Diagnostics *diagnostics = lowering->diagnostics;
  const Score *score = mover->score;
  Diagnostic *diagnostic = diag_error(
      diagnostics, "E0612", mover->span, "makes the score move there again",
      "`%.*s` could turn true again and again, because time alone brings score `%.*s` back",
      (int)definition->name.length, definition->name.bytes, (int)score->name.length,
      score->name.bytes);
  diag_span(diagnostics, diagnostic, definition->span, "reads the score");
  if (!awaits(mover, definition))
    diag_note(diagnostics, diagnostic, "other definitions or events lead from one to the other");
  diag_help(diagnostics, diagnostic, "%s", advice(known, mover));
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
    const Rule *mover = mover_of(&known, definition, score, ways[i]);
    if (mover && is_within_reach(lowering, &known, definition, score))
      report(lowering, &known, definition, mover);
  }
}
