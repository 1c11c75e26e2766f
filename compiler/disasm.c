/* Header, rows of every section, code by block, and what the slots of a lead are. The image was
 * verified first, so nothing here checks an index. */
#include "compiler/disasm.h"

#include <inttypes.h>
#include <string.h>

#include "runtime/mops.h"
#include "runtime/shape.h"

#define BYTES_A_LINE 64u

typedef struct {
  FILE *out;
  const unsigned char *rows[SECTION_KINDS];
  uint32_t count[SECTION_KINDS];
} Disasm;

static void find_sections(Disasm *disasm, const ImageHeader *header) {
  const ImageSection *table = (const ImageSection *)(header + 1);
  for (uint32_t i = 0; i < header->section_count; i++) {
    if (table[i].kind >= SECTION_KINDS) continue;
    disasm->rows[table[i].kind] = (const unsigned char *)header + table[i].offset;
    disasm->count[table[i].kind] = (uint32_t)table[i].rows;
  }
}

static const void *row_of(const Disasm *disasm, uint32_t kind, uint32_t row) {
  return disasm->rows[kind] + (size_t)row * section_specs[kind].row_size;
}

/* ---- values -------------------------------------------------------------------------------- */

/* all: bytes that are no ASCII are escaped too, because the run may cut a character. */
static void write_quoted(const Disasm *disasm, uint32_t first, uint32_t length, int all) {
  const unsigned char *bytes = disasm->rows[SECTION_BYTE] + first;
  putc('"', disasm->out);
  for (uint32_t i = 0; i < length; i++) {
    if (bytes[i] < ' ' || bytes[i] == 127 || (all && bytes[i] > 127))
      fprintf(disasm->out, "\\x%02x", bytes[i]);
    else if (bytes[i] == '"' || bytes[i] == '\\')
      fprintf(disasm->out, "\\%c", bytes[i]);
    else
      putc(bytes[i], disasm->out);
  }
  putc('"', disasm->out);
}

static void write_text(const Disasm *disasm, uint32_t string) {
  const ImageString *text = row_of(disasm, SECTION_STRING, string);
  write_quoted(disasm, text->first, text->length, 0);
}

static void write_value(const Disasm *disasm, int64_t value) {
  if (value == VALUE_MISSING)
    fputs("missing", disasm->out);
  else if (value == VALUE_ABSENT)
    fputs("absent", disasm->out);
  else if (value == INT64_MAX)
    fputs("unlimited", disasm->out);
  else
    fprintf(disasm->out, "%" PRId64, value);
}

/* ---- numbers that have names ----------------------------------------------------------------- */

typedef enum { NAMED_CODE, NAMED_FLAGS, NAMED_STAGES } NamedAs;

/* A field whose number is one of these words, a set of them by bits, or a set of stages. */
typedef struct {
  uint32_t section;
  const char *field;
  NamedAs as;
  const char *const *words;
} NamedField;

static const char *const types[CODE_TYPES] = {
#define X(name) #name,
    TYPE_CODES(X)
#undef X
};
static const char *const directions[READING_KINDS] = {[READING_FORWARD] = "FORWARD",
                                                      [READING_BACKWARD] = "BACKWARD",
                                                      [READING_FINGERPRINT] = "FINGERPRINT",
                                                      [READING_BYTES] = "BYTES",
                                                      [READING_WORDS] = "WORDS"};
static const char *const parts[PART_KINDS] = {
    [PART_WHOLE] = "WHOLE", [PART_DOMAIN] = "DOMAIN", [PART_HOST] = "HOST", [PART_PATH] = "PATH"};
static const char *const records[RECORD_CODES] = {[RECORD_CODE_LEAD] = "LEAD",
                                                  [RECORD_CODE_EVENT] = "EVENT",
                                                  [RECORD_CODE_STAGE_SET] = "STAGE_SET",
                                                  [RECORD_CODE_SCORE_SET] = "SCORE_SET",
                                                  [RECORD_CODE_ASSIGNMENT] = "ASSIGNMENT",
                                                  [RECORD_CODE_LEAD_MERGED] = "LEAD_MERGED",
                                                  [RECORD_CODE_LEAD_ERASED] = "LEAD_ERASED",
                                                  [RECORD_CODE_REP_AWAY] = "REP_AWAY",
                                                  [RECORD_CODE_REP_BACK] = "REP_BACK",
                                                  [RECORD_CODE_REP_LEFT] = "REP_LEFT"};
