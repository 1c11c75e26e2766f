/* Can a lead run in circles? Each condition is reduced to what it demands of single fields, scores
 * and times since events, as intervals (compiler/demand.h). A circle is refused unless, walked
 * twice, the demands on one of them along it have nothing in common; several circles by turns,
 * unless so many moves after each other can't be. On the way a score may change: rules on entering
 * and leaving stages fire between two moves. A score that only events change, and that such a rule
 * sets, has exactly that value then; otherwise it is unknown. A circle may take its time, in which
 * such a score decays, to be set again, and what moves gave ages; all else that time changes by
 * itself comes to an end, so that what it is in the end decides. The time since a move is 0 right
 * after it; on a circle it may be anything by the next one, because other circles may lead to that
 * move too. */
#include "compiler/bounce.h"

#include "compiler/literal.h"

/* Steps of one search; what isn't decided by then is refused, never passed. */
enum { STEP_BUDGET = 20000, TURN_BUDGET = 100000 };

typedef struct {
  const Move *move;
  uint32_t from;
  const Demands *demands; /* of its condition */
} Edge;

/* A score that a move of the stage may change. */
typedef struct {
  const Score *score;
  int is_moving; /* its fact rules follow the stage: nothing is known after any move */
  List rules; /* of Rule: those on moves, in source order */
} MovedScore;

typedef struct {
  Checker *checker;
  Demander *demander;
  List moved;                      /* of MovedScore */
  Edge *edges;                     /* the `when` moves of this search, by source */
  uint32_t first[STAGE_LIMIT + 1]; /* edges of stage i: first[i] .. first[i + 1] */
  const Edge *path[STAGE_LIMIT + 1];
  uint32_t length;
  uint32_t target; /* the stage that closes the circle */
  uint32_t steps;
  char *bounced;   /* by move: it was reported already */
  int on_move;     /* the circle begins with an `on` move: one round is enough */
  uint64_t stages; /* those that the walk may enter */
} Search;

/* ---- what a move does to scores ------------------------------------------------------------ */

static int64_t clamp(int64_t value, int64_t low, int64_t high) {
  return value < low ? low : value > high ? high : value;
}

/* What a score reads right after `set to`, if it has no fact rules. */
static int64_t shown_value(const Score *score, int64_t points) {
  return clamp(clamp(points, score->keep_low, score->keep_high), score->shown_low,
               score->shown_high);
}

typedef enum { FIRED_NOT, FIRED_MAYBE, FIRED_SURELY } Fired;

static Fired fired_by_move(const Rule *rule, uint32_t from, uint32_t to) {
  Fired fired = FIRED_NOT;
  for (uint32_t i = 0; i < rule->triggers.count; i++) {
    const Trigger *trigger = rule->triggers.items[i];
    if (!demand_is_caused(trigger, from, to)) continue;
    if (trigger->where == NULL) return FIRED_SURELY;
    fired = FIRED_MAYBE;
  }
  return fired;
}

static Fired fired_by_definition(const Rule *rule, const Definition *definition) {
  Fired fired = FIRED_NOT;
  for (uint32_t i = 0; i < rule->triggers.count; i++) {
    const Trigger *trigger = rule->triggers.items[i];
    if (trigger->becoming != definition) continue;
    if (trigger->where == NULL) return FIRED_SURELY;
    fired = FIRED_MAYBE;
  }
  return fired;
}

static int has_facts(const Score *score) {
  for (uint32_t i = 0; i < score->rules.count; i++) {
    const Rule *rule = score->rules.items[i];
    if (rule->kind == RULE_FACT || rule->kind == RULE_EACH) return 1;
  }
  return 0;
}

/* Where a rule takes a score that it may act on more than once. */
static int64_t rule_end(const Score *score, const Rule *rule) {
  if (rule->kind == RULE_SET) return shown_value(score, rule->points);
  return rule->points > 0 ? VALUE_LIMIT : -VALUE_LIMIT;
}

/* What is known of a score after one of its rules may have fired, once or more often: an award
 * takes it in one direction, `set to` to one value. */
