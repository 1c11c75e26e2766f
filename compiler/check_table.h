/* Tables: rows of cells that are tried from the first to the last, and calls of them. */
#ifndef MOPS_CHECK_TABLE_H
#define MOPS_CHECK_TABLE_H

#include "compiler/check_expression.h"

/* Enters a table's name. */
void check_table_name(Checker *checker, const Node *node);

/* Checks all tables. One that is called before that is checked when it is called. */
void check_tables(Checker *checker);

/* `fit(industry, employees)`; NULL if no table has the name. */
Expression *check_table_call(Reading *reading, const Node *node);

#endif
