#include "compiler/check_pool.h"

#include "compiler/check_record.h"
#include "compiler/check_rep.h"
#include "compiler/check_trigger.h"

void check_pool_name(Checker *checker, const Node *node) {
  if (!checker->pools) {
    checker->pools = check_enumeration_start(checker, "pool", node->name_span);
    checker->model->pool_names = &checker->pools->model;
  }
  const Symbol *rep = checker->reps ? symbols_find(&checker->reps->members, node->name) : NULL;
  if (rep) {
    Diagnostic *diagnostic =
        diag_error(checker->diagnostics, "E0208", node->name_span, "declared again here",
                   "`%.*s` is a rep or queue already", SHOW(node->name));
    diag_span(checker->diagnostics, diagnostic, rep->span, "first declared here");
    diag_help(checker->diagnostics, diagnostic,
              "give the pool another name: a route could mean either");
  }
  if (rep || !check_enumeration_add(checker, checker->pools, node)) return;
  Pool *pool = arena_take(checker->arena, sizeof *pool);
  pool->name = node->name;
  pool->span = node->name_span;
  pool->index = checker->model->pools.count;
  list_add(checker->arena, &checker->model->pools, pool);
  list_add(checker->arena, &checker->pool_nodes, (void *)(uintptr_t)node);
}

/* ---- stages -------------------------------------------------------------------------------- */

static uint64_t stages_of(Checker *checker, const List *names) {
  uint64_t stages = 0;
  for (uint32_t i = 0; i < names->count; i++) {
    const Node *name = names->items[i];
    const Stage *stage = check_stage(checker, name->name, name->span);
    if (stage && stage->index < STAGE_LIMIT) stages |= UINT64_C(1) << stage->index;
  }
  return stages;
}

/* Leads in a final stage are no work any more. Without a lifecycle all leads count. */
static uint64_t stages_of_work(const Checker *checker) {
  const List *stages = &checker->model->stages;
  uint64_t set = 0;
  for (uint32_t i = 0; i < stages->count && i < STAGE_LIMIT; i++)
    if (!((const Stage *)stages->items[i])->final) set |= UINT64_C(1) << i;
  return stages->count ? set : 1;
}

/* ---- caps ---------------------------------------------------------------------------------- */

static int is_count(Checker *checker, Span span, int64_t count, int64_t most, const char *help) {
  if (count >= 1 && count <= most) return 1;
  checker_refuse(checker, "E0913", span, "too little or too much", "this number is out of bounds",
                 help);
  return 0;
}

/* The pool's numbers, for all members. */
typedef struct {
  const Node *day, *held; /* or NULL */
} Caps;

static Caps read_caps(Checker *checker, Pool *pool, const Node *node) {
  Caps caps = {NULL, NULL};
  for (uint32_t i = 0; i < node->options.count; i++) {
    const Node *cap = node->options.items[i];
    if (cap->kind != NODE_CAP) continue;
    const Node **place = cap->items.count ? &caps.held : &caps.day;
    if (*place) {
      Diagnostic *diagnostic = checker_refuse(checker, "E0915", cap->span, "a second one",
                                              "a pool has each cap once", "keep one of the two");
      diag_span(checker->diagnostics, diagnostic, (*place)->span, "the first one");
    }
    if (!is_count(checker, cap->span, cap->number, COUNT_LIMIT, "write 1 to 10,000")) continue;
    *place = cap;
    if (cap->items.count) pool->held = stages_of(checker, &cap->items);
  }
  return caps;
}

static uint32_t cap_of(const Node *cap) {
  return cap ? (uint32_t)cap->number : NO_CAP;
}

/* `ana at most 10`: her number in the pool's one cap. */
static void read_own_cap(Checker *checker, const Caps *caps, PoolMember *member,
                         const Node *at_most) {
  if (!is_count(checker, at_most->span, at_most->number, COUNT_LIMIT, "write 1 to 10,000")) return;
  if (!caps->day == !caps->held) {
    checker_refuse(
        checker, "E0915", at_most->span, "in which cap?",
        caps->day ? "the pool has two caps" : "the pool has no cap",
        "a member's own number is one in the pool's cap: write `… at most 25 each per day` or "
        "`… at most 30 each in [mql]` after the members, one of the two");
    return;
  }
  *(caps->day ? &member->day_cap : &member->held_cap) = (uint32_t)at_most->number;
}

