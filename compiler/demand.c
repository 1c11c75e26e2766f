/* Conditions as regions. A variable is whatever a condition tests and other conditions may test
 * too: a score, a field, a definition, a value that is worked out, two values that are compared, a
 * text that is looked into. All answers of a definition are kept, in the order in which definitions
 * read each other, so that each is looked at once. */
#include "compiler/demand.h"

#include "compiler/checker.h"

enum {
  WORKED_OUT_LIMIT = 1000, /* parts of a value that is worked out; larger ones are left out */
  CASE_LIMIT = 64,         /* cases that are known to have been passed by; of further ones not */
  ROOM_FOR_CASES = 100000, /* looked at in all; after them grades are left out */
  ROOM_FOR_ROWS = 20000,   /* and after so many, tables */
  TEXT_SPLIT = 16,         /* texts of one test that are told apart */
  BUCKETS = 1024
};

/* What an expression depends on. */
typedef struct {
  uint64_t scores; /* a bit each */
  int moves;       /* the stage, or what a move may make happen */
  int event;       /* fields of the event of the surrounding `where` */
  int misses;      /* it may be missing, or unknown */
} Traits;

/* What a condition may read beside a score, a field or a definition. Of a test of texts one text is
 * a variable; of a comparison of two values it is how the first compares with the second. */
typedef struct Read Read;
struct Read {
  const Expression *expression;
  const Text *text;
  Traits traits;
  uint64_t hash;
  uint32_t variable;
  Read *next; /* of its bucket */
};

struct Demander {
  Space space;
  const Model *model;
  const Demands *nothing, *never;
  const Demands **of_definition; /* by index * ANSWERS + answer */
  const Demands **of_field;      /* so too, of the lead's derived flags; or NULL: not known yet */
  Traits *definitions, *fields;  /* by index */
  char *is_field_known;          /* by index */
  char *score_moves;             /* by index */
  char *event_follows;           /* by index of its type: as demand_follows says */
  int activity_follows;          /* one of them is the lead's activity */
  uint32_t cases;                /* of grades and tables, looked at */
  Symbols literals;              /* texts that others are equal to: the value is the position */
  List read;                     /* of Read: each a variable */
  Read *buckets[BUCKETS];
};

const Demands *demand_nothing(const Demander *demander) {
  return demander->nothing;
}

const Demands *demand_never(const Demander *demander) {
  return demander->never;
}

const Demands *demand_both(Demander *demander, const Demands *a, const Demands *b) {
  return region_both(&demander->space, a, b);
}

const Demands *demand_either(Demander *demander, const Demands *a, const Demands *b) {
  return region_either(&demander->space, a, b);
}

/* ---- what an expression depends on --------------------------------------------------------- */

static Traits traits_of(Demander *demander, const Expression *e);

static int is_move(const Trigger *trigger) {
  return trigger->kind == TRIGGER_ENTERING || trigger->kind == TRIGGER_LEAVING ||
         trigger->kind == TRIGGER_MOVE;
}

int demand_follows(const Demander *demander, const Trigger *trigger) {
  switch (trigger->kind) {
  case TRIGGER_BECOMING: return 1;
  case TRIGGER_ACTIVITY: return demander->activity_follows;
  case TRIGGER_EVENT: return demander->event_follows[trigger->event->index];
  default: return 0;
  }
}

static int any_move(const Demander *demander, const List *triggers) {
  for (uint32_t i = 0; i < triggers->count; i++)
    if (is_move(triggers->items[i]) || demand_follows(demander, triggers->items[i])) return 1;
  return 0;
}

static Traits joined(Traits a, Traits b) {
  return (Traits){a.scores | b.scores, a.moves | b.moves, a.event | b.event, a.misses | b.misses};
}

/* Looked at once, because fields may read others twice. */
static Traits field_traits(Demander *demander, const Field *field) {
  if (field->owner != demander->model->lead)
    return (Traits){.event = 1, .misses = !field->required};
  if (!field->derived) return (Traits){.misses = !field->required && !field->key};
  if (!demander->is_field_known[field->index]) {
    demander->is_field_known[field->index] = 1;
    demander->fields[field->index] = traits_of(demander, field->derived);
  }
  return demander->fields[field->index];
}

static Traits table_traits(Demander *demander, const TableCall *call) {
  Traits traits = {.misses = 1};
  for (uint32_t i = 0; i < call->arguments.count; i++)
    traits = joined(traits, traits_of(demander, call->arguments.items[i]));
  return traits;
}

/* One case is true, or the next ones decide: what they read may miss, but they don't. */
static Traits case_traits(Demander *demander, const Expression *e) {
  Traits traits = {0};
  for (; e->kind == EXPRESSION_CASE; e = e->right) {
    int misses = traits.misses || e->constant == VALUE_OF_NOTHING;
    traits = joined(traits, traits_of(demander, e->left));
    traits.misses = misses;
  }
  traits.misses |= e->constant == VALUE_OF_NOTHING;
  return traits;
}

