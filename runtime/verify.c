/* The image's container and the shapes of its fields. An image is a stranger's bytes: nothing is
 * read before it is known to lie inside, and every check of a field comes from the tables of
 * shape.h. The order is header, section table, shapes, rows, code, meaning; each relies on those
 * before it. */
#include "runtime/verify.h"

#include "runtime/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Fields may share texts, but an image in which they stand for more bytes than this, for each of
 * its own, was made to keep us busy. */
#define TEXT_SHARING 64u

/* ---- refusing ------------------------------------------------------------------------------ */

/* Texts are cut where the problem ends. */
static void refuse_write(Verify *verify, const char *place, const char *format, va_list arguments) {
  mops_problem *problem = verify->problem;
  if (!problem) return;
  problem->field = MOPS_NOT_FOUND;
  int length = snprintf(problem->text, sizeof problem->text, "image refused: %s", place);
  if (length < 0 || (size_t)length >= sizeof problem->text) return;
  vsnprintf(problem->text + length, sizeof problem->text - (size_t)length, format, arguments);
}

int verify_refuse(Verify *verify, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  refuse_write(verify, "", format, arguments);
  va_end(arguments);
  return 0;
}

int verify_bad_row(Verify *verify, uint32_t kind, uint64_t row, const char *field,
                   const char *format, ...) {
  char place[96], name[24] = "";
  for (size_t i = 0; i + 1 < sizeof name && section_specs[kind].name[i]; i++) {
    char letter = section_specs[kind].name[i];
    name[i] = letter >= 'A' && letter <= 'Z' ? (char)(letter + ('a' - 'A')) : letter;
  }
  snprintf(place, sizeof place, "section %u (%s), row %llu%s%s: ", (unsigned)kind, name,
           (unsigned long long)row, field ? ", field " : "", field ? field : "");
  va_list arguments;
  va_start(arguments, format);
  refuse_write(verify, place, format, arguments);
  va_end(arguments);
  return 0;
}

/* ---- scratch ------------------------------------------------------------------------------- */

void *verify_take(Verify *verify, size_t count, size_t size) {
  void *taken = memory_take(&verify->agreement->memory, count, size);
  if (!taken) verify->out_of_memory = 1;
  return taken;
}

/* ---- container ----------------------------------------------------------------------------- */

static int verify_header(Verify *verify) {
  const ImageHeader *header = (const ImageHeader *)(const void *)verify->image;
  if ((uintptr_t)verify->image % 8) return verify_refuse(verify, "it is not aligned to 8 bytes");
  if (verify->size < sizeof *header)
    return verify_refuse(verify, "%zu bytes are less than a header", verify->size);
  if (memcmp(header->magic, IMAGE_MAGIC, sizeof header->magic))
    return verify_refuse(verify, "it does not begin like an agreement's image");
  if (header->format != IMAGE_FORMAT)
    return verify_refuse(verify, "format %u is not %u, the one that is known", header->format,
                         IMAGE_FORMAT);
  if (header->length != verify->size)
    return verify_refuse(verify, "its length is %llu bytes, but there are %zu",
                         (unsigned long long)header->length, verify->size);
  if (header->checksum != image_checksum(verify->image, verify->size))
    return verify_refuse(verify, "the checksum does not match");
  if (header->section_count > (verify->size - sizeof *header) / sizeof(ImageSection))
    return verify_refuse(verify, "%u sections do not fit", header->section_count);
  return 1;
}

/* What a reader must not ignore, and what the tables say of the kinds that are known. */
static int verify_kind(Verify *verify, uint32_t index, const ImageSection *section) {
  if (section->kind >= SECTION_KINDS)
    return section->required == 0 ||
           verify_refuse(verify, "section table, row %u: kind %u is required, but not known", index,
                         section->kind);
  const SectionSpec *spec = &section_specs[section->kind];
  if (section->version != 1)
    return verify_refuse(verify, "section table, row %u: version %u of %s is not 1", index,
                         section->version, spec->name);
  if (section->required != (uint32_t)spec->required)
    return verify_refuse(verify, "section table, row %u: required of %s is %u instead of %d", index,
                         spec->name, section->required, spec->required);
  if (section->row_size != spec->row_size)
    return verify_refuse(verify, "section table, row %u: rows of %s have %u bytes instead of %u",
                         index, spec->name, section->row_size, spec->row_size);
  return 1;
}

static uint64_t aligned(uint64_t end) {
  return (end + 7) / 8 * 8;
}

/* A section begins where the last one ended. Returns its own end, or 0. */
static uint64_t verify_extent(Verify *verify, uint32_t index, const ImageSection *section,
                              uint64_t end) {
  if (section->offset != aligned(end) || section->offset > verify->size)
    return (uint64_t)verify_refuse(verify, "section table, row %u: offset %llu is not %llu", index,
                                   (unsigned long long)section->offset,
                                   (unsigned long long)aligned(end));
  uint64_t room = verify->size - section->offset;
  if (section->rows >= NONE || (section->row_size && section->rows > room / section->row_size))
    return (uint64_t)verify_refuse(verify,
                                   "section table, row %u: %llu rows of %u bytes are too many",
                                   index, (unsigned long long)section->rows, section->row_size);
  return section->offset + section->rows * section->row_size;
}

