/* What the verifier's parts share: the image being checked and how it is refused. Private to
 * verify.c (container and field shapes), to what rows must fulfil beside their shapes
 * (verify_schema.c: texts, records, zones; verify_calendar.c; verify_routing.c; verify_sla.c;
 * verify_rules.c: scores, moves, conditions;
 * verify_trigger.c; verify_slots.c; verify_bounds.c) and to verify_code.c (instructions). Nothing
 * here recurses; every loop is bounded by the image's size, and no part reads what an earlier one
 * has not put in range. */
#ifndef MOPS_VERIFY_H
#define MOPS_VERIFY_H

#include "runtime/agreement.h"
#include "runtime/shape.h"

typedef struct {
  mops_agreement *agreement;
  const unsigned char *image;
  size_t size;
  const unsigned char *rows[SECTION_KINDS]; /* the agreement's section pointers, by kind */
  uint64_t stage_bits;                      /* one for each stage */
  uint64_t text_bytes;                      /* that the fields looked at so far stand for */
  mops_problem *problem;
  int out_of_memory;
} Verify;

#if defined(__GNUC__)
#define VERIFY_FORMAT(text, first) __attribute__((format(printf, text, first)))
#else
#define VERIFY_FORMAT(text, first)
#endif

/* Both write the problem and return 0. field NULL: the row as a whole. */
int verify_refuse(Verify *verify, const char *format, ...) VERIFY_FORMAT(2, 3);
int verify_bad_row(Verify *verify, uint32_t kind, uint64_t row, const char *field,
                   const char *format, ...) VERIFY_FORMAT(5, 6);

/* Zeroed memory of the agreement's allocator, for memory_free; NULL sets out_of_memory. */
void *verify_take(Verify *verify, size_t count, size_t size);

/* Each returns 0 and writes the problem if the image is refused. */
int verify_schema(Verify *verify);
int verify_calendars(Verify *verify);
int verify_routing(Verify *verify);
/* After the rules. */
int verify_slas(Verify *verify);
int verify_rules(Verify *verify);
int verify_code(Verify *verify);

/* Parts of verify_rules. */
int verify_triggers(Verify *verify);
int verify_slots(Verify *verify);
int verify_bounds(Verify *verify); /* fills the bounds */
/* A condition taken apart may read the values of one event alone. event 0: none may be read. */
int verify_criterion_reads(Verify *verify, uint32_t kind, uint32_t row, uint32_t criterion,
                           uint32_t event);

/* The checks of one part, in the order in which they rely on each other. */
typedef int (*VerifyCheck)(Verify *verify);
static inline int verify_all(Verify *verify, const VerifyCheck *checks, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!checks[i](verify)) return 0;
  return 1;
}

/* Checks every byte that anything later relies on: after it, nothing in the runtime checks an operand.
 * Fills the agreement's section pointers. MOPS_OK, MOPS_BAD_IMAGE or MOPS_NO_MEMORY. */
mops_status verify_image(mops_agreement *agreement, const void *image, size_t size,
                         mops_problem *problem);

#endif
