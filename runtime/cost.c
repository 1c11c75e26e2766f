/* What deciding can cost at most, worked out from an image's tables: every formula adds up what the
 * functions of fold.c, by_hand.c, merge.c, timer.c, ageing.c and history.c can look at (MEASURE in
 * them counts it). */
#include "runtime/agreement.h"
#include "runtime/change.h"
#include "runtime/due.h"
#include "runtime/memory.h"
#include "runtime/kept.h"
#include "runtime/number.h"

typedef struct {
  const mops_agreement *agreement;
  int64_t *blocks; /* by row of BLOCK: instructions, with those of the blocks that it evaluates */
} Costs;

#define COUNT(section) ((int64_t)costs->agreement->count[SECTION_##section])

/* ---- conditions -------------------------------------------------------------------------- */

static int64_t instruction(const Costs *costs, const ImageCode *code) {
  switch (code->op) {
  case OP_READ_SCORE: return plus(1, costs->agreement->SCORE[code->d].each_count);
  case OP_READ_HISTORY: return HISTORY_COST;
  case OP_EVALUATE: return plus(1, costs->blocks[code->d]);
  default: return 1;
  }
}

static void fill_blocks(Costs *costs) {
  for (int64_t i = 0; i < COUNT(BLOCK); i++) {
    const ImageBlock *block = costs->agreement->BLOCK + i;
    costs->blocks[i] = 0;
    for (uint32_t k = block->first; k < block->first + block->count; k++)
      costs->blocks[i] = plus(costs->blocks[i], instruction(costs, costs->agreement->CODE + k));
  }
}

/* A look at whether a condition is true: its first comparisons may be made twice (vm_holds). */
static int64_t condition(const Costs *costs, uint32_t block) {
  return block == NONE ? 1 : plus(1, times(2, costs->blocks[block]));
}

/* ---- awards ------------------------------------------------------------------------------ */

static int64_t limits(const Costs *costs, const ImageEventRule *rule, int windows) {
  int64_t cost = 0;
  for (uint32_t i = 0; i < rule->limit_count; i++) {
    const ImageLimit *limit = costs->agreement->LIMIT + rule->limit_first + i;
    cost = plus(cost, windows && limit->kind == LIMIT_CODE_WINDOW ? limit->count + 1 : 1);
  }
  return cost;
}

/* Keeping another wake-up, for which its group may be looked through (runtime/kept.c). */
enum { KEEPING = 1 + KEPT_GROUP };

static int64_t live(const Costs *costs, const ImageEventRule *rule) {
  return rule->ageing == NONE ? 0 : plus(KEEPING, costs->agreement->AGEING[rule->ageing].live);
}

/* All firings and counts of a score's rules start again. */
static int64_t restart(const Costs *costs, const ImageScore *score) {
  int64_t cost = plus(COUNT(COUNTER), score->group_count);
  for (uint32_t i = score->event_first; i < score->event_first + score->event_count; i++) {
    const ImageEventRule *rule = costs->agreement->EVENT_RULE + i;
    cost = plus(cost, plus(1, plus(limits(costs, rule, 1), live(costs, rule))));
  }
  return cost;
}

static int64_t award(const Costs *costs, uint32_t index) {
  const ImageEventRule *rule = costs->agreement->EVENT_RULE + index;
  int64_t cost = plus(2, times(2, limits(costs, rule, 0)));
  if (rule->ageing != NONE)
    cost = plus(cost, plus(3 * KEEPING, times(2, costs->agreement->AGEING[rule->ageing].live)));
  return rule->set ? plus(cost, restart(costs, costs->agreement->SCORE + rule->score)) : cost;
}

/* ---- occurrences ------------------------------------------------------------------------- */

static int64_t counter(const Costs *costs, uint32_t index) {
  return index == NONE ? 0 : times(4, costs->agreement->COUNTER[index].count);
}

/* What fact rules read of it is to be looked at again, and when it leaves its window. */
static int64_t noting(const ImageHistory *history) {
  return plus(1, plus(history->dependent_count, times(1 + KEEPING, history->timer_count)));
}

