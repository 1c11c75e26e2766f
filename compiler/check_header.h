/* The agreement block: title, version, effective date, time zone, parties. */
#ifndef MOPS_CHECK_HEADER_H
#define MOPS_CHECK_HEADER_H

#include "compiler/checker.h"

/* node is NULL when the file has none. The model always has a zone afterwards: UTC after a message,
 * so that everything else is still checked. */
void check_header(Checker *checker, const Node *node, const File *file);

/* The zone of a quoted name; NULL after a message. */
Zone *check_zone(Checker *checker, const Node *value);

#endif
