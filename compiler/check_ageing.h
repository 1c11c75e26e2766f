/* Rules whose awards age: `expires after D`, `fades over D`, `halves every D`, `loses P% every D`.
 */
#ifndef MOPS_CHECK_AGEING_H
#define MOPS_CHECK_AGEING_H

#include "compiler/checker.h"

/* Reads how the awards of a rule age, whose points and limits were read before. Works out what an
 * award is worth in each period of its life. */
void check_ageing(Checker *checker, Rule *rule, const Node *node);

#endif