static int verify_padding(Verify *verify, uint64_t end) {
  for (uint64_t i = end; i < aligned(end); i++)
    if (i >= verify->size || verify->image[i])
      return verify_refuse(verify, "byte %llu should be 0, between two sections",
                           (unsigned long long)i);
  return 1;
}

static int verify_table(Verify *verify) {
  const ImageHeader *header = (const ImageHeader *)(const void *)verify->image;
  const ImageSection *table = (const ImageSection *)(header + 1);
  uint64_t end = sizeof *header + header->section_count * (uint64_t)sizeof *table;
  for (uint32_t i = 0; i < header->section_count; i++) {
    if (i > 0 && table[i].kind <= table[i - 1].kind)
      return verify_refuse(verify, "section table, row %u: kind %u follows %u", i, table[i].kind,
                           table[i - 1].kind);
    if (!verify_kind(verify, i, &table[i])) return 0;
    end = verify_extent(verify, i, &table[i], end);
    if (!end || !verify_padding(verify, end)) return 0;
    if (table[i].kind >= SECTION_KINDS) continue;
    verify->rows[table[i].kind] = verify->image + table[i].offset;
    verify->agreement->count[table[i].kind] = (uint32_t)table[i].rows;
  }
  return aligned(end) == verify->size ||
         verify_refuse(verify, "its sections end at byte %llu of %zu",
                       (unsigned long long)aligned(end), verify->size);
}

