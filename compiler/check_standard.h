/* Standard records: what people did by hand. They are always there and can't be declared; a trigger
 * can't wait for them, because what they do (a stage that is entered) has triggers of its own. */
#ifndef MOPS_CHECK_STANDARD_H
#define MOPS_CHECK_STANDARD_H

#include "compiler/checker.h"

/* Adds those that the agreement can have, after its events: without a lifecycle there is no
 * `stage_set`, without scores no `score_set`. */
void check_standard_records(Checker *checker);

/* Reports an event that has the name of a standard record. Returns 1 when it did. */
int check_standard_declared(Checker *checker, const Node *node);

/* Reports a trigger that waits for a standard record. Returns 1 when it did. */
int check_standard_trigger(Checker *checker, Text name, Span span);

/* 1 when a test's step has the name of a standard record: that, or NULL if the agreement can't have
 * it, which is reported. */
int check_standard_given(Checker *checker, Text name, Span span, RecordScope **record);

#endif
