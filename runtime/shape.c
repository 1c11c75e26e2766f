/* The tables of shape.h, and the two hashes of the header. The tables are expanded from image.h and
 * opcode.def, so a new section, field or opcode needs no line here. */
#include "runtime/shape.h"

#include <string.h>

/* What the last column of a field means depends on its shape: a section, or a number. */
#define OF_ANY(of) (of)
#define OF_LINE(of) (of)
#define OF_STRING(of) SECTION_STRING
#define OF_TEXT(of) SECTION_STRING
#define OF_INDEX(of) SECTION_##of
#define OF_OPTION(of) SECTION_##of
#define OF_FIRST(of) SECTION_##of
#define OF_COUNT(of) SECTION_##of
#define OF_BELOW(of) (of)
#define OF_SLOT(of) (of)
#define OF_VALUE(of) (of)
#define OF_POINTS(of) (of)
#define OF_PERIOD(of) (of)
#define OF_BOUND(of) (of)
#define OF_STAGES(of) (of)
#define OF_BLOCK(of) SECTION_BLOCK

/* A list of fields does not know the type of its row, and offsetof wants the type first. So the
 * list gets offsetof in its old spelling, up to the arrow, as its F; FIELD goes on behind it. */
#define FIELD(type, field, what, number)                                           \
  field, .size = sizeof(IMAGE_CTYPE_##type), .name = #field, .shape = SHAPE_##what, \
         .of = OF_##what(number)},
#define SECTION(kind, row, required, decides)                                      \
  static const FieldSpec kind##_fields[] = {                                       \
      kind##_FIELDS({.offset = (uint32_t)(uintptr_t)&((const row *)0)->FIELD)};
SECTIONS(SECTION)
#undef SECTION
#undef FIELD

const SectionSpec section_specs[SECTION_KINDS] = {
#define SECTION(kind, row, required, decides)                                                      \
  {#kind, sizeof(row), sizeof kind##_fields / sizeof *kind##_fields, kind##_fields,                \
   required, decides},
  SECTIONS(SECTION)
#undef SECTION
};

const OpcodeSpec opcode_specs[OPCODES] = {
#define OPCODE(name, shape, meaning) {#name, meaning, OPERANDS_##shape},
#include "runtime/opcode.def"
#undef OPCODE
};

const OperandSpec operand_specs[OPERAND_SHAPES] = {
    [OPERANDS_TEST] = {1, OPERAND_SKIP, OPERAND_NONE},
    [OPERANDS_TEST_CONST] = {1, OPERAND_SKIP, OPERAND_CONSTANT},
    [OPERANDS_TEST_SET] = {1, OPERAND_SKIP, OPERAND_SET},
    [OPERANDS_TEST_REG] = {1, OPERAND_SKIP, OPERAND_REGISTER},
    [OPERANDS_JUMP] = {0, OPERAND_SKIP, OPERAND_NONE},
    [OPERANDS_LOAD] = {1, OPERAND_RESULT, OPERAND_NONE},
    [OPERANDS_LOAD_REG] = {1, OPERAND_RESULT, OPERAND_REGISTER},
    [OPERANDS_LOAD_CONST] = {1, OPERAND_RESULT, OPERAND_CONSTANT},
    [OPERANDS_LOAD_RATIO] = {1, OPERAND_RESULT, OPERAND_RATIO},
    [OPERANDS_CONST] = {0, OPERAND_RESULT, OPERAND_CONSTANT},
    [OPERANDS_SCORE] = {0, OPERAND_RESULT, OPERAND_SCORE},
    [OPERANDS_HISTORY] = {0, OPERAND_RESULT, OPERAND_HISTORY},
    [OPERANDS_CALL] = {0, OPERAND_RESULT, OPERAND_BLOCK},
    [OPERANDS_AGE] = {1, OPERAND_RESULT, OPERAND_NONE},
    [OPERANDS_RETURN] = {1, OPERAND_NONE, OPERAND_NONE},
    [OPERANDS_RETURN_CONST] = {0, OPERAND_NONE, OPERAND_CONSTANT},
};

/* The image is little-endian and used in place, so the host is too. */
int64_t shape_read(const FieldSpec *field, const void *row) {
  const unsigned char *at = (const unsigned char *)row + field->offset;
  uint16_t half;
  uint32_t word;
  int64_t value;
  switch (field->size) {
  case sizeof(uint8_t): return *at;
  case sizeof half: memcpy(&half, at, sizeof half); return half;
  case sizeof word: memcpy(&word, at, sizeof word); return word;
  default: memcpy(&value, at, sizeof value); return value;
  }
}

uint64_t image_hash(uint64_t hash, const void *bytes, size_t length) {
  const unsigned char *byte = bytes;
  for (size_t i = 0; i < length; i++) hash = (hash ^ byte[i]) * UINT64_C(0x100000001b3);
  return hash;
}

uint64_t image_checksum(const void *image, size_t size) {
  static const uint64_t zero = 0;
  const size_t before = offsetof(ImageHeader, checksum), after = before + sizeof zero;
  uint64_t hash = image_hash(IMAGE_HASH_START, image, before);
  hash = image_hash(hash, &zero, sizeof zero);
  return image_hash(hash, (const unsigned char *)image + after, size - after);
}

/* ---- meaning ------------------------------------------------------------------------------- */

typedef struct {
  const unsigned char *rows[SECTION_KINDS];
  uint64_t count[SECTION_KINDS];
} Sections;

static void sections_find(Sections *sections, const void *image) {
  const ImageHeader *header = image;
  const ImageSection *table = (const ImageSection *)(header + 1);
  memset(sections, 0, sizeof *sections);
  for (uint32_t i = 0; i < header->section_count; i++) {
    if (table[i].kind >= SECTION_KINDS) continue;
    sections->rows[table[i].kind] = (const unsigned char *)image + table[i].offset;
    sections->count[table[i].kind] = table[i].rows;
  }
}

/* No text holds the byte 255, so NONE is unlike every text; the NUL ends a text. */
static uint64_t hash_text(uint64_t hash, const Sections *sections, int64_t string) {
  static const unsigned char none = 255;
  if (string == NONE) return image_hash(hash, &none, 1);
  const ImageString *text =
      (const ImageString *)(const void *)sections->rows[SECTION_STRING] + string;
  return image_hash(hash, sections->rows[SECTION_BYTE] + text->first, (size_t)text->length + 1);
}

/* Where texts and bytes stand in their sections decides nothing, so their content stands for them.
 * The count of a run of bytes is hashed as the next field. */
static uint64_t hash_field(uint64_t hash, const Sections *sections, const FieldSpec *field,
                           const unsigned char *row) {
  int64_t value = shape_read(field, row);
  if (field->shape == SHAPE_LINE) return hash;
  if (field->shape == SHAPE_TEXT || field->shape == SHAPE_STRING)
    return hash_text(hash, sections, value);
  if (field->shape == SHAPE_FIRST && field->of == SECTION_BYTE)
    return image_hash(hash, sections->rows[SECTION_BYTE] + value,
                      (size_t)shape_read(field + 1, row));
  return image_hash(hash, row + field->offset, field->size);
}

uint64_t image_meaning(const void *image) {
  Sections sections;
  uint64_t hash = IMAGE_HASH_START;
  sections_find(&sections, image);
  for (uint32_t kind = 0; kind < SECTION_KINDS; kind++) {
    const SectionSpec *spec = &section_specs[kind];
    if (!spec->decides) continue;
    hash = image_hash(hash, &sections.count[kind], sizeof sections.count[kind]);
    for (uint64_t i = 0; i < sections.count[kind]; i++)
      for (uint32_t f = 0; f < spec->field_count; f++)
        hash =
            hash_field(hash, &sections, &spec->fields[f], sections.rows[kind] + i * spec->row_size);
  }
  return hash;
}