static Traits traits_of(Demander *demander, const Expression *e) {
  Traits traits = {0};
  if (!e) return traits;
  switch (e->kind) {
  case EXPRESSION_CONSTANT: return traits;
  case EXPRESSION_SCORE: return (Traits){.scores = UINT64_C(1) << e->score->index};
  case EXPRESSION_OWNER:                                           /* routes may follow a move */
  case EXPRESSION_STAGE: return (Traits){.moves = 1, .misses = 1}; /* of who just appears */
  case EXPRESSION_DEFINITION: return demander->definitions[e->definition->index];
  case EXPRESSION_FIELD: return field_traits(demander, e->field);
  case EXPRESSION_TABLE: return table_traits(demander, e->call);
  case EXPRESSION_CASE: return case_traits(demander, e);
  default: break;
  }
  traits = joined(traits_of(demander, e->left), traits_of(demander, e->right));
  traits.moves |= any_move(demander, &e->triggers);
  if (e->kind == EXPRESSION_KNOWN) traits.misses = 0;
  if (e->kind == EXPRESSION_ELSE) traits.misses = traits_of(demander, e->right).misses;
  if (e->kind == EXPRESSION_SINCE || e->kind == EXPRESSION_LAST || e->kind == EXPRESSION_PART)
    traits.misses = 1;
  return traits;
}

int demand_may_miss(Demander *demander, const Expression *e) {
  return traits_of(demander, e).misses;
}

int demand_is_moving(const Demander *demander, const Score *score) {
  return demander->score_moves[score->index];
}

int demand_is_moved(const Demander *demander, const Definition *definition, uint64_t scores) {
  const Traits *traits = &demander->definitions[definition->index];
  return traits->moves || (traits->scores & scores) != 0;
}

static int score_moves(Demander *demander, const Score *score) {
  for (uint32_t i = 0; i < score->rules.count; i++) {
    const Rule *rule = score->rules.items[i];
    if (rule->kind == RULE_EACH && any_move(demander, &rule->triggers)) return 1;
    if (rule->kind != RULE_FACT) continue;
    Traits traits = traits_of(demander, rule->condition);
    if (traits.moves || traits.scores) return 1;
  }
  return 0;
}

/* ---- what is the same ---------------------------------------------------------------------- */

static int same_value(const Expression *a, const Expression *b);

/* Where a trigger has no `where` and counts nothing, all others of its event are the same. */
static int is_plain(const Trigger *trigger) {
  return trigger->where == NULL && !trigger->count;
}

static int is_same(const Trigger *a, const Trigger *b) {
  return a == b ||
         (a->kind == b->kind && a->event == b->event && a->from == b->from && a->to == b->to &&
          a->becoming == b->becoming && !a->count && !b->count && same_value(a->where, b->where));
}

static int all_same(const List *a, const List *b) {
  if (a->count != b->count) return 0;
  for (uint32_t i = 0; i < a->count; i++)
    if (!is_same(a->items[i], b->items[i])) return 0;
  return 1;
}

static int same_texts(const List *a, const List *b) {
  if (a->count != b->count) return 0;
  for (uint32_t i = 0; i < a->count; i++)
    if (!text_equal(*(const Text *)a->items[i], *(const Text *)b->items[i])) return 0;
  return 1;
}

static int same_intervals(const Expression *a, const Expression *b) {
  if (a->interval_count != b->interval_count) return 0;
  for (uint32_t i = 0; i < a->interval_count; i++)
    if (a->intervals[i].low != b->intervals[i].low || a->intervals[i].high != b->intervals[i].high)
      return 0;
  return 1;
}

/* A definition that is a value stands for it; one that is a condition stands for itself. */
static const Expression *meant(const Expression *e) {
  while (e->kind == EXPRESSION_DEFINITION && e->type.kind != TYPE_FLAG)
    e = e->definition->expression;
  return e;
}

static int commutes(ExpressionKind kind) {
  return kind == EXPRESSION_ADD || kind == EXPRESSION_MINIMUM || kind == EXPRESSION_MAXIMUM ||
         kind == EXPRESSION_BEST;
}

static int same_sides(const Expression *a, const Expression *b) {
  return same_value(a->left, b->left) && same_value(a->right, b->right);
}

static int are_turned(const Expression *a, const Expression *b) {
  return same_value(a->left, b->right) && same_value(a->right, b->left);
}

/* Apart from what stands on their two sides. */
static int same_node(const Expression *a, const Expression *b) {
  return a->kind == b->kind && a->constant == b->constant && a->field == b->field &&
         a->score == b->score && a->definition == b->definition && a->call == b->call &&
         a->numerator == b->numerator && a->denominator == b->denominator &&
         a->window == b->window && a->comparison == b->comparison && a->text_part == b->text_part &&
         a->text_test == b->text_test && same_intervals(a, b) && same_texts(&a->texts, &b->texts) &&
         all_same(&a->triggers, &b->triggers);
}

/* Whether two values are worked out in the same way. */
static int same_value(const Expression *a, const Expression *b) {
  if (!a || !b) return a == b;
  a = meant(a);
  b = meant(b);
  if (a == b) return 1;
  if (a->kind == EXPRESSION_CASE || !same_node(a, b)) return 0;
  return same_sides(a, b) || (commutes(a->kind) && are_turned(a, b));
}

