/* Rows, and the block that they become. */
#include "compiler/image_builder.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/shape.h"

static const char magic[8] = IMAGE_MAGIC;

static void *row_add(ImageBuilder *builder, unsigned section, size_t size) {
  RowArray *array = &builder->sections[section];
  array->rows = array_room(builder->arena, array->rows, size, array->count, &array->capacity);
  return (char *)array->rows + size * array->count++;
}

#define SECTION(kind, row, required, decides)                                                      \
  uint32_t add_##kind(ImageBuilder *builder, row value) {                                          \
    memcpy(row_add(builder, SECTION_##kind, sizeof value), &value, sizeof value);                  \
    return builder->sections[SECTION_##kind].count - 1;                                            \
  }                                                                                                \
  row *row_##kind(ImageBuilder *builder, uint32_t index) {                                         \
    return (row *)builder->sections[SECTION_##kind].rows + index;                                  \
  }
SECTIONS(SECTION)
#undef SECTION

uint32_t builder_count(const ImageBuilder *builder, unsigned section) {
  return builder->sections[section].count;
}

/* ---- texts ------------------------------------------------------------------------------- */

uint32_t builder_bytes(ImageBuilder *builder, const char *bytes, size_t length) {
  uint32_t first = builder_count(builder, SECTION_BYTE);
  for (size_t i = 0; i < length; i++) add_BYTE(builder, (ImageByte){(uint8_t)bytes[i]});
  return first;
}

static uint32_t *string_place(ImageBuilder *builder, Text text) {
  uint32_t mask = builder->string_table_size - 1;
  uint32_t place = (uint32_t)image_hash(IMAGE_HASH_START, text.bytes, text.length) & mask;
  for (;; place = (place + 1) & mask) {
    uint32_t row = builder->string_table[place];
    if (!row) return &builder->string_table[place];
    const ImageString *string = row_STRING(builder, row - 1);
    const uint8_t *bytes = &row_BYTE(builder, string->first)->byte;
    if (string->length == text.length && memcmp(bytes, text.bytes, text.length) == 0)
      return &builder->string_table[place];
  }
}

static void string_table_grow(ImageBuilder *builder) {
  builder->string_table_size = builder->string_table_size ? builder->string_table_size * 2 : 256;
  builder->string_table = arena_take(builder->arena, builder->string_table_size * sizeof(uint32_t));
  for (uint32_t i = 0; i < builder_count(builder, SECTION_STRING); i++) {
    const ImageString *string = row_STRING(builder, i);
    Text text = {(const char *)row_BYTE(builder, string->first), string->length};
    *string_place(builder, text) = i + 1;
  }
}

uint32_t builder_string(ImageBuilder *builder, Text text) {
  if (!text.bytes) text = text_of("");
  if (builder_count(builder, SECTION_STRING) * 2 >= builder->string_table_size)
    string_table_grow(builder);
  uint32_t *place = string_place(builder, text);
  if (!*place) {
    uint32_t first = builder_bytes(builder, text.bytes, text.length);
    builder_bytes(builder, "", 1);
    *place = add_STRING(builder, (ImageString){first, text.length}) + 1;
  }
  return *place - 1;
}

ImageBuilder *image_builder_create(Arena *arena) {
  ImageBuilder *builder = arena_take(arena, sizeof *builder);
  builder->arena = arena;
  builder_string(builder, text_of("")); /* row 0 */
  return builder;
}

/* ---- layout ------------------------------------------------------------------------------ */

static size_t aligned(size_t size) {
  return (size + 7) & ~(size_t)7;
}

unsigned char *builder_image(const ImageBuilder *builder, size_t *size) {
  size_t total = sizeof(ImageHeader) + SECTION_KINDS * sizeof(ImageSection);
  for (unsigned i = 0; i < SECTION_KINDS; i++)
    total += aligned((size_t)builder->sections[i].count * section_specs[i].row_size);
  unsigned char *image = calloc(1, total);
  if (!image) return NULL;
  ImageHeader header = {.format = IMAGE_FORMAT, .section_count = SECTION_KINDS, .length = total};
  memcpy(header.magic, magic, sizeof magic);
  memcpy(image, &header, sizeof header);
  size_t offset = sizeof(ImageHeader) + SECTION_KINDS * sizeof(ImageSection);
  for (unsigned i = 0; i < SECTION_KINDS; i++) {
    const RowArray *array = &builder->sections[i];
    ImageSection section = {
        i, 1, (uint32_t)section_specs[i].required, section_specs[i].row_size, offset, array->count};
    size_t length = (size_t)array->count * section.row_size;
    memcpy(image + sizeof header + i * sizeof section, &section, sizeof section);
    if (length) memcpy(image + offset, array->rows, length);
    offset += aligned(length);
  }
  header.meaning = image_meaning(image);
  memcpy(image, &header, sizeof header);
  header.checksum = image_checksum(image, total);
  memcpy(image, &header, sizeof header);
  *size = total;
  return image;
}
