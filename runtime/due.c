/* A timer is due once for each instant that it counts from, or once for each step from there; and
 * what time does can begin it anew. So the bound is what timers make by themselves, and again for
 * each time that one of these happens, which are counted first:
 *
 *   a stage is entered, a definition turns true, an event follows from others.
 *
 * Each is counted after what it depends on (change.h): a definition turns true as often as what it
 * reads lets it; an event happens as often as what it follows from; a stage that no way leads back
 * to is entered once.
 *
 * The rest are circles. The checker lets nothing turn in a circle by itself as time passes (E0606,
 * E0612), but by rules that fire a number of times in all. So a circle moves on only when something
 * outside of it does, counted as how often that turns one of its conditions true, or when such a rule
 * of it fires. For each such time a definition or an event of the circle
 * happens at most once, as in any step, and a stage is entered at most once before the lead would
 * be back where it was. If moves change what conditions of their circle read (as `set to 0 on
 * entering`), a way round is possible for each move of it; a second round on that way is not. */
#include "runtime/due.h"

#include <string.h>

#include "runtime/change.h"
#include "runtime/memory.h"
#include "runtime/number.h"

/* More than that are not looked through. */
enum { MOST_HAPPENINGS = 2048 };

typedef struct {
  Changes changes;
  uint32_t count;            /* of what happens: stages, then becomings, then events that follow */
  uint32_t *events;          /* their rows */
  uint64_t *leads;           /* by what happens, a bit for each: what it can make happen */
  uint32_t words;            /* for each of them */
  uint32_t *before;          /* how many lead to it */
  char *known;               /* by what happens: it is counted */
  uint64_t *next;            /* by stage: those that time can bring a lead to from it */
} Due;

#define ROWS(section) (due->changes.agreement->count[SECTION_##section])

/* ---- what happens ------------------------------------------------------------------------ */

static int is_stage(const Due *due, uint32_t what) {
  return what < ROWS(STAGE);
}

static int is_becoming(const Due *due, uint32_t what) {
  return !is_stage(due, what) && what < ROWS(STAGE) + ROWS(BECOMING);
}

static uint32_t event_of(const Due *due, uint32_t what) {
  return due->events[what - ROWS(STAGE) - ROWS(BECOMING)];
}

static Happened *happened(const Due *due, uint32_t what) {
  const Changes *changes = &due->changes;
  if (is_stage(due, what)) return changes->stages + what;
  if (is_becoming(due, what)) return changes->becomings + (what - ROWS(STAGE));
  return changes->events + event_of(due, what);
}

static int leads_to(const Due *due, uint32_t from, uint32_t to) {
  return due->leads[(size_t)from * due->words + to / 64] >> to % 64 & 1;
}

static void set_leads(Due *due, uint32_t from, uint32_t to) {
  due->leads[(size_t)from * due->words + to / 64] |= UINT64_C(1) << to % 64;
}

static int is_circle(const Due *due, uint32_t what, uint32_t other) {
  return leads_to(due, what, other) && leads_to(due, other, what);
}

/* ---- stages ------------------------------------------------------------------------------ */

/* Whether time can make a move. */
static int is_timely(const Due *due, uint32_t move) {
  return due->changes.agreement->MOVE[move].condition != NONE || due->changes.moves[move].count > 0;
}

static int returns(const Due *due, uint32_t stage) {
  return due->next[stage] >> stage & 1;
}

/* Stages that lead to this one and back. */
static uint64_t circle_of(const Due *due, uint32_t stage) {
  uint64_t found = 0;
  for (uint32_t i = 0; i < ROWS(STAGE); i++)
    if (due->next[stage] >> i & due->next[i] >> stage & 1) found |= UINT64_C(1) << i;
  return found;
}

/* As if everything could happen once. */
static void find_ways(Due *due) {
  const ImageMove *moves = due->changes.agreement->MOVE;
  for (uint32_t i = 0; i < due->count; i++) *happened(due, i) = (Happened){1, 1};
  changes_begin(&due->changes);
  uint64_t entered = 0;
  for (uint32_t i = 0; i < ROWS(MOVE); i++) {
    if (!is_timely(due, i)) continue;
    entered |= UINT64_C(1) << moves[i].to;
    for (uint32_t from = 0; from < ROWS(STAGE); from++)
      if ((uint64_t)moves[i].from >> from & 1) due->next[from] |= UINT64_C(1) << moves[i].to;
  }
  for (uint32_t by = 0; by < ROWS(STAGE); by++)
    for (uint32_t from = 0; from < ROWS(STAGE); from++)
      if (due->next[from] >> by & 1) due->next[from] |= due->next[by];
  for (uint32_t i = 0; i < due->count; i++) *happened(due, i) = (Happened){0, 0};
  for (uint32_t i = 0; i < ROWS(STAGE); i++) {
    due->known[i] = !returns(due, i);
    if (due->known[i]) due->changes.stages[i].count = (int64_t)(entered >> i & 1);
  }
}