static uint64_t mixed(uint64_t hash, uint64_t more) {
  return (hash ^ more) * UINT64_C(0x100000001b3);
}

static uint64_t hash_of_text(Text text) {
  uint64_t hash = text.length;
  for (uint32_t i = 0; i < text.length; i++) hash = mixed(hash, (uint8_t)text.bytes[i]);
  return hash;
}

/* Only for finding: what is the same has the same. */
static uint64_t hash_of(const Expression *e) {
  if (!e) return 1;
  e = meant(e);
  uint64_t hash = mixed((uint64_t)e->kind, (uint64_t)e->constant);
  if (e->kind == EXPRESSION_CASE) return hash;
  hash = mixed(mixed(hash, (uintptr_t)e->field), (uintptr_t)e->score);
  hash = mixed(mixed(hash, (uintptr_t)e->definition), (uintptr_t)e->call);
  if (e->triggers.count)
    hash = mixed(hash, (uintptr_t)((const Trigger *)e->triggers.items[0])->event);
  return mixed(hash, hash_of(e->left) + hash_of(e->right));
}

/* Whether what an expression means has room: definitions that read others twice grow beyond all
 * bounds. */
static int has_room(const Expression *e, uint32_t *room) {
  if (!e) return 1;
  if (!*room) return 0;
  --*room;
  e = meant(e);
  return has_room(e->left, room) && has_room(e->right, room);
}

static int fits(const Expression *e) {
  uint32_t room = WORKED_OUT_LIMIT;
  return has_room(e, &room);
}

/* ---- variables ----------------------------------------------------------------------------- */

static uint32_t first_definition(const Demander *demander) {
  return SCORE_LIMIT + demander->model->lead->fields.count;
}

static uint32_t first_read(const Demander *demander) {
  return first_definition(demander) + demander->model->definitions.count;
}

static const Read *read_of(const Demander *demander, uint32_t variable) {
  return demander->read.items[variable - first_read(demander)];
}

static int is_read_so(const Read *read, const Expression *e, const Text *text) {
  if ((text == NULL) != (read->text == NULL)) return 0;
  if (text)
    return text_equal(*text, *read->text) && e->text_test == read->expression->text_test &&
           same_value(e->left, read->expression->left);
  if (e->kind != EXPRESSION_COMPARE) return same_value(e, read->expression);
  return read->expression->kind == EXPRESSION_COMPARE &&
         (same_sides(e, read->expression) || are_turned(e, read->expression));
}

static const Read *read_for(Demander *demander, const Expression *e, const Text *text) {
  Arena *arena = demander->space.arena;
  uint64_t hash = text ? mixed(hash_of(e->left), hash_of_text(*text)) : hash_of(e);
  Read **bucket = &demander->buckets[hash % BUCKETS];
  for (Read *read = *bucket; read; read = read->next)
    if (read->hash == hash && is_read_so(read, e, text)) return read;
  Read *read = arena_take(arena, sizeof *read);
  *read = (Read){e, text, traits_of(demander, e), hash, 0, *bucket};
  read->variable = first_read(demander) + demander->read.count;
  *bucket = read;
  list_add(arena, &demander->read, read);
  return read;
}

/* Whether nothing that a value reads changes with a move, but scores, which are followed. */
static int is_steady(Demander *demander, const Expression *e) {
  Traits traits = traits_of(demander, e);
  return !traits.moves && !traits.event;
}

static uint32_t field_variable(Demander *demander, const Field *field) {
  Traits traits = field_traits(demander, field);
  if (traits.moves || traits.event || traits.scores) return NO_VARIABLE;
  return SCORE_LIMIT + field->index;
}

/* Of a value or condition, whatever it reads; NO_VARIABLE if that changes in ways that are not
 * followed. */
static uint32_t variable_of(Demander *demander, const Expression *e) {
  e = meant(e);
  switch (e->kind) {
  case EXPRESSION_CONSTANT:
  case EXPRESSION_STAGE:
  case EXPRESSION_OWNER:
  case EXPRESSION_COMPARE: return NO_VARIABLE; /* its variable is an order: demand_order */
  case EXPRESSION_SCORE: return e->score->index;
  case EXPRESSION_DEFINITION:
    return is_steady(demander, e) ? first_definition(demander) + e->definition->index : NO_VARIABLE;
  case EXPRESSION_FIELD:
    if (e->field->derived && field_variable(demander, e->field) == NO_VARIABLE)
      return variable_of(demander, e->field->derived);
    return field_variable(demander, e->field);
  case EXPRESSION_SINCE:
    if (!e->triggers.count) break;
    return read_for(demander, e, NULL)->variable;
  case EXPRESSION_COUNT:
  case EXPRESSION_DAYS:
  case EXPRESSION_LAST: return read_for(demander, e, NULL)->variable;
  default: break;
  }
  if (!is_steady(demander, e) || !fits(e)) return NO_VARIABLE;
  return read_for(demander, e, NULL)->variable;
}