static const Demands *after_rule(Demander *demander, const Demands *known, const Score *score,
                                 const Rule *rule, Fired fired) {
  int64_t end = rule_end(score, rule);
  if (fired == FIRED_NOT) return known;
  if (rule->kind == RULE_EACH || (rule->kind == RULE_SET && has_facts(score)))
    return demand_forget(demander, known, score);
  if (rule->kind == RULE_SET && fired == FIRED_SURELY)
    return demand_set(demander, known, score, (Interval){end, end});
  return demand_towards(demander, known, score, end);
}

static int is_on_move(const Demander *demander, const Rule *rule) {
  for (uint32_t i = 0; i < rule->triggers.count; i++) {
    const Trigger *trigger = rule->triggers.items[i];
    int event = trigger->kind == TRIGGER_EVENT || trigger->kind == TRIGGER_ACTIVITY;
    if (!event || demand_follows(demander, trigger)) return 1;
  }
  return 0;
}

static void collect_scores(Search *search) {
  Arena *arena = search->checker->arena;
  const List *scores = &search->checker->model->scores;
  for (uint32_t i = 0; i < scores->count; i++) {
    MovedScore *moved = arena_take(arena, sizeof *moved);
    moved->score = scores->items[i];
    moved->is_moving = demand_is_moving(search->demander, moved->score);
    for (uint32_t j = 0; j < moved->score->rules.count; j++) {
      Rule *rule = moved->score->rules.items[j];
      if (rule->kind != RULE_FACT && rule->kind != RULE_EACH && is_on_move(search->demander, rule))
        list_add(arena, &moved->rules, rule);
    }
    if (moved->is_moving || moved->rules.count) list_add(arena, &search->moved, moved);
  }
}

/* A definition turned true before the awards on it, which may change scores. */
static const Demands *after_awards(const Search *search, const Demands *known,
                                   const Definition *definition) {
  const List *scores = &search->checker->model->scores;
  for (uint32_t i = 0; i < scores->count; i++) {
    const Score *score = scores->items[i];
    if (demand_is_moving(search->demander, score))
      known = demand_forget(search->demander, known, score);
    for (uint32_t k = 0; k < score->rules.count; k++) {
      const Rule *rule = score->rules.items[k];
      known =
          after_rule(search->demander, known, score, rule, fired_by_definition(rule, definition));
    }
  }
  return known;
}

static int any_follows(const Search *search, const List *triggers) {
  for (uint32_t i = 0; i < triggers->count; i++)
    if (demand_follows(search->demander, triggers->items[i])) return 1;
  return 0;
}

/* By the next move of a circle, what follows from this one may have changed scores too. */
static const Demands *after_followers(const Search *search, const Demands *known) {
  for (uint32_t i = 0; i < search->moved.count; i++) {
    const MovedScore *moved = search->moved.items[i];
    for (uint32_t k = 0; k < moved->rules.count; k++) {
      const Rule *rule = moved->rules.items[k];
      if (any_follows(search, &rule->triggers))
        known = after_rule(search->demander, known, moved->score, rule, FIRED_MAYBE);
    }
  }
  return known;
}

/* What is still known of the lead after a move. Rules act in source order. */
static const Demands *after_move(const Search *search, const Demands *known, uint32_t from,
                                 uint32_t to) {
  for (uint32_t i = 0; i < search->moved.count; i++) {
    const MovedScore *moved = search->moved.items[i];
    if (moved->is_moving) known = demand_forget(search->demander, known, moved->score);
    for (uint32_t k = 0; k < moved->rules.count && !moved->is_moving; k++) {
      const Rule *rule = moved->rules.items[k];
      known =
          after_rule(search->demander, known, moved->score, rule, fired_by_move(rule, from, to));
    }
  }
  if (!search->on_move) known = after_followers(search, known);
  return demand_moved(search->demander, known, from, to, !search->on_move);
}

static int is_becoming(const Move *move) {
  for (uint32_t i = 0; i < move->triggers.count; i++)
    if (((const Trigger *)move->triggers.items[i])->kind == TRIGGER_BECOMING) return 1;
  return 0;
}