/* A move of a circle of stages. */
static int moves_within(const ImageMove *move, uint64_t circle) {
  return (circle >> move->to & 1) && ((uint64_t)move->from & circle);
}

/* ---- what leads to what ------------------------------------------------------------------ */

/* How often what is outside of its circle makes it happen; own: and what is inside changes what its
 * conditions read. */
static Happened caused(const Due *due, uint32_t what) {
  const Changes *changes = &due->changes;
  const mops_agreement *agreement = changes->agreement;
  if (!is_stage(due, what) && !is_becoming(due, what)) return changes->derived[event_of(due, what)];
  Happened all = {0, 0};
  if (is_becoming(due, what)) {
    Change change = changes->blocks[agreement->BECOMING[what - ROWS(STAGE)].condition];
    return (Happened){change_rises(change), change.own};
  }
  uint64_t circle = circle_of(due, what);
  for (uint32_t i = 0; i < ROWS(MOVE); i++) {
    const ImageMove *move = agreement->MOVE + i;
    if (move->to != what || !moves_within(move, circle)) continue;
    Happened more = changes->moves[i];
    if (move->condition != NONE) {
      Change change = changes->blocks[move->condition];
      more = (Happened){change_rises(change), change.own};
    }
    all = (Happened){capped_plus(all.count, more.count), all.own | more.own};
  }
  return all;
}

static void find_leads_of(Due *due, uint32_t what) {
  happened(due, what)->own = 1;
  changes_work_out(&due->changes);
  happened(due, what)->own = 0;
  uint64_t circle = is_stage(due, what) ? circle_of(due, what) : 0;
  for (uint32_t i = 0; i < due->count; i++) {
    int beside = is_stage(due, i) && (circle >> i & 1);
    if (!due->known[i] && (beside || caused(due, i).own)) set_leads(due, what, i);
  }
}

static void find_leads(Due *due) {
  for (uint32_t i = 0; i < due->count; i++)
    if (!due->known[i]) find_leads_of(due, i);
  for (uint32_t by = 0; by < due->count; by++)
    for (uint32_t from = 0; from < due->count; from++)
      for (uint32_t i = 0; leads_to(due, from, by) && i < due->words; i++)
        due->leads[(size_t)from * due->words + i] |= due->leads[(size_t)by * due->words + i];
  for (uint32_t from = 0; from < due->count; from++)
    for (uint32_t to = 0; to < due->count; to++)
      due->before[to] += (uint32_t)leads_to(due, from, to);
}

/* ---- counting ---------------------------------------------------------------------------- */

/* A circle of stages: how often each is entered, and all of them together. */
static int64_t count_stages(Due *due, uint32_t stage, Happened cause) {
  uint64_t circle = circle_of(due, stage), entered = 0;
  int64_t rounds = 1, all = 0;
  for (uint32_t i = 0; i < ROWS(MOVE); i++) {
    const ImageMove *move = due->changes.agreement->MOVE + i;
    if (!is_timely(due, i) || !moves_within(move, circle)) continue;
    entered |= UINT64_C(1) << move->to;
    rounds += cause.own;
  }
  int64_t times_entered = capped_times(capped_plus(cause.count, 1), rounds);
  for (uint32_t i = 0; i < ROWS(STAGE); i++) {
    if (!(entered >> i & 1)) continue;
    due->changes.stages[i].count = times_entered;
    all = capped_plus(all, times_entered);
  }
  return all;
}

/* How often rules that fire a number of times in all do so in some runs. */
static int64_t limited_firings(const mops_agreement *agreement, uint32_t first, uint32_t count) {
  int64_t firings = 0;
  const ImageRun *begin = agreement->RUN + first, *end = begin + count;
  for (const ImageRun *run = begin; run < end; run++) {
    for (uint32_t i = run->first; i < run->first + run->count; i++) {
      const ImageTrigger *trigger = agreement->TRIGGER + agreement->CANDIDATE[i].trigger;
      if (trigger->effect != EFFECT_RULE) continue;
      const ImageEventRule *rule = agreement->EVENT_RULE + trigger->target;
      for (uint32_t k = rule->limit_first; k < rule->limit_first + rule->limit_count; k++)
        if (agreement->LIMIT[k].kind == LIMIT_CODE_TOTAL)
          firings = capped_plus(firings, agreement->LIMIT[k].count);
    }
  }
  return firings;
}

static int64_t firings_by(const Due *due, uint32_t what) {
  const mops_agreement *agreement = due->changes.agreement;
  if (is_stage(due, what)) return 0;
  if (is_becoming(due, what))
    return limited_firings(agreement, agreement->BECOMING[what - ROWS(STAGE)].run_first, 1);
  const ImageRecord *record = agreement->RECORD + event_of(due, what);
  return limited_firings(agreement, record->run_first, record->run_count);
}

