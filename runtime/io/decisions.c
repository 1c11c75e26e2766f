/* A decision is a flat object but for its reasons, of which the events' fields are wanted and
 * whether one says that the record was imported. So one pass over the cells: those at the top by a
 * table of names, then the reasons. */
#include "runtime/io/decisions.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/io/decision_kind.h"
#include "runtime/io/json_lines.h"

/* What may stand at the top of a decision. */
typedef enum {
  PART_AT,
  PART_LEAD,
  PART_DECISION,
  PART_FROM,
  PART_SCORE,
  PART_SLA,
  PART_BEFORE,
  PART_AFTER,
  PART_OWNER,
  PART_TOOK,
  PART_BECAUSE,
  PARTS
} Part;

static const struct {
  const char *name;
  uint32_t length;
} parts[PARTS] = {
#define PART(part, name) [part] = {name, sizeof name - 1}
    PART(PART_AT, "at"),
    PART(PART_LEAD, "lead"),
    PART(PART_DECISION, "decision"),
    PART(PART_FROM, "from"),
    PART(PART_SCORE, "score"),
    PART(PART_SLA, "sla"),
    PART(PART_BEFORE, "before"),
    PART(PART_AFTER, "after"),
    PART(PART_OWNER, "owner"),
    PART(PART_TOOK, "took_seconds"),
    PART(PART_BECAUSE, "because"),
#undef PART
};

struct DecisionReader {
  JsonLines input;
  mops_instant_day day;
  ToldField *told;
  size_t told_room;
  const Cell *found[PARTS]; /* of the present decision, or NULL */
};

DecisionReader *decision_reader_open(const char *path) {
  DecisionReader *reader = calloc(1, sizeof *reader);
  if (reader == NULL) return NULL;
  reader->input.lines = lines_open(path);
  int reason = errno;
  if (reader->input.lines != NULL) {
    reader->input.parser = json_parser_create(NULL);
    if (reader->input.parser != NULL) {
      json_keep_lists(reader->input.parser);
      return reader;
    }
    reason = ENOMEM;
  }
  decision_reader_close(reader);
  errno = reason;
  return NULL;
}

void decision_reader_close(DecisionReader *reader) {
  if (reader == NULL) return;
  json_parser_free(reader->input.parser);
  lines_close(reader->input.lines);
  free(reader->told);
  free(reader);
}

/* ---- parts --------------------------------------------------------------------------------- */

static int names(const Cell *cell, const char *name) {
  size_t length = strlen(name);
  return cell->spelled_length == length && memcmp(cell->spelled, name, length) == 0;
}

static void find_parts(DecisionReader *reader, const JsonRecord *object) {
  memset(reader->found, 0, sizeof reader->found);
  for (uint32_t i = 0; i < object->count; i++) {
    const Cell *cell = object->cells + i;
    if (cell->parent != CELL_TOP) continue;
    for (int part = 0; part < PARTS; part++)
      if (cell->spelled_length == parts[part].length &&
          memcmp(cell->spelled, parts[part].name, parts[part].length) == 0)
        reader->found[part] = cell;
  }
}

static int expected(const DecisionReader *reader, Part part, const char *what,
                    RecordProblem *problem) {
  char shown[SHOWN_SIZE];
  const Cell *cell = reader->found[part];
  const char *found = cell == NULL                ? "nothing"
                      : cell->kind == CELL_OBJECT ? "an object"
                      : cell->kind == CELL_LIST   ? "a list"
                                                  : show_bytes(cell->bytes, cell->length, shown);
  return record_problem(problem, parts[part].name, "expected %s, found %s", what, found);
}

/* Null or missing where a word may be. */
static Word word_at(const DecisionReader *reader, Part part) {
  const Cell *cell = reader->found[part];
  if (cell == NULL || cell->kind != MOPS_INPUT_TEXT) return (Word){NULL, 0};
  return (Word){cell->bytes, cell->length};
}

static int need_word(const DecisionReader *reader, Part part, const char *what, Word *word,
                     RecordProblem *problem) {
  *word = word_at(reader, part);
  return (word->bytes != NULL && word->length > 0) || expected(reader, part, what, problem);
}