/* The one definition that makes an edge's `on` move, or NULL. */
static const Definition *becoming_of(const Move *move) {
  const Definition *only = NULL;
  for (uint32_t i = 0; i < move->triggers.count; i++) {
    const Definition *next = ((const Trigger *)move->triggers.items[i])->becoming;
    if (only && next && next != only) return NULL;
    if (next) only = next;
  }
  return only;
}

static int moves_score(const Search *search, const Score *score, const Definition *definition) {
  if (demand_is_moving(search->demander, score)) return 1;
  for (uint32_t i = 0; i < score->rules.count; i++)
    if (fired_by_definition(score->rules.items[i], definition) != FIRED_NOT) return 1;
  return 0;
}

/* Where several definitions could have made the move, nothing is known of the scores that they
 * move. */
static const Demands *after_becoming(const Search *search, const Demands *known, const Move *move) {
  const Definition *only = becoming_of(move);
  if (only) return after_awards(search, known, only);
  for (uint32_t i = 0; i < move->triggers.count; i++) {
    const Definition *definition = ((const Trigger *)move->triggers.items[i])->becoming;
    const List *scores = &search->checker->model->scores;
    for (uint32_t k = 0; definition && k < scores->count; k++)
      if (moves_score(search, scores->items[k], definition))
        known = demand_forget(search->demander, known, scores->items[k]);
  }
  return known;
}

static const Demands *demands_of_becoming(const Search *search, const Trigger *trigger) {
  const Demands *demands = demand_turned(search->demander, trigger->becoming);
  if (!trigger->where) return demands;
  return demand_both(search->demander, demands,
                     demand_of(search->demander, trigger->where, ANSWER_YES));
}

/* What an `on` move demands of the lead: one of its triggers' conditions. */
static const Demands *demands_of_triggers(const Search *search, const Move *move) {
  const Demands *demands = NULL;
  for (uint32_t i = 0; i < move->triggers.count; i++) {
    const Trigger *trigger = move->triggers.items[i];
    const Demands *next = trigger->where ? demand_of(search->demander, trigger->where, ANSWER_YES)
                                         : demand_nothing(search->demander);
    if (trigger->kind == TRIGGER_BECOMING)
      next = after_awards(search, demands_of_becoming(search, trigger), trigger->becoming);
    next = demand_happened(search->demander, next, trigger);
    demands = demands ? demand_either(search->demander, demands, next) : next;
  }
  return demands ? demands : demand_nothing(search->demander);
}

/* ---- the search ---------------------------------------------------------------------------- */

/* What a move gave and age takes back may be anything less: then the score is so too. */
static const Demands *aged(const Search *search, const Demands *known, const MovedScore *moved) {
  for (uint32_t i = 0; i < moved->rules.count; i++) {
    const Rule *rule = moved->rules.items[i];
    int64_t end = rule->points > 0 ? -VALUE_LIMIT : VALUE_LIMIT;
    if (rule->ageing) known = demand_towards(search->demander, known, moved->score, end);
  }
  return known;
}

/* Time passes before the next move of a circle. */
static const Demands *decayed(const Search *search, const Demands *known) {
  for (uint32_t i = 0; i < search->moved.count; i++) {
    const MovedScore *moved = search->moved.items[i];
    const Score *score = moved->score;
    known = aged(search, known, moved);
    if (score->decay && has_facts(score)) known = demand_forget(search->demander, known, score);
    if (!score->decay || has_facts(score)) continue;
    int64_t rest = clamp(clamp(0, score->keep_low, score->keep_high), score->shown_low,
                         score->shown_high);
    known = demand_towards(search->demander, known, score, rest);
  }
  return known;
}

/* A move that waits is taken later than the one before. */
static const Demands *follow(const Search *search, const Demands *known, const Edge *edge) {
  if (edge->move->hold) known = demand_later(search->demander, known);
  if (!search->on_move) known = decayed(search, known);
  known = demand_both(search->demander, known, edge->demands);
  if (known->impossible) return known;
  if (is_becoming(edge->move)) known = after_becoming(search, known, edge->move);
  return after_move(search, known, edge->from, edge->move->to->index);
}

