/* Whom leads can belong to, and how routes find out: owners, roles, pools, routes. */
#include "compiler/lower_plan.h"

/* ---- owners -------------------------------------------------------------------------------- */

void take_owner_slots(Lowering *lowering) {
  Text none = text_of("");
  lowering->owner_slot = NONE;
  if (!lowering->model->owners.count) return;
  lowering->owner_slot = slot_take(lowering, "owner", none, CODE_ENUM, VALUE_MISSING);
  slot_take(lowering, "owner since", none, CODE_INSTANT, VALUE_MISSING);
  slot_take(lowering, "owner before", none, CODE_ENUM, VALUE_MISSING);
}

static void lower_roles(Lowering *lowering) {
  const Model *model = lowering->model;
  for (uint32_t i = 0; i < model->roles.count; i++) {
    const Role *role = model->roles.items[i];
    ImageRole row = {.name = lower_string(lowering, role->name),
                     .first = builder_count(lowering->builder, SECTION_ROLE_HOLDER),
                     .count = model->owners.count};
    for (uint32_t k = 0; k < model->owners.count; k++)
      add_ROLE_HOLDER(lowering->builder,
                      (ImageRoleHolder){role->of[k] ? role->of[k]->index : NONE});
    add_ROLE(lowering->builder, row);
  }
}

void lower_owners(Lowering *lowering) {
  const Model *model = lowering->model;
  for (uint32_t i = 0; i < model->owners.count; i++) {
    const Owner *owner = model->owners.items[i];
    add_OWNER(lowering->builder,
              (ImageOwner){
                  .name = lower_string(lowering, owner->name),
                  .title = lower_string(lowering, owner->title.length ? owner->title : text_of("")),
                  .queue = owner->is_queue != 0,
                  .person = owner->person ? owner->person->index : NONE,
                  .calendar = owner->hours ? owner->hours->index : NONE,
                  .line = line_of(lowering, owner->span)});
  }
  lower_roles(lowering);
}

/* ---- pools --------------------------------------------------------------------------------- */

static const uint32_t method_codes[] = {[POOL_ROUND_ROBIN] = METHOD_ROUND_ROBIN,
                                        [POOL_LEAST_LOADED] = METHOD_LEAST_LOADED,
                                        [POOL_IN_ORDER] = METHOD_IN_ORDER};

enum { MOST_COUNTED = 10000 };

static uint32_t common_divisor(uint32_t a, uint32_t b) {
  return b ? common_divisor(b, a % b) : a;
}

static uint32_t weight_of(const Pool *pool, uint32_t member) {
  return ((const PoolMember *)pool->members.items[member])->weight;
}

/* Weights without their common divisor. Returns their sum. */
static int64_t shares_of(const Pool *pool, int64_t *shares) {
  uint32_t divisor = 0;
  int64_t sum = 0;
  for (uint32_t i = 0; i < pool->members.count; i++)
    divisor = common_divisor(divisor, weight_of(pool, i));
  for (uint32_t i = 0; i < pool->members.count; i++)
    sum += shares[i] = weight_of(pool, i) / divisor;
  return sum;
}

/* Whether smooth weighted round robin may leave some member a whole turn behind its share: it goes
 * round after as many turns as the weights add up to, which are counted if they are not too many.
 */
static int leaves_behind(Arena *arena, const Pool *pool) {
  uint32_t count = pool->members.count;
  int64_t *share = arena_take(arena, 2 * count * sizeof *share), *credit = share + count;
  int64_t sum = shares_of(pool, share);
  if (sum > MOST_COUNTED) return 1;
  for (int64_t turn = 0; turn < sum; turn++) {
    uint32_t next = 0;
    for (uint32_t i = 0; i < count; i++) credit[i] += share[i];
    for (uint32_t i = 1; i < count; i++)
      if (credit[i] > credit[next]) next = i;
    credit[next] -= sum;
    for (uint32_t i = 0; i < count; i++)
      if (credit[i] > sum) return 1;
  }
  return 0;
}

