/* Score blocks. Numbers come first: from points, limits and bounds follows the interval of the
 * score's value, which every condition that reads it needs. */
#include "compiler/check_score.h"

#include "compiler/ageing.h"
#include "compiler/check_ageing.h"
#include "compiler/check_amount.h"
#include "compiler/check_expression.h"
#include "compiler/check_group.h"
#include "compiler/check_trigger.h"

/* ---- numbers ------------------------------------------------------------------------------- */

/* Points in ten-thousandths; 0 after a message. */
static int read_points(Checker *checker, const Node *node, int64_t *points) {
  Ratio value;
  Diagnostic *diagnostic;
  if (node == NULL || node->kind == NODE_ERROR) return 0;
  if (literal_number(node, &value) != NUMBER_CONSTANT || !literal_scaled(value, POINT, points)) {
    diagnostic = diag_error(checker->diagnostics, "E0506", node->span, "is not such a number",
                            "points have at most four decimals");
    diag_help(checker->diagnostics, diagnostic, "write points such as 20, -5 or 2.5");
    return 0;
  }
  if (*points >= -POINTS_BOUND * POINT && *points <= POINTS_BOUND * POINT) return 1;
  diagnostic = diag_error(checker->diagnostics, "E0506", node->span, "is too much",
                          "points are at most 1,000,000 either way");
  diag_help(checker->diagnostics, diagnostic, "write a smaller number");
  return 0;
}

static int check_count(Checker *checker, const Node *node, int64_t count) {
  if (count >= 1 && count <= COUNT_LIMIT) return 1;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0503", node->span, "is out of bounds",
                                      "a limit is from 1 to %d", COUNT_LIMIT);
  diag_help(checker->diagnostics, diagnostic, "write `at most` and a number from 1 to %d",
            COUNT_LIMIT);
  return 0;
}

static void read_limit(Checker *checker, Rule *rule, const Node *node) {
  Limit *limit = arena_take(checker->arena, sizeof *limit);
  if (node->kind != NODE_LIMIT || !check_count(checker, node, node->number)) return;
  limit->count = (uint32_t)node->number;
  limit->span = node->span;
  if (node->left) {
    limit->kind = LIMIT_WINDOW;
    limit->window = check_duration(checker, node->left, "the window of a limit");
  } else {
    limit->kind = text_is(node->name, "day")     ? LIMIT_DAY
                  : text_is(node->name, "week")  ? LIMIT_WEEK
                  : text_is(node->name, "month") ? LIMIT_MONTH
                                                 : LIMIT_TOTAL;
  }
  for (uint32_t i = 0; i < rule->limits.count; i++) {
    const Limit *other = rule->limits.items[i];
    if (other->kind != limit->kind || limit->kind == LIMIT_WINDOW) continue;
    Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0509", node->span, "a second one",
                                        "the rule has two limits of one kind");
    diag_span(checker->diagnostics, diagnostic, other->span, "the first one");
    diag_help(checker->diagnostics, diagnostic, "keep the smaller one");
  }
  list_add(checker->arena, &rule->limits, limit);
}

/* ---- rules --------------------------------------------------------------------------------- */

static void check_label(Checker *checker, Symbols *labels, const Node *node) {
  Diagnostic *diagnostic;
  if (node->name.length == 0) {
    diagnostic = diag_error(checker->diagnostics, "E0501", node->span, "has no label",
                            "every score rule needs a label");
    diag_help(checker->diagnostics, diagnostic,
              "write one after the points: `+10 \"Case study\" on …`");
    return;
  }
  const Symbol *first = symbols_add(checker->arena, labels, node->name, NULL, node->name_span);
  if (first == NULL) return;
  diagnostic = diag_error(checker->diagnostics, "E0502", node->name_span, "used again here",
                          "two rules of one score are called \"%.*s\"", SHOW(node->name));
  diag_span(checker->diagnostics, diagnostic, first->span, "first used here");
  diag_help(checker->diagnostics, diagnostic,
            "give each rule its own label: it is the rule's "
            "identity in explanations and across versions");
}

static void read_each(Checker *checker, Rule *rule, const Node *node) {
  rule->period = check_duration(checker, node->right, "the step of `for each`");
  if (node->number < 0) {
    Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0505", node->span,
                                        "has no `at most`", "`for each` needs a limit");
    diag_help(checker->diagnostics, diagnostic, "add how many steps count: `at most 10`");
  } else if (check_count(checker, node, node->number)) {
    rule->at_most = (uint32_t)node->number;
  }
}

