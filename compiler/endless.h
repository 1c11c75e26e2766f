/* A lead must fall quiet when nothing happens to it: a definition that time alone turns true may
 * not lead to a rule that undoes what time did, nor to what it waits for, or it would turn true
 * again and again. */
#ifndef MOPS_ENDLESS_H
#define MOPS_ENDLESS_H

#include "compiler/lower.h"

/* In which ways a score can go, and in which it must go to turn a definition true. */
enum { WAY_UP = 1, WAY_DOWN = 2, WAY_BOTH = 3 };

/* Decay only takes towards the resting value; from below, too, unless `keep` bounds the score
 * there: by hand it can be set to anything. */
int endless_decay_ways(const Score *score);

/* ways: by score, those that help to turn the definition true. Reports an endless one. */
void endless_check(Lowering *lowering, const Definition *definition, const uint8_t *ways);

#endif
