/* Tests that stand in the agreement: the parties' own examples. */
#ifndef MOPS_CHECK_TEST_H
#define MOPS_CHECK_TEST_H

#include "compiler/checker.h"

/* The instant of NODE_DATETIME, by the agreement's zone unless it has an offset; 0 after a message. */
int check_instant(Checker *checker, const Node *node, int64_t *instant);

void check_test(Checker *checker, const Node *node);

/* Says at how many further places unknown fields are given. */
void check_report_entries(Checker *checker);

#endif