static int may_be_word(const DecisionReader *reader, Part part, const char *what, Word *word,
                       RecordProblem *problem) {
  const Cell *cell = reader->found[part];
  *word = word_at(reader, part);
  if (cell != NULL && (cell->kind == MOPS_INPUT_NULL || word->length > 0)) return 1;
  return expected(reader, part, what, problem);
}

/* A decimal, times `unit`. What mopsc writes has at most four decimals and no exponent. */
static int need_number(const DecisionReader *reader, Part part, const char *what, int64_t unit,
                       int64_t *number, RecordProblem *problem) {
  const Cell *cell = reader->found[part];
  if (cell == NULL || cell->kind != MOPS_INPUT_NUMBER) return expected(reader, part, what, problem);
  const char *at = cell->bytes, *end = at + cell->length;
  int negative = *at == '-';
  int64_t value = 0;
  for (at += negative; at < end && *at >= '0' && *at <= '9'; at++) {
    if (value > INT64_MAX / 10000000) return expected(reader, part, what, problem);
    value = value * 10 + (*at - '0');
  }
  value *= unit;
  if (at < end && *at == '.')
    for (at++, unit /= 10; at < end && *at >= '0' && *at <= '9'; at++, unit /= 10)
      value += unit * (*at - '0');
  if (at < end) return expected(reader, part, what, problem);
  *number = negative ? -value : value;
  return 1;
}

static int read_kind(const DecisionReader *reader, mops_decision_kind *kind,
                     RecordProblem *problem) {
  Word word = word_at(reader, PART_DECISION);
  for (int i = 0; i < DECISION_KINDS; i++) {
    const char *name = decision_kind_name((mops_decision_kind)i);
    if (word.bytes == NULL || strlen(name) != word.length ||
        memcmp(name, word.bytes, word.length) != 0)
      continue;
    *kind = (mops_decision_kind)i;
    return 1;
  }
  return expected(reader, PART_DECISION, "scored, stage, assigned or another kind of decision",
                  problem);
}

static int read_verdict(const DecisionReader *reader, mops_verdict *verdict,
                        RecordProblem *problem) {
  Word word = word_at(reader, PART_AFTER);
  for (int i = MOPS_VERDICT_OPEN; i <= MOPS_VERDICT_CANCELLED; i++) {
    const char *name = mops_verdict_name((mops_verdict)i);
    if (word.bytes == NULL || strlen(name) != word.length ||
        memcmp(name, word.bytes, word.length) != 0)
      continue;
    *verdict = (mops_verdict)i;
    return 1;
  }
  return expected(reader, PART_AFTER, "a verdict", problem);
}

/* ---- reasons ------------------------------------------------------------------------------- */

static int add_told(DecisionReader *reader, ReadDecision *decision, const Cell *cell) {
  if (decision->told_count == reader->told_room) {
    size_t room = reader->told_room * 2 + 8;
    ToldField *grown = realloc(reader->told, room * sizeof *grown);
    if (grown == NULL) return 0;
    reader->told = grown;
    reader->told_room = room;
  }
  reader->told[decision->told_count++] =
      (ToldField){{NULL, 0}, {cell->spelled, cell->spelled_length}, {cell->bytes, cell->length}};
  return 1;
}

/* Fields of which no event is known are nobody's. */
static void name_event(DecisionReader *reader, ReadDecision *decision, uint32_t from, Word event) {
  if (event.bytes == NULL) decision->told_count = from;
  for (uint32_t i = from; i < decision->told_count; i++) reader->told[i].event = event;
}

