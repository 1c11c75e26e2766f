/* How awards age becomes a table: what one is worth in each period of its life. Then nothing that
 * runs ever rounds, and every kind of ageing is the same to it. */
#include "compiler/check_ageing.h"

#include "compiler/check_amount.h"
#include "compiler/check_score.h"
#include "compiler/check_trigger.h"
#include "compiler/literal.h"

enum { AGEING_STEPS = 10000 }; /* of one award: so what time costs is bounded for each record */

#define DAY INT64_C(86400000)

/* points * numerator / denominator, rounded half to even. Points are at most 1e10, the others 1e4.
 */
static int64_t share_of(int64_t points, int64_t numerator, int64_t denominator) {
  int64_t product = points * numerator;
  int64_t quotient = product / denominator, rest = product % denominator;
  if (rest < 0) {
    quotient--;
    rest += denominator;
  }
  return quotient + (rest * 2 > denominator || (rest * 2 == denominator && quotient & 1));
}

/* What is left after one step of `halves` or `loses`. */
static int64_t after_loss(int64_t points, int64_t share) {
  int64_t size = points < 0 ? -points : points, loss = share_of(size, share, POINT);
  size -= loss > 0 ? loss : 1;
  return points < 0 ? -size : size;
}

/* How many steps of `halves` or `loses` it takes; one more than there may be if it takes more. */
static uint32_t losing_steps(int64_t points, int64_t share) {
  uint32_t steps = 0;
  for (; points != 0 && steps <= AGEING_STEPS; steps++) points = after_loss(points, share);
  return steps ? steps : 1;
}

static void fill_values(Checker *checker, Ageing *ageing, int64_t points) {
  ageing->values = arena_take(checker->arena, ageing->count * sizeof *ageing->values);
  for (uint32_t i = 0; i < ageing->count; i++) {
    ageing->values[i] = points;
    if (ageing->kind == AGEING_FADES)
      ageing->values[i] = share_of(ageing->values[0], ageing->count - i, ageing->count);
    else
      points = after_loss(points, ageing->share);
  }
}

/* ---- mistakes ------------------------------------------------------------------------------ */

static void say_too_slow(Checker *checker, const Node *node, const char *help) {
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0511", node->span, "takes too little at a time",
                 "one award would age in more than 10,000 steps");
  diag_help(checker->diagnostics, diagnostic, "%s", help);
}

static void say_no_bound(Checker *checker, const Node *node) {
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0512", node->span, "has no bound before it",
                 "a rule whose awards age needs `once` or an `at most`");
  diag_note(checker->diagnostics, diagnostic,
            "each award is remembered until it is worth nothing, so there must be a bound to "
            "how many there are");
  diag_help(checker->diagnostics, diagnostic,
            "write a bound before `%.*s`: `once`, `at most 5` or `at most 3 per 30 days`",
            SHOW(node->name));
}

static int64_t fading_days(Checker *checker, const Node *node, int64_t length) {
  if (length % DAY == 0) return length / DAY;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0513", node->left->span,
                                      "is not whole days", "awards fade day by day");
  diag_help(checker->diagnostics, diagnostic,
            "write whole days, such as `fades over 30 days`; or let them go at once: "
            "`expires after %lld %.*ss`",
            (long long)node->left->number, SHOW(node->left->name));
  return 0;
}

static int has_end(Checker *checker, const Node *node, const Ageing *ageing) {
  if (ageing->period <= VALUE_LIMIT / ageing->count) return 1;
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0313", node->left->span, "is too long",
                 "an award would age for more than 100,000,000 years");
  diag_help(checker->diagnostics, diagnostic, "write a shorter one");
  return 0;
}

/* ---- the kinds ----------------------------------------------------------------------------- */

/* Of `expires`, `fades`: how long an award lives; of the others: how long a step is. */
static int read_fading(Checker *checker, const Node *node, Ageing *ageing) {
  int64_t days = fading_days(checker, node, ageing->length);
  ageing->period = DAY;
  if (days > AGEING_STEPS)
    say_too_slow(checker, node, "let awards fade over at most 10,000 days, or use `halves every`");
  ageing->count = (uint32_t)days;
  return days > 0 && days <= AGEING_STEPS;
}

static int read_losing(Checker *checker, const Node *node, Ageing *ageing, int64_t points) {
  ageing->count = losing_steps(points, ageing->share);
  if (ageing->count <= AGEING_STEPS) return has_end(checker, node, ageing);
  say_too_slow(checker, node, "lose a larger share, and less often");
  return 0;
}

static int read_kind(Checker *checker, const Node *node, Ageing *ageing, int64_t points) {
  ageing->period = ageing->length;
  if (text_is(node->name, "expires")) {
    ageing->kind = AGEING_EXPIRES;
    ageing->count = 1;
    return 1;
  }
  if (text_is(node->name, "fades")) {
    ageing->kind = AGEING_FADES;
    return read_fading(checker, node, ageing);
  }
  ageing->kind = text_is(node->name, "halves") ? AGEING_HALVES : AGEING_LOSES;
  ageing->share = POINT / 2;
  if (node->right && !check_share(checker, node->right, "an award loses", &ageing->share)) return 0;
  return read_losing(checker, node, ageing, points);
}

static void read_ageing(Checker *checker, Rule *rule, const Node *node) {
  Ageing *ageing = arena_take(checker->arena, sizeof *ageing);
  rule->ageing = ageing; /* after a mistake too: it is known that the awards are live */
  ageing->span = node->span;
  ageing->length = check_duration(checker, node->left, "the time in which awards age");
  if (ageing->length > 0 && read_kind(checker, node, ageing, rule->points))
    fill_values(checker, ageing, rule->points);
}

void check_ageing(Checker *checker, Rule *rule, const Node *node) {
  const Node *ages = node->right;
  if (!ages || ages->kind != NODE_AGEING) return;
  Span line = {node->span.start, node->span.end + 1, node->span.file}; /* `once` after the ageing */
  if (node->options.count == 0 && !checker_is_repaired(checker, line)) say_no_bound(checker, ages);
  read_ageing(checker, rule, ages);
}
