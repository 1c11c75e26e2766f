/* A valid image, small but with a row of every section and a block for every opcode, put together
 * by hand: the tests change one thing in it and see what the verifier says. It knows nothing of the
 * compiler, so the two writers of images check each other. */
#ifndef MOPS_BUILD_IMAGE_H
#define MOPS_BUILD_IMAGE_H

#include "runtime/agreement.h"
#include "runtime/shape.h"

/* Rows by section, until they are laid out. */
typedef struct {
  unsigned char *rows[SECTION_KINDS];
  uint32_t count[SECTION_KINDS];
} Draft;

/* Rows of the small image that tests name. */
enum {
  DRAFT_FACTS = 3,
  DRAFT_EVENT = 1,     /* the record type with triggers */
  DRAFT_UNWRITTEN = 3, /* a register that no opcode's block writes */
  DRAFT_REGISTERS = 4,
  DRAFT_FIRST_OPCODE = 6, /* the block of opcode 0; those of the others follow */
  DRAFT_STEP = 2          /* the opcode's instruction in its block */
};

/* Slots of its lead. */
enum {
  AT_FACTS = HEADER_SLOTS,
  AT_SCORE = AT_FACTS + DRAFT_FACTS,
  AT_ADD = AT_SCORE + SCORE_SLOTS,
  AT_SET = AT_ADD + FIRING_SLOTS,
  AT_POINTS = AT_SET + FIRING_SLOTS,
  AT_DAY,
  AT_WINDOW,
  AT_STATIC = AT_WINDOW + 2,
  AT_FACT,
  AT_STREAK,
  AT_ANCHOR,
  AT_OWN,
  AT_GROUP,
  AT_CLOCK,
  AT_LIVE = AT_CLOCK + PAUSE_SLOTS,
  AT_HOLD = AT_LIVE + LIVE_FIRST + 2,
  AT_COUNTED,
  AT_VALUES = AT_COUNTED + 2,
  AT_DAYS = AT_VALUES + 2,
  AT_RING,
  AT_LAST = AT_RING + 2,
  AT_LAST_AT,
  AT_TRUE,
  AT_HAND,
  AT_KEPT = AT_HAND + HAND_SLOTS,
  AT_SEEN = AT_KEPT + 2, /* only where a test has it seen */
  AT_OWNER,
  AT_SLA = AT_OWNER + OWNER_SLOTS,
  AT_AGAIN = AT_SLA + CLOCK_SLOTS + 2,
  SLOTS = AT_AGAIN + 2
};

Draft draft_small(void);
void draft_free(Draft *draft);

uint32_t draft_add(Draft *draft, uint32_t kind, const void *row);
void *draft_row(const Draft *draft, uint32_t kind, uint32_t row);
uint32_t draft_text(Draft *draft, const char *text);
ImageCode *draft_opcode(const Draft *draft, Opcode op);

/* Lays the sections out; malloc's memory. Lengths and checksum fit, the meaning is image_seal's. */
unsigned char *draft_image(const Draft *draft, size_t *size);

/* Makes the checksum fit and, if all else is well, the meaning; then loads the image. agreement may
 * be NULL: then it is freed at once. */
mops_status image_seal(unsigned char *image, size_t size, mops_agreement **agreement,
                       mops_problem *problem);

/* A field by its name; stops the program if there is none. */
const FieldSpec *field_named(uint32_t kind, const char *name);
void field_write(const FieldSpec *field, void *row, int64_t value);

#endif