static int64_t effect(const Costs *costs, const ImageTrigger *trigger) {
  const mops_agreement *agreement = costs->agreement;
  switch (trigger->effect) {
  case EFFECT_ANCHOR:
    return plus(COUNT(EACH_RULE), agreement->ANCHOR[trigger->target].dependent_count);
  case EFFECT_HISTORY: return noting(agreement->HISTORY + trigger->target);
  case EFFECT_RULE: return award(costs, trigger->target);
  default: return 1;
  }
}

/* A trigger is asked whether it fires and for its memory, counted, recorded, awarded, and asked for
 * its route and its move. */
static int64_t trigger_cost(const Costs *costs, const ImageTrigger *trigger) {
  int64_t cost = plus(6, times(2, condition(costs, trigger->where)));
  return plus(cost, plus(counter(costs, trigger->counter), effect(costs, trigger)));
}

static int64_t run_cost(const Costs *costs, const ImageRun *run) {
  int64_t cost = 0;
  for (uint32_t i = run->first; i < run->first + run->count; i++)
    cost = plus(cost, trigger_cost(costs, costs->agreement->TRIGGER +
                                              costs->agreement->CANDIDATE[i].trigger));
  return cost;
}

/* Of some runs the one that costs most. */
static int64_t largest_run(const Costs *costs, uint32_t first, uint32_t count) {
  int64_t most = 0;
  for (uint32_t i = first; i < first + count; i++)
    most = larger(most, run_cost(costs, costs->agreement->RUN + i));
  return most;
}

/* With bits all of a choice's runs may be put together, one by one. */
static int64_t choice_cost(const Costs *costs, const ImageChoice *choice) {
  int64_t merging = plus(1, times(2, costs->agreement->bounds.max_candidates)), cost = 0;
  if (!choice->bits) return plus(merging, largest_run(costs, choice->run_first, choice->run_count));
  for (uint32_t i = choice->run_first; i < choice->run_first + choice->run_count; i++)
    cost = plus(cost, plus(merging, run_cost(costs, costs->agreement->RUN + i)));
  return cost;
}

/* The runs that a kind of record's values choose are put together (runtime/candidate.c). */
static int64_t occurrence(const Costs *costs, const ImageRecord *record) {
  int64_t cost = largest_run(costs, record->run_first, record->run_count);
  for (uint32_t i = 0; i < record->choice_count; i++)
    cost = plus(cost, choice_cost(costs, costs->agreement->CHOICE + record->choice_first + i));
  return cost;
}

/* A score is read, and those found of which it passed a number. */
static int64_t readers(const Costs *costs, uint32_t score) {
  const ImageScore *row = costs->agreement->SCORE + score;
  return plus(row->each_count, row->dependent_count);
}

static int64_t facts(const Costs *costs, uint32_t first) {
  int64_t cost = 0;
  for (int64_t i = first; i < COUNT(FACT_RULE); i++) {
    const ImageFactRule *rule = costs->agreement->FACT_RULE + i;
    cost =
        plus(cost, plus(2, plus(readers(costs, rule->score), condition(costs, rule->condition))));
  }
  for (int64_t i = 0; i < COUNT(SCORE); i++) /* what they saw of the scores */
    cost = plus(cost, plus(1, costs->agreement->SCORE[i].each_count));
  return cost;
}

static int64_t moving_facts(const Costs *costs) {
  int64_t found = plus(plus(COUNT(FACT_RULE) / 64, 1), plus(COUNT(DEPENDENT), COUNT(EACH_RULE)));
  return plus(found, facts(costs, costs->agreement->META->static_facts));
}

/* ---- the lifecycle ----------------------------------------------------------------------- */

static int64_t entering(const Costs *costs) {
  return plus(occurrence(costs, costs->agreement->RECORD), plus(COUNT(MOVE), moving_facts(costs)));
}

/* Each stage is entered at most once in one settling, and all moves are tried before and after. */
static int64_t settling(const Costs *costs) {
  int64_t tried = 0;
  for (int64_t i = 0; i < COUNT(MOVE); i++)
    tried = plus(tried, plus(1, condition(costs, costs->agreement->MOVE[i].condition)));
  return plus(times(plus(COUNT(STAGE), 1), tried), times(COUNT(STAGE), entering(costs)));
}

