/* What stands between two pieces of a line: one blank, or none. A word may be somebody's name
 * almost anywhere; so a few of these answers are guesses: they cost a blank, never a meaning. */
#include "compiler/format_lines.h"

enum {
  TIGHT_BEFORE = 1,  /* no blank before it … */
  TIGHT_AFTER = 2,   /* … after it */
  VALUE_FOLLOWS = 4, /* so a minus after it is a sign, and a ( no call's */
  NAME_FOLLOWS = 8,  /* so a word after it is no keyword */
  AFTER_RANGE = 16,  /* a word that goes on after `50..`: see OPEN_RANGE in the grammar */
  CONDITION = 32     /* a condition follows */
};

static const unsigned char traits[] = {
  [TOKEN_OPEN_PARENTHESIS] = TIGHT_AFTER | VALUE_FOLLOWS,
  [TOKEN_CLOSE_PARENTHESIS] = TIGHT_BEFORE,
  [TOKEN_OPEN_BRACKET] = TIGHT_AFTER | VALUE_FOLLOWS,
  [TOKEN_CLOSE_BRACKET] = TIGHT_BEFORE,
  [TOKEN_COMMA] = TIGHT_BEFORE | VALUE_FOLLOWS,
  [TOKEN_COLON] = TIGHT_BEFORE | VALUE_FOLLOWS,
  [TOKEN_DOT] = TIGHT_BEFORE | TIGHT_AFTER | NAME_FOLLOWS,
  [TOKEN_RANGE] = VALUE_FOLLOWS,
  [TOKEN_EQUAL] = VALUE_FOLLOWS,
  [TOKEN_NOT_EQUAL] = VALUE_FOLLOWS,
  [TOKEN_LESS] = VALUE_FOLLOWS,
  [TOKEN_LESS_EQUAL] = VALUE_FOLLOWS,
  [TOKEN_GREATER] = VALUE_FOLLOWS,
  [TOKEN_GREATER_EQUAL] = VALUE_FOLLOWS,
  [TOKEN_PLUS] = VALUE_FOLLOWS,
  [TOKEN_MINUS] = VALUE_FOLLOWS,
  [TOKEN_TIMES] = VALUE_FOLLOWS,
  [TOKEN_DIVIDE] = VALUE_FOLLOWS,
  [TOKEN_ARROW] = NAME_FOLLOWS | VALUE_FOLLOWS,
  [TOKEN_AND] = VALUE_FOLLOWS,
  [TOKEN_OR] = VALUE_FOLLOWS,
  [TOKEN_NOT] = VALUE_FOLLOWS,
  [TOKEN_IN] = VALUE_FOLLOWS,
  [TOKEN_ELSE] = VALUE_FOLLOWS,
  [TOKEN_ENTERING] = NAME_FOLLOWS,
  [TOKEN_LEAVING] = NAME_FOLLOWS,
  [TOKEN_BECOMING] = NAME_FOLLOWS,
  [TOKEN_TO] = VALUE_FOLLOWS,
  [TOKEN_FROM] = AFTER_RANGE,
  [TOKEN_MISSING] = AFTER_RANGE,
  [TOKEN_DEFAULT] = VALUE_FOLLOWS | AFTER_RANGE | CONDITION,
  [TOKEN_REQUIRED] = AFTER_RANGE,
  [TOKEN_KEY] = AFTER_RANGE,
  [TOKEN_ON] = NAME_FOLLOWS,
  [TOKEN_WHEN] = VALUE_FOLLOWS | CONDITION,
  [TOKEN_WHERE] = VALUE_FOLLOWS | CONDITION,
  [TOKEN_FOR] = AFTER_RANGE,
  [TOKEN_SINCE] = NAME_FOLLOWS,
  [TOKEN_ONCE] = AFTER_RANGE,
  [TOKEN_AT] = AFTER_RANGE,
  [TOKEN_PAUSED] = AFTER_RANGE,
  [TOKEN_WHILE] = VALUE_FOLLOWS | CONDITION,
  [TOKEN_EXPIRES] = AFTER_RANGE,
  [TOKEN_FADES] = AFTER_RANGE,
  [TOKEN_HALVES] = AFTER_RANGE,
  [TOKEN_LOSES] = AFTER_RANGE,
  [TOKEN_MOST] = VALUE_FOLLOWS,
  [TOKEN_LEAST] = VALUE_FOLLOWS,
  [TOKEN_WITHOUT] = NAME_FOLLOWS,
  [TOKEN_BETWEEN] = VALUE_FOLLOWS,
  [TOKEN_BY] = NAME_FOLLOWS | AFTER_RANGE,
  [TOKEN_WITHIN] = AFTER_RANGE,
  [TOKEN_IN_A_ROW] = AFTER_RANGE,
  [TOKEN_BROKEN] = AFTER_RANGE,
  [TOKEN_EXPECT] = VALUE_FOLLOWS | CONDITION,
  [TOKEN_STARTS] = VALUE_FOLLOWS,
  [TOKEN_ENDS] = VALUE_FOLLOWS,
  [TOKEN_CONTAINS] = VALUE_FOLLOWS,
  [TOKEN_WORD] = VALUE_FOLLOWS,
  [TOKEN_IS] = NAME_FOLLOWS,
};

static int has(int kind, int trait) {
  return kind < (int)sizeof traits && traits[kind] & trait;
}

int format_begins_condition(int kind) {
  return has(kind, CONDITION);
}

int format_names_next(const Layout *layout, uint32_t piece) {
  int kind = layout->pieces[piece].kind;
  return kind != TOKEN_RANGE && has(kind, VALUE_FOLLOWS | NAME_FOLLOWS);
}

/* `score: int`, after which a number or range begins: `score: int -5..5`, `score: int ..100`. */
static int is_type(const Layout *layout, uint32_t piece) {
  return piece > 0 && layout->pieces[piece].kind == TOKEN_NAME &&
         layout->pieces[piece - 1].kind == TOKEN_COLON;
}

static int value_follows(const Layout *layout, uint32_t piece) {
  return has(layout->pieces[piece].kind, VALUE_FOLLOWS) || is_type(layout, piece);
}

/* `-20`, `+20`; not `a - b`. */
static int is_sign(const Layout *layout, uint32_t piece) {
  int kind = layout->pieces[piece].kind;
  if (kind != TOKEN_MINUS && kind != TOKEN_PLUS) return 0;
  if (layout->pieces[piece].clause == piece) return 1;
  return kind == TOKEN_MINUS && value_follows(layout, piece - 1);
}

/* Whether it can be the end of a range that begins before it. */
static int ends_range(int kind) {
  if (token_is_word(kind)) return !has(kind, AFTER_RANGE);
  return (kind >= TOKEN_TEXT && kind <= TOKEN_TIME) || kind == TOKEN_MINUS ||
         kind == TOKEN_OPEN_PARENTHESIS;
}

uint32_t format_gap(const Layout *layout, uint32_t piece) {
  int left = layout->pieces[piece - 1].kind, right = layout->pieces[piece].kind;
  if (has(right, TIGHT_BEFORE) || has(left, TIGHT_AFTER)) return 0;
  if (left == TOKEN_RANGE) return !ends_range(right);
  if (right == TOKEN_RANGE) return value_follows(layout, piece - 1) != 0;
  if (is_sign(layout, piece - 1)) return 0;
  if (left == TOKEN_OPEN_BRACE && right == TOKEN_CLOSE_BRACE) return 0;
  int calls = right == TOKEN_OPEN_PARENTHESIS && token_is_word(left) && !has(left, VALUE_FOLLOWS);
  return !calls;
}
