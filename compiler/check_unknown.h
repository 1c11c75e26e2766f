/* Names in conditions that mean nothing. Each is noted where it is read and reported at the end,
 * once: only then is known how often it is read, and whether anything reads what it resembles. */
#ifndef MOPS_CHECK_UNKNOWN_H
#define MOPS_CHECK_UNKNOWN_H

#include "compiler/check_expression.h"

/* A path that is no field, definition or score. wanted as for check_value. Of TYPE_ERROR. */
Expression *check_unknown_name(Reading *reading, const Node *node, Text path, const Type *wanted);

/* Reports all that were noted. */
void check_report_unknown(Checker *checker);

#endif