/* An occurrence with all that it leads to in its own pass. */
static int64_t pass(const Costs *costs, int64_t occurred) {
  int64_t lifecycle = COUNT(STAGE) ? plus(entering(costs), settling(costs)) : 0;
  return plus(occurred, plus(moving_facts(costs), lifecycle));
}

/* Every event that follows from others and every definition that turns true, once each. */
static int64_t following(const Costs *costs) {
  int64_t cost = 0, compared = 0;
  for (int64_t i = 1; i < COUNT(RECORD); i++) {
    const ImageRecord *record = costs->agreement->RECORD + i;
    if (record->derived)
      cost = plus(cost, plus(COUNT(RECORD), pass(costs, occurrence(costs, record))));
  }
  for (int64_t i = 0; i < COUNT(BECOMING); i++) {
    const ImageBecoming *row = costs->agreement->BECOMING + i;
    compared = plus(compared, plus(1, condition(costs, row->condition)));
    cost = plus(cost, pass(costs, run_cost(costs, costs->agreement->RUN + row->run_first)));
  }
  return plus(cost, times(plus(COUNT(BECOMING), 1), compared));
}

/* ---- routes ------------------------------------------------------------------------------ */

/* Whether somebody is there, and at work. */
enum { ABLE = 1 + 2 * MAX_ABSENCES + OPENING_COST };

/* Of the largest pool each member is asked, with the leads that it has. */
static int64_t turn(const Costs *costs) {
  int64_t members = 0, held = times(2, plus(COUNT(STAGE), 1));
  for (int64_t i = 0; i < COUNT(POOL); i++)
    members = larger(members, costs->agreement->POOL[i].count);
  return times(members, plus(2 + ABLE, held));
}

static int64_t clause(const Costs *costs, const ImageClause *row) {
  int64_t cost = plus(1 + ABLE, condition(costs, row->condition));
  if (row->value != NONE) cost = plus(cost, costs->blocks[row->value]);
  return row->kind == TARGET_CODE_POOL ? plus(cost, turn(costs)) : cost;
}

/* Every trigger of a route may wait, and one route acts. */
static int64_t choosing(const Costs *costs) {
  int64_t waiting = 0, most = 0;
  for (int64_t i = 0; i < COUNT(TRIGGER); i++)
    if (costs->agreement->TRIGGER[i].effect >= EFFECT_ROUTE)
      waiting = plus(waiting, plus(2, condition(costs, costs->agreement->TRIGGER[i].where)));
  for (int64_t i = 0; i < COUNT(ROUTE); i++) {
    const ImageRoute *route = costs->agreement->ROUTE + i;
    int64_t cost = 0;
    for (uint32_t k = route->first; k < route->first + route->count; k++)
      cost = plus(cost, clause(costs, costs->agreement->CLAUSE + k));
    most = larger(most, cost);
  }
  for (int64_t i = 0; i < COUNT(ACTION); i++)
    if (costs->agreement->ACTION[i].clause_count)
      most = larger(
          most, clause(costs, costs->agreement->CLAUSE + costs->agreement->ACTION[i].clause_first));
  return plus(waiting, most);
}

/* A lead has another owner: fact rules may read it, and it is remembered by its values. */
static int64_t owning(const Costs *costs) {
  if (costs->agreement->META->owner_slot == NONE) return 0;
  return plus(COUNT(LOOKUP), facts(costs, costs->agreement->META->static_facts));
}

/* What a route decides happens like an event, with all that follows. */
static int64_t routing(const Costs *costs) {
  if (!change_assigns(costs->agreement)) return 0;
  const ImageRecord *assignment = costs->agreement->RECORD + costs->agreement->bounds.assignment;
  int64_t assigned = plus(pass(costs, occurrence(costs, assignment)), following(costs));
  return plus(choosing(costs), plus(owning(costs), assigned));
}

/* ---- service levels ---------------------------------------------------------------------- */

/* A clock is met, cancelled, or started: its target, its due instant and those of its steps, each
 * of which may be found twice (runtime/clock.c). */