Text demand_name(const Demander *demander, uint32_t variable) {
  const Model *model = demander->model;
  if (variable < SCORE_LIMIT) return ((const Score *)model->scores.items[variable])->name;
  if (variable < first_definition(demander))
    return ((const Field *)model->lead->fields.items[variable - SCORE_LIMIT])->name;
  for (uint32_t i = 0; variable < first_read(demander); i++) {
    const Definition *definition = model->definitions.items[i];
    if (first_definition(demander) + definition->index == variable) return definition->name;
  }
  const Expression *e = read_of(demander, variable)->expression;
  if (e->kind == EXPRESSION_SINCE) return text_of("since(…)");
  if (e->kind == EXPRESSION_COUNT) return text_of("count(…)");
  if (e->kind == EXPRESSION_DAYS) return text_of("days(…)");
  Text file = model->sources->files[e->span.file].text;
  return (Text){file.bytes + e->span.start, e->span.end - e->span.start};
}

/* ---- what changes on the way --------------------------------------------------------------- */

/* A change of some variables. */
typedef struct {
  Demander *demander;
  uint32_t from, to; /* these */
  const Score *score;
  int64_t value;
} Change;

static int is_beyond(void *context, Demand *demand) {
  const Change *change = context;
  return demand->variable < change->from || demand->variable > change->to;
}

/* Nothing is known of the variables from..to. */
static const Demands *forget(Demander *demander, const Demands *known, uint32_t from, uint32_t to) {
  Change change = {.demander = demander, .from = from, .to = to};
  return region_change(&demander->space, known, is_beyond, &change);
}

static uint64_t scores_behind(const Demander *demander, uint32_t variable) {
  if (variable < first_definition(demander)) return 0;
  if (variable >= first_read(demander)) return read_of(demander, variable)->traits.scores;
  return demander->definitions[variable - first_definition(demander)].scores;
}

static int reads_not(void *context, Demand *demand) {
  const Change *change = context;
  return !(scores_behind(change->demander, demand->variable) >> change->score->index & 1);
}

/* A score changes, and with it what is worked out from it. */
static const Demands *forget_worked_out(Demander *demander, const Demands *known,
                                        const Score *score) {
  Change change = {.demander = demander, .score = score};
  return region_change(&demander->space, known, reads_not, &change);
}

const Demands *demand_forget(Demander *demander, const Demands *known, const Score *score) {
  known = forget_worked_out(demander, known, score);
  return forget(demander, known, score->index, score->index);
}

static const Demands *one_demand(Demander *demander, Demand demand) {
  return region_one(&demander->space, demand);
}

static const Demands *set(Demander *demander, const Demands *known, uint32_t variable,
                          Interval value) {
  return demand_both(demander, forget(demander, known, variable, variable),
                     one_demand(demander, region_between(&demander->space, variable, value)));
}

const Demands *demand_set(Demander *demander, const Demands *known, const Score *score,
                          Interval value) {
  return set(demander, forget_worked_out(demander, known, score), score->index, value);
}

static int widen(void *context, Demand *demand) {
  const Change *change = context;
  if (demand->variable != change->score->index || !demand->count) return 1;
  Interval all = {demand->intervals[0].low, demand->intervals[demand->count - 1].high};
  if (change->value < all.low) all.low = change->value;
  if (change->value > all.high) all.high = change->value;
  *demand = region_between(&change->demander->space, demand->variable, all);
  return 1;
}

const Demands *demand_towards(Demander *demander, const Demands *known, const Score *score,
                              int64_t value) {
  Change change = {.demander = demander, .score = score, .value = value};
  known = forget_worked_out(demander, known, score);
  return region_change(&demander->space, known, widen, &change);
}

/* ---- time since events, and numbers of them ------------------------------------------------ */

/* Whether what fires one trigger always fires the other. */
static int implies(const Trigger *happened, const Trigger *other) {
  if (!is_plain(other)) return happened == other;
  if (happened->kind == TRIGGER_BECOMING || other->kind == TRIGGER_BECOMING)
    return happened->becoming == other->becoming;
  if (other->kind == TRIGGER_ACTIVITY)
    return happened->kind == TRIGGER_ACTIVITY || !happened->event->passive;
  return happened->kind == TRIGGER_EVENT && happened->event == other->event;
}

/* What is read at an event that is one of several is read before the awards, and before it is
 * noted. */
static int is_read_early(void *context, Demand *demand) {
  const Change *change = context;
  const Demander *demander = change->demander;
  uint32_t variable = demand->variable;
  if (variable < SCORE_LIMIT) return 0;
  if (variable < first_definition(demander))
    return !((const Field *)demander->model->lead->fields.items[variable - SCORE_LIMIT])->derived;
  return variable >= first_read(demander) &&
         read_of(demander, variable)->expression->kind == EXPRESSION_SINCE;
}

static int any_implied(const Trigger *happened, const List *triggers) {
  for (uint32_t i = 0; i < triggers->count; i++)
    if (implies(happened, triggers->items[i])) return 1;
  return 0;
}

