/* A test of a value with a bound turns true when the value passes the bound: at most as often as
 * the value moves that way, and, but for the first time, only after it moved back. Conditions are
 * tests that `and` and `or` join, `not` being pushed down to them: so a condition turns true only
 * when one of its tests does. */
#include "runtime/change.h"

#include <string.h>

#include "runtime/number.h"
#include "runtime/timer.h"

#define ROWS(section) (changes->agreement->count[SECTION_##section])

/* ---- changes ----------------------------------------------------------------------------- */

static const Change no_change = {.turns = INT64_MAX};

static int64_t smallest(int64_t a, int64_t b, int64_t c) {
  return smaller(a, smaller(b, c));
}

static int64_t moved(Change change) {
  return capped_plus(change.ups, change.downs);
}

static Change turned(Change change) {
  return (Change){change.downs, change.ups, change.turns, change.own, change.truth};
}

/* Of a sum. */
static Change both(Change a, Change b) {
  return (Change){capped_plus(a.ups, b.ups), capped_plus(a.downs, b.downs), INT64_MAX,
                  a.own | b.own, 0};
}

/* Of what may change either way each time. */
static Change either_way(int64_t count, int own) {
  return (Change){count, count, INT64_MAX, own, 0};
}

int64_t change_rises(Change change) {
  if (change.own) return change.ups;
  return smallest(change.ups, capped_plus(change.downs, 1), change.turns);
}

static int64_t change_falls(Change change) {
  return change_rises(turned(change));
}

/* Of the test `value >= bound`. */
static Change reaches(Change value) {
  return (Change){change_rises(value), change_falls(value), INT64_MAX, value.own, 1};
}

/* A value on its way up or down meets each number once. */
static Change meets(Change value) {
  int64_t ways = capped_plus(capped_times(2, smaller(value.ups, value.downs)), 1);
  int64_t ways_known = capped_plus(capped_times(2, value.turns), 1);
  int64_t most = value.own ? moved(value) : smallest(moved(value), ways, ways_known);
  return either_way(most, value.own);
}

/* ---- blocks ------------------------------------------------------------------------------ */

typedef struct {
  Change value;
  int64_t moved; /* of all that is written to it */
  int own;
  uint32_t written; /* where, last, + 1 */
} Register;

typedef struct {
  const Changes *changes;
  Register registers[MAX_REGISTERS];
  Change tests;    /* all of them together */
  Change returned; /* what it returns, unless it is a constant */
  uint32_t returns;
} Scan;

static Change source(const Scan *scan, const ImageCode *code) {
  switch (code->a) {
  case SPACE_REGISTER: return scan->registers[code->b].value;
  case SPACE_LEAD: return scan->changes->slots[code->b];
  case SPACE_CLOCK: return (Change){1, 0, INT64_MAX, 0, 0};
  default: return no_change;
  }
}

static Change tested(const Scan *scan, const ImageCode *code) {
  Change value = source(scan, code);
  switch (code->op) {
  case OP_UNLESS_AT_LEAST:
  case OP_IF_AT_LEAST: return reaches(value);
  case OP_UNLESS_AT_MOST:
  case OP_IF_AT_MOST: return reaches(turned(value));
  case OP_UNLESS_EQUAL:
  case OP_IF_EQUAL: return value.truth ? reaches(code->d ? value : turned(value)) : meets(value);
  case OP_UNLESS_DIFFERENT:
  case OP_IF_DIFFERENT: return meets(value);
  case OP_UNLESS_EQUAL_REG:
  case OP_IF_EQUAL_REG:
  case OP_UNLESS_DIFFERENT_REG:
  case OP_IF_DIFFERENT_REG: return meets(both(value, turned(scan->registers[code->d].value)));
  case OP_UNLESS_LESS_REG:
  case OP_IF_LESS_REG:
  case OP_UNLESS_AT_MOST_REG:
  case OP_IF_AT_MOST_REG: return reaches(both(turned(value), scan->registers[code->d].value));
  default: return either_way(moved(value), value.own);
  }
}