static int64_t clocks(const Costs *costs) {
  const mops_agreement *agreement = costs->agreement;
  int64_t cost = 0;
  for (int64_t i = 0; i < COUNT(TRIGGER); i++)
    if (agreement->TRIGGER[i].effect > EFFECT_ROUTE)
      cost = plus(cost, times(2, plus(3, condition(costs, agreement->TRIGGER[i].where))));
  for (int64_t i = 0; i < COUNT(SLA_TARGET); i++)
    cost = plus(cost, times(2, plus(1, condition(costs, agreement->SLA_TARGET[i].condition))));
  for (int64_t i = 0; i < COUNT(SLA); i++)
    cost = plus(cost, plus(1, times(OPENING_COST, 8 + 6 * (int64_t)agreement->SLA[i].step_count)));
  return plus(cost, times(2, COUNT(ACTION)));
}

/* Pauses are read, what moves by them is moved, and the next deadline is found. */
static int64_t waiting(const Costs *costs) {
  int64_t cost = 0;
  for (int64_t i = 0; i < COUNT(SLA); i++) {
    const ImageSla *row = costs->agreement->SLA + i;
    int64_t moved = times(OPENING_COST, 2 + 2 * (int64_t)row->step_count);
    cost =
        plus(cost, plus(3 + (int64_t)row->step_count, plus(condition(costs, row->paused), moved)));
  }
  return cost;
}

/* ---- time -------------------------------------------------------------------------------- */

static int64_t passing(const Costs *costs) {
  int64_t cost = 0;
  for (int64_t i = 0; i < COUNT(DECAY); i++) {
    const ImageDecay *decay = costs->agreement->DECAY + i;
    cost = plus(cost, plus(1, decay->percent ? decay_percent_steps(costs->agreement, decay) : 1));
  }
  for (int64_t i = 0; i < COUNT(AGEING); i++)
    cost = plus(cost, plus(1 + KEEPING, times(2, costs->agreement->AGEING[i].live)));
  return cost;
}

/* Kept wake-ups are taken one after another, and what reads them is to be looked at again. */
static int64_t taking(const Costs *costs) {
  int64_t kept = costs->agreement->bounds.kept_timers;
  int64_t each = plus(kept_groups((uint32_t)kept), KEPT_GROUP + KEEPING);
  return plus(times(plus(kept, 1), each), COUNT(DEPENDENT));
}

/* Pauses are read, and the next wake-up is found. */
static int64_t ending(const Costs *costs) {
  int64_t cost = plus(COUNT(TIMER), waiting(costs));
  for (int64_t i = 0; i < COUNT(DECAY); i++)
    cost = plus(cost, plus(1, condition(costs, costs->agreement->DECAY[i].paused)));
  return cost;
}

/* Derived facts are worked out when a lead record comes in. */
static int64_t deriving(const Costs *costs) {
  int64_t cost = 0;
  for (int64_t i = 0; i < COUNT(DERIVED); i++)
    cost = plus(cost, plus(1, costs->blocks[costs->agreement->DERIVED[i].block]));
  return cost;
}

/* Both leads' latest instants are read, and those of one written. */
static int64_t joining(int64_t slots) {
  return plus(4, times(4, slots));
}

/* Two leads become one: time passes for the other, and what events did to both is put together. */
static int64_t merging(const Costs *costs) {
  const mops_agreement *agreement = costs->agreement;
  int64_t cost = plus(passing(costs), plus(COUNT(ANCHOR), plus(COUNT(EACH_RULE), COUNT(GROUP))));
  cost = plus(cost, owning(costs));
  for (int64_t i = 0; i < COUNT(SLA); i++)
    cost = plus(cost, plus(1 + CLOCK_SLOTS, agreement->SLA[i].step_count));
  cost = plus(cost, COUNT(ACTION));
  for (int64_t i = 0; i < COUNT(HISTORY); i++)
    cost = plus(cost, plus(joining(agreement->HISTORY[i].count), noting(agreement->HISTORY + i)));
  for (int64_t i = 0; i < COUNT(EVENT_RULE); i++)
    cost = plus(cost, plus(2, live(costs, agreement->EVENT_RULE + i)));
  for (int64_t i = 0; i < COUNT(LIMIT); i++) {
    const ImageLimit *limit = agreement->LIMIT + i;
    cost = plus(cost, joining(limit->kind == LIMIT_CODE_WINDOW ? limit->count : 0));
  }
  for (int64_t i = 0; i < COUNT(AGEING); i++)
    cost = plus(cost, plus(joining(agreement->AGEING[i].live), agreement->AGEING[i].live));
  return cost;
}