const Demands *demand_happened(Demander *demander, const Demands *known, const Trigger *trigger) {
  Change change = {.demander = demander};
  if (trigger->count) known = region_change(&demander->space, known, is_read_early, &change);
  for (uint32_t i = 0; i < demander->read.count; i++) {
    const Read *read = demander->read.items[i];
    if (!any_implied(trigger, &read->expression->triggers)) continue;
    if (read->expression->kind == EXPRESSION_SINCE)
      known = set(demander, known, read->variable, (Interval){0, 0});
    else if (trigger->kind == TRIGGER_BECOMING)
      known = forget(demander, known, read->variable, read->variable);
  }
  return known;
}

typedef enum { FIRED_NOT, FIRED_MAYBE, FIRED_SURELY } Fired;

static Fired is_fired(const Demander *demander, const List *triggers, uint32_t from, uint32_t to) {
  Fired fired = FIRED_NOT;
  for (uint32_t i = 0; i < triggers->count; i++) {
    const Trigger *trigger = triggers->items[i];
    if (demand_follows(demander, trigger)) fired = FIRED_MAYBE;
    if (!demand_is_caused(trigger, from, to)) continue;
    if (trigger->where == NULL) return FIRED_SURELY;
    fired = FIRED_MAYBE;
  }
  return fired;
}

/* What may have happened once more is as long ago as it was, or no time at all. */
static int may_begin_again(void *context, Demand *demand) {
  const Change *change = context;
  Interval now = {0, 0};
  if (demand->variable != change->from || !demand->count) return demand->variable != change->from;
  Demand again = region_between(&change->demander->space, demand->variable, now);
  again.missing = demand->missing;
  *demand = region_joined(&change->demander->space, demand, &again);
  return 1;
}

static const Demands *perhaps_again(Demander *demander, const Demands *known, uint32_t since) {
  Change change = {.demander = demander, .from = since};
  return region_change(&demander->space, known, may_begin_again, &change);
}

const Demands *demand_moved(Demander *demander, const Demands *known, uint32_t from, uint32_t to,
                            int later) {
  Interval past = {0, later ? INT64_MAX : 0};
  for (uint32_t i = 0; i < demander->read.count; i++) {
    const Read *read = demander->read.items[i];
    const List *triggers = &read->expression->triggers;
    uint32_t variable = read->variable;
    if (!triggers->count) continue;
    Fired fired = is_fired(demander, triggers, from, to);
    int unsure = fired == FIRED_MAYBE || (later && any_move(demander, triggers));
    if (read->expression->kind != EXPRESSION_SINCE) {
      if (unsure || fired == FIRED_SURELY) known = forget(demander, known, variable, variable);
    } else if (fired == FIRED_SURELY || (later && unsure && region_knows(known, variable))) {
      known = set(demander, known, variable, past);
    } else if (unsure && !later) {
      known = perhaps_again(demander, known, variable);
    } else if (unsure) {
      known = forget(demander, known, variable, variable);
    }
  }
  return known;
}

int demand_is_caused(const Trigger *trigger, uint32_t from, uint32_t to) {
  switch (trigger->kind) {
  case TRIGGER_ENTERING: return trigger->to->index == to;
  case TRIGGER_LEAVING: return trigger->from->index == from;
  case TRIGGER_MOVE: return trigger->from->index == from && trigger->to->index == to;
  default: return 0;
  }
}

static int grow(void *context, Demand *demand) {
  const Change *change = context;
  if (demand->variable < first_read(change->demander)) return 1;
  const Expression *e = read_of(change->demander, demand->variable)->expression;
  if (!e->triggers.count || !demand->count || (e->kind != EXPRESSION_SINCE && !e->window)) return 1;
  Interval grown = {demand->intervals[0].low, INT64_MAX};
  if (e->kind != EXPRESSION_SINCE) grown = (Interval){0, demand->intervals[demand->count - 1].high};
  int missing = demand->missing;
  *demand = region_between(&change->demander->space, demand->variable, grown);
  demand->missing = missing;
  return 1;
}

const Demands *demand_later(Demander *demander, const Demands *known) {
  Change change = {.demander = demander};
  return region_change(&demander->space, known, grow, &change);
}

/* ---- answers ------------------------------------------------------------------------------- */

static int is_affirmed(Answer answer) {
  return answer == ANSWER_YES || answer == ANSWER_NOT_NO;
}

/* Whether the answer may be that it is unknown. */
static int is_open(Answer answer) {
  return answer == ANSWER_NOT_YES || answer == ANSWER_NOT_NO;
}

static Answer negated(Answer answer) {
  static const Answer of[ANSWERS] = {ANSWER_NO, ANSWER_YES, ANSWER_NOT_NO, ANSWER_NOT_YES};
  return of[answer];
}

static const Demands *demand_is(Demander *demander, uint32_t variable, const Interval *intervals,
                                uint32_t count, int inside, int missing) {
  Demand demand = {.variable = variable, .missing = missing};
  demand.intervals = arena_take(demander->space.arena, (count + 1) * sizeof *demand.intervals);
  int64_t from = INT64_MIN;
  for (uint32_t i = 0; i < count; i++) {
    if (inside) {
      demand.intervals[demand.count++] = intervals[i];
      continue;
    }
    if (intervals[i].low > from)
      demand.intervals[demand.count++] = (Interval){from, intervals[i].low - 1};
    from = intervals[i].high == INT64_MAX ? INT64_MAX : intervals[i].high + 1;
  }
  if (!inside && from < INT64_MAX) demand.intervals[demand.count++] = (Interval){from, INT64_MAX};
  return one_demand(demander, demand);
}