static void count_circle(Due *due, uint32_t what) {
  for (uint32_t i = what; i < due->count; i++)
    if (is_circle(due, what, i)) happened(due, i)->own = 1;
  changes_work_out(&due->changes);
  Happened cause = {0, 0};
  for (uint32_t i = what; i < due->count; i++) {
    if (!is_circle(due, what, i)) continue;
    Happened more = caused(due, i);
    cause = (Happened){capped_plus(cause.count, more.count), cause.own | more.own};
    cause.count = capped_plus(cause.count, firings_by(due, i));
  }
  int64_t all = cause.count;
  for (uint32_t i = what; i < ROWS(STAGE); i++)
    if (is_circle(due, what, i) && (circle_of(due, i) & ((UINT64_C(1) << i) - 1)) == 0)
      all = capped_plus(all, count_stages(due, i, cause));
  for (uint32_t i = what; i < due->count; i++) {
    if (!is_circle(due, what, i)) continue;
    due->known[i] = 1;
    happened(due, i)->own = 0;
    if (!is_stage(due, i)) happened(due, i)->count = all;
  }
}

static void count_one(Due *due, uint32_t what) {
  if (is_circle(due, what, what)) {
    count_circle(due, what);
    return;
  }
  changes_work_out(&due->changes);
  happened(due, what)->count = caused(due, what).count;
  due->known[what] = 1;
}

/* What fewer lead to stands before what it leads to. */
static void count_happenings(Due *due) {
  for (uint32_t before = 0; before <= due->count; before++)
    for (uint32_t i = 0; i < due->count; i++)
      if (due->before[i] == before && !due->known[i]) count_one(due, i);
  changes_work_out(&due->changes);
}

/* ---- timers ------------------------------------------------------------------------------ */

int due_wakes(const ImageTimer *timer) {
  return timer->stages != 0;
}

int64_t due_timer_steps(const mops_agreement *agreement, const ImageTimer *timer) {
  switch (timer->kind) {
  case TIMER_EACH: return timer->at_most;
  case TIMER_DECAY: return decay_steps_most(agreement, agreement->DECAY + timer->decay);
  case TIMER_AGEING: {
    const ImageAgeing *ageing = agreement->AGEING + timer->ageing;
    return capped_times(ageing->live, ageing->count);
  }
  default: return 1;
  }
}

/* How often a move's condition begins to hold, or holds as the lead enters a stage that it leads
 * from. */
static int64_t holds_again(const Due *due, const ImageTimer *timer) {
  const Changes *changes = &due->changes;
  int64_t again = 0;
  for (uint32_t i = 0; i < ROWS(MOVE); i++) {
    const ImageMove *move = changes->agreement->MOVE + i;
    if (move->hold_slot != timer->slot || move->condition == NONE) continue;
    again = capped_plus(again, change_rises(changes->blocks[move->condition]));
    for (uint32_t from = 0; from < ROWS(STAGE); from++)
      if ((uint64_t)move->from >> from & 1) again = capped_plus(again, changes->stages[from].count);
  }
  return again;
}

int64_t due_clock_steps(const mops_agreement *agreement) {
  int64_t all = 0, most = 0;
  for (uint32_t i = 0; i < agreement->count[SECTION_SLA]; i++) {
    int64_t steps = 1 + (int64_t)agreement->SLA[i].step_count;
    all = capped_plus(all, steps);
    most = larger(most, steps);
  }
  return capped_plus(all, capped_times(agreement->bounds.silent_starts, most));
}

static int64_t all_steps(const Due *due, const ImageTimer *timer) {
  const Changes *changes = &due->changes;
  int64_t steps = due_timer_steps(changes->agreement, timer), again = 0;
  switch (timer->kind) {
  case TIMER_DECAY: return changes->decays[timer->decay];
  case TIMER_AGEING: {
    const ImageAgeing *ageing = changes->agreement->AGEING + timer->ageing;
    int64_t awards = changes->rules[ageing->event_rule].count;
    return capped_plus(steps, capped_times(awards, ageing->count));
  }
  case TIMER_SINCE:
  case TIMER_EACH: again = changes->slots[timer->slot].ups; break;
  case TIMER_WINDOW: again = changes->histories[timer->history].count; break;
  case TIMER_HOLD: again = holds_again(due, timer); break;
  default: break;
  }
  return capped_times(steps, capped_plus(again, 1));
}

/* A lead whose moves are held back waits for any step, also of a timer that wakes in no stage. They
 * are held back only in a record, and in a step in which a stage was entered. An import is settled by
 * a step of its own, which takes the place of the record's. */