static Change history_change(const Changes *changes, int64_t row) {
  Happened noted = changes->histories[row];
  int64_t leaving = capped_plus(changes->agreement->HISTORY[row].count, noted.count);
  return (Change){noted.count, leaving, INT64_MAX, noted.own, 0};
}

/* Time since an instant passes a bound once for each instant that there is. */
static Change age_change(Change instant) {
  return (Change){capped_plus(instant.ups, 1), instant.ups, INT64_MAX, instant.own, 0};
}

static Change computed(const Scan *scan, const ImageCode *code) {
  const Changes *changes = scan->changes;
  Change value = source(scan, code);
  switch (code->op) {
  case OP_CONSTANT: return (Change){0, 0, INT64_MAX, 0, code->d == 0 || code->d == 1};
  case OP_READ_SCORE: return changes->scores[code->d];
  case OP_READ_HISTORY: return history_change(changes, code->d);
  case OP_EVALUATE: return changes->blocks[code->d];
  case OP_AGE: return age_change(value);
  case OP_SCALE: return changes->agreement->RATIO[code->d].numerator < 0 ? turned(value) : value;
  case OP_SUBTRACT: return both(value, turned(scan->registers[code->d].value));
  case OP_ADD:
  case OP_MINIMUM:
  case OP_MAXIMUM: return both(value, scan->registers[code->d].value);
  case OP_ELSE: {
    Change sum = both(value, scan->registers[code->d].value);
    return either_way(moved(sum), sum.own);
  }
  default: return value; /* LOAD, ADD_CONSTANT */
  }
}

static void scan_write(Scan *scan, const ImageCode *code, uint32_t at) {
  Register *written = scan->registers + code->c;
  Change value = computed(scan, code);
  *written = (Register){value, capped_plus(written->moved, moved(value)), written->own | value.own,
                        at + 1};
}

/* Skipped to from `from`: what was written in between may be so or not, as tests decide. */
static void scan_join(Scan *scan, uint32_t registers, uint32_t from) {
  for (uint32_t i = 0; i < registers; i++) {
    Register *joined = scan->registers + i;
    if (joined->written <= from) continue;
    joined->value =
        either_way(capped_plus(joined->moved, moved(scan->tests)), joined->own | scan->tests.own);
  }
}

static void scan_return(Scan *scan, Change value) {
  scan->returned = scan->returns ? both(scan->returned, value) : value;
  scan->returns++;
}

static void scan_one(Scan *scan, const ImageCode *code, uint32_t at) {
  if (code->op < OP_SKIP) {
    Change test = tested(scan, code);
    scan->tests = both(scan->tests, test);
  } else if (code->op == OP_RETURN) {
    scan_return(scan, source(scan, code));
  } else if (code->op == OP_RETURN_CONSTANT) {
    scan_return(scan, no_change);
  } else if (code->op != OP_SKIP) {
    scan_write(scan, code, at);
  }
}

/* Whether a block is a condition: tests, and then 1, and where they skip to, 0. */
static int is_condition(const Changes *changes, const ImageBlock *block, uint32_t returns) {
  const ImageCode *end = changes->agreement->CODE + block->first + block->count;
  if (end[-1].op != OP_RETURN_CONSTANT || returns > 2) return 0;
  if (returns == 1) return end[-1].d == 1;
  return end[-1].d == 0 && end[-2].op == OP_RETURN_CONSTANT && end[-2].d == 1;
}

static int skips(const ImageCode *code) {
  return code->op <= OP_SKIP;
}

static Change block_change(Changes *changes, const ImageBlock *block) {
  const ImageCode *code = changes->agreement->CODE + block->first;
  Scan scan = {.changes = changes, .tests = no_change, .returned = no_change};
  memset(changes->bypassed, 0, (block->count + 1) * sizeof *changes->bypassed);
  for (uint32_t at = 0; at < block->count; at++) {
    if (changes->bypassed[at]) scan_join(&scan, block->registers, changes->bypassed[at] - 1);
    scan_one(&scan, code + at, at);
    if (!skips(code + at)) continue;
    uint32_t to = at + 1 + code[at].c;
    if (to <= block->count && !changes->bypassed[to]) changes->bypassed[to] = at + 1;
  }
  if (is_condition(changes, block, scan.returns))
    return (Change){scan.tests.ups, scan.tests.downs, INT64_MAX, scan.tests.own, 1};
  if (scan.returns == 1) return scan.returned;
  Change all = both(scan.returned, scan.tests);
  return either_way(moved(all), all.own);
}