static const Demands *demand_within(Demander *demander, uint32_t variable, Interval range,
                                    int missing) {
  return demand_is(demander, variable, &range, 1, 1, missing);
}

/* What must be known for a value to be known. */
static const Demands *demand_present(Demander *demander, const Expression *value) {
  value = meant(value);
  uint32_t variable = variable_of(demander, value);
  const Demands *known = demander->nothing;
  if (variable != NO_VARIABLE && traits_of(demander, value).misses)
    known = demand_within(demander, variable, (Interval){INT64_MIN, INT64_MAX}, 0);
  switch (value->kind) {
  case EXPRESSION_SINCE:
    if (!value->left) return known;
    return demand_both(demander, known, demand_present(demander, value->left));
  case EXPRESSION_PART:
  case EXPRESSION_MULTIPLY:
    return demand_both(demander, known, demand_present(demander, value->left));
  case EXPRESSION_ADD:
  case EXPRESSION_SUBTRACT:
  case EXPRESSION_MINIMUM:
  case EXPRESSION_MAXIMUM:
    known = demand_both(demander, known, demand_present(demander, value->left));
    return demand_both(demander, known, demand_present(demander, value->right));
  default: return known;
  }
}

static const Demands *demand_absent(Demander *demander, const Expression *value) {
  value = meant(value);
  if (!traits_of(demander, value).misses) return demander->never;
  uint32_t variable = variable_of(demander, value);
  const Demands *missing = demander->nothing;
  if (variable != NO_VARIABLE)
    missing = one_demand(demander, (Demand){.variable = variable, .missing = 1});
  int passes_on = value->kind == EXPRESSION_MULTIPLY ||
                  (value->kind == EXPRESSION_SINCE && value->left != NULL);
  if (!passes_on) return missing;
  return demand_both(demander, missing, demand_absent(demander, value->left));
}

/* ---- values in intervals ------------------------------------------------------------------- */

static int is_in(int64_t value, const Interval *intervals, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    if (intervals[i].low <= value && value <= intervals[i].high) return 1;
  return 0;
}

/* Whether the value of a case is so that the answer about the intervals is this one. */
static int gives(const Expression *e, const Interval *intervals, uint32_t count, Answer answer) {
  if (e->constant == VALUE_OF_NOTHING) return is_open(answer);
  return is_in(e->constant, intervals, count) == is_affirmed(answer);
}

/* The cases that give the answer: one of them is the first that is true. */
static const Demands *demand_cases(Demander *demander, const Expression *first,
                                   const Interval *intervals, uint32_t count, Answer answer) {
  const Demands *found = demander->never, *passed = demander->nothing;
  uint32_t place = 0;
  for (const Expression *e = first; e && !passed->impossible; e = e->right) {
    int last = e->kind != EXPRESSION_CASE;
    if (gives(e, intervals, count, answer)) {
      const Demands *chosen = last ? demander->nothing : demand_of(demander, e->left, ANSWER_YES);
      found = demand_either(demander, found, demand_both(demander, passed, chosen));
    }
    if (last) break;
    if (place++ < CASE_LIMIT)
      passed = demand_both(demander, passed, demand_of(demander, e->left, ANSWER_NOT_YES));
  }
  return found;
}

static uint32_t cases_below(const Expression *first) {
  uint32_t count = 0;
  for (const Expression *e = first; e->kind == EXPRESSION_CASE; e = e->right) count++;
  return count;
}

/* The cases of a grade, or the rows of a table that is small enough; NULL if there are none, or
 * there is no room left to look at them: what reads others twice grows beyond all bounds. */
static const Expression *cases_of(Demander *demander, const Expression *value) {
  int is_table = value->kind == EXPRESSION_TABLE;
  if (!is_table && value->kind != EXPRESSION_CASE) return NULL;
  if (is_table && value->call->table->rows.count > CASE_LIMIT) return NULL;
  if (is_table && !region_has_room(&demander->space)) return NULL;
  if (demander->cases > (is_table ? ROOM_FOR_ROWS : ROOM_FOR_CASES)) return NULL;
  const Expression *cases = is_table ? value->call->cases : value;
  demander->cases += cases_below(cases);
  return cases;
}

static Interval range_of(const Expression *value) {
  if (value->type.kind == TYPE_DURATION) return (Interval){value->type.low, INT64_MAX};
  return (Interval){value->type.low, value->type.high};
}

static const Demands *demand_intervals(Demander *demander, const Expression *value,
                                       const Interval *intervals, uint32_t count, Answer answer) {
  value = meant(value);
  int missing = is_open(answer) && traits_of(demander, value).misses;
  const Demands *found = demander->nothing;
  uint32_t variable = variable_of(demander, value);
  const Expression *cases = cases_of(demander, value);
  if (cases) found = demand_cases(demander, cases, intervals, count, answer);
  if (variable != NO_VARIABLE) {
    const Demands *is =
        demand_is(demander, variable, intervals, count, is_affirmed(answer), missing);
    is = demand_both(demander, is, demand_within(demander, variable, range_of(value), missing));
    found = demand_both(demander, found, is);
  }
  if (is_open(answer) || !fits(value)) return found;
  return demand_both(demander, found, demand_present(demander, value));
}