/* `+0 "Visit" on visit` */
static void check_worth(Checker *checker, const Node *node) {
  Diagnostic *diagnostic = diag_warning(checker->diagnostics, "W0811", node->left->span,
                                        "gives nothing", "this rule is worth nothing");
  diag_help(checker->diagnostics, diagnostic, "write how many points it gives, or remove it");
}

static void read_rule(Checker *checker, ScoreScope *score, Symbols *labels, const Node *node,
                      Group *group) {
  Rule *rule = arena_take(checker->arena, sizeof *rule);
  rule->label = node->name;
  rule->score = &score->model;
  rule->span = node->span;
  check_label(checker, labels, node);
  int worth = read_points(checker, node->left, &rule->points);
  if (worth && rule->points == 0 && node->kind != NODE_SET_RULE) check_worth(checker, node);
  switch (node->kind) {
  case NODE_ADD_RULE:
    rule->kind = RULE_ADD;
    for (uint32_t i = 0; i < node->options.count; i++)
      read_limit(checker, rule, node->options.items[i]);
    check_ageing(checker, rule, node);
    break;
  case NODE_SET_RULE: rule->kind = RULE_SET; break;
  case NODE_FACT_RULE: rule->kind = RULE_FACT; break;
  default: rule->kind = RULE_EACH; read_each(checker, rule, node);
  }
  if (group) check_group_rule(checker, group, rule);
  list_add(checker->arena, &score->model.rules, rule);
  list_add(checker->arena, &score->rule_nodes, (void *)(uintptr_t)node);
}

/* ---- decay, keep, shown -------------------------------------------------------------------- */

/* The second decay, keep or shown of a score. */
static int is_second(Checker *checker, const Node *node, Span *first, const char *what) {
  if (first->end == 0) {
    *first = node->span;
    return 0;
  }
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0509", node->span, "a second one",
                                      "a score has at most one `%s`", what);
  diag_span(checker->diagnostics, diagnostic, *first, "the first one");
  diag_help(checker->diagnostics, diagnostic, "remove one of the two");
  return 1;
}

static void read_bounds(Checker *checker, const Node *node, int64_t *low, int64_t *high) {
  if (node->left) read_points(checker, node->left, low);
  if (node->right) read_points(checker, node->right, high);
  if (*low == *high && !checker_is_repaired(checker, node->span)) {
    Text only = literal_show(checker->arena, *low, POINT);
    Diagnostic *same = diag_warning(checker->diagnostics, "W0812", node->span, "leaves one value",
                                    "the score is always %.*s between these bounds", SHOW(only));
    diag_help(checker->diagnostics, same, "write two different bounds, or remove them");
  }
  if (*low <= *high || checker_is_repaired(checker, node->span)) return;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0507", node->span, "is backwards",
                                      "the lower bound is above the upper one");
  diag_help(checker->diagnostics, diagnostic, "write the smaller number first");
}

int check_share(Checker *checker, const Node *node, const char *who, int64_t *share) {
  Ratio value;
  if (literal_amount(node, &value) == NUMBER_CONSTANT &&
      literal_scaled(value, POINT / 100, share) && *share > 0 && *share <= POINT)
    return 1;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0508", node->span, "is no such share",
                                      "%s more than 0%% and at most 100%%, in hundredths", who);
  diag_help(checker->diagnostics, diagnostic, "write a share such as 25%% or 0.5%%");
  return 0;
}

static void read_decay(Checker *checker, ScoreScope *score, const Node *node) {
  Decay *decay = arena_take(checker->arena, sizeof *decay);
  decay->span = node->span;
  if (node->left && node->left->kind == NODE_PERCENT) {
    decay->percent = 1;
    check_share(checker, node->left, "a decay takes", &decay->amount);
  } else if (read_points(checker, node->left, &decay->amount) && decay->amount <= 0) {
    Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0508", node->left->span,
                                        "takes nothing", "a decay takes more than 0 points");
    diag_help(checker->diagnostics, diagnostic, "write how much it takes: `decay 2 every 7 days`");
  }
  decay->every = check_duration(checker, node->right, "the step of a decay");
  score->model.decay = decay;
}

/* ---- the interval of a score --------------------------------------------------------------- */

/* How far the rules can push, apart: totals of what only adds and what only takes. */
typedef struct {
  int64_t low, high;
  int unbounded_low, unbounded_high;
} Reach;

static void reach_add(Reach *reach, int64_t points, int64_t times) {
  int64_t most = points * times; /* 1e10 * 1e4 at most */
  int64_t *side = points < 0 ? &reach->low : &reach->high;
  if (__builtin_add_overflow(*side, most, side)) *side = points < 0 ? INT64_MIN : INT64_MAX;
}

