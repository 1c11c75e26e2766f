/* Service levels: what starts a clock, by when it must be met, and what is done until then. */
#ifndef MOPS_CHECK_SLA_H
#define MOPS_CHECK_SLA_H

#include "compiler/checker.h"

/* Declares a name; everything else is read by check_slas, once stages, pools and routes are
 * declared. */
void check_sla_name(Checker *checker, const Node *node);
void check_slas(Checker *checker);
/* The SLA of a name, or NULL after a message. */
const Sla *check_sla_named(Checker *checker, Text name, Span span);

#endif