static int read_reasons(DecisionReader *reader, const JsonRecord *object, ReadDecision *decision) {
  const Cell *because = reader->found[PART_BECAUSE];
  if (because == NULL) return 1;
  uint32_t list = (uint32_t)(because - object->cells), reason = CELL_TOP, with = CELL_TOP, from = 0;
  Word event = {NULL, 0};
  for (uint32_t i = list + 1; i < object->count && object->cells[i].parent != CELL_TOP; i++) {
    const Cell *cell = object->cells + i;
    if (cell->parent == list) {
      name_event(reader, decision, from, event);
      reason = i;
      with = CELL_TOP;
      from = decision->told_count;
      event = (Word){NULL, 0};
    } else if (cell->parent == reason && names(cell, "event") && cell->kind == MOPS_INPUT_TEXT) {
      event = (Word){cell->bytes, cell->length};
    } else if (cell->parent == reason && names(cell, "with") && cell->kind == CELL_OBJECT) {
      with = i;
    } else if (cell->parent == reason && names(cell, "import")) {
      decision->imported |= cell->kind == MOPS_INPUT_FLAG && cell->length == 4;
    } else if (cell->parent == with && cell->kind == MOPS_INPUT_TEXT) {
      if (!add_told(reader, decision, cell)) return 0;
    }
  }
  name_event(reader, decision, from, event);
  decision->told = reader->told;
  return 1;
}

/* ---- decisions ----------------------------------------------------------------------------- */

static int read_by_kind(const DecisionReader *reader, ReadDecision *decision,
                        RecordProblem *problem) {
  switch (decision->kind) {
  case MOPS_DECISION_SCORED:
    return need_word(reader, PART_SCORE, "a score's name", &decision->score, problem) &&
           need_number(reader, PART_AFTER, "points", 10000, &decision->points, problem);
  case MOPS_DECISION_STAGE:
    return may_be_word(reader, PART_BEFORE, "a stage or null", &decision->before, problem) &&
           need_word(reader, PART_AFTER, "a stage", &decision->after, problem);
  case MOPS_DECISION_REASSIGNED:
  case MOPS_DECISION_ASSIGNED:
    return may_be_word(reader, PART_BEFORE, "an owner or null", &decision->before, problem) &&
           may_be_word(reader, PART_AFTER, "an owner or null", &decision->after, problem);
  case MOPS_DECISION_MERGED:
    return need_word(reader, PART_FROM, "the key that was merged", &decision->from, problem);
  case MOPS_DECISION_NOTIFY: return 1;
  default:
    return need_word(reader, PART_SLA, "an SLA's name", &decision->sla, problem) &&
           may_be_word(reader, PART_OWNER, "an owner or null", &decision->owner, problem) &&
           read_verdict(reader, &decision->verdict, problem) &&
           (reader->found[PART_TOOK] == NULL ||
            need_number(reader, PART_TOOK, "a number of seconds", 1000, &decision->took, problem));
  }
}

static int read_decision(DecisionReader *reader, const JsonRecord *object, ReadDecision *decision,
                         RecordProblem *problem) {
  *decision = (ReadDecision){.took = MOPS_MISSING};
  find_parts(reader, object);
  Word at = word_at(reader, PART_AT);
  if (at.bytes == NULL ||
      mops_instant_parse_day(at.bytes, at.length, &reader->day, &decision->at) != MOPS_OK)
    return expected(reader, PART_AT, "an instant such as \"2026-10-05T14:00:00Z\"", problem);
  return need_word(reader, PART_LEAD, "a lead's key", &decision->lead, problem) &&
         read_kind(reader, &decision->kind, problem) && read_by_kind(reader, decision, problem);
}

DecisionsResult decision_reader_next(DecisionReader *reader, ReadDecision *decision,
                                     uint64_t *line_number, RecordProblem *problem) {
  Line line;
  JsonRecord object;
  JsonLinesResult result = json_lines_next(&reader->input, &line, &object, problem);
  if (result == JSON_LINES_END) return DECISIONS_END;
  if (result == JSON_LINES_FAILED) return DECISIONS_FAILED;
  *line_number = line.number;
  if (result == JSON_LINES_BAD || !read_decision(reader, &object, decision, problem))
    return DECISIONS_BAD;
  if (read_reasons(reader, &object, decision)) return DECISIONS_ONE;
  record_problem(problem, NULL, "no memory left");
  return DECISIONS_FAILED;
}
