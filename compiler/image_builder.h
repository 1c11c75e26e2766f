/* Collects the rows of an image, section by section, and lays them out as one block. Knows nothing
 * of what rows mean; compiler/lower fills them. */
#ifndef MOPS_IMAGE_BUILDER_H
#define MOPS_IMAGE_BUILDER_H

#include "compiler/arena.h"
#include "runtime/image.h"

typedef struct {
  void *rows;
  uint32_t count, capacity;
} RowArray;

typedef struct {
  Arena *arena;
  RowArray sections[SECTION_KINDS];
  uint32_t *string_table; /* open addressing: row of STRING + 1 */
  uint32_t string_table_size;
} ImageBuilder;

ImageBuilder *image_builder_create(Arena *arena);

/* add_STAGE(builder, (ImageStage){…}) and so on: each returns the new row's index. */
#define SECTION(kind, row, required, decides) uint32_t add_##kind(ImageBuilder *builder, row value);
SECTIONS(SECTION)
#undef SECTION

/* A row to change after it was added. Valid until the next row of that section is added. */
#define SECTION(kind, row, required, decides)                                                      \
  row *row_##kind(ImageBuilder *builder, uint32_t index);
SECTIONS(SECTION)
#undef SECTION

uint32_t builder_count(const ImageBuilder *builder, unsigned section);

/* The row of a text, the same for equal texts. */
uint32_t builder_string(ImageBuilder *builder, Text text);
/* The first byte of a run of bytes that are not a string (labels of nodes). */
uint32_t builder_bytes(ImageBuilder *builder, const char *bytes, size_t length);

/* The image: malloc'ed, aligned to 8; the caller frees it. */
unsigned char *builder_image(const ImageBuilder *builder, size_t *size);

#endif
