/* What must be true of single fields, scores, definitions, tests of texts and times since events
 * when a condition has an answer: the one notion of conditions that exclude each other. A demand is
 * necessary, never sufficient: whatever is too hard to express is left out, so a contradiction
 * between demands is a proof, and its absence says nothing. */
#ifndef MOPS_DEMAND_H
#define MOPS_DEMAND_H

#include "compiler/region.h"

/* What is asked of a condition, which may be unknown too. */
typedef enum { ANSWER_YES, ANSWER_NO, ANSWER_NOT_YES, ANSWER_NOT_NO, ANSWERS } Answer;

typedef struct Demander Demander;

/* Only for a model without errors so far. */
Demander *demander_create(Arena *arena, const Model *model);

const Demands *demand_of(Demander *demander, const Expression *condition, Answer answer);

/* Of a definition that is true. */
const Demands *demand_turned(Demander *demander, const Definition *definition);

const Demands *demand_nothing(const Demander *demander);
const Demands *demand_never(const Demander *demander);
/* What a variable is called in the agreement. */
Text demand_name(const Demander *demander, uint32_t variable);
const Demands *demand_both(Demander *demander, const Demands *a, const Demands *b);
const Demands *demand_either(Demander *demander, const Demands *a, const Demands *b);

/* Whether a value can be missing, or a condition unknown. */
int demand_may_miss(Demander *demander, const Expression *e);

/* The score has a value in this interval now; nothing is known of the score. */
const Demands *demand_set(Demander *demander, const Demands *known, const Score *score,
                          Interval value);
const Demands *demand_forget(Demander *demander, const Demands *known, const Score *score);

/* The score may have gone from where it was towards this value. */
const Demands *demand_towards(Demander *demander, const Demands *known, const Score *score,
                              int64_t value);

/* A trigger of an `on` move has just happened: then it is no time since it. Of the times that the
 * demands asked for so far read. */
const Demands *demand_happened(Demander *demander, const Demands *known, const Trigger *trigger);

/* 1 when a move fires the trigger, if its `where` holds. */
int demand_is_caused(const Trigger *trigger, uint32_t from, uint32_t to);

/* 1 when a move may lead to the trigger in ways that are not followed here: a definition turns
 * true, or an event follows from one or from a move. */
int demand_follows(const Demander *demander, const Trigger *trigger);

/* A move has just happened, which fired triggers: then it is no time since them. later: as it is at
 * any time after it, when other moves may have happened too. */
const Demands *demand_moved(Demander *demander, const Demands *known, uint32_t from, uint32_t to,
                            int later);

/* Time has passed and no event happened: times since events have grown, numbers of events within a
 * time have fallen. */
const Demands *demand_later(Demander *demander, const Demands *known);

/* 1 when a move by itself can change the score: its fact rules read the stage, another score, or
 * the time since a move. */
int demand_is_moving(const Demander *demander, const Score *score);

/* 1 when a move by itself can change the definition, or one of these scores (a bit each) can. */
int demand_is_moved(const Demander *demander, const Definition *definition, uint64_t scores);

#endif