/* The circle is closed; can it be walked once more? */
static int goes_on(const Search *search, const Demands *known) {
  if (search->on_move) return 1;
  for (uint32_t i = 0; i < search->length && !known->impossible; i++)
    known = follow(search, known, search->path[i]);
  return !known->impossible;
}

/* 1 when a circle was found (search->path), or the budget is spent. Depth is at most the number of
 * stages, because none is entered twice. */
static int search_from(Search *search, uint32_t stage, const Demands *known, uint64_t visited) {
  for (uint32_t i = search->first[stage]; i < search->first[stage + 1]; i++) {
    const Edge *edge = &search->edges[i];
    uint32_t to = edge->move->to->index;
    if (to != search->target && ((visited >> to & 1) || !(search->stages >> to & 1))) continue;
    if (++search->steps > STEP_BUDGET) return 1;
    const Demands *next = follow(search, known, edge);
    if (next->impossible) continue;
    search->path[search->length++] = edge;
    if (to == search->target ? goes_on(search, next)
                             : search_from(search, to, next, visited | UINT64_C(1) << to))
      return 1;
    search->length--;
  }
  return 0;
}

/* ---- messages ------------------------------------------------------------------------------ */

/* Whether an edge can be taken in the same instant as the one before it, or only after some time.
 */
static int is_at_once(const Search *search, uint32_t place) {
  const Edge *edge = search->path[place], *before = place ? search->path[place - 1] : NULL;
  if (search->on_move) return 1;
  if (edge->move->hold || !edge->move->condition) return 0;
  if (!before || before->move->to->index != edge->from) return 0;
  Search now = *search;
  now.on_move = 1;
  const Demands *known = follow(&now, demand_nothing(search->demander), before);
  return !demand_both(search->demander, known, edge->demands)->impossible;
}

static void explain_path(const Search *search, Diagnostic *diagnostic, uint32_t begin) {
  const List *stages = &search->checker->model->stages;
  for (uint32_t i = begin; i < search->length; i++) {
    const Edge *edge = search->path[i];
    const Stage *from = stages->items[edge->from];
    diag_span(search->checker->diagnostics, diagnostic, edge->move->span,
              "%s from `%.*s` to `%.*s`", is_at_once(search, i) ? "and at once" : "and then",
              SHOW(from->name), SHOW(edge->move->to->name));
  }
  if (search->steps > STEP_BUDGET)
    diag_note(search->checker->diagnostics, diagnostic,
              "there are too many ways to follow them all");
}

static int is_moved(const Search *search, const Score *score) {
  for (uint32_t i = 0; i < search->moved.count; i++)
    if (((const MovedScore *)search->moved.items[i])->score == score) return 1;
  return 0;
}

/* A score to show an example with, which moves leave alone: rather one that the demands ask for; or
 * NULL. */
static const Score *score_to_show(const Search *search, const Demands *demands) {
  const List *scores = &search->checker->model->scores;
  const Score *any = NULL;
  Interval asked;
  for (uint32_t i = scores->count; i-- > 0;) {
    const Score *score = scores->items[i];
    if (is_moved(search, score)) continue;
    if (region_hull(demands, score->index, &asked)) return score;
    any = score;
  }
  return any;
}

/* What all moves of the path ask for, whatever they change on the way. */
static const Demands *asked_of_all(const Search *search, const Demands *known) {
  for (uint32_t i = 0; i < search->length; i++)
    known = demand_both(search->demander, known, search->path[i]->demands);
  return known;
}

/* Whether a circle goes through an `on becoming` move that could be undone at once, which was said.
 */
static int is_reported(const Search *search) {
  const List *moves = &search->checker->model->moves;
  for (uint32_t i = 0; i < search->length; i++)
    for (uint32_t k = 0; k < moves->count; k++)
      if (search->bounced[k] && moves->items[k] == search->path[i]->move) return 1;
  return 0;
}