static uint32_t method_of(const Lowering *lowering, const Pool *pool) {
  if (pool->method == POOL_ROUND_ROBIN && leaves_behind(lowering->arena, pool))
    return METHOD_CLOSE_TURNS;
  return method_codes[pool->method];
}

void lower_pools(Lowering *lowering) {
  const Model *model = lowering->model;
  for (uint32_t i = 0; i < model->pools.count; i++) {
    const Pool *pool = model->pools.items[i];
    ImagePool row = {.name = lower_string(lowering, pool->name),
                     .method = method_of(lowering, pool),
                     .first = builder_count(lowering->builder, SECTION_POOL_MEMBER),
                     .count = pool->members.count};
    if (model->stages.count) {
      row.loaded = (int64_t)pool->loaded;
      row.held = (int64_t)pool->held;
    }
    for (uint32_t k = 0; k < pool->members.count; k++) {
      const PoolMember *member = pool->members.items[k];
      add_POOL_MEMBER(lowering->builder, (ImagePoolMember){member->rep->index, member->weight,
                                                           member->day_cap, member->held_cap});
    }
    add_POOL(lowering->builder, row);
  }
}

/* ---- routes -------------------------------------------------------------------------------- */

/* Fields by which the engine looks up share a row. */
static uint32_t lower_lookup(Lowering *lowering, const Field *field) {
  uint32_t value = lookup_value(lowering, field);
  for (uint32_t i = 0; i < builder_count(lowering->builder, SECTION_LOOKUP); i++)
    if (row_LOOKUP(lowering->builder, i)->value == value) return i;
  return add_LOOKUP(lowering->builder, (ImageLookup){value, 0});
}

static const uint32_t target_codes[] = {
    [TARGET_OWNER] = TARGET_CODE_OWNER, [TARGET_PREVIOUS] = TARGET_CODE_PREVIOUS,
    [TARGET_LAST] = TARGET_CODE_LAST,   [TARGET_ROLE] = TARGET_CODE_ROLE,
    [TARGET_REP] = TARGET_CODE_REP,     [TARGET_QUEUE] = TARGET_CODE_QUEUE,
    [TARGET_POOL] = TARGET_CODE_POOL};

uint32_t role_row(const Model *model, const Role *role) {
  uint32_t row = 0;
  while (role && model->roles.items[row] != role) row++;
  return role ? row : NONE;
}

uint32_t lower_clause(Lowering *lowering, Text block, const Clause *clause) {
  const Model *model = lowering->model;
  ImageClause row = {.within = clause->within,
                     .available = clause->available,
                     .kind = target_codes[clause->kind],
                     .value = NONE,
                     .queue = clause->queue ? clause->queue->index : NONE,
                     .lookup = clause->field ? lower_lookup(lowering, clause->field) : NONE,
                     .role = role_row(model, clause->role),
                     .condition = NONE,
                     .criterion = NONE};
  if (clause->value) row.value = emit_value(lowering, clause->value, NONE);
  if (clause->condition) {
    row.condition = emit_condition(lowering, clause->condition, NONE);
    row.criterion = emit_criteria(lowering, clause->condition, NONE);
  }
  row.rule = lower_rule(lowering, block, source_words(lowering, clause->span), clause->span,
                        RULE_CODE_CLAUSE);
  return add_CLAUSE(lowering->builder, row);
}

void lower_routes(Plan *plan) {
  Lowering *lowering = &plan->lowering;
  for (uint32_t i = 0; i < lowering->model->routes.count; i++) {
    const Route *route = lowering->model->routes.items[i];
    ImageRoute row = {.name = lower_string(lowering, route->name),
                      .first = builder_count(lowering->builder, SECTION_CLAUSE),
                      .count = route->clauses.count,
                      .line = line_of(lowering, route->span)};
    for (uint32_t k = 0; k < route->clauses.count; k++)
      lower_clause(lowering, route->name, route->clauses.items[k]);
    add_ROUTE(lowering->builder, row);
    plan_effects(plan, &route->triggers, EFFECT_ROUTE, i);
  }
}