/* What people do by hand: all of a score starts again, or two leads become one. */
static int64_t by_hand(const Costs *costs) {
  int64_t most = merging(costs);
  for (int64_t i = 0; i < COUNT(SCORE); i++)
    most = larger(most, restart(costs, costs->agreement->SCORE + i));
  return most;
}

static int64_t record_cost(const Costs *costs) {
  int64_t most = by_hand(costs);
  for (int64_t i = 1; i < COUNT(RECORD); i++)
    most = larger(most, occurrence(costs, costs->agreement->RECORD + i));
  int64_t appearing = COUNT(STAGE) ? entering(costs) : 0;
  int64_t carried = plus(plus(costs->agreement->META->facts, deriving(costs)), facts(costs, 0));
  int64_t around = plus(plus(passing(costs), ending(costs)), plus(owning(costs), routing(costs)));
  around = plus(around, clocks(costs));
  return plus(plus(carried, appearing), plus(pass(costs, most), plus(following(costs), around)));
}

/* What a step of an SLA makes of the lead goes on like what a record does. */
static int64_t acting(const Costs *costs) {
  return plus(plus(pass(costs, 0), plus(following(costs), routing(costs))),
              plus(clocks(costs), ending(costs)));
}

/* All clocks' deadlines at one instant, each of which is looked for among all. */
static int64_t deadlines(const Costs *costs) {
  int64_t due = COUNT(SLA), looked = COUNT(SLA);
  for (int64_t i = 0; i < COUNT(SLA); i++) {
    due = plus(due, costs->agreement->SLA[i].step_count);
    looked = plus(looked, plus(1, costs->agreement->SLA[i].step_count));
  }
  if (!due) return 0;
  int64_t acted = times(COUNT(ACTION), plus(1, acting(costs)));
  return plus(plus(passing(costs), ending(costs)), plus(times(plus(due, 1), looked), acted));
}

static int64_t step_cost(const Costs *costs) {
  int64_t rows = plus(COUNT(EACH_RULE), plus(COUNT(DECAY), COUNT(AGEING)));
  int64_t time = plus(plus(times(2, passing(costs)), rows), plus(taking(costs), COUNT(TIMER)));
  int64_t followed = plus(plus(following(costs), routing(costs)), clocks(costs));
  int64_t expiry = plus(time, plus(pass(costs, 0), plus(followed, ending(costs))));
  return larger(expiry, deadlines(costs));
}

/* ---- rule by rule ------------------------------------------------------------------------ */

static int64_t rule_slots(const Costs *costs, uint32_t rule) {
  const mops_agreement *agreement = costs->agreement;
  int64_t slots = 0;
  for (int64_t i = 0; i < COUNT(EVENT_RULE); i++) {
    const ImageEventRule *row = agreement->EVENT_RULE + i;
    if (row->rule != rule) continue;
    slots = FIRING_SLOTS + (row->points_slot != NONE);
    for (uint32_t k = row->limit_first; k < row->limit_first + row->limit_count; k++) {
      const ImageLimit *limit = agreement->LIMIT + k;
      if (limit->slot != NONE) slots += limit->kind == LIMIT_CODE_WINDOW ? limit->count : 1;
    }
    if (row->ageing != NONE) slots += LIVE_FIRST + agreement->AGEING[row->ageing].live;
  }
  for (int64_t i = 0; i < COUNT(FACT_RULE); i++) slots += agreement->FACT_RULE[i].rule == rule;
  for (int64_t i = 0; i < COUNT(GROUP); i++) slots += agreement->GROUP[i].rule == rule;
  for (int64_t i = 0; i < COUNT(MOVE); i++)
    slots += agreement->MOVE[i].rule == rule && agreement->MOVE[i].hold_slot != NONE;
  for (int64_t i = 0; i < COUNT(DECAY); i++)
    if (agreement->DECAY[i].rule == rule)
      slots += 1 + (agreement->DECAY[i].clock != NONE ? PAUSE_SLOTS : 0);
  return slots;
}