/* ---- what fires -------------------------------------------------------------------------- */

static void happens(Happened *what, Happened times) {
  what->count = capped_plus(what->count, times.count);
  what->own |= times.own;
}

static Happened entries(const Changes *changes, uint64_t stages) {
  Happened all = {0, 0};
  for (uint32_t i = 0; i < ROWS(STAGE); i++)
    if (stages >> i & 1) happens(&all, changes->stages[i]);
  return all;
}

static Happened *fired_by(const Changes *changes, const ImageTrigger *trigger) {
  switch (trigger->effect) {
  case EFFECT_ANCHOR: return changes->anchors + trigger->target;
  case EFFECT_HISTORY: return changes->histories + trigger->target;
  case EFFECT_DERIVE: return changes->derived + trigger->target;
  case EFFECT_RULE: return changes->rules + trigger->target;
  case EFFECT_MOVE: return changes->moves + trigger->target;
  case EFFECT_ROUTE: return changes->derived + changes->agreement->bounds.assignment;
  default: return NULL;
  }
}

/* Triggers of one thing stand side by side, and it happens once for all of them. by: NULL of moves,
 * where triggers say of which. */
static void run_fires(Changes *changes, const ImageRun *run, const Happened *by) {
  const mops_agreement *agreement = changes->agreement;
  uint64_t stages = 0;
  for (uint32_t i = run->first; i < run->first + run->count; i++) {
    const ImageTrigger *trigger = agreement->TRIGGER + agreement->CANDIDATE[i].trigger;
    Happened *fired = fired_by(changes, trigger);
    stages |= (uint64_t)trigger->to;
    if (i + 1 < run->first + run->count) {
      const ImageTrigger *next = agreement->TRIGGER + agreement->CANDIDATE[i + 1].trigger;
      if (next->effect == trigger->effect && next->target == trigger->target) continue;
    }
    if (fired) happens(fired, by ? *by : entries(changes, stages));
    stages = 0;
  }
}

static void runs_fire(Changes *changes, uint32_t first, uint32_t count, const Happened *by) {
  for (uint32_t i = first; i < first + count; i++)
    run_fires(changes, changes->agreement->RUN + i, by);
}

static void event_fires(Changes *changes, uint32_t row) {
  const ImageRecord *record = changes->agreement->RECORD + row;
  const Happened *by = row ? changes->events + row : NULL; /* row 0: moves of the stage */
  runs_fire(changes, record->run_first, record->run_count, by);
  for (uint32_t i = 0; i < record->choice_count; i++) {
    const ImageChoice *choice = changes->agreement->CHOICE + record->choice_first + i;
    runs_fire(changes, choice->run_first, choice->run_count, by);
  }
}

/* `once` and `at most N` bound what is awarded, until a `set to` of the score. */
static void limit_rules(Changes *changes, const ImageScore *score) {
  const mops_agreement *agreement = changes->agreement;
  Happened set = {1, 0};
  for (uint32_t i = score->event_first; i < score->event_first + score->event_count; i++)
    if (agreement->EVENT_RULE[i].set) happens(&set, changes->rules[i]);
  for (uint32_t i = score->event_first; i < score->event_first + score->event_count; i++) {
    const ImageEventRule *rule = agreement->EVENT_RULE + i;
    for (uint32_t k = 0; !rule->set && !set.own && k < rule->limit_count; k++) {
      const ImageLimit *limit = agreement->LIMIT + rule->limit_first + k;
      if (limit->kind != LIMIT_CODE_TOTAL) continue;
      int64_t most = capped_times(limit->count, set.count);
      changes->rules[i].count = smaller(changes->rules[i].count, most);
    }
  }
}

