/* What literals are worth: numbers as exact fractions, durations and dates as whole numbers. One
 * place, so that a number means the same in a rule, a range, a condition and a test. */
#ifndef MOPS_LITERAL_H
#define MOPS_LITERAL_H

#include "compiler/ast.h"
#include "compiler/literal_fold.h"
#include "runtime/duration.h"

enum { POINT = 10000 }; /* decimals and points are ten-thousandths */

typedef struct {
  int64_t numerator, denominator; /* reduced; denominator > 0 */
} Ratio;

typedef enum {
  NUMBER_CONSTANT, /* literals and their arithmetic alone */
  NUMBER_NONE,     /* reads something, or is no number */
  NUMBER_TOO_LARGE,
  NUMBER_DIVIDED_BY_ZERO
} NumberKind;

/* The value of 5, -2.5, 3 * (1 + 1), 1 / 4. */
NumberKind literal_number(const Node *node, Ratio *value);

/* The number of 35% (35) or USD 5000.50, alone. */
NumberKind literal_amount(const Node *node, Ratio *value);

/* `USD 5_000` for an amount however people write it: `$5,000`, `5k USD`. usual is the currency that
 * `$` stands for, or empty. */
Text literal_written_amount(Arena *arena, Text written, Text usual);

/* The currency of NODE_MONEY. */
Text literal_currency(const Node *node);

/* What something is multiplied with: a number, or 35% as 35 / 100. */
NumberKind literal_factor(const Node *node, Ratio *value);

/* value * scale as a whole number; 0 when it isn't one, or is beyond 64 bits. */
int literal_scaled(Ratio value, int64_t scale, int64_t *result);

/* Milliseconds of `30 days`; 0 when the unit is no duration (month) or it is above DURATION_MAX. */
int literal_duration(const Node *node, int64_t *milliseconds);

/* "2026-10-01" as days after 1970-01-01; 0 when there is no such day. */
int literal_date(Text date, int64_t *day);

typedef struct {
  int64_t local;  /* milliseconds, as if the clock showed UTC */
  int has_offset; /* Z or +02:00 */
  int64_t offset; /* milliseconds east of UTC */
} LiteralInstant;

/* "2026-10-05 10:00", with :SS, Z or an offset; 0 when there is no such time. */
int literal_instant(Text text, LiteralInstant *instant);

/* "2026-10-01", and "2026-10-01T10:00:00Z", of the years 0 to 9999. */
Text literal_show_date(Arena *arena, int64_t day);
Text literal_show_instant(Arena *arena, int64_t instant);

/* "1 day 2 hours" */
Text literal_show_duration(Arena *arena, int64_t milliseconds);

/* A whole number with commas left out, a fixed-point one with its decimals: for messages. */
Text literal_show(Arena *arena, int64_t value, int64_t scale);

#endif