static void advise_on_circle(const Search *search, Diagnostic *diagnostic) {
  Diagnostics *diagnostics = search->checker->diagnostics;
  const Demands *all = asked_of_all(search, demand_nothing(search->demander));
  const Score *score = score_to_show(search, search->path[0]->demands);
  const char *otherwise = ", or let one of them be `on` an event";
  for (uint32_t i = 0; i < search->length; i++)
    if (!search->path[i]->move->condition)
      otherwise = ", or let one of them be `on` an event that comes in";
  if (all->impossible)
    diag_help(diagnostics, diagnostic,
              "the moves themselves, and time, change what the conditions ask for: let one of them "
              "also ask for something that stays as it is%s",
              otherwise);
  else if (score)
    diag_help(diagnostics, diagnostic,
              "make the conditions exclude each other, such as `%.*s >= 50` there and `%.*s < 30` "
              "back%s",
              SHOW(score->name), SHOW(score->name), otherwise);
  else
    diag_help(diagnostics, diagnostic, "make the conditions exclude each other%s", otherwise);
}

static void report_circle(const Search *search, const char *note) {
  Checker *checker = search->checker;
  if (is_reported(search)) return;
  const Stage *start = checker->model->stages.items[search->target];
  Span span = search->length ? search->path[0]->move->span : start->span;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0606", span, "begins a circle",
                                      "a lead in `%.*s` could move in circles", SHOW(start->name));
  explain_path(search, diagnostic, 1);
  if (note) diag_note(checker->diagnostics, diagnostic, "%s", note);
  advise_on_circle(search, diagnostic);
}

/* `such as `where s >= 30``, of a score that the way back bounds on one side; or empty. */
static Text example_of_where(const Search *search, const Move *move) {
  Arena *arena = search->checker->arena;
  const Demands *back = search->path[0]->demands;
  const Score *score = score_to_show(search, back);
  Interval asked;
  for (uint32_t i = 0; i < move->triggers.count; i++)
    if (((const Trigger *)move->triggers.items[i])->count) return text_of("");
  if (!score || !region_hull(back, score->index, &asked)) return text_of("");
  if (asked.high < VALUE_LIMIT && asked.high < score->shown_high)
    return text_format(arena, ", such as `where %.*s >= %.*s`", SHOW(score->name),
                       SHOW(literal_show(arena, asked.high + 1, POINT)));
  if (asked.low > -VALUE_LIMIT)
    return text_format(arena, ", such as `where %.*s < %.*s`", SHOW(score->name),
                       SHOW(literal_show(arena, asked.low, POINT)));
  return text_of("");
}

static int has_where(const Move *move) {
  for (uint32_t i = 0; i < move->triggers.count; i++)
    if (((const Trigger *)move->triggers.items[i])->where) return 1;
  return 0;
}

static void advise_on_bounce(const Search *search, Diagnostic *diagnostic, const Move *move) {
  Diagnostics *diagnostics = search->checker->diagnostics;
  const Demands *demands = demands_of_triggers(search, move);
  const char *wait = any_follows(search, &move->triggers)
                         ? "let the way back be `on` an event that comes in"
                         : "let the way back wait: `when … for 1 day`";
  if (has_where(move) && asked_of_all(search, demands)->impossible)
    diag_help(diagnostics, diagnostic,
              "the move itself changes what its `where` and the way back ask for: let one of them "
              "ask for something that stays as it is, or %s",
              wait);
  else
    diag_help(diagnostics, diagnostic, "%s excludes the way back%.*s, or %s",
              has_where(move) ? "let the `where` of this move ask for what"
                              : "add a `where` to this move that",
              SHOW(example_of_where(search, move)), wait);
}

static void report_bounce(const Search *search, const Move *move, uint32_t from) {
  Checker *checker = search->checker;
  const Stage *stage = checker->model->stages.items[from];
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0607", move->span, "could be undone at once",
                 "a lead that moves from `%.*s` to `%.*s` could be back at once", SHOW(stage->name),
                 SHOW(move->to->name));
  explain_path(search, diagnostic, 0);
  advise_on_bounce(search, diagnostic, move);
}

/* ---- all moves ----------------------------------------------------------------------------- */

/* Whether what fires a trigger can come round again with the moves of a circle. A definition that
 * no move changes turns true so many times as time passes, and then no more. */
