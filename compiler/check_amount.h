/* Literals that say their type themselves: 35%, USD 500, 2026-10-01, 2026-10-05 10:00. */
#ifndef MOPS_CHECK_AMOUNT_H
#define MOPS_CHECK_AMOUNT_H

#include "compiler/checker.h"

typedef enum { AMOUNT_NONE, AMOUNT_FITS, AMOUNT_REPORTED } Amount;

/* The type and value of such a literal, or of one with a `-` before it. AMOUNT_NONE: it is another
 * node; AMOUNT_REPORTED: it has no value, which was said. */
Amount check_amount(Checker *checker, const Node *node, Type *type, int64_t *value);

/* Milliseconds of a duration, or -1 after a message. With what ("a window") it must be above 0. */
int64_t check_duration(Checker *checker, const Node *node, const char *what);

/* Whether a number alone is a value of the type: not of a percentage, nor of money. */
int check_takes_numbers(TypeKind kind);

/* `money USD 0..5_000`: the type. Returns 0 after a message. */
int check_money(Checker *checker, const Node *node, Type *type);

/* What to do about two types that don't go together, or NULL. */
const char *check_amount_help(Type a, Type b);

/* How a value of the type is written, or NULL if that goes without saying. */
const char *check_amount_written(TypeKind kind);

#endif
