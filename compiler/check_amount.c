#include "compiler/check_amount.h"

#include "compiler/check_test.h"
#include "compiler/literal.h"

int check_takes_numbers(TypeKind kind) {
  return kind == TYPE_INT || kind == TYPE_DECIMAL || kind == TYPE_POINTS;
}

/* ---- money --------------------------------------------------------------------------------- */

/* One for each code, so that two types of one currency have the same. */
static Enumeration *currency_of(Checker *checker, Text code, Span span) {
  List *currencies = &checker->model->currencies;
  for (uint32_t i = 0; i < currencies->count; i++) {
    Enumeration *currency = currencies->items[i];
    if (text_equal(currency->name, code)) return currency;
  }
  Enumeration *currency = arena_take(checker->arena, sizeof *currency);
  *currency = (Enumeration){.name = code, .span = span};
  list_add(checker->arena, currencies, currency);
  return currency;
}

static Type money_of(Checker *checker, Text code, Span span) {
  Type type = type_of(TYPE_MONEY);
  type.enumeration = currency_of(checker, code, span);
  return type;
}

int check_money(Checker *checker, const Node *node, Type *type) {
  if (node->options.count) {
    const Node *currency = node->options.items[0];
    *type = money_of(checker, currency->name, currency->span);
    return 1;
  }
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0340", node->span, "in which currency?",
                 "money needs its currency, three capital letters");
  diag_help(checker->diagnostics, diagnostic, "write `money USD`, or another code of ISO 4217");
  return 0;
}

/* ---- literals ------------------------------------------------------------------------------ */

static Amount too_fine(Checker *checker, const Node *node, const char *label) {
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0306", node->span, label,
                                      "the number doesn't fit where it stands");
  diag_help(checker->diagnostics, diagnostic,
            "write a number below 1,000,000,000,000 with at most four decimals");
  return AMOUNT_REPORTED;
}

/* A percentage or money. */
static Amount read_number(Checker *checker, const Node *node, Type type, int64_t *value) {
  Ratio number;
  if (literal_amount(node, &number) != NUMBER_CONSTANT)
    return too_fine(checker, node, "is no such number");
  if (!literal_scaled(number, POINT, value))
    return too_fine(checker, node, "can't be held exactly");
  if (*value < type.low || *value > type.high) return too_fine(checker, node, "is too large");
  return AMOUNT_FITS;
}

static Amount read_negative(Checker *checker, const Node *node, Type *type, int64_t *value) {
  const Node *inside = node->left;
  if (inside == NULL ||
      (inside->kind != NODE_PERCENT && inside->kind != NODE_MONEY && inside->kind != NODE_DURATION))
    return AMOUNT_NONE;
  Amount amount = check_amount(checker, inside, type, value);
  *value = -*value;
  return amount;
}

static Amount read_date(Checker *checker, const Node *node, Type *type, int64_t *value) {
  *type = type_of(TYPE_DATE);
  if (literal_date(node->name, value)) return AMOUNT_FITS;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0704", node->span, "does not exist",
                                      "there is no date \"%.*s\"", SHOW(node->name));
  diag_help(checker->diagnostics, diagnostic, "write a day that exists: `2026-10-01`");
  return AMOUNT_REPORTED;
}

int64_t check_duration(Checker *checker, const Node *node, const char *what) {
  int64_t milliseconds = 0;
  Diagnostic *diagnostic;
  if (node == NULL || node->kind != NODE_DURATION || text_is(node->name, "month"))
    return -1; /* the parser has spoken */
  if (!literal_duration(node, &milliseconds)) {
    diagnostic = diag_error(checker->diagnostics, "E0313", node->span, "is too long",
                            "a length of time is at most 10,000,000 days");
    diag_help(checker->diagnostics, diagnostic, "write a shorter one");
  } else if (what && milliseconds == 0) {
    diagnostic = diag_error(checker->diagnostics, "E0504", node->span, "is 0",
                            "%s must be longer than 0", what);
    diag_help(checker->diagnostics, diagnostic, "write a length of time such as `7 days`");
  } else {
    return milliseconds;
  }
  return -1;
}

Amount check_amount(Checker *checker, const Node *node, Type *type, int64_t *value) {
  *value = 0;
  switch (node->kind) {
  case NODE_NEGATE: return read_negative(checker, node, type, value);
  case NODE_PERCENT: *type = type_of(TYPE_PERCENT); return read_number(checker, node, *type, value);
  case NODE_MONEY:
    *type = money_of(checker, literal_currency(node), node->span);
    return read_number(checker, node, *type, value);
  case NODE_DURATION:
    *type = type_of(TYPE_DURATION);
    *value = check_duration(checker, node, NULL);
    return *value < 0 ? AMOUNT_REPORTED : AMOUNT_FITS;
  case NODE_DATE: return read_date(checker, node, type, value);
  case NODE_DATETIME:
    *type = type_of(TYPE_INSTANT);
    return check_instant(checker, node, value) ? AMOUNT_FITS : AMOUNT_REPORTED;
  default: return AMOUNT_NONE;
  }
}

/* ---- words --------------------------------------------------------------------------------- */

const char *check_amount_written(TypeKind kind) {
  switch (kind) {
  case TYPE_PERCENT: return "write a percentage with its sign: `35%`";
  case TYPE_MONEY: return "write an amount with its currency: `USD 500`";
  case TYPE_DURATION: return "write a length of time with its unit: `30 days`";
  case TYPE_DATE: return "write a date: `2026-10-01`";
  case TYPE_INSTANT: return "write an instant: `2026-10-05 10:00`, with `Z` or an offset if needed";
  default: return NULL;
  }
}

const char *check_amount_help(Type a, Type b) {
  if (a.kind == TYPE_MONEY && b.kind == TYPE_MONEY)
    return "two currencies never mix: convert the amounts before they come in";
  if ((a.kind == TYPE_POINTS && type_scale(b.kind)) ||
      (b.kind == TYPE_POINTS && type_scale(a.kind)))
    return "beside points the other one is declared as `points` too; nothing is converted silently";
  const char *written = check_amount_written(a.kind);
  return written ? written : check_amount_written(b.kind);
}
