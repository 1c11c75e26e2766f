/* What a run gives out: decisions, final states of leads, records set aside. One JSON object a line
 * with a fixed order of keys; decisions and final states also as CSV.
 *
 *   {"at":"2026-10-05T14:00:00Z","lead":"jo@acme.io","decision":"scored","score":"engagement",
 *    "before":30,"after":50,"because":[{"rule":"engagement/Pricing page","line":41,"points":20}]}
 *   {"at":…,"lead":…,"decision":"stage","before":"lead","after":"mql",
 *    "because":[{"rule":"lifecycle/lead -> mql","line":63},
 *               {"criterion":"engagement >= 50","line":63,"holds":true,"value":57}]}
 *
 * Texts are known only as far as the agreement's literals tell: a `value` is such a literal, one
 * with an ellipsis where the text goes on, or left out.
 *
 * A criterion's `holds` is null where a missing value leaves it open. Criteria inside `or`, `not`,
 * or a definition follow a {"group":…} and carry their `depth` below the condition. */
#ifndef MOPS_IO_WRITER_H
#define MOPS_IO_WRITER_H

#include "runtime/io/merge.h"
#include "runtime/io/output.h"

typedef struct Writer Writer;

/* The output stays the caller's. CSV begins with its header. NULL: no memory. */
Writer *writer_create(const mops_agreement *agreement, Output *output, FileFormat format);
void writer_free(Writer *writer);

void writer_decision(Writer *writer, const mops_decision *decision);

/* What a final object needs besides the lead. */
typedef struct {
  mops_worker *worker;
  int64_t at; /* of the last instant */
  const uint32_t *shown; /* definitions */
  uint32_t shown_count;
} FinalOptions;
/* A writer for final objects only; CSV has the columns lead, at, stage, owner, scores.NAME…,
 * show.NAME…. */
Writer *writer_create_final(const mops_agreement *agreement, Output *output, FileFormat format,
                            const FinalOptions *options);
void writer_final(Writer *writer, const FinalOptions *options, const char *key, size_t length,
                  const mops_lead *lead);

/* {"file":…,"line":…,"field":…|null,"problem":…,"record":…|null} */
void write_set_aside(Output *output, const SetAside *bad);

#endif