/* What several rules reach together, apart from the others. */
static void reach_join(Reach *reach, const Reach *other) {
  if (__builtin_add_overflow(reach->low, other->low, &reach->low)) reach->low = INT64_MIN;
  if (__builtin_add_overflow(reach->high, other->high, &reach->high)) reach->high = INT64_MAX;
  reach->unbounded_low |= other->unbounded_low;
  reach->unbounded_high |= other->unbounded_high;
}

static void reach_cut(Reach *reach, int64_t most) {
  if (reach->unbounded_low || reach->low < -most) reach->low = -most;
  if (reach->unbounded_high || reach->high > most) reach->high = most;
  reach->unbounded_low = reach->unbounded_high = 0;
}

/* Live awards are read like facts: `keep` does not bound them. */
static void reach_rule(Reach *events, Reach *facts, const Rule *rule, const Zone *zone) {
  int64_t times = -1;
  switch (rule->kind) {
  case RULE_FACT: reach_add(facts, rule->points, 1); return;
  case RULE_EACH: reach_add(facts, rule->points, rule->at_most); return;
  case RULE_SET: return;
  default: break;
  }
  if (rule->ageing) {
    reach_add(facts, rule->points, ageing_most_live(rule, zone));
    return;
  }
  for (uint32_t i = 0; i < rule->limits.count; i++) {
    const Limit *limit = rule->limits.items[i];
    if (limit->kind == LIMIT_TOTAL) times = limit->count;
  }
  if (times >= 0)
    reach_add(events, rule->points, times);
  else if (rule->points < 0)
    events->unbounded_low = 1;
  else
    events->unbounded_high = 1;
}

/* Of a group `first` only one rule counts. */
static void reach_group(Reach *events, Reach *facts, const Group *group, const Zone *zone) {
  Reach of_events = {0}, of_facts = {0}, one = {0};
  for (uint32_t i = 0; i < group->rules.count; i++) {
    const Rule *rule = group->rules.items[i];
    reach_rule(&of_events, &of_facts, rule, zone);
    if (rule->points < one.low) one.low = rule->points;
    if (rule->points > one.high) one.high = rule->points;
  }
  if (group->first) {
    reach_join(facts, &one);
    return;
  }
  reach_cut(&of_events, group->most);
  reach_cut(&of_facts, group->most);
  reach_join(events, &of_events);
  reach_join(facts, &of_facts);
}

static int64_t clamp(int64_t value, int64_t low, int64_t high) {
  return value < low ? low : value > high ? high : value;
}

/* The accumulated part: from where it starts, or is set, as far as the awards reach, within keep.
 */
static Interval accumulated(const Score *score, const Reach *events) {
  const int64_t bound = NUMBER_BOUND * POINT;
  int64_t low = score->keep_low == INT64_MIN ? -bound : score->keep_low;
  int64_t high = score->keep_high == INT64_MAX ? bound : score->keep_high;
  int64_t least = clamp(0, low, high), most = least;
  for (uint32_t i = 0; i < score->rules.count; i++) {
    const Rule *rule = score->rules.items[i];
    if (rule->kind != RULE_SET) continue;
    int64_t set = clamp(rule->points, low, high);
    if (set < least) least = set;
    if (set > most) most = set;
  }
  if (score->decay && least > 0) least = clamp(0, low, high);
  if (score->decay && most < 0) most = clamp(0, low, high);
  Interval reach = {low, high};
  if (!events->unbounded_low && events->low > -bound)
    reach.low = clamp(least + events->low, low, high);
  if (!events->unbounded_high && events->high < bound)
    reach.high = clamp(most + events->high, low, high);
  return reach;
}

/* ---- how long a decay takes ---------------------------------------------------------------- */

enum { DECAY_STEPS = 10000 }; /* of one award: so what time costs is bounded for each record */

static int64_t decay_steps(const Decay *decay, int64_t points) {
  int64_t steps = 0;
  if (!decay->percent) return points / decay->amount + (points % decay->amount != 0);
  for (; points > 0 && steps <= DECAY_STEPS; steps++) {
    int64_t loss = points / POINT * decay->amount + points % POINT * decay->amount / POINT;
    points -= loss > 1 ? loss : 1;
  }
  return steps;
}