/* The slots of what a rule's triggers count, each counter once. */
static int64_t counter_slots(const Costs *costs, uint32_t effect_kind, uint32_t target) {
  int64_t slots = 0;
  for (int64_t i = 0; i < COUNT(TRIGGER); i++) {
    const ImageTrigger *trigger = costs->agreement->TRIGGER + i;
    if (trigger->effect != effect_kind || trigger->target != target || trigger->counter == NONE)
      continue;
    const ImageCounter *row = costs->agreement->COUNTER + trigger->counter;
    slots += 1 + (row->instants != NONE ? row->count - 1 : 0);
    slots += row->values != NONE ? row->count - 1 : 0;
  }
  return slots;
}

/* The triggers of a rule or a move, and what else it takes. */
static int64_t triggers_steps(const Costs *costs, uint32_t effect_kind, uint32_t target) {
  int64_t steps = 0;
  for (int64_t i = 0; i < COUNT(TRIGGER); i++) {
    const ImageTrigger *trigger = costs->agreement->TRIGGER + i;
    if (trigger->effect == effect_kind && trigger->target == target)
      steps = larger(steps, trigger_cost(costs, trigger));
  }
  return steps;
}

static void add_triggers(const Costs *costs, uint32_t effect_kind, int64_t target,
                         mops_rule_cost *cost) {
  cost->steps = plus(cost->steps, triggers_steps(costs, effect_kind, (uint32_t)target));
  cost->bytes += 8 * counter_slots(costs, effect_kind, (uint32_t)target);
}

static void fill_rule(const Costs *costs, uint32_t rule, mops_rule_cost *cost) {
  const mops_agreement *agreement = costs->agreement;
  for (int64_t i = 0; i < COUNT(EVENT_RULE); i++)
    if (agreement->EVENT_RULE[i].rule == rule) add_triggers(costs, EFFECT_RULE, i, cost);
  for (int64_t i = 0; i < COUNT(FACT_RULE); i++)
    if (agreement->FACT_RULE[i].rule == rule)
      cost->steps = plus(1, condition(costs, agreement->FACT_RULE[i].condition));
  for (int64_t i = 0; i < COUNT(EACH_RULE); i++)
    if (agreement->EACH_RULE[i].rule == rule) cost->steps = 1;
  for (int64_t i = 0; i < COUNT(MOVE); i++) {
    if (agreement->MOVE[i].rule != rule) continue;
    cost->steps = plus(1, condition(costs, agreement->MOVE[i].condition));
    add_triggers(costs, EFFECT_MOVE, i, cost);
  }
  for (int64_t i = 0; i < COUNT(DECAY); i++)
    if (agreement->DECAY[i].rule == rule)
      cost->steps = plus(1, condition(costs, agreement->DECAY[i].paused));
  for (int64_t i = 0; i < COUNT(TIMER); i++) {
    const ImageTimer *timer = agreement->TIMER + i;
    if (timer->rule != rule || !due_wakes(timer)) continue;
    cost->due_steps = capped_plus(cost->due_steps, due_timer_steps(agreement, timer));
  }
  cost->bytes += 8 * rule_slots(costs, rule);
}

/* ---- for hosts --------------------------------------------------------------------------- */

mops_status mops_agreement_cost(const mops_agreement *agreement, mops_cost *cost,
                                mops_rule_cost *rules) {
  int64_t steps;
  if (due_steps(agreement, &steps) != MOPS_OK) return MOPS_NO_MEMORY;
  size_t size = ((size_t)agreement->count[SECTION_BLOCK] + 1) * sizeof(int64_t);
  Costs costs = {agreement, memory_take(&agreement->memory, size, 1)};
  if (!costs.blocks) return MOPS_NO_MEMORY;
  fill_blocks(&costs);
  *cost = (mops_cost){.record = record_cost(&costs),
                      .step = step_cost(&costs),
                      .due_steps = steps,
                      .bytes = (int64_t)agreement->META->slots * 8,
                      .rules = agreement->count[SECTION_RULE]};
  for (uint32_t i = 0; rules && i < agreement->count[SECTION_RULE]; i++) {
    const ImageRule *row = agreement->RULE + i;
    rules[i] = (mops_rule_cost){.block = agreement_text(agreement, row->block),
                                .label = agreement_text(agreement, row->label),
                                .line = row->line};
    fill_rule(&costs, i, rules + i);
  }
  memory_free(&agreement->memory, costs.blocks, size);
  return MOPS_OK;
}