static const char *const rules[RULE_CODES] = {
    [RULE_CODE_ADD] = "ADD",     [RULE_CODE_SET] = "SET",       [RULE_CODE_FACT] = "FACT",
    [RULE_CODE_EACH] = "EACH",   [RULE_CODE_MOVE] = "MOVE",     [RULE_CODE_DECAY] = "DECAY",
    [RULE_CODE_GROUP] = "GROUP", [RULE_CODE_CLAUSE] = "CLAUSE", [RULE_CODE_SLA] = "SLA"};
static const char *const limits[LIMIT_CODES] = {
    [LIMIT_CODE_TOTAL] = "TOTAL", [LIMIT_CODE_DAY] = "DAY",       [LIMIT_CODE_WEEK] = "WEEK",
    [LIMIT_CODE_MONTH] = "MONTH", [LIMIT_CODE_WINDOW] = "WINDOW",
};
static const char *const effects[EFFECTS] = {
    [EFFECT_BREAK] = "BREAK",   [EFFECT_ANCHOR] = "ANCHOR", [EFFECT_HISTORY] = "HISTORY",
    [EFFECT_DERIVE] = "DERIVE", [EFFECT_RULE] = "RULE",     [EFFECT_MOVE] = "MOVE",
    [EFFECT_ROUTE] = "ROUTE",   [EFFECT_MET] = "MET",       [EFFECT_CANCEL] = "CANCEL",
    [EFFECT_START] = "START"};
static const char *const methods[METHODS] = {[METHOD_ROUND_ROBIN] = "ROUND_ROBIN",
                                             [METHOD_CLOSE_TURNS] = "CLOSE_TURNS",
                                             [METHOD_LEAST_LOADED] = "LEAST_LOADED",
                                             [METHOD_IN_ORDER] = "IN_ORDER"};
static const char *const targets[TARGET_CODES] = {
    [TARGET_CODE_OWNER] = "OWNER", [TARGET_CODE_PREVIOUS] = "PREVIOUS",
    [TARGET_CODE_LAST] = "LAST",   [TARGET_CODE_ROLE] = "ROLE",
    [TARGET_CODE_REP] = "REP",     [TARGET_CODE_QUEUE] = "QUEUE",
    [TARGET_CODE_POOL] = "POOL"};
static const char *const lengths[LENGTH_CODES] = {[LENGTH_CODE_ELAPSED] = "ELAPSED",
                                                  [LENGTH_CODE_OPEN] = "OPEN",
                                                  [LENGTH_CODE_DAYS] = "DAYS",
                                                  [LENGTH_CODE_CLOSING] = "CLOSING",
                                                  [LENGTH_CODE_MIDNIGHT] = "MIDNIGHT"};
static const char *const actions[ACTION_CODES] = {[ACTION_CODE_NOTIFY] = "NOTIFY",
                                                  [ACTION_CODE_REASSIGN] = "REASSIGN",
                                                  [ACTION_CODE_MOVE] = "MOVE"};
static const char *const whom[WHO_CODES] = {[WHO_CODE_OWNER] = "OWNER",
                                            [WHO_CODE_ROLE] = "ROLE",
                                            [WHO_CODE_REP] = "REP",
                                            [WHO_CODE_POOL] = "POOL",
                                            [WHO_CODE_PARTY] = "PARTY"};
static const char *const timers[TIMERS] = {[TIMER_SINCE] = "SINCE",
                                           [TIMER_EACH] = "EACH",
                                           [TIMER_DECAY] = "DECAY",
                                           [TIMER_HOLD] = "HOLD",
                                           [TIMER_WINDOW] = "WINDOW",
                                           [TIMER_AGEING] = "AGEING",
                                           [TIMER_FACT] = "FACT"};