/* Steps of SLAs move leads, and give them to others. */
static void clocks_act(Changes *changes) {
  const mops_agreement *agreement = changes->agreement;
  Happened done = {change_clock_runs(agreement), 0};
  for (uint32_t i = 0; i < ROWS(ACTION); i++) {
    const ImageAction *action = agreement->ACTION + i;
    if (action->kind == ACTION_CODE_MOVE) happens(changes->moves + action->move, done);
    if (action->kind == ACTION_CODE_REASSIGN)
      happens(changes->derived + agreement->bounds.assignment, done);
  }
}

static void work_out_fired(Changes *changes) {
  memset(changes->anchors, 0, ROWS(ANCHOR) * sizeof *changes->anchors);
  memset(changes->histories, 0, ROWS(HISTORY) * sizeof *changes->histories);
  memset(changes->rules, 0, ROWS(EVENT_RULE) * sizeof *changes->rules);
  memset(changes->moves, 0, ROWS(MOVE) * sizeof *changes->moves);
  memset(changes->derived, 0, ROWS(RECORD) * sizeof *changes->derived);
  for (uint32_t i = 0; i < ROWS(RECORD); i++)
    if (i == 0 || change_follows(changes->agreement, i)) event_fires(changes, i);
  clocks_act(changes);
  const ImageMeta *meta = changes->agreement->META;
  runs_fire(changes, meta->settled_first, meta->settled_count, NULL);
  for (uint32_t i = 0; i < ROWS(BECOMING); i++) {
    const ImageBecoming *row = changes->agreement->BECOMING + i;
    runs_fire(changes, row->run_first, row->run_count, changes->becomings + i);
  }
  for (uint32_t i = 0; i < ROWS(SCORE); i++) limit_rules(changes, changes->agreement->SCORE + i);
}

/* ---- slots that conditions read ---------------------------------------------------------- */

static void work_out_slots(Changes *changes) {
  const mops_agreement *agreement = changes->agreement;
  for (uint32_t i = 0; i < agreement->META->slots; i++) changes->slots[i] = no_change;
  Happened moves = entries(changes, UINT64_MAX);
  changes->slots[SLOT_STAGE] = either_way(moves.count, moves.own);
  Happened assigned = changes->events[agreement->bounds.assignment];
  for (uint32_t i = 0; agreement->META->owner_slot != NONE && i < OWNER_SLOTS; i++)
    changes->slots[agreement->META->owner_slot + i] = either_way(assigned.count, assigned.own);
  for (uint32_t i = 0; i < ROWS(ANCHOR); i++) {
    Happened fired = changes->anchors[i];
    changes->slots[agreement->ANCHOR[i].slot] = (Change){fired.count, 0, INT64_MAX, fired.own, 0};
  }
  for (uint32_t i = 0; i < ROWS(HISTORY); i++) {
    Happened fired = changes->histories[i];
    int64_t falls = agreement->HISTORY[i].kind == HISTORY_LAST ? fired.count : 0;
    changes->slots[agreement->HISTORY[i].slot] =
        (Change){fired.count, falls, INT64_MAX, fired.own, 0};
  }
}

/* ---- decays ------------------------------------------------------------------------------ */

/* How far a score can be from where its decay stops. */
static int64_t most_to_decay(const ImageScore *score) {
  int64_t rest = score_rest(score);
  return larger(minus(smaller(score->keep_high, POINTS_LIMIT), rest),
                minus(rest, larger(score->keep_low, -POINTS_LIMIT)));
}

int64_t decay_percent_steps(const mops_agreement *agreement, const ImageDecay *decay) {
  int64_t most = most_to_decay(agreement->SCORE + decay->score), steps = 0;
  for (; most > 0; steps++) {
    int64_t loss = number_scale(most, decay->amount, 10000);
    most = minus(most, larger(loss, 1));
  }
  return steps;
}

static int64_t steps_of(int64_t points, int64_t amount) {
  return plus(points / amount, points % amount != 0);
}

int64_t decay_steps_most(const mops_agreement *agreement, const ImageDecay *decay) {
  if (decay->percent) return decay_percent_steps(agreement, decay);
  return steps_of(most_to_decay(agreement->SCORE + decay->score), decay->amount);
}

