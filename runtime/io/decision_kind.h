/* What decisions are called outside: by the writer, and by the reader that takes them back in. */
#ifndef MOPS_IO_DECISION_KIND_H
#define MOPS_IO_DECISION_KIND_H

#include "runtime/mops.h"

enum { DECISION_KINDS = MOPS_DECISION_MERGED + 1 };

/* "scored", "sla_met" */
const char *decision_kind_name(mops_decision_kind kind);

#endif
