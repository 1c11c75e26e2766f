/* An image opened for use: a pointer and a count for each section. Private to the runtime. */
#ifndef MOPS_AGREEMENT_H
#define MOPS_AGREEMENT_H

#include "runtime/image.h"
#include "runtime/mops.h"
#include "runtime/open_time.h"

/* What was worked out once, when the image was loaded. */
typedef struct {
  uint64_t seen_scores;    /* those that have a slot `seen`, a bit each */
  uint32_t max_candidates; /* of the longest run */
  uint32_t max_changes;    /* of scores, in one record or step */
  uint32_t max_judged;     /* rows of conditions that are kept for telling */
  uint32_t max_reasons;    /* of one decision */
  uint32_t max_criteria;   /* rows of the largest condition */
  uint32_t kept_timers;    /* the first timers, whose instants are kept (runtime/kept.h) */
  uint32_t max_ring;       /* slots of the longest ring of instants */
  uint32_t loose_ageings;  /* rows of AGEING without a kept timer */
  uint32_t assignment;     /* row of RECORD, 0: there is none */
  uint32_t silent_starts;  /* of clocks, that time alone may make between two records */
  uint32_t max_waiting;    /* triggers of routes and SLAs that can happen in one record or step */
  uint32_t waking_timers;  /* the first timers; those after them matter in no stage */
  uint32_t event_slots;    /* the first slots, up to the last that an event's triggers change */
} AgreementBounds;

/* Which of the lead's fields an account fills (runtime/account.h): those that stand side by side in
 * the record of the one field of type domain that stands in a record. Fields are counted from the
 * lead's first. */
typedef struct {
  uint32_t domain; /* NONE: there is none */
  uint32_t other;  /* there are two, and so none is meant; NONE: there are not */
  uint32_t email; /* the key, if it is an e-mail address, or the first other that is one, or NONE */
  uint32_t first, count; /* of its record */
  uint32_t prefix;       /* how many bytes of their names are the record's: 8 of "company.domain" */
  uint32_t low, high;    /* their values in a record are low .. high - 1 */
} AccountShape;

struct mops_agreement {
  const ImageHeader *header;
#define SECTION(kind, row, required, decides) const row *kind;
  SECTIONS(SECTION)
#undef SECTION
  uint32_t count[SECTION_KINDS];
  AgreementBounds bounds;
  AccountShape account;
  OpenTime *open_times; /* by calendar: its sums, for open_time.h */
  int64_t *open_sums;
  size_t open_sums_count;
  mops_memory memory;
};

/* The rows of a calendar, without sums. */
OpenTime agreement_open_time(const mops_agreement *agreement, uint32_t calendar);

/* A text of the image by its row; "" for NONE. */
static inline const char *agreement_text(const mops_agreement *agreement, uint32_t string) {
  return string == NONE ? "" : (const char *)&agreement->BYTE[agreement->STRING[string].first].byte;
}

#endif