/* By how many steps an award can make a decay longer. */
static int64_t steps_given(const ImageScore *score, const ImageDecay *decay,
                           const ImageEventRule *rule, int64_t most) {
  if (decay->percent) return most;
  int64_t points = rule->set ? minus(rule->points, score_rest(score)) : rule->points;
  return smaller(most, steps_of(points < 0 ? minus(0, points) : points, decay->amount));
}

/* ---- scores ------------------------------------------------------------------------------ */

static int gives_nothing(const ImageEventRule *rule) {
  return !rule->set && rule->points == 0;
}

/* points: what moves a score, up or down by its sign. */
static void add(Change *change, int64_t points, int64_t ups, int64_t downs, int own) {
  if (points == 0) return;
  Change more = {ups, downs, INT64_MAX, own, 0};
  *change = both(*change, points > 0 ? more : turned(more));
}

/* A `set to` the bound of `keep` can only lead there. */
static void add_set(Change *change, const ImageScore *score, const ImageEventRule *rule,
                    Happened fired, int ages) {
  int64_t ups = ages || rule->points > score->keep_low ? fired.count : 0;
  int64_t downs = ages || rule->points < score->keep_high ? fired.count : 0;
  *change = both(*change, (Change){ups, downs, INT64_MAX, fired.own, 0});
}

static void add_awards(Changes *changes, uint32_t row) {
  const mops_agreement *agreement = changes->agreement;
  const ImageScore *score = agreement->SCORE + row;
  Change *change = changes->given + row;
  int ages = 0;
  for (uint32_t i = score->event_first; i < score->event_first + score->event_count; i++)
    ages |= agreement->EVENT_RULE[i].ageing != NONE;
  for (uint32_t i = score->event_first; i < score->event_first + score->event_count; i++) {
    const ImageEventRule *rule = agreement->EVENT_RULE + i;
    Happened fired = changes->rules[i];
    if (gives_nothing(rule)) continue;
    if (rule->ageing != NONE) {
      const ImageAgeing *ageing = agreement->AGEING + rule->ageing;
      int64_t live = capped_plus(ageing->live, fired.count);
      add(change, rule->points, fired.count, capped_times(live, ageing->count), fired.own);
      continue;
    }
    changes->awards[row] = capped_plus(changes->awards[row], fired.count);
    if (rule->set)
      add_set(change, score, rule, fired, ages);
    else
      add(change, rule->points, fired.count, 0, fired.own);
  }
}

static void add_each(Changes *changes, const ImageEachRule *rule) {
  Change begun = changes->slots[rule->anchor];
  int64_t steps = capped_times(rule->at_most, capped_plus(begun.ups, 1));
  add(changes->given + rule->score, rule->points, steps, begun.ups, begun.own);
}

static void work_out_decay(Changes *changes, uint32_t row) {
  const mops_agreement *agreement = changes->agreement;
  const ImageDecay *decay = agreement->DECAY + row;
  const ImageScore *score = agreement->SCORE + decay->score;
  int64_t most = decay_steps_most(agreement, decay), steps = most;
  for (uint32_t i = score->event_first; i < score->event_first + score->event_count; i++) {
    const ImageEventRule *rule = agreement->EVENT_RULE + i;
    if (rule->ageing != NONE || gives_nothing(rule)) continue;
    int64_t given = steps_given(score, decay, rule, most);
    steps = capped_plus(steps, capped_times(changes->rules[i].count, given));
  }
  changes->decays[row] = steps;
}

/* Without fact rules. */
static void work_out_given(Changes *changes) {
  for (uint32_t i = 0; i < ROWS(SCORE); i++) {
    changes->given[i] = no_change;
    changes->awards[i] = 0;
    add_awards(changes, i);
  }
  for (uint32_t i = 0; i < ROWS(EACH_RULE); i++)
    add_each(changes, changes->agreement->EACH_RULE + i);
  for (uint32_t i = 0; i < ROWS(DECAY); i++) work_out_decay(changes, i);
}

/* A score decays towards its resting value: from one award to the next that is one way. So where it
 * may be on either side of it, it comes to a bound after an award or what else moves it, but not
 * with each step. */