/* Which of three the comparison of two values gives, -1, 0 or 1. */
static const Demands *demand_order(Demander *demander, const Expression *e, Answer answer) {
  if (!is_steady(demander, e) || !fits(e)) return demander->nothing;
  const Read *read = read_for(demander, e, NULL);
  int turned = !same_sides(e, read->expression);
  int missing = is_open(answer) && read->traits.misses;
  Interval order = {e->comparison == COMPARE_EQUAL ? 0 : -1,
                    e->comparison == COMPARE_LESS ? -1 : 0};
  if (turned) order = (Interval){-order.high, -order.low};
  const Demands *found =
      demand_is(demander, read->variable, &order, 1, is_affirmed(answer), missing);
  found = demand_both(demander, found,
                      demand_within(demander, read->variable, (Interval){-1, 1}, missing));
  if (is_open(answer)) return found;
  found = demand_both(demander, found, demand_present(demander, e->left));
  return demand_both(demander, found, demand_present(demander, e->right));
}

static const Demands *demand_comparison(Demander *demander, const Expression *e, Answer answer) {
  const Expression *left = e->left, *right = e->right;
  int turned = left->kind == EXPRESSION_CONSTANT;
  const Expression *value = turned ? right : left, *fixed = turned ? left : right;
  if (fixed->kind != EXPRESSION_CONSTANT) return demand_order(demander, e, answer);
  int64_t bound = fixed->constant; /* within VALUE_LIMIT, so the neighbours exist */
  Interval interval = {bound, bound};
  if (e->comparison != COMPARE_EQUAL) {
    int64_t edge = e->comparison == COMPARE_LESS ? 1 : 0;
    interval = turned ? (Interval){bound + edge, INT64_MAX} : (Interval){INT64_MIN, bound - edge};
  }
  return demand_intervals(demander, value, &interval, 1, answer);
}

static const Demands *demand_known(Demander *demander, const Expression *e, Answer answer) {
  if (!fits(e->left)) return demander->nothing;
  int is_known = is_affirmed(answer);
  const Interval any = {INT64_MIN, INT64_MAX};
  const Expression *cases = cases_of(demander, meant(e->left));
  const Demands *found =
      is_known ? demand_present(demander, e->left) : demand_absent(demander, e->left);
  if (!cases) return found;
  return demand_both(
      demander, found,
      demand_cases(demander, cases, &any, 1, is_known ? ANSWER_YES : ANSWER_NOT_YES));
}

/* ---- texts --------------------------------------------------------------------------------- */

/* Texts that are equal to something are values of their own: numbers, in the order of their first
 * mention. Of urls and their parts what is equal may be written in several ways. */
static int is_exact(const Expression *test) {
  TypeKind kind = test->left->type.kind;
  return test->text_test == TEXT_EQUALS && kind != TYPE_URL &&
         (test->left->kind != EXPRESSION_PART || kind == TYPE_DOMAIN);
}

static int64_t literal_of(Demander *demander, const Text *text, Span span) {
  symbols_add(demander->space.arena, &demander->literals, *text, NULL, span);
  return symbols_find(&demander->literals, *text) - demander->literals.entries;
}

static const Demands *demand_equal(Demander *demander, const Expression *e, Answer answer) {
  uint32_t variable = variable_of(demander, e->left);
  if (variable == NO_VARIABLE) return demander->nothing;
  int missing = is_open(answer) && traits_of(demander, e->left).misses;
  const Demands *found = is_affirmed(answer) ? demander->never : demander->nothing;
  for (uint32_t i = 0; i < e->texts.count; i++) {
    int64_t literal = literal_of(demander, e->texts.items[i], e->span);
    Interval one = {literal, literal};
    const Demands *next = demand_is(demander, variable, &one, 1, is_affirmed(answer), missing);
    found = is_affirmed(answer) ? demand_either(demander, found, next)
                                : demand_both(demander, found, next);
  }
  return is_open(answer) ? found : demand_both(demander, found, demand_present(demander, e->left));
}

static const Demands *demand_test(Demander *demander, const Read *read, Answer answer) {
  int missing = is_open(answer) && read->traits.misses, holds = is_affirmed(answer);
  return demand_within(demander, read->variable, (Interval){holds, holds}, missing);
}

static const Demands *demand_text(Demander *demander, const Expression *e, Answer answer) {
  if (!is_steady(demander, e->left) || !fits(e->left)) return demander->nothing;
  if (is_exact(e) && e->texts.count <= TEXT_SPLIT) return demand_equal(demander, e, answer);
  const Demands *found;
  if (e->texts.count > TEXT_SPLIT) {
    found = demand_test(demander, read_for(demander, e, NULL), answer);
  } else {
    found = is_affirmed(answer) ? demander->never : demander->nothing;
    for (uint32_t i = 0; i < e->texts.count; i++) {
      const Read *read = read_for(demander, e, e->texts.items[i]);
      const Demands *next = demand_test(demander, read, answer);
      found = is_affirmed(answer) ? demand_either(demander, found, next)
                                  : demand_both(demander, found, next);
    }
  }
  return is_open(answer) ? found : demand_both(demander, found, demand_present(demander, e->left));
}

