/* What can start a rule, a move or a clock: `on`, `without`, `since`. */
#ifndef MOPS_CHECK_TRIGGER_H
#define MOPS_CHECK_TRIGGER_H

#include "compiler/checker.h"

/* A list of them: nodes of NODE_TRIGGER; what is wrong is left out. */
void check_triggers(Checker *checker, const List *nodes, List *triggers);

/* What each event that follows from others follows from. */
void check_derived_events(Checker *checker);

/* The stage of a name, or NULL after a message. */
Stage *check_stage(Checker *checker, Text name, Span span);

/* The event of a name, or NULL after a message. */
RecordScope *check_event(Checker *checker, Text name, Span span);

#endif
