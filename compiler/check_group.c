/* What may stand in a group, and in which order. A group bounds one thing: what awards accumulate,
 * or what is read; so its rules are of one sort, and of one sign. */
#include "compiler/check_group.h"

enum { FIRST_LIMIT = 256 }; /* rules of a group `first`: the last one asks for all before it */

/* ---- the head ------------------------------------------------------------------------------ */

static void check_name(Checker *checker, Symbols *names, const Node *node) {
  if (node->name.length == 0) return;
  const Symbol *first = symbols_add(checker->arena, names, node->name, NULL, node->name_span);
  if (first == NULL) return;
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0502", node->name_span, "used again here",
                 "two groups of one score are called \"%.*s\"", SHOW(node->name));
  diag_span(checker->diagnostics, diagnostic, first->span, "first used here");
  diag_help(checker->diagnostics, diagnostic, "give each group its own name");
}

static void say_nothing(Checker *checker, const Node *node, const char *label, const char *help) {
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0516", node->span, label,
                                      "the group lets nothing through");
  diag_help(checker->diagnostics, diagnostic, "%s", help);
}

void check_group(Checker *checker, Symbols *names, Group *group, const Node *node) {
  group->name = node->name;
  group->span = node->name_span;
  group->first = node->left == NULL;
  check_name(checker, names, node);
  if (node->items.count == 0 && !(node->flags & FLAG_BROKEN))
    say_nothing(checker, node, "has no rules", "put the rules that belong together into it");
}

void check_group_most(Checker *checker, const Node *node) {
  say_nothing(checker, node->left, "is 0", "write how much the group gives at most: `at most 20`");
}

/* ---- what stands in it --------------------------------------------------------------------- */

static const char *clause_words(NodeKind kind) {
  switch (kind) {
  case NODE_DECAY: return "`decay`";
  case NODE_KEEP: return "`keep`";
  case NODE_SHOWN: return "`shown`";
  case NODE_GROUP: return "a group";
  case NODE_SET_RULE: return "`set to`";
  case NODE_ADD_RULE: return "a rule on an event";
  default: return "a rule `for each`";
  }
}

int check_group_clause(Checker *checker, const Group *group, const Node *item) {
  int adds = item->kind == NODE_ADD_RULE || item->kind == NODE_EACH_RULE;
  int is_rule = adds || item->kind == NODE_FACT_RULE || item->kind == NODE_SET_RULE;
  if (item->kind == NODE_FACT_RULE || (adds && !group->first)) return 1;
  if (!is_rule && item->kind != NODE_DECAY && item->kind != NODE_KEEP && item->kind != NODE_SHOWN &&
      item->kind != NODE_GROUP)
    return 0; /* the parser has spoken */
  int only_facts = group->first && adds;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0514", item->span,
                                      "can't stand in a group", "%s can't stand in a group%s",
                                      clause_words(item->kind), only_facts ? " `first`" : "");
  diag_help(checker->diagnostics, diagnostic, "%s",
            only_facts ? "of a group `first` the first rule that holds counts, so its rules are "
                         "written with `when`; move this one out of the group"
            : item->kind == NODE_GROUP
                ? "groups don't stand in each other: move it out of the group"
                : "it is about the whole score: move it out of the group");
  return 0;
}

static int is_read(const Rule *rule) {
  return rule->kind != RULE_ADD || rule->ageing != NULL;
}

static void say_unlike(Checker *checker, const Group *group, const Rule *rule, const Rule *first) {
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0515", rule->span,
                 is_read(rule) ? "adds to what is read" : "accumulates",
                 "two sorts of rules stand in the group \"%.*s\"", SHOW(group->name));
  diag_span(checker->diagnostics, diagnostic, first->span,
            is_read(first) ? "adds to what is read" : "accumulates");
  diag_note(checker->diagnostics, diagnostic,
            "what an award is cut by is lost for good, what is read is cut anew whenever it is "
            "read; awards that age, `when` and `for each` are read");
  diag_help(checker->diagnostics, diagnostic,
            "move the rules of one sort out of the group; in a group of their own they are "
            "bounded beside it, so that both groups together give at most the sum of the two");
}

static void say_signs(Checker *checker, const Group *group, const Rule *rule, const Rule *first) {
  Diagnostic *diagnostic = diag_error(
      checker->diagnostics, "E0515", rule->span, rule->points < 0 ? "takes" : "gives",
      "rules that give and rules that take stand in the group \"%.*s\"", SHOW(group->name));
  diag_span(checker->diagnostics, diagnostic, first->span, first->points < 0 ? "takes" : "gives");
  diag_help(checker->diagnostics, diagnostic,
            "move those that take out of it, or into a group of their own");
}

/* The first rule that has points: 0 is neither given nor taken. */
static const Rule *first_signed(const Group *group) {
  for (uint32_t i = 0; i < group->rules.count; i++) {
    const Rule *rule = group->rules.items[i];
    if (rule->points) return rule;
  }
  return NULL;
}

void check_group_rule(Checker *checker, Group *group, Rule *rule) {
  const Rule *first = group->rules.count ? group->rules.items[0] : NULL;
  const Rule *sign = first_signed(group);
  group->read |= is_read(rule);
  rule->group = group;
  list_add(checker->arena, &group->rules, rule);
  if (group->first || checker_is_repaired(checker, rule->span)) return;
  if (first && is_read(first) != is_read(rule))
    say_unlike(checker, group, rule, first);
  else if (sign && rule->points && (sign->points < 0) != (rule->points < 0))
    say_signs(checker, group, rule, sign);
}

/* ---- first --------------------------------------------------------------------------------- */

static Expression *truth(Checker *checker, const Expression *like, int64_t constant) {
  Expression *e = arena_take(checker->arena, sizeof *e);
  *e = (Expression){.kind = EXPRESSION_CONSTANT, .type = like->type, .span = like->span};
  e->constant = constant;
  return e;
}

static Expression *chosen(Checker *checker, Expression *condition, int64_t answer,
                          Expression *otherwise) {
  Expression *e = arena_take(checker->arena, sizeof *e);
  *e = (Expression){.kind = EXPRESSION_CASE, .type = otherwise->type, .span = otherwise->span};
  e->left = condition;
  e->constant = answer;
  e->right = otherwise;
  return e;
}

/* No if one before it holds, otherwise yes if it holds itself. */
Expression *check_group_condition(Checker *checker, Rule *rule) {
  const Group *group = rule->group;
  if (!group || !group->first || group->rules.items[0] == rule) return rule->condition;
  uint32_t place = 0;
  while (group->rules.items[place] != rule) place++;
  if (place == FIRST_LIMIT) {
    Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0416", rule->span, "one too many",
                                        "a group `first` has at most %d rules", FIRST_LIMIT);
    diag_help(checker->diagnostics, diagnostic, "make a grade or two scores of it");
  }
  if (place >= FIRST_LIMIT || rule->condition->type.kind != TYPE_FLAG) return rule->condition;
  Expression *e = chosen(checker, rule->condition, 1, truth(checker, rule->condition, 0));
  while (place-- > 0) {
    const Rule *earlier = group->rules.items[place];
    if (earlier->condition->type.kind == TYPE_FLAG) e = chosen(checker, earlier->condition, 0, e);
  }
  return e;
}