static const char *const histories[HISTORIES] = {
    [HISTORY_COUNT] = "COUNT", [HISTORY_DAYS] = "DAYS", [HISTORY_LAST] = "LAST"};
static const char *const criteria[CRITERIA] = {[CRITERION_ALL] = "ALL",
                                               [CRITERION_ANY] = "ANY",
                                               [CRITERION_NOT] = "NOT",
                                               [CRITERION_TEST] = "TEST"};
static const char *const flags[] = {"REQUIRED", "KEY", "DEFAULT", "DERIVED"};
static const char *const dependences[] = {"FACTS", "OTHER"};

static const NamedField named_fields[] = {
    {SECTION_FIELD, "type", NAMED_CODE, types},
    {SECTION_DEFINITION, "type", NAMED_CODE, types},
    {SECTION_CRITERION, "type", NAMED_CODE, types},
    {SECTION_FIELD, "flags", NAMED_FLAGS, flags},
    {SECTION_READING, "kind", NAMED_CODE, directions},
    {SECTION_READING, "part", NAMED_CODE, parts},
    {SECTION_RECORD, "kind", NAMED_CODE, records},
    {SECTION_RULE, "kind", NAMED_CODE, rules},
    {SECTION_LIMIT, "kind", NAMED_CODE, limits},
    {SECTION_FACT_RULE, "depends", NAMED_FLAGS, dependences},
    {SECTION_HISTORY, "kind", NAMED_CODE, histories},
    {SECTION_TRIGGER, "effect", NAMED_CODE, effects},
    {SECTION_TRIGGER, "from", NAMED_STAGES, NULL},
    {SECTION_TRIGGER, "to", NAMED_STAGES, NULL},
    {SECTION_POOL, "method", NAMED_CODE, methods},
    {SECTION_POOL, "loaded", NAMED_STAGES, NULL},
    {SECTION_POOL, "held", NAMED_STAGES, NULL},
    {SECTION_CLAUSE, "kind", NAMED_CODE, targets},
    {SECTION_SLA_TARGET, "kind", NAMED_CODE, lengths},
    {SECTION_SLA_STEP, "kind", NAMED_CODE, lengths},
    {SECTION_ACTION, "kind", NAMED_CODE, actions},
    {SECTION_ACTION, "who", NAMED_CODE, whom},
    {SECTION_MOVE, "from", NAMED_STAGES, NULL},
    {SECTION_TIMER, "stages", NAMED_STAGES, NULL},
    {SECTION_TIMER, "kind", NAMED_CODE, timers},
    {SECTION_CRITERION, "kind", NAMED_CODE, criteria},
};

static const NamedField *named_field(uint32_t section, const char *field) {
  for (size_t i = 0; i < sizeof named_fields / sizeof *named_fields; i++)
    if (named_fields[i].section == section && strcmp(named_fields[i].field, field) == 0)
      return &named_fields[i];
  return NULL;
}

static void write_stage(const Disasm *disasm, uint32_t bit) {
  if (bit == STAGE_NOWHERE) {
    fputs("nowhere", disasm->out);
  } else if (bit < disasm->count[SECTION_STAGE]) {
    const ImageStage *stage = row_of(disasm, SECTION_STAGE, bit);
    const ImageString *name = row_of(disasm, SECTION_STRING, stage->name);
    fprintf(disasm->out, "%.*s", (int)name->length,
            (const char *)disasm->rows[SECTION_BYTE] + name->first);
  } else {
    fprintf(disasm->out, "%" PRIu32, bit);
  }
}

/* {known, mql, nowhere}; without a lifecycle a set may have every bit. */
static void write_set(const Disasm *disasm, const NamedField *named, uint64_t bits) {
  const char *comma = "";
  if (named->as == NAMED_STAGES && bits == UINT64_MAX) {
    fputs("all", disasm->out);
    return;
  }
  putc('{', disasm->out);
  for (uint32_t bit = 0; bit < 64; bit++) {
    if (!(bits >> bit & 1)) continue;
    fputs(comma, disasm->out);
    comma = ", ";
    if (named->as == NAMED_STAGES)
      write_stage(disasm, bit);
    else
      fputs(named->words[bit], disasm->out);
  }
  putc('}', disasm->out);
}