/* How far one award can take a score away from its resting value. */
static int64_t award_size(const Score *score, const Rule *rule) {
  if ((rule->kind != RULE_ADD && rule->kind != RULE_SET) || rule->ageing) return 0;
  int64_t rest = clamp(0, score->keep_low, score->keep_high), points = rule->points;
  if (rule->group && !rule->group->first)
    points = clamp(points, -rule->group->most, rule->group->most);
  if (rule->kind == RULE_SET) points = clamp(points, score->keep_low, score->keep_high) - rest;
  if (points > 0 && score->keep_high != INT64_MAX && points > score->keep_high - rest)
    points = score->keep_high - rest;
  if (points < 0 && score->keep_low != INT64_MIN && points < score->keep_low - rest)
    points = score->keep_low - rest;
  return points < 0 ? -points : points;
}

/* The rule whose award takes longest to decay. */
static const Rule *largest_award(const Score *score, int64_t *points) {
  const Rule *largest = NULL;
  *points = 0;
  for (uint32_t i = 0; i < score->rules.count; i++) {
    const Rule *rule = score->rules.items[i];
    if (award_size(score, rule) <= *points) continue;
    largest = rule;
    *points = award_size(score, rule);
  }
  return largest;
}

static void check_decay_steps(Checker *checker, const Score *score) {
  int64_t points;
  const Decay *decay = score->decay;
  const Rule *rule = largest_award(score, &points);
  int64_t steps = rule ? decay_steps(decay, points) : 0;
  if (steps <= DECAY_STEPS) return;
  Text shown = literal_show(checker->arena, points, POINT);
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0511", decay->span, "takes too little at a time",
                 "%.*s points of `%.*s` would decay in more than 10,000 steps", SHOW(shown),
                 SHOW(rule->label));
  diag_span(checker->diagnostics, diagnostic, rule->span, "gives them");
  if (decay->percent) {
    diag_help(checker->diagnostics, diagnostic, "take a larger share, and less often");
    return;
  }
  Text least = literal_show(checker->arena, (points + DECAY_STEPS - 1) / DECAY_STEPS, POINT);
  diag_help(checker->diagnostics, diagnostic, "take more, and less often: at least %.*s at a time",
            SHOW(least));
}

/* Without `keep` a score that decays by points is kept within what decays in as many steps as one award
 * may take: so a lead falls quiet after a number of them that no history makes larger. */
static void bound_decay(Score *score) {
  const Decay *decay = score->decay;
  int64_t rest = clamp(0, score->keep_low, score->keep_high), reach = decay->amount * DECAY_STEPS;
  if (decay->percent || decay->amount <= 0) return;
  if (score->keep_low == INT64_MIN) score->keep_low = rest - reach;
  if (score->keep_high == INT64_MAX) score->keep_high = rest + reach;
}

/* errors: how many there were before the block was read. After a mistake in it, which may have cost
 * a rule, its value may be any. */
static void measure(Checker *checker, ScoreScope *scope, uint32_t errors) {
  Score *score = &scope->model;
  Reach events = {0}, facts = {0};
  const Zone *zone = checker->model->zone;
  for (uint32_t i = 0; i < score->rules.count; i++) {
    const Rule *rule = score->rules.items[i];
    if (!rule->group) reach_rule(&events, &facts, rule, zone);
  }
  for (uint32_t i = 0; i < score->groups.count; i++)
    reach_group(&events, &facts, score->groups.items[i], zone);
  Interval sum = accumulated(score, &events);
  scope->type = type_of(TYPE_POINTS);
  if (checker_mistakes(checker) > errors || scope->node->flags & FLAG_BROKEN ||
      checker_is_repaired(checker, scope->node->span))
    return;
  if (score->decay) {
    check_decay_steps(checker, score);
    bound_decay(score);
  }
  if (facts.low < -VALUE_LIMIT / 2 || facts.high > VALUE_LIMIT / 2) {
    Diagnostic *diagnostic =
        diag_error(checker->diagnostics, "E0307", score->span, "can be beyond all bounds",
                   "score `%.*s` can grow too large", SHOW(score->name));
    diag_help(checker->diagnostics, diagnostic, "lower the points or the `at most` of its rules");
    return;
  }
  scope->type.low = clamp(sum.low + facts.low, score->shown_low, score->shown_high);
  scope->type.high = clamp(sum.high + facts.high, score->shown_low, score->shown_high);
}

/* ---- a block ------------------------------------------------------------------------------- */

static void read_group(Checker *checker, ScoreScope *score, Symbols *labels, Symbols *names,
                       const Node *node) {
  Group *group = arena_take(checker->arena, sizeof *group);
  check_group(checker, names, group, node);
  if (node->left && read_points(checker, node->left, &group->most) && group->most == 0)
    check_group_most(checker, node);
  list_add(checker->arena, &score->model.groups, group);
  for (uint32_t i = 0; i < node->items.count; i++) {
    const Node *item = node->items.items[i];
    if (check_group_clause(checker, group, item)) read_rule(checker, score, labels, item, group);
  }
}

