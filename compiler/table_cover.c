/* A row covers a later one if each of its cells takes all that the other's cell takes. Rows are
 * compared in pairs, up to a bound; of longer tables at least equal rows are found, by hash. */
#include "compiler/table_cover.h"

#include <string.h>

#include "compiler/matcher.h"

enum { MOST_PAIRS = 10000000, WORDS_COST = 32 /* of comparing words, in pairs */ };

typedef struct {
  Checker *checker;
  const Table *table;
  uint32_t pairs;
} Covering;

/* ---- what a cell takes --------------------------------------------------------------------- */

static const Expression *affirmed(const Expression *e) {
  return e->kind == EXPRESSION_NOT ? e->left : e;
}

/* The values of a comparison of the input with a constant, without NOT. */
static Interval compared(const Expression *e) {
  int turned = e->right->kind != EXPRESSION_CONSTANT;
  const Type *type = turned ? &e->right->type : &e->left->type;
  Interval all = {type->low, type->high};
  int64_t strict = e->comparison == COMPARE_LESS;
  if (!turned) {
    all.high = e->right->constant - strict;
    if (e->comparison == COMPARE_EQUAL) all.low = all.high;
  } else {
    all.low = e->left->constant + strict;
    if (e->comparison == COMPARE_EQUAL) all.high = all.low;
  }
  return all;
}

/* A cell of numbers or members as intervals; 0: it is none of these. `!=` has two of them. */
static uint32_t intervals_of(const Expression *cell, Interval own[2], const Interval **found) {
  const Expression *e = affirmed(cell);
  *found = own;
  if (e->kind == EXPRESSION_IN) {
    *found = e->intervals;
    return e->interval_count;
  }
  if (e->kind != EXPRESSION_COMPARE) return 0;
  own[0] = compared(e);
  if (cell == e) return 1;
  const Type *type = &(e->left->kind == EXPRESSION_CONSTANT ? e->right : e->left)->type;
  int64_t value = own[0].low;
  own[0] = (Interval){type->low, value - 1};
  own[1] = (Interval){value + 1, type->high};
  return 2;
}

static int intervals_cover(const Interval *outer, uint32_t outer_count, const Interval *inner,
                           uint32_t inner_count) {
  for (uint32_t i = 0, k = 0; i < inner_count; i++) {
    if (inner[i].low > inner[i].high) continue;
    while (k < outer_count && outer[k].high < inner[i].low) k++;
    if (k == outer_count || outer[k].low > inner[i].low || outer[k].high < inner[i].high) return 0;
  }
  return 1;
}

/* ---- texts --------------------------------------------------------------------------------- */

static int stands_in(Text whole, Text part) {
  for (uint32_t i = 0; i + part.length <= whole.length; i++)
    if (memcmp(whole.bytes + i, part.bytes, part.length) == 0) return 1;
  return 0;
}

static int begins(Text whole, Text part) {
  return part.length <= whole.length && memcmp(whole.bytes, part.bytes, part.length) == 0;
}

static int ends(Text whole, Text part) {
  return part.length <= whole.length &&
         memcmp(whole.bytes + whole.length - part.length, part.bytes, part.length) == 0;
}

static int words_stand_in(Covering *covering, const Expression *test, Text whole, Text part) {
  TypeKind kind = test->left->type.kind;
  int dots = kind == TYPE_TEXT || kind == TYPE_URL;
  Arena *arena = covering->checker->arena;
  covering->pairs += WORDS_COST;
  return stands_in(matcher_words(arena, whole, dots), matcher_words(arena, part, dots));
}

/* Whether every text that passes the inner test with `inside` passes the outer one with `part`. */
static int text_covers(Covering *covering, const Expression *outer, Text part,
                       const Expression *inner, Text inside) {
  int exact = inner->text_test == TEXT_EQUALS;
  switch (outer->text_test) {
  case TEXT_EQUALS: return exact && text_equal(part, inside);
  case TEXT_STARTS: return (exact || inner->text_test == TEXT_STARTS) && begins(inside, part);
  case TEXT_ENDS: return (exact || inner->text_test == TEXT_ENDS) && ends(inside, part);
  case TEXT_CONTAINS: return inner->text_test != TEXT_HAS_WORD && stands_in(inside, part);
  case TEXT_HAS_WORD:
    return (exact || inner->text_test == TEXT_HAS_WORD) &&
           words_stand_in(covering, outer, inside, part);
  }
  return 0;
}