static int64_t timers_steps(const Due *due) {
  const Changes *changes = &due->changes;
  int64_t steps = 0, others = 0, held = 0;
  for (uint32_t i = 0; i < ROWS(TIMER); i++) {
    const ImageTimer *timer = changes->agreement->TIMER + i;
    int64_t *sum = due_wakes(timer) ? &steps : &others;
    *sum = capped_plus(*sum, all_steps(due, timer));
  }
  for (uint32_t i = 0; i < ROWS(STAGE); i++) held = capped_plus(held, changes->stages[i].count);
  steps = capped_plus(steps, due_clock_steps(changes->agreement));
  return capped_plus(capped_plus(steps, ROWS(STAGE) > 0), smaller(held, others));
}

/* ---- for all of it ----------------------------------------------------------------------- */

/* Lays out all tables one after another from `block` on, or only measures them. */
typedef struct {
  char *block;
  size_t used;
} Layout;

static void *lay_out(Layout *layout, size_t count, size_t size) {
  void *found = layout->block ? layout->block + layout->used : NULL;
  layout->used += (count * size + 15) / 16 * 16;
  return found;
}

static void lay_out_changes(Changes *changes, Layout *layout) {
  const mops_agreement *agreement = changes->agreement;
  const uint32_t *count = agreement->count;
  uint32_t longest = 0;
  for (uint32_t i = 0; i < count[SECTION_BLOCK]; i++)
    if (agreement->BLOCK[i].count > longest) longest = agreement->BLOCK[i].count;
  changes->stages = lay_out(layout, count[SECTION_STAGE], sizeof(Happened));
  changes->becomings = lay_out(layout, count[SECTION_BECOMING], sizeof(Happened));
  changes->events = lay_out(layout, count[SECTION_RECORD], sizeof(Happened));
  changes->anchors = lay_out(layout, count[SECTION_ANCHOR], sizeof(Happened));
  changes->histories = lay_out(layout, count[SECTION_HISTORY], sizeof(Happened));
  changes->rules = lay_out(layout, count[SECTION_EVENT_RULE], sizeof(Happened));
  changes->moves = lay_out(layout, count[SECTION_MOVE], sizeof(Happened));
  changes->derived = lay_out(layout, count[SECTION_RECORD], sizeof(Happened));
  changes->slots = lay_out(layout, agreement->META->slots, sizeof(Change));
  changes->scores = lay_out(layout, count[SECTION_SCORE], sizeof(Change));
  changes->given = lay_out(layout, count[SECTION_SCORE], sizeof(Change));
  changes->facts = lay_out(layout, count[SECTION_SCORE], sizeof(Change));
  changes->blocks = lay_out(layout, count[SECTION_BLOCK], sizeof(Change));
  changes->decays = lay_out(layout, count[SECTION_DECAY], sizeof(int64_t));
  changes->awards = lay_out(layout, count[SECTION_SCORE], sizeof(int64_t));
  changes->asked = lay_out(layout, count[SECTION_BLOCK], 1);
  changes->bypassed = lay_out(layout, longest + 1u, sizeof(uint32_t));
}

static void lay_out_due(Due *due, Layout *layout) {
  lay_out_changes(&due->changes, layout);
  due->events = lay_out(layout, due->count, sizeof(uint32_t));
  due->leads = lay_out(layout, (size_t)due->count * due->words, sizeof(uint64_t));
  due->before = lay_out(layout, due->count, sizeof(uint32_t));
  due->next = lay_out(layout, ROWS(STAGE), sizeof(uint64_t));
  due->known = lay_out(layout, due->count, 1);
}

static uint32_t events_that_follow(const mops_agreement *agreement, uint32_t *events) {
  uint32_t count = 0;
  for (uint32_t i = 1; i < agreement->count[SECTION_RECORD]; i++) {
    if (!change_follows(agreement, i)) continue;
    if (events) events[count] = i;
    count++;
  }
  return count;
}

mops_status due_steps(const mops_agreement *agreement, int64_t *steps) {
  Due counted = {.changes = {.agreement = agreement}}, *due = &counted;
  *steps = INT64_MAX;
  due->count = ROWS(STAGE) + ROWS(BECOMING) + events_that_follow(agreement, NULL);
  due->words = (due->count + 63) / 64;
  if (due->count > MOST_HAPPENINGS) return MOPS_OK;
  Layout layout = {NULL, 0};
  lay_out_due(due, &layout);
  size_t size = layout.used;
  layout = (Layout){memory_take(&agreement->memory, size, 1), 0};
  if (!layout.block) return MOPS_NO_MEMORY;
  lay_out_due(due, &layout);
  events_that_follow(agreement, due->events);
  find_ways(due);
  find_leads(due);
  count_happenings(due);
  *steps = timers_steps(due);
  memory_free(&agreement->memory, layout.block, size);
  return MOPS_OK;
}