/* ---- conditions ---------------------------------------------------------------------------- */

static const Demands *demand_meaning(Demander *demander, const Expression *e, Answer answer) {
  if (e->kind == EXPRESSION_DEFINITION)
    return demander->of_definition[e->definition->index * ANSWERS + answer];
  if (e->kind != EXPRESSION_FIELD || !e->field->derived || e->field->owner != demander->model->lead)
    return demander->nothing;
  const Demands **known = &demander->of_field[e->field->index * ANSWERS + answer];
  if (!*known) *known = demand_of(demander, e->field->derived, answer);
  return *known;
}

/* A flag that is read, by name or as the result of something: beside what it means it is a variable
 * of its own. */
static const Demands *demand_flag(Demander *demander, const Expression *e, Answer answer) {
  Interval yes = {1, 1};
  return demand_both(demander, demand_intervals(demander, e, &yes, 1, answer),
                     demand_meaning(demander, e, answer));
}

const Demands *demand_of(Demander *demander, const Expression *e, Answer answer) {
  const Demands *left;
  switch (e->kind) {
  case EXPRESSION_CONSTANT:
    return (e->constant != 0) == is_affirmed(answer) ? demander->nothing : demander->never;
  case EXPRESSION_COMPARE: return demand_comparison(demander, e, answer);
  case EXPRESSION_IN:
    return demand_intervals(demander, e->left, e->intervals, e->interval_count, answer);
  case EXPRESSION_TEXT_TEST: return demand_text(demander, e, answer);
  case EXPRESSION_KNOWN: return demand_known(demander, e, answer);
  case EXPRESSION_NOT: return demand_of(demander, e->left, negated(answer));
  case EXPRESSION_AND:
  case EXPRESSION_OR:
    left = demand_of(demander, e->left, answer);
    /* An `and` that is not true is an `or` of what is not. */
    if ((e->kind == EXPRESSION_AND) == is_affirmed(answer))
      return left->impossible ? left
                              : demand_both(demander, left, demand_of(demander, e->right, answer));
    return demand_either(demander, left, demand_of(demander, e->right, answer));
  default: return demand_flag(demander, e, answer);
  }
}

const Demands *demand_turned(Demander *demander, const Definition *definition) {
  Expression read = {.kind = EXPRESSION_DEFINITION,
                     .type = definition->expression->type,
                     .definition = (Definition *)(uintptr_t)definition};
  return demand_of(demander, &read, ANSWER_YES);
}

/* ---- start --------------------------------------------------------------------------------- */

/* Events that follow from a move or a definition, through other events and routes too: until no
 * more are found, because they are declared in any order. */
static void fill_followers(Demander *demander) {
  const List *types = &demander->model->record_types;
  int found = 1;
  demander->event_follows = arena_take(demander->space.arena, types->count);
  while (found) {
    found = 0;
    for (uint32_t i = 1; i < types->count; i++) {
      const RecordType *type = types->items[i];
      int follows = any_move(demander, &type->derived) || any_move(demander, &type->routed);
      if (demander->event_follows[type->index] || !follows) continue;
      demander->event_follows[type->index] = 1;
      demander->activity_follows |= !type->passive;
      found = 1;
    }
  }
}

static void look_at_definition(Demander *demander, const Definition *definition) {
  demander->definitions[definition->index] = traits_of(demander, definition->expression);
  if (definition->expression->type.kind != TYPE_FLAG) return;
  for (Answer answer = 0; answer < ANSWERS; answer++)
    demander->of_definition[definition->index * ANSWERS + answer] =
        demand_of(demander, definition->expression, answer);
}

Demander *demander_create(Arena *arena, const Model *model) {
  Demander *demander = arena_take(arena, sizeof *demander);
  uint32_t definitions = model->definitions.count + 1, fields = model->lead->fields.count + 1;
  demander->space.arena = arena;
  demander->model = model;
  demander->nothing = region_all(&demander->space);
  demander->never = region_none(&demander->space);
  demander->of_definition =
      arena_take(arena, definitions * ANSWERS * sizeof *demander->of_definition);
  demander->of_field = arena_take(arena, fields * ANSWERS * sizeof *demander->of_field);
  demander->definitions = arena_take(arena, definitions * sizeof *demander->definitions);
  demander->fields = arena_take(arena, fields * sizeof *demander->fields);
  demander->is_field_known = arena_take(arena, fields);
  demander->score_moves = arena_take(arena, model->scores.count + 1);
  fill_followers(demander);
  for (uint32_t i = 0; i < model->definitions.count; i++) /* each after those that it reads */
    look_at_definition(demander, model->definitions.items[i]);
  for (uint32_t i = 0; i < model->scores.count; i++)
    demander->score_moves[i] = (char)score_moves(demander, model->scores.items[i]);
  return demander;
}