static Change decaying(const Changes *changes, const ImageScore *score, Change change,
                       int64_t awards) {
  if (score->decay == NONE) return change;
  int64_t steps = changes->decays[score->decay], rest = score_rest(score);
  int falls = score->keep_high > rest, rises = score->keep_low < rest;
  int64_t turns = capped_plus(moved(change), capped_plus(awards, 1));
  change = both(change, (Change){rises ? steps : 0, falls ? steps : 0, INT64_MAX, 0, 0});
  if (rises && falls) change.turns = turns;
  return change;
}

static void add_facts(Changes *changes) {
  for (uint32_t i = 0; i < ROWS(SCORE); i++) changes->facts[i] = changes->given[i];
  for (uint32_t i = 0; i < ROWS(FACT_RULE); i++) {
    const ImageFactRule *rule = changes->agreement->FACT_RULE + i;
    Change held = changes->blocks[rule->condition];
    add(changes->facts + rule->score, rule->points, change_rises(held), change_falls(held),
        held.own);
  }
}

/* Returns whether it is more than was known of one of them. */
static int work_out_scores(Changes *changes) {
  int more = 0;
  add_facts(changes);
  for (uint32_t i = 0; i < ROWS(SCORE); i++) {
    const ImageScore *score = changes->agreement->SCORE + i;
    Change found = decaying(changes, score, changes->facts[i], changes->awards[i]);
    Change known = changes->scores[i];
    more |= found.ups != known.ups || found.downs != known.downs || found.turns != known.turns ||
            found.own != known.own;
    changes->scores[i] = found;
  }
  return more;
}

/* ---- all of it --------------------------------------------------------------------------- */

/* What is asked of a block: nothing; nothing more; anew each time. */
enum { ASKED_NOTHING, ASKED_ONCE, ASKED_AGAIN };

static void work_out_blocks(Changes *changes) {
  for (uint32_t i = 0; i < ROWS(BLOCK); i++)
    if (changes->asked[i] == ASKED_AGAIN)
      changes->blocks[i] = block_change(changes, changes->agreement->BLOCK + i);
}

/* A block evaluates only earlier ones. */
static void ask_blocks(Changes *changes) {
  const mops_agreement *agreement = changes->agreement;
  for (uint32_t i = 0; i < ROWS(BECOMING); i++)
    changes->asked[agreement->BECOMING[i].condition] = ASKED_AGAIN;
  for (uint32_t i = 0; i < ROWS(FACT_RULE); i++)
    changes->asked[agreement->FACT_RULE[i].condition] = ASKED_AGAIN;
  for (uint32_t i = 0; i < ROWS(MOVE); i++)
    if (agreement->MOVE[i].condition != NONE)
      changes->asked[agreement->MOVE[i].condition] = ASKED_AGAIN;
  for (uint32_t i = ROWS(BLOCK); i-- > 0;) {
    const ImageBlock *block = agreement->BLOCK + i;
    if (!changes->asked[i]) continue;
    for (uint32_t k = block->first; k < block->first + block->count; k++)
      if (agreement->CODE[k].op == OP_EVALUATE) changes->asked[agreement->CODE[k].d] = ASKED_AGAIN;
  }
}

void changes_begin(Changes *changes) {
  ask_blocks(changes);
  changes_work_out(changes);
  for (uint32_t i = 0; i < ROWS(BLOCK); i++)
    if (changes->asked[i] && !changes->blocks[i].own) changes->asked[i] = ASKED_ONCE;
}

/* Scores whose fact rules read scores are known after those; of a forged circle nothing is. */
void changes_work_out(Changes *changes) {
  work_out_fired(changes);
  work_out_slots(changes);
  work_out_given(changes);
  for (uint32_t i = 0; i < ROWS(SCORE); i++) changes->scores[i] = no_change;
  work_out_blocks(changes);
  for (uint32_t pass = 0; work_out_scores(changes); pass++) {
    for (uint32_t i = 0; pass > ROWS(SCORE) && i < ROWS(SCORE); i++)
      changes->scores[i] = either_way(INT64_MAX, 1);
    work_out_blocks(changes);
    if (pass > ROWS(SCORE)) return;
  }
}
