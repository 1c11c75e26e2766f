/* The shapes of sections and instructions as data, derived from image.h and opcode.def: what the
 * verifier checks by and the disassembler prints by. It is part of the image format, so the
 * compiler may include it as it may include image.h. */
#ifndef MOPS_SHAPE_H
#define MOPS_SHAPE_H

#include "runtime/image.h"

typedef enum {
  SHAPE_ANY, SHAPE_LINE, SHAPE_STRING, SHAPE_TEXT, SHAPE_INDEX, SHAPE_OPTION, SHAPE_FIRST, SHAPE_COUNT,
  SHAPE_BELOW, SHAPE_SLOT, SHAPE_VALUE, SHAPE_POINTS, SHAPE_PERIOD, SHAPE_BOUND, SHAPE_STAGES, SHAPE_BLOCK
} FieldShape;

typedef struct {
  const char *name;
  FieldShape shape;
  uint32_t offset, size;
  int64_t of; /* of INDEX, OPTION, FIRST, COUNT: the section; BELOW, SLOT: the number */
} FieldSpec;

typedef struct {
  const char *name;
  uint32_t row_size, field_count;
  const FieldSpec *fields;
  int required, decides;
} SectionSpec;

typedef enum {
  OPERANDS_TEST, OPERANDS_TEST_CONST, OPERANDS_TEST_SET, OPERANDS_TEST_REG, OPERANDS_JUMP,
  OPERANDS_LOAD, OPERANDS_LOAD_REG, OPERANDS_LOAD_CONST, OPERANDS_LOAD_RATIO, OPERANDS_CONST,
  OPERANDS_SCORE, OPERANDS_HISTORY, OPERANDS_CALL, OPERANDS_AGE, OPERANDS_RETURN,
  OPERANDS_RETURN_CONST
} OperandShape;

typedef struct {
  const char *name, *meaning;
  OperandShape shape;
} OpcodeSpec;

/* What the parts of an instruction stand for. NONE must be 0. */
typedef enum {
  OPERAND_NONE, OPERAND_SKIP, OPERAND_RESULT, OPERAND_REGISTER, OPERAND_CONSTANT, OPERAND_SET,
  OPERAND_RATIO, OPERAND_SCORE, OPERAND_HISTORY, OPERAND_BLOCK, OPERANDS
} Operand;

typedef struct {
  int source;   /* (a, b) name a source */
  Operand c, d; /* RESULT: the register that is written, REGISTER: one that is read */
} OperandSpec;

#define OPERAND_SHAPES (OPERANDS_RETURN_CONST + 1)

extern const SectionSpec section_specs[SECTION_KINDS];
extern const OpcodeSpec opcode_specs[OPCODES];
extern const OperandSpec operand_specs[OPERAND_SHAPES];

/* One field of a row, widened. */
int64_t shape_read(const FieldSpec *field, const void *row);

/* FNV-1a 64, the image's checksum (start with IMAGE_HASH_START). */
#define IMAGE_HASH_START UINT64_C(0xcbf29ce484222325)
uint64_t image_hash(uint64_t hash, const void *bytes, size_t length);

/* The header's two hashes, of an image whose sections are in place. */
uint64_t image_checksum(const void *image, size_t size);
uint64_t image_meaning(const void *image);

#endif
