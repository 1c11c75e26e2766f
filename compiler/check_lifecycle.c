/* The lifecycle block. Whether its moves can run in circles is asked in bounce.c. */
#include "compiler/check_lifecycle.h"

#include "compiler/check_amount.h"
#include "compiler/check_expression.h"
#include "compiler/check_trigger.h"
#include "compiler/check_undeclared.h"

/* ---- stages -------------------------------------------------------------------------------- */

/* A party of the header, or any when the header lists none. */
static void check_party(Checker *checker, Text name, Span span) {
  if (name.length == 0) return;
  if (symbols_find(&checker->parties, name)) {
    checker_note_name(checker, NAME_PARTY, name);
    return;
  }
  if (!checker->parties_listed) {
    Text *party = arena_take(checker->arena, sizeof *party);
    *party = name;
    symbols_add(checker->arena, &checker->parties, name, party, span);
    list_add(checker->arena, &checker->model->parties, party);
    return;
  }
  check_undeclared(checker, NAME_PARTY, NULL, name, span);
}

static void add_stage(Checker *checker, const Node *node) {
  StageScope *stage = arena_take(checker->arena, sizeof *stage);
  Diagnostic *diagnostic;
  stage->node = node;
  stage->model.name = node->name;
  stage->model.final = (node->flags & FLAG_FINAL) != 0;
  stage->model.span = node->name_span;
  if (node->left) stage->model.title = node->left->name;
  if (!checker_declare(checker, &checker->stages, "stage", node, stage)) return;
  stage->model.index = checker->model->stages.count;
  list_add(checker->arena, &checker->model->stages, &stage->model);
  if (checker->model->stages.count == STAGE_LIMIT + 1) {
    diagnostic = diag_error(checker->diagnostics, "E0609", node->name_span, "one too many",
                            "a lifecycle has at most %d stages", STAGE_LIMIT);
    diag_help(checker->diagnostics, diagnostic, "keep details in fields instead of stages");
  }
  if (node->options.count == 0) return; /* the parser has spoken */
  const Node *party = node->options.items[0];
  stage->model.party = party->name;
  check_party(checker, party->name, party->span);
}

static void check_start(Checker *checker, const Node *node, const Node *lifecycle) {
  Diagnostic *diagnostic;
  if (node) {
    checker->model->start = check_stage(checker, node->name, node->name_span);
    return;
  }
  if (lifecycle->flags & FLAG_BROKEN) return;
  diagnostic = diag_error(checker->diagnostics, "E0602", lifecycle->span, "where do leads start?",
                          "the lifecycle doesn't say where leads start");
  if (checker->stages.count)
    diag_help(checker->diagnostics, diagnostic, "add `start at %.*s`",
              SHOW(checker->stages.entries[0].name));
  else
    diag_help(checker->diagnostics, diagnostic, "declare stages, and add `start at` one of them");
}

void check_lifecycle_stages(Checker *checker, const Node *node) {
  const Node *start = NULL;
  for (uint32_t i = 0; i < node->items.count; i++) {
    const Node *item = node->items.items[i];
    if (item->kind == NODE_STAGE) add_stage(checker, item);
    if (item->kind != NODE_START) continue;
    if (start) {
      Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0602", item->span, "a second one",
                                          "the lifecycle has two starts");
      diag_span(checker->diagnostics, diagnostic, start->span, "the first one");
      diag_help(checker->diagnostics, diagnostic, "remove one of the two");
      continue;
    }
    start = item;
  }
  check_start(checker, start, node);
}

/* ---- moves --------------------------------------------------------------------------------- */

uint64_t check_any_stage(const Checker *checker, const Stage *target) {
  uint64_t set = 0;
  for (uint32_t i = 0; i < checker->model->stages.count && i < STAGE_LIMIT; i++) {
    const Stage *stage = checker->model->stages.items[i];
    if (stage != target && !stage->final) set |= UINT64_C(1) << i;
  }
  return set;
}

static uint64_t add_source(Checker *checker, const Node *move, const Node *source,
                           const Stage *to) {
  Diagnostic *diagnostic;
  if (text_is(source->name, "any")) {
    if (move->options.count > 1) {
      diagnostic = diag_error(checker->diagnostics, "E0608", source->span, "is all of them already",
                              "`any` stands alone");
      diag_help(checker->diagnostics, diagnostic, "name the stages, or write `any` alone");
    }
    return check_any_stage(checker, to);
  }
  const Stage *from = check_stage(checker, source->name, source->span);
  if (from == NULL) return 0;
  if (from == to) {
    diagnostic = diag_error(checker->diagnostics, "E0604", source->span, "is where it goes to",
                            "a move from `%.*s` to itself", SHOW(from->name));
    diag_help(checker->diagnostics, diagnostic, "remove it, or name another stage");
  } else if (from->final) {
    diagnostic = diag_error(checker->diagnostics, "E0605", source->span, "is final",
                            "no move leaves the final stage `%.*s`", SHOW(from->name));
    diag_span(checker->diagnostics, diagnostic, from->span, "declared final here");
    diag_help(checker->diagnostics, diagnostic, "remove the move, or `final` from the stage");
  }
  return from->index < STAGE_LIMIT ? UINT64_C(1) << from->index : 0;
}