static void write_named(const Disasm *disasm, const NamedField *named, int64_t value) {
  if (named->as == NAMED_CODE)
    fputs(named->words[value], disasm->out);
  else
    write_set(disasm, named, (uint64_t)value);
}

/* ---- rows ---------------------------------------------------------------------------------- */

static void write_field(const Disasm *disasm, uint32_t kind, const FieldSpec *field,
                        const void *row) {
  int64_t value = shape_read(field, row);
  const NamedField *named = named_field(kind, field->name);
  fprintf(disasm->out, "  %s ", field->name);
  if (named) {
    write_named(disasm, named, value);
    return;
  }
  if (field->size == sizeof(uint32_t) && value == NONE) {
    fputs("none", disasm->out);
    return;
  }
  write_value(disasm, value);
  if (field->shape == SHAPE_TEXT || field->shape == SHAPE_STRING) {
    putc(' ', disasm->out);
    write_text(disasm, (uint32_t)value);
  }
  if (field->shape == SHAPE_FIRST && field->of == SECTION_BYTE) {
    putc(' ', disasm->out);
    write_quoted(disasm, (uint32_t)value, (uint32_t)shape_read(field + 1, row), 1);
  }
}

static void write_row(const Disasm *disasm, uint32_t kind, uint32_t index) {
  const void *row = row_of(disasm, kind, index);
  fprintf(disasm->out, "%6" PRIu32, index);
  for (uint32_t i = 0; i < section_specs[kind].field_count; i++)
    write_field(disasm, kind, &section_specs[kind].fields[i], row);
  putc('\n', disasm->out);
}

/* A section of single bytes is easier to read as text. */
static void write_bytes(const Disasm *disasm, uint32_t kind) {
  for (uint32_t i = 0; i < disasm->count[kind]; i += BYTES_A_LINE) {
    uint32_t rest = disasm->count[kind] - i;
    fprintf(disasm->out, "%6" PRIu32 "  ", i);
    write_quoted(disasm, i, rest < BYTES_A_LINE ? rest : BYTES_A_LINE, 1);
    putc('\n', disasm->out);
  }
}

/* ---- code ---------------------------------------------------------------------------------- */

static void write_source(const Disasm *disasm, const ImageCode *code) {
  static const char *const spaces[SPACES] = {"register", "lead", "event", "clock"};
  fprintf(disasm->out, "  %s", spaces[code->a]);
  if (code->a != SPACE_CLOCK) fprintf(disasm->out, " %u", (unsigned)code->b);
  if (code->a != SPACE_LEAD) return;
  putc(' ', disasm->out);
  write_text(disasm, ((const ImageSlot *)row_of(disasm, SECTION_SLOT, code->b))->name);
}

static void write_operand(const Disasm *disasm, Operand operand, int64_t value, uint32_t row) {
  static const char *const words[OPERANDS] = {
      [OPERAND_SKIP] = "to",           [OPERAND_RESULT] = "-> register",
      [OPERAND_REGISTER] = "register", [OPERAND_SET] = "set",
      [OPERAND_RATIO] = "ratio",       [OPERAND_SCORE] = "score",
      [OPERAND_HISTORY] = "history",   [OPERAND_BLOCK] = "block"};
  if (operand == OPERAND_NONE) return;
  fputs("  ", disasm->out);
  if (words[operand]) fprintf(disasm->out, "%s ", words[operand]);
  write_value(disasm, operand == OPERAND_SKIP ? (int64_t)row + 1 + value : value);
}