static int texts_cover(Covering *covering, const Expression *outer, const Expression *inner) {
  if (inner->kind != EXPRESSION_TEXT_TEST) return 0;
  for (uint32_t i = 0; i < inner->texts.count; i++) {
    int covered = 0;
    for (uint32_t k = 0; k < outer->texts.count && !covered; k++, covering->pairs++)
      covered = text_covers(covering, outer, *(const Text *)outer->texts.items[k], inner,
                            *(const Text *)inner->texts.items[i]);
    if (!covered) return 0;
  }
  return 1;
}

/* ---- cells and rows ------------------------------------------------------------------------ */

static int same_denial(const Expression *outer, const Expression *inner) {
  const Expression *a = outer->left, *b = inner->left;
  if (inner->kind != EXPRESSION_NOT || a->kind != b->kind) return 0;
  if (a->kind != EXPRESSION_TEXT_TEST) return 1; /* `missing`, `no` */
  return a->texts.count == 1 && b->texts.count == 1 &&
         text_equal(*(const Text *)a->texts.items[0], *(const Text *)b->texts.items[0]);
}

static int cell_covers(Covering *covering, const Expression *outer, const Expression *inner) {
  Interval own[2], others[2];
  const Interval *wide, *narrow;
  if (outer == NULL || inner == NULL) return outer == NULL;
  uint32_t count = intervals_of(outer, own, &wide), within = intervals_of(inner, others, &narrow);
  if (count || within) return count && within && intervals_cover(wide, count, narrow, within);
  if (outer->kind == EXPRESSION_TEXT_TEST) return texts_cover(covering, outer, inner);
  if (outer->kind == EXPRESSION_NOT) return same_denial(outer, inner);
  return outer->kind == inner->kind; /* `yes` */
}

static int row_covers(Covering *covering, const TableRow *outer, const TableRow *inner) {
  covering->pairs++;
  for (uint32_t i = 0; i < covering->table->inputs.count; i++)
    if (!cell_covers(covering, outer->cells[i], inner->cells[i])) return 0;
  return 1;
}

static void report(const Covering *covering, const TableRow *outer, const TableRow *inner) {
  Diagnostics *diagnostics = covering->checker->diagnostics;
  Diagnostic *diagnostic = diag_error(diagnostics, "E0323", inner->span, "is never reached",
                                      "an earlier row takes all that this one could");
  diag_span(diagnostics, diagnostic, outer->span, "this one");
  diag_help(diagnostics, diagnostic, "write the narrower row first, or drop it");
}

/* A row's cells as written: what stands before its arrow, or in a file before its last comma. */
static Text written_cells(const Covering *covering, const TableRow *row) {
  Text whole = checker_written(covering->checker, row->span);
  uint32_t comma = whole.length;
  for (uint32_t i = whole.length; i-- > 1;) {
    if (whole.bytes[i] == '>' && whole.bytes[i - 1] == '=') return (Text){whole.bytes, i - 1};
    if (whole.bytes[i] == ',' && comma == whole.length) comma = i;
  }
  return (Text){whole.bytes, comma};
}

void table_check_rows(Checker *checker, const Table *table) {
  Covering covering = {checker, table, 0};
  Symbols written = {0};
  for (uint32_t i = 0; i < table->rows.count; i++) {
    TableRow *row = table->rows.items[i];
    const Symbol *same =
        symbols_add(checker->arena, &written, written_cells(&covering, row), row, row->span);
    if (same) {
      report(&covering, same->value, row);
      continue;
    }
    for (uint32_t k = 0; k < i && covering.pairs < MOST_PAIRS; k++) {
      if (!row_covers(&covering, table->rows.items[k], row)) continue;
      report(&covering, table->rows.items[k], row);
      break;
    }
  }
}
