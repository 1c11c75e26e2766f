/* Scores: first their names and numbers, so that conditions can read them, then their rules. */
#ifndef MOPS_CHECK_SCORE_H
#define MOPS_CHECK_SCORE_H

#include "compiler/checker.h"

/* Enters the score with its points, limits and bounds, and the interval that it stays in. */
void check_score_declaration(Checker *checker, const Node *node);

/* Triggers and conditions of all scores. Returns 1 when every `set to` has all of its triggers: what
 * circles of moves depend on. */
int check_score_rules(Checker *checker);

/* A share such as 25% in ten-thousandths; 0 after a message, which says who takes it: "a decay
 * takes". */
int check_share(Checker *checker, const Node *node, const char *who, int64_t *share);

#endif