static void read_items(Checker *checker, ScoreScope *score) {
  Symbols labels = {0}, groups = {0};
  Span decay = {0}, keep = {0}, shown = {0};
  score->model.keep_span = score->model.shown_span = score->node->name_span;
  for (uint32_t i = 0; i < score->node->items.count; i++) {
    const Node *item = score->node->items.items[i];
    switch (item->kind) {
    case NODE_ADD_RULE:
    case NODE_SET_RULE:
    case NODE_FACT_RULE:
    case NODE_EACH_RULE: read_rule(checker, score, &labels, item, NULL); break;
    case NODE_GROUP: read_group(checker, score, &labels, &groups, item); break;
    case NODE_DECAY:
      if (!is_second(checker, item, &decay, "decay")) read_decay(checker, score, item);
      break;
    case NODE_KEEP:
      if (!is_second(checker, item, &keep, "keep"))
        read_bounds(checker, item, &score->model.keep_low, &score->model.keep_high);
      break;
    case NODE_SHOWN:
      if (!is_second(checker, item, &shown, "shown"))
        read_bounds(checker, item, &score->model.shown_low, &score->model.shown_high);
      break;
    default: break;
    }
    if (item->kind == NODE_KEEP) score->model.keep_span = keep;
    if (item->kind == NODE_SHOWN) score->model.shown_span = shown;
  }
}

void check_score_declaration(Checker *checker, const Node *node) {
  ScoreScope *score = arena_take(checker->arena, sizeof *score);
  Diagnostic *diagnostic;
  score->node = node;
  score->model.name = node->name;
  score->model.span = node->name_span;
  score->model.keep_low = score->model.shown_low = INT64_MIN;
  score->model.keep_high = score->model.shown_high = INT64_MAX;
  score->dependent = (Dependent){
      .kind = "score", .name = node->name, .span = node->name_span, .model = &score->model};
  if (!checker_declare(checker, &checker->scores, "score", node, score)) return;
  score->model.index = checker->model->scores.count;
  list_add(checker->arena, &checker->model->scores, &score->model);
  if (checker->model->scores.count == SCORE_LIMIT + 1) {
    diagnostic = diag_error(checker->diagnostics, "E0416", node->name_span, "one too many",
                            "an agreement has at most %d scores", SCORE_LIMIT);
    diag_help(checker->diagnostics, diagnostic, "put rules that are read together into one score");
  }
  uint32_t errors = checker_mistakes(checker);
  read_items(checker, score);
  measure(checker, score, errors);
  if (score->model.rules.count > 0 || node->flags & FLAG_BROKEN) return;
  diagnostic = diag_warning(checker->diagnostics, "W0804", node->name_span, "is always the same",
                            "score `%.*s` has no rules", SHOW(node->name));
  diag_help(checker->diagnostics, diagnostic, "add a rule, such as `+10 \"Case study\" on …`");
}

static void check_rule(Checker *checker, Rule *rule, const Node *node) {
  if (rule->kind != RULE_FACT) {
    check_triggers(checker, &node->items, &rule->triggers);
    return;
  }
  Reading reading = {.checker = checker};
  checker->reader = &((ScoreScope *)rule->score)->dependent;
  rule->condition = check_condition(&reading, node->right);
  rule->counts = check_group_condition(checker, rule);
  checker->reader = NULL;
}

/* A pause is read after all else has settled, so it may read the score itself. */
static void check_decay(Checker *checker, Decay *decay, const Node *node) {
  Reading reading = {.checker = checker};
  check_triggers(checker, &node->items, &decay->without);
  if (node->condition) decay->paused = check_condition(&reading, node->condition);
}

int check_score_rules(Checker *checker) {
  int whole = 1;
  for (uint32_t i = 0; i < checker->scores.count; i++) {
    ScoreScope *score = checker->scores.entries[i].value;
    for (uint32_t j = 0; j < score->model.rules.count; j++) {
      Rule *rule = score->model.rules.items[j];
      const Node *node = score->rule_nodes.items[j];
      check_rule(checker, rule, node);
      if (rule->kind == RULE_SET && rule->triggers.count < node->items.count) whole = 0;
    }
    for (uint32_t j = 0; j < score->node->items.count; j++) {
      const Node *item = score->node->items.items[j];
      if (item->kind == NODE_DECAY && score->model.decay &&
          item->span.start == score->model.decay->span.start)
        check_decay(checker, score->model.decay, item);
    }
  }
  return whole;
}