static void write_instruction(const Disasm *disasm, uint32_t row) {
  const ImageCode *code = row_of(disasm, SECTION_CODE, row);
  const OperandSpec *spec = &operand_specs[opcode_specs[code->op].shape];
  fprintf(disasm->out, "%12" PRIu32, row);
  if (disasm->count[SECTION_LINE])
    fprintf(disasm->out, "  line %-5" PRIu32,
            ((const ImageLine *)row_of(disasm, SECTION_LINE, row))->line);
  fprintf(disasm->out, "  %-20s", opcode_specs[code->op].name);
  if (spec->source) write_source(disasm, code);
  write_operand(disasm, spec->d, code->d, row);
  write_operand(disasm, spec->c, code->c, row);
  putc('\n', disasm->out);
}

static void write_blocks(const Disasm *disasm, uint32_t kind) {
  for (uint32_t i = 0; i < disasm->count[kind]; i++) {
    const ImageBlock *block = row_of(disasm, kind, i);
    write_row(disasm, kind, i);
    for (uint32_t k = 0; k < block->count; k++) write_instruction(disasm, block->first + k);
  }
}

/* ---- state --------------------------------------------------------------------------------- */

static void write_slots(const Disasm *disasm, uint32_t kind) {
  for (uint32_t i = 0; i < disasm->count[kind]; i++) {
    const ImageSlot *slot = row_of(disasm, kind, i);
    fprintf(disasm->out, "%6" PRIu32 "  ", i);
    write_text(disasm, slot->name);
    fprintf(disasm->out, "  %s  initial ", types[slot->type]);
    write_value(disasm, ((const ImageInitial *)row_of(disasm, SECTION_INITIAL, i))->value);
    putc('\n', disasm->out);
  }
}

static void write_scopes(const Disasm *disasm, uint32_t kind) {
  static const char *const scopes[SCOPES] = {"lead", "pool or rep", "engine"};
  for (uint32_t i = 0; i < disasm->count[kind]; i++) {
    const ImageScope *row = row_of(disasm, kind, i);
    fprintf(disasm->out, "%6" PRIu32 "  %s  slots %" PRIu32 "\n", i, scopes[row->scope],
            row->slots);
  }
}

/* ---- the whole ----------------------------------------------------------------------------- */

/* Sections that are more than rows; those that stand beside another section's rows are only named.
 */
static void write_beside(const Disasm *disasm, uint32_t kind) {
  (void)disasm, (void)kind;
}

static void (*const writers[SECTION_KINDS])(const Disasm *disasm, uint32_t kind) = {
    [SECTION_BYTE] = write_bytes,   [SECTION_BLOCK] = write_blocks,
    [SECTION_CODE] = write_beside,  [SECTION_LINE] = write_beside,
    [SECTION_SLOT] = write_slots,   [SECTION_INITIAL] = write_beside,
    [SECTION_SCOPE] = write_scopes,
};

static void write_section(const Disasm *disasm, uint32_t kind) {
  fprintf(disasm->out, "\n%s (%" PRIu32 ")\n", section_specs[kind].name, disasm->count[kind]);
  if (writers[kind]) {
    writers[kind](disasm, kind);
    return;
  }
  for (uint32_t i = 0; i < disasm->count[kind]; i++) write_row(disasm, kind, i);
}

static void write_header(const Disasm *disasm, const ImageHeader *header) {
  fprintf(disasm->out,
          "format %" PRIu32 "  sections %" PRIu32 "  length %" PRIu64 "  checksum %016" PRIx64
          "  meaning %016" PRIx64 "\n",
          header->format, header->section_count, header->length, header->checksum, header->meaning);
}

int disasm_write(const void *image, size_t size, FILE *out) {
  Disasm disasm = {.out = out};
  mops_agreement *agreement;
  mops_problem problem = {.text = ""};
  if (mops_agreement_load(image, size, NULL, &agreement, &problem) != MOPS_OK) {
    fprintf(out, "%s\n", problem.text);
    return 0;
  }
  mops_agreement_free(agreement); /* it was only asked whether the image is sound */
  find_sections(&disasm, image);
  write_header(&disasm, image);
  for (uint32_t kind = 0; kind < SECTION_KINDS; kind++) write_section(&disasm, kind);
  return 1;
}