static int comes_round(const Search *search, const Trigger *trigger) {
  uint64_t moved = 0;
  for (uint32_t i = 0; i < search->moved.count; i++)
    moved |= UINT64_C(1) << ((const MovedScore *)search->moved.items[i])->score->index;
  if (trigger->kind == TRIGGER_BECOMING)
    return demand_is_moved(search->demander, trigger->becoming, moved);
  return demand_follows(search->demander, trigger);
}

static int any_comes_round(const Search *search, const List *triggers) {
  for (uint32_t i = 0; i < triggers->count; i++)
    if (comes_round(search, triggers->items[i])) return 1;
  return 0;
}

/* waiting: `when … for D`, and `on` what a move can make happen, too: they close a circle as well,
 * only more slowly: without an end a lead would never be quiet. */
static int is_edge(const Search *search, const Move *move, int waiting) {
  if (!move->to) return 0;
  if (!move->condition) return waiting && any_comes_round(search, &move->triggers);
  return waiting || move->hold == 0;
}

/* Of an event that follows from others: what it follows from may have changed by then, so its
 * `where` alone is known, and that only if it is read after the awards. */
static const Demands *demands_of_event(const Search *search, const Trigger *trigger) {
  if (!trigger->where || trigger->count) return demand_nothing(search->demander);
  return demand_of(search->demander, trigger->where, ANSWER_YES);
}

static const Demands *edge_demands(const Search *search, const Move *move) {
  const Demands *demands = NULL;
  if (move->condition) return demand_of(search->demander, move->condition, ANSWER_YES);
  for (uint32_t i = 0; i < move->triggers.count; i++) {
    const Trigger *trigger = move->triggers.items[i];
    if (!comes_round(search, trigger)) continue;
    const Demands *next = trigger->kind == TRIGGER_BECOMING ? demands_of_becoming(search, trigger)
                                                            : demands_of_event(search, trigger);
    demands = demands ? demand_either(search->demander, demands, next) : next;
  }
  return demands;
}

static void collect_edges(Search *search, int waiting) {
  const Model *model = search->checker->model;
  uint32_t total = model->moves.count * model->stages.count, count = 0;
  const Demands **demands =
      arena_take(search->checker->arena, (model->moves.count + 1) * sizeof *demands);
  search->edges = arena_take(search->checker->arena, (total + 1) * sizeof *search->edges);
  for (uint32_t stage = 0; stage < model->stages.count; stage++) {
    search->first[stage] = count;
    for (uint32_t i = 0; i < model->moves.count; i++) {
      const Move *move = model->moves.items[i];
      if (!is_edge(search, move, waiting) || !(move->from >> stage & 1)) continue;
      if (demands[i] == NULL) demands[i] = edge_demands(search, move);
      if (demands[i]->impossible) continue;
      search->edges[count++] = (Edge){move, stage, demands[i]};
    }
  }
  search->first[model->stages.count] = count;
}

/* Returns how many were found, which were said. */
static uint32_t search_circles(Search *search) {
  uint32_t stages = search->checker->model->stages.count, found = 0;
  search->on_move = 0;
  for (uint32_t i = 0; i < stages; i++) {
    /* Each circle is looked for at its first stage only. */
    search->stages = ~UINT64_C(0) << i;
    search->target = i;
    search->length = search->steps = 0;
    if (!search_from(search, i, demand_nothing(search->demander), UINT64_C(1) << i)) continue;
    report_circle(search, NULL);
    found++;
  }
  return found;
}

/* ---- circles that lead into each other ------------------------------------------------------ */

/* What can be known after each edge when `rounds` more moves came before it; an edge is impossible
 * if that many can't. What is still possible after many rounds could go on for ever. */
typedef struct {
  List into[STAGE_LIMIT]; /* of Edge, by target */
  const Demands **now, **before;
  uint32_t count, possible;
} Rounds;