/* ---- members ------------------------------------------------------------------------------- */

static int is_listed(const Pool *pool, const Owner *rep, Span *span) {
  for (uint32_t i = 0; i < pool->members.count; i++) {
    const PoolMember *member = pool->members.items[i];
    if (member->rep != rep) continue;
    *span = member->span;
    return 1;
  }
  return 0;
}

static void read_member(Checker *checker, Pool *pool, const Caps *caps, const Node *node) {
  const Node name = {.kind = NODE_NAME, .name = node->name, .span = node->name_span};
  const Owner *rep = node->name.length ? check_owner_named(checker, &name, "a rep") : NULL;
  Span first;
  if (!rep) return;
  if (rep->is_queue) {
    checker_refuse(checker, "E0912", node->name_span, "is a queue",
                   "a queue is no member of a pool",
                   "list reps; a route can send to the queue by itself");
    return;
  }
  if (is_listed(pool, rep, &first)) {
    Diagnostic *diagnostic =
        checker_refuse(checker, "E0912", node->span, "listed again here", "a rep is in a pool once",
                       "give the rep a weight instead: `ana weight 2`");
    diag_span(checker->diagnostics, diagnostic, first, "first listed here");
    return;
  }
  PoolMember *member = arena_take(checker->arena, sizeof *member);
  *member = (PoolMember){rep, 1, cap_of(caps->day), cap_of(caps->held), node->span};
  if (node->left && node->left->kind == NODE_INTEGER &&
      is_count(checker, node->left->span, node->left->number, WEIGHT_LIMIT, "write 1 to 1,000"))
    member->weight = (uint32_t)node->left->number;
  if (node->right && node->right->kind == NODE_INTEGER)
    read_own_cap(checker, caps, member, node->right);
  list_add(checker->arena, &pool->members, member);
}

static void check_members(Checker *checker, Pool *pool, const Node *node, const Caps *caps) {
  for (uint32_t i = 0; i < node->items.count; i++) {
    const Node *member = node->items.items[i];
    if (member->kind == NODE_POOL_MEMBER) read_member(checker, pool, caps, member);
  }
  if (pool->members.count > MEMBER_LIMIT)
    checker_refuse(checker, "E0416", pool->span, "too many", "a pool has at most 1,000 members",
                   "make two pools of it");
  if (node->items.count || node->flags & FLAG_BROKEN) return;
  if (checker_is_repaired(checker, node->span)) return;
  checker_refuse(checker, "E0912", pool->span, "is empty",
                 "a pool without members gives leads to nobody",
                 "list its reps: `pool west { ana, ben } round robin`");
}

/* ---- the whole ----------------------------------------------------------------------------- */

static void read_method(Checker *checker, Pool *pool, const Node *node) {
  const Node *method = node->left;
  if (!method) {
    if (node->flags & FLAG_BROKEN || checker_is_repaired(checker, node->span)) return;
    checker_refuse(checker, "E0914", pool->span, "who gets the next lead?",
                   "the pool does not say how leads are shared",
                   "write `round robin`, `least loaded` or `in order` after its members");
    return;
  }
  pool->method = text_is(method->name, "round robin")    ? POOL_ROUND_ROBIN
                 : text_is(method->name, "least loaded") ? POOL_LEAST_LOADED
                                                         : POOL_IN_ORDER;
  pool->loaded = method->items.count ? stages_of(checker, &method->items) : stages_of_work(checker);
  for (uint32_t i = 0; pool->method != POOL_ROUND_ROBIN && i < node->items.count; i++) {
    const Node *member = node->items.items[i];
    if (member->kind != NODE_POOL_MEMBER || !member->left) continue;
    checker_refuse(checker, "E0913", member->left->span, "has no effect",
                   "only `round robin` has weights", "leave out the weight");
    return;
  }
}

void check_pools(Checker *checker) {
  for (uint32_t i = 0; i < checker->model->pools.count; i++) {
    Pool *pool = checker->model->pools.items[i];
    const Node *node = checker->pool_nodes.items[i];
    Caps caps = read_caps(checker, pool, node);
    read_method(checker, pool, node);
    check_members(checker, pool, node, &caps);
  }
}
