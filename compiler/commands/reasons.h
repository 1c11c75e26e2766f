/* Reasons as people read them: one line each, for explain and for tests that fail. */
#ifndef MOPS_REASONS_H
#define MOPS_REASONS_H

#include <stdio.h>

#include "compiler/arena.h"
#include "runtime/mops.h"

/* The raw text of a lead's field as it last came in, or NULL: a text's class may tell less. */
typedef const char *(*ReasonText)(void *host, const char *field);

typedef struct {
  FILE *out;
  const mops_agreement *agreement;
  int indent;          /* blanks before each line */
  int inner;           /* further blanks before criteria */
  const char *heading; /* what to print before the first reason, if there is any; or NULL */
  const char *tense;   /* of values: "was"; NULL for "is" */
  void *host;          /* of text */
  ReasonText text;     /* or NULL */
  mops_reason denied;  /* the `not` over one test that is to be printed with the test; kind GROUP */
} ReasonPrinter;

/* A line of an explained score, move, condition or next step; a mops_explainer with a ReasonPrinter
 * as its host. */
void reason_print(void *printer, const mops_reason *reason);

/* "2026-10-05 10:05:00 -04:00  lead -> mql (line 86) because engagement >= 50 [it was 60]", with
 * what made an `on` move: "... mql -> sql on sales_accepted (line 87)". decision: of a stage, by an
 * engine with a sink; tense: of the values, "was" or "will be". */
Text reason_stage_line(Arena *arena, const mops_agreement *agreement, const mops_decision *decision,
                       const char *tense);

/* Why a lead was assigned: "on entering mql", then each clause of the route that was passed over, and
 * the one that took it. */
void reason_print_owner(ReasonPrinter *printer, Arena *arena, const mops_decision *decision);

/* "2026-10-05 10:05:00 -04:00  assigned to ana by inbound on demo_request: to sdr (line 120)" */
Text reason_assigned_line(Arena *arena, const mops_agreement *agreement,
                          const mops_decision *decision);

/* "2026-10-05 14:06:00 -04:00  first_contact breached: due 2026-10-05 14:05:00 -04:00 (line 143)"
 */
Text reason_clock_line(Arena *arena, const mops_agreement *agreement,
                       const mops_decision *decision);

/* "4 hours 5 minutes": a length of time without its milliseconds. */
Text reason_length(Arena *arena, int64_t milliseconds);
/* The same without days: a working day has not 24 hours. */
Text reason_open_length(Arena *arena, int64_t milliseconds);

/* "+12.5", "-3", "0" */
void points_print(FILE *out, int64_t points, int sign);

/* "line 12", or "scoring.mops:12" in another file than the first. */
void reason_print_place(FILE *out, const mops_reason *reason);

#endif