static const Demands *one_round(Search *search, const Rounds *rounds, const Edge *edge) {
  const List *into = &rounds->into[edge->from];
  const Demands *known = NULL;
  for (uint32_t i = 0; i < into->count; i++) {
    const Demands *before = rounds->before[(const Edge *)into->items[i] - search->edges];
    if (before->impossible) continue;
    search->steps++;
    const Demands *next = follow(search, before, edge);
    known = known ? demand_either(search->demander, known, next) : next;
  }
  return known ? known : demand_never(search->demander);
}

static void next_round(Search *search, Rounds *rounds) {
  const Demands **swapped = rounds->before;
  rounds->before = rounds->now;
  rounds->now = swapped;
  rounds->possible = 0;
  for (uint32_t i = 0; i < rounds->count; i++) {
    rounds->now[i] = rounds->before[i];
    if (!rounds->before[i]->impossible)
      rounds->now[i] = one_round(search, rounds, &search->edges[i]);
    rounds->possible += !rounds->now[i]->impossible;
  }
}

static void start_rounds(Search *search, Rounds *rounds) {
  Arena *arena = search->checker->arena;
  rounds->count = search->first[search->checker->model->stages.count];
  rounds->now = arena_take(arena, (rounds->count + 1) * sizeof *rounds->now);
  rounds->before = arena_take(arena, (rounds->count + 1) * sizeof *rounds->before);
  for (uint32_t i = 0; i < rounds->count; i++) {
    Edge *edge = &search->edges[i];
    rounds->now[i] = follow(search, demand_nothing(search->demander), edge);
    list_add(arena, &rounds->into[edge->move->to->index], edge);
  }
}

/* Only awards on moves are remembered from one circle to the next. */
static int any_awards(const Search *search) {
  for (uint32_t i = 0; i < search->moved.count; i++)
    if (((const MovedScore *)search->moved.items[i])->rules.count) return 1;
  return 0;
}

/* Of no circle alone a lead goes round twice; but by turns it may, where one undoes what the other
 * does. */
static void search_turns(Search *search) {
  Rounds *rounds = arena_take(search->checker->arena, sizeof *rounds);
  search->steps = search->length = 0;
  start_rounds(search, rounds);
  uint32_t still = 0, possible = rounds->count;
  while (possible && still <= possible && search->steps < TURN_BUDGET) {
    next_round(search, rounds);
    still = rounds->possible < possible ? 0 : still + 1;
    possible = rounds->possible;
  }
  if (!possible) return;
  for (uint32_t i = 0; i < rounds->count && search->length < STAGE_LIMIT; i++)
    if (!rounds->now[i]->impossible) search->path[search->length++] = &search->edges[i];
  if (search->steps < TURN_BUDGET) search->steps = 0; /* then it was not that */
  search->target = search->path[0]->from;
  report_circle(search,
                "by turns of several circles, of which each changes scores that another asks for");
}

/* Returns 1 when there is one, which was said. */
static int search_way_back(Search *search, const Move *move) {
  const Demands *demands = demands_of_triggers(search, move);
  uint32_t stages = search->checker->model->stages.count, to = move->to->index;
  search->on_move = 1;
  search->stages = ~UINT64_C(0);
  for (uint32_t from = 0; from < stages && !demands->impossible; from++) {
    if (!(move->from >> from & 1)) continue;
    search->target = from;
    search->length = search->steps = 0;
    const Demands *known = after_move(search, demands, from, to);
    if (!search_from(search, to, known, UINT64_C(1) << to)) continue;
    report_bounce(search, move, from);
    return 1;
  }
  return 0;
}

void bounce_check(Checker *checker, Demander *demander) {
  const Model *model = checker->model;
  Search *search = arena_take(checker->arena, sizeof *search);
  search->checker = checker;
  if (model->moves.count == 0) return;
  search->demander = demander;
  collect_scores(search);
  search->bounced = arena_take(checker->arena, model->moves.count);
  collect_edges(search, 0); /* an `on` move can bounce only off what acts at once */
  for (uint32_t i = 0; i < model->moves.count; i++) {
    const Move *move = model->moves.items[i];
    if (move->condition == NULL && move->to)
      search->bounced[i] = (char)search_way_back(search, move);
  }
  collect_edges(search, 1);
  if (!search_circles(search) && any_awards(search)) search_turns(search);
}