/* A move is the first thing that happens to a record's stage, so no move can be its cause. */
static void check_cause(Checker *checker, const Node *node, const Move *move) {
  for (uint32_t i = 0; i < move->triggers.count; i++) {
    const Trigger *trigger = move->triggers.items[i];
    if (trigger->kind == TRIGGER_EVENT || trigger->kind == TRIGGER_ACTIVITY ||
        trigger->kind == TRIGGER_BECOMING)
      continue;
    Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0610", trigger->span, "is a move",
                                        "a move can't be caused by another move");
    diag_help(checker->diagnostics, diagnostic, "write `%.*s when …`, or name the event",
              SHOW(node->name));
  }
}

static void check_move(Checker *checker, const Node *node) {
  Move *move = arena_take(checker->arena, sizeof *move);
  move->span = node->span;
  move->to = check_stage(checker, node->name, node->name_span);
  for (uint32_t i = 0; i < node->options.count; i++) {
    const Node *source = node->options.items[i];
    if (source->kind == NODE_NAME) move->from |= add_source(checker, node, source, move->to);
  }
  if (node->left) {
    Reading reading = {.checker = checker};
    move->condition = check_condition(&reading, node->left);
    if (node->right) move->hold = check_duration(checker, node->right, "the time after `for`");
  } else {
    checker->in_move = 1;
    check_triggers(checker, &node->items, &move->triggers);
    checker->in_move = 0;
    check_cause(checker, node, move);
  }
  list_add(checker->arena, &checker->model->moves, move);
}

/* ---- reachability -------------------------------------------------------------------------- */

static uint64_t reached_from(const Model *model, uint64_t reached) {
  for (uint64_t before = 0; before != reached;) {
    before = reached;
    for (uint32_t i = 0; i < model->moves.count; i++) {
      const Move *move = model->moves.items[i];
      if (move->to && (move->from & reached) && move->to->index < STAGE_LIMIT)
        reached |= UINT64_C(1) << move->to->index;
    }
  }
  return reached;
}

/* The stages into which a test of the agreement puts a lead by hand: that is how they are reached.
 */
static uint64_t set_by_hand(const Checker *checker, const List *tests) {
  uint64_t set = 0;
  for (uint32_t i = 0; i < tests->count; i++) {
    const Node *test = tests->items[i];
    for (uint32_t j = 0; j < test->items.count; j++) {
      const Node *step = test->items.items[j];
      if (step->kind != NODE_STEP || !text_is(step->name, "stage_set")) continue;
      for (uint32_t k = 0; k < step->items.count; k++) {
        const Node *entry = step->items.items[k];
        int names = entry->kind == NODE_ENTRY && text_is(entry->name, "stage") && entry->left &&
                    entry->left->kind == NODE_NAME;
        StageScope *scope = names ? symbols_value(&checker->stages, entry->left->name) : NULL;
        if (scope && scope->model.index < STAGE_LIMIT) set |= UINT64_C(1) << scope->model.index;
      }
    }
  }
  return set;
}

static void check_reachable(Checker *checker, const List *tests) {
  const Model *model = checker->model;
  if (model->start == NULL || model->start->index >= STAGE_LIMIT) return;
  uint64_t start = UINT64_C(1) << model->start->index | set_by_hand(checker, tests);
  uint64_t reached = reached_from(model, start), left = 0;
  for (uint32_t i = 0; i < model->moves.count; i++) {
    const Move *move = model->moves.items[i];
    if (move->to) left |= move->from;
  }
  Diagnostic *diagnostic;
  for (uint32_t i = 0; i < model->stages.count && i < STAGE_LIMIT; i++) {
    const Stage *stage = model->stages.items[i];
    if (!(reached >> i & 1)) {
      diagnostic = diag_warning(checker->diagnostics, "W0805", stage->span, "only set by hand",
                                "no move takes a lead to stage `%.*s`", SHOW(stage->name));
      diag_help(checker->diagnostics, diagnostic,
                "add a move to it, or remove it; if people set it by hand, show it in a test: "
                "`stage_set { stage: %.*s }`",
                SHOW(stage->name));
    } else if (!stage->final && !(left >> i & 1)) {
      diagnostic = diag_warning(checker->diagnostics, "W0806", stage->span, "has no way out",
                                "leads stay in stage `%.*s` for good", SHOW(stage->name));
      diag_help(checker->diagnostics, diagnostic, "add a move out of it, or call it `final`");
    }
  }
}

void check_lifecycle_moves(Checker *checker, const Node *node) {
  for (uint32_t i = 0; i < node->items.count; i++) {
    const Node *item = node->items.items[i];
    if (item->kind == NODE_MOVE) check_move(checker, item);
  }
}

void check_lifecycle_reached(Checker *checker, const List *tests) {
  /* What failed may be the move that reaches a stage. */
  if (checker_mistakes(checker) == 0) check_reachable(checker, tests);
}