static int verify_present(Verify *verify) {
  mops_agreement *agreement = verify->agreement;
  for (uint32_t kind = 0; kind < SECTION_KINDS; kind++)
    if (section_specs[kind].required && !verify->rows[kind])
      return verify_refuse(verify, "there is no section %u (%s)", kind, section_specs[kind].name);
#define SECTION(kind, row, required, decides)                                                      \
  agreement->kind = (const row *)(const void *)verify->rows[SECTION_##kind];
  SECTIONS(SECTION)
#undef SECTION
  return 1;
}

/* The numbers that other rows are measured by come first. */
static int verify_measures(Verify *verify) {
  mops_agreement *agreement = verify->agreement;
  const ImageMeta *meta = agreement->META;
  uint32_t stages = agreement->count[SECTION_STAGE];
  if (agreement->count[SECTION_META] != 1)
    return verify_refuse(verify, "section META has %u rows instead of 1",
                         agreement->count[SECTION_META]);
  if (meta->facts > MAX_LEAD_SLOTS || meta->slots > MAX_LEAD_SLOTS ||
      meta->slots < HEADER_SLOTS + meta->facts)
    return verify_bad_row(verify, SECTION_META, 0, "slots",
                          "%u slots are not from %d + %u facts to %u", meta->slots, HEADER_SLOTS,
                          meta->facts, MAX_LEAD_SLOTS);
  if (meta->facts_slot < HEADER_SLOTS || meta->facts_slot > meta->slots - meta->facts)
    return verify_bad_row(verify, SECTION_META, 0, "facts_slot",
                          "%u facts from %u on are not slots", meta->facts, meta->facts_slot);
  if (stages > MAX_STAGES)
    return verify_refuse(verify, "section STAGE has %u rows, more than %u", stages, MAX_STAGES);
  verify->stage_bits = (UINT64_C(1) << stages) - 1;
  return 1;
}

/* ---- fields -------------------------------------------------------------------------------- */

typedef struct {
  Verify *verify;
  uint32_t kind, row;
  const FieldSpec *field;
  const unsigned char *bytes; /* of the row */
} Place;

static int refuse_value(const Place *place, int64_t value, const char *what) {
  return verify_bad_row(place->verify, place->kind, place->row, place->field->name, "%lld %s",
                        (long long)value, what);
}

static int count_text_bytes(const Place *place, uint64_t length) {
  Verify *verify = place->verify;
  verify->text_bytes += length;
  return verify->text_bytes <= (uint64_t)TEXT_SHARING * verify->size ||
         verify_bad_row(verify, place->kind, place->row, place->field->name,
                        "texts are shared too often");
}

static int field_in_section(const Place *place, int64_t value) {
  const mops_agreement *agreement = place->verify->agreement;
  uint32_t rows = agreement->count[place->field->of];
  if (value < rows)
    return place->field->of != SECTION_STRING ||
           count_text_bytes(place, agreement->STRING[value].length);
  if (place->field->of == SECTION_STRING)
    return verify_bad_row(place->verify, place->kind, place->row, place->field->name,
                          "%lld is not a text (%u texts)", (long long)value, rows);
  return verify_bad_row(place->verify, place->kind, place->row, place->field->name,
                        "%lld is not a row of %s (%u rows)", (long long)value,
                        section_specs[place->field->of].name, rows);
}

static int field_run(const Place *place, int64_t first) {
  int64_t count = shape_read(place->field + 1, place->bytes);
  uint32_t rows = place->verify->agreement->count[place->field->of];
  if (first + count > rows) /* both are at most 32 bits */
    return verify_bad_row(place->verify, place->kind, place->row, place->field->name,
                          "%lld and %lld more do not lie in %s (%u rows)", (long long)first,
                          (long long)count, section_specs[place->field->of].name, rows);
  return place->field->of != SECTION_BYTE || count_text_bytes(place, (uint64_t)count);
}

/* Neither the header's slots nor the facts'. */
static int field_slot(const Place *place, int64_t slot) {
  const ImageMeta *meta = place->verify->agreement->META;
  int64_t last = meta->slots - place->field->of,
          facts_end = (int64_t)meta->facts_slot + meta->facts;
  int free = slot >= facts_end || slot + place->field->of <= meta->facts_slot;
  if (slot == NONE || (slot >= HEADER_SLOTS && slot <= last && free)) return 1;
  return verify_bad_row(place->verify, place->kind, place->row, place->field->name,
                        "slot %lld is not from %d to %lld without the facts, %u to %lld",
                        (long long)slot, HEADER_SLOTS, (long long)last, meta->facts_slot,
                        (long long)facts_end - 1);
}

static int within(const Place *place, int64_t value, int64_t low, int64_t high) {
  if (value >= low && value <= high) return 1;
  return verify_bad_row(place->verify, place->kind, place->row, place->field->name,
                        "%lld is not from %lld to %lld", (long long)value, (long long)low,
                        (long long)high);
}

static int verify_field(const Place *place) {
  int64_t value = shape_read(place->field, place->bytes);
  switch (place->field->shape) {
  case SHAPE_ANY:
  case SHAPE_LINE:
  case SHAPE_COUNT: return 1;
  case SHAPE_STRING:
  case SHAPE_OPTION:
  case SHAPE_BLOCK: return value == NONE || field_in_section(place, value);
  case SHAPE_TEXT:
  case SHAPE_INDEX: return field_in_section(place, value);
  case SHAPE_FIRST: return field_run(place, value);
  case SHAPE_BELOW: return within(place, value, 0, place->field->of - 1);
  case SHAPE_SLOT: return field_slot(place, value);
  case SHAPE_VALUE: return within(place, value, -VALUE_LIMIT, VALUE_LIMIT);
  case SHAPE_POINTS: return within(place, value, -POINTS_LIMIT, POINTS_LIMIT);
  case SHAPE_PERIOD: return within(place, value, 1, VALUE_LIMIT);
  case SHAPE_BOUND:
    return value == INT64_MIN || value == INT64_MAX ||
           within(place, value, -POINTS_LIMIT, POINTS_LIMIT);
  case SHAPE_STAGES:
    return !((uint64_t)value & ~place->verify->stage_bits) ||
           refuse_value(place, value, "has bits of no stage");
  }
  return refuse_value(place, value, "has a shape that the verifier does not know");
}

static int verify_section(Verify *verify, uint32_t kind) {
  const SectionSpec *spec = &section_specs[kind];
  Place place = {verify, kind, 0, NULL, verify->rows[kind]};
  for (; place.row < verify->agreement->count[kind]; place.row++, place.bytes += spec->row_size)
    for (place.field = spec->fields; place.field < spec->fields + spec->field_count; place.field++)
      if (!verify_field(&place)) return 0;
  return 1;
}

/* The lengths of texts are needed to count what fields share, so STRING is looked at first. */
static int verify_shapes(Verify *verify) {
  if (!verify_section(verify, SECTION_STRING)) return 0;
  for (uint32_t kind = 0; kind < SECTION_KINDS; kind++)
    if (!verify_section(verify, kind)) return 0;
  return 1;
}

/* ---- the whole ----------------------------------------------------------------------------- */

static int verify_meaning(Verify *verify) {
  return verify->agreement->header->meaning == image_meaning(verify->image) ||
         verify_refuse(verify, "the hash of its meaning does not match");
}

mops_status verify_image(mops_agreement *agreement, const void *image, size_t size,
                         mops_problem *problem) {
  Verify verify = {.agreement = agreement, .image = image, .size = size, .problem = problem};
  agreement->header = image;
  memset(agreement->count, 0, sizeof agreement->count);
  agreement->bounds = (AgreementBounds){0};
  if (verify_header(&verify) && verify_table(&verify) && verify_present(&verify) &&
      verify_measures(&verify) && verify_shapes(&verify) && verify_schema(&verify) &&
      verify_calendars(&verify) && verify_routing(&verify) && verify_rules(&verify) &&
      verify_slas(&verify) && verify_code(&verify) && verify_meaning(&verify))
    return MOPS_OK;
  if (!verify.out_of_memory) return MOPS_BAD_IMAGE;
  verify_refuse(&verify, "there is not enough memory to check it");
  return MOPS_NO_MEMORY;
}
