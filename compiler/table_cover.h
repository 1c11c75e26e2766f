/* Rows of a table that are never reached, because an earlier one takes all that they could. */
#ifndef MOPS_TABLE_COVER_H
#define MOPS_TABLE_COVER_H

#include "compiler/checker.h"

void table_check_rows(Checker *checker, const Table *table);

#endif
