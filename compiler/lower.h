/* From the model to the rows of an image. These modules work on it: collect.c (what is read),
 * lower.c (slots and tables; lower_plan.h has its own table of contents), emit.c (expressions as
 * code; draft.h has what its modules share), criteria.c (conditions taken apart), runs.c (which
 * triggers an event looks at), timer_plan.c (which changes of time can lead to what), dependents.c
 * (which rules read what), endless.c (whether that ever ends; a header of its own). All of it works
 * on a model without errors, so the only mistake that is found here is that something is larger
 * than the verifier allows. */
#ifndef MOPS_LOWER_H
#define MOPS_LOWER_H

#include "compiler/diag.h"
#include "compiler/image_builder.h"
#include "compiler/lexicon.h"
#include "compiler/matcher.h"
#include "compiler/model.h"

/* A text of a record as the class that its literals make of it, or as the patterns that stand in
 * it. */
typedef struct {
  Field *field;
  uint32_t part, kind; /* PART_, READING_ */
  LexiconDraft draft;
  MatcherDraft matcher; /* READING_BYTES, READING_WORDS */
  uint32_t slot;        /* index of its first value in a record of the field's type */
  uint32_t root;        /* row of NODE; READING_BYTES, READING_WORDS: of STATE */
} ReadingPlan;

typedef struct {
  int read;        /* a rule reads its value */
  int counts;      /* a rule reads the time since it */
  uint32_t slot;   /* of its value in a record, or NONE */
  uint32_t midnight; /* of a date: of the instant of its midnight, or NONE */
  List readings;   /* of ReadingPlan */
  uint32_t weight; /* of a derived field: how much code it is; 0: not known yet */
  int kept;    /* a derived field that is worked out when a lead record comes in, and has a slot */
  int written; /* then: its row of DERIVED is there */
} FieldPlan;

/* A trigger whose last instant is kept. */
typedef struct {
  List triggers; /* of Trigger */
  uint32_t slot;
  int read; /* a condition reads it */
} AnchorPlan;

/* What is remembered for count(…), days(…) or last(…).field. */
typedef struct {
  uint32_t kind; /* HISTORY_ */
  List triggers; /* of Trigger */
  int64_t window;
  uint32_t count;             /* with a window: how much must be told apart */
  const Field *field;         /* HISTORY_LAST: of the event, */
  const ReadingPlan *reading; /* and of a text the reading of it */
  Span span;                  /* of the comparison that asks for the largest count */
  uint32_t slot, ring;
} HistoryPlan;

typedef struct {
  const void *key; /* expression */
  int mode;
  uint32_t block;
} BlockPlan;

/* What is known of a table's call. */
typedef struct {
  int collected;
  uint32_t block; /* row of BLOCK + 1, or 0 */
} CallPlan;

/* What the verifier finds a block to cost, at most. */
typedef struct {
  uint64_t steps; /* with those of the blocks that it evaluates */
  uint32_t depth; /* 1: it evaluates none */
} BlockCost;

typedef struct {
  Arena *arena;
  const Model *model;
  Diagnostics *diagnostics;
  ImageBuilder *builder;
  FieldPlan **fields; /* by record type, then field */
  uint32_t facts_slot;
  uint32_t owner_slot; /* OWNER_SLOTS, or NONE */
  List slots;         /* of ImageSlot and initial value: SlotPlan, in order, as many as may be */
  uint32_t slot_count; /* how many there would be */
  List takers;        /* of SlotTaker: what takes many of them */
  List anchors;       /* of AnchorPlan */
  List histories;     /* of HistoryPlan, by row of HISTORY */
  List comparisons;   /* of Expression: comparisons of `since`, wherever they stand but in tests */
  BlockPlan *blocks;  /* open addressing by key and mode */
  uint32_t block_table_size, block_count;
  BlockCost *costs; /* by row of BLOCK */
  uint32_t costs_room;
  int too_costly;               /* a block was too large, which was said */
  uint32_t criteria_first;      /* row of the condition that is being taken apart */
  CallPlan *calls;              /* by TableCall */
  uint32_t *definition_weights; /* by definition, 0: not known yet */
  const struct FormatFile **formatted; /* by file, NULL: nothing is quoted from it yet */
} Lowering;

typedef struct {
  uint32_t name; /* row of STRING */
  TypeCode type;
  int64_t initial;
} SlotPlan;

/* collect.c */
void collect_reads(Lowering *lowering, int with_tests);
FieldPlan *field_plan(const Lowering *lowering, const Field *field);
/* Of time since a field: which value of a lead record is the instant that it counts from. */
uint32_t since_fact(const Lowering *lowering, const Expression *since);
const AnchorPlan *anchor_of(const Lowering *lowering, const List *triggers);
const ReadingPlan *reading_of(const Lowering *lowering, const Expression *operand, uint32_t kind);
/* What tells the values of a field of the lead apart: its value in a lead record. */
uint32_t lookup_value(const Lowering *lowering, const Field *field);
/* What tells the texts of a field apart. */
const ReadingPlan *fingerprint_of(const Lowering *lowering, const Field *field);
/* The row of HISTORY of a count, days or last. kind: READING_ of a text. */
uint32_t history_of(const Lowering *lowering, const Expression *e, uint32_t kind);
static inline const HistoryPlan *history_plan(const Lowering *lowering, uint32_t row) {
  return lowering->histories.items[row];
}

/* Time since something, or a number within a time: what changes by itself. */
int expression_is_timed(const Expression *e);
/* The least number that a comparison of one with a constant need not tell from larger ones. */
int64_t number_asked(const Expression *comparison, const Expression *number);

static inline int reading_matches(const ReadingPlan *reading) {
  return reading->kind == READING_BYTES || reading->kind == READING_WORDS;
}
static inline uint32_t reading_slots(const ReadingPlan *reading) {
  uint32_t patterns = reading->matcher.patterns.count;
  return reading_matches(reading) ? (patterns + MATCH_BITS - 1) / MATCH_BITS : 1;
}
/* Addresses and hosts are compared without case. */
static inline int reading_is_folded(const ReadingPlan *reading) {
  TypeKind kind = reading->field->type.kind;
  return kind == TYPE_EMAIL || kind == TYPE_DOMAIN || reading->part == PART_HOST;
}
/* A text of a test as the reading's automaton looks for it. */
Text reading_pattern(Arena *arena, const ReadingPlan *reading, Text text);

/* A derived field that is worked out where it is read. */
static inline int is_worked_out(const Lowering *lowering, const Field *field) {
  return field->derived && !field_plan(lowering, field)->kept;
}

/* lower.c */
uint32_t line_of(const Lowering *lowering, Span span);
/* The row of FILE of a place, NONE: the first file. */
uint32_t file_of(const Lowering *lowering, Span span);

/* lower_schema.c */
TypeCode type_code(const Expression *expression);
uint32_t enum_row(const Lowering *lowering, const Type *type);

/* emit.c: each returns a row of BLOCK. record: the event whose values may be read, NONE: none. */
uint32_t emit_condition(Lowering *lowering, const Expression *condition, uint32_t record);
uint32_t emit_value(Lowering *lowering, const Expression *value, uint32_t record);
/* A number within a time, as far as the comparison tells it: at most number_asked. */
uint32_t emit_number(Lowering *lowering, const Expression *number, const Expression *comparison,
                     uint32_t record);
/* 1 if a condition asks no more than that one value of the event lies in an interval or has one of
 * some patterns: then that is written into the trigger. */
int emit_test(const Lowering *lowering, const Expression *condition, ImageTrigger *trigger);
/* The class of a text that a test reads, which is one slot. */
uint32_t emit_class(Lowering *lowering, const Expression *text, uint32_t kind, uint32_t record,
                    uint32_t line);
static inline uint32_t text_reading_kind(const Expression *test) {
  static const uint32_t kinds[] = {[TEXT_EQUALS] = READING_FORWARD,
                                   [TEXT_STARTS] = READING_FORWARD,
                                   [TEXT_ENDS] = READING_BACKWARD,
                                   [TEXT_CONTAINS] = READING_BYTES,
                                   [TEXT_HAS_WORD] = READING_WORDS};
  return kinds[test->text_test];
}
static inline int type_reads_as_class(TypeKind kind) {
  return kind == TYPE_TEXT || kind == TYPE_EMAIL || kind == TYPE_DOMAIN || kind == TYPE_URL;
}

/* runs.c: writes triggers, sorted by effect, and their runs into the row of RECORD; of an event,
 * and of the stage's moves into the lead's. */
void runs_of_event(Lowering *lowering, uint32_t record, ImageTrigger *rows, uint32_t count);
/* How many of 1,000 events meet the test of a trigger, as far as its constants tell. */
uint32_t share_of_test(const Lowering *lowering, const RecordType *event, const ImageTrigger *row);
void run_of_moves(Lowering *lowering, ImageTrigger *rows, uint32_t count);
/* Of moves, once all has settled; returns the row of its run. */
uint32_t run_of_settled(Lowering *lowering, ImageTrigger *rows, uint32_t count);
/* Of a definition that turns true; returns the row of its run. */
uint32_t run_of_becoming(Lowering *lowering, ImageTrigger *rows, uint32_t count);

/* criteria.c: the condition taken apart; returns a row of CRITERION. record: of the event that it
 * may read, or NONE. */
uint32_t emit_criteria(Lowering *lowering, const Expression *condition, uint32_t record);
/* What a test reads, or NULL. */
const Expression *expression_tested(const Expression *test);

/* What stands in a span, on one line, without comments. */
Text source_words(Lowering *lowering, Span span);

/* timer_plan.c: writes the TIMER rows. */
typedef struct {
  uint32_t *decay_rows; /* by score index: row of DECAY or NONE */
  uint32_t *move_rules; /* by move: row of RULE */
  uint32_t *hold_slots; /* by move, or NONE */
  List each;            /* of EachPlan */
  List ageing;          /* of AgeingPlan */
  List facts;           /* of Rule */
} TimerInput;

typedef struct {
  const Rule *rule;
  uint32_t slot; /* of its anchor */
} EachPlan;

typedef struct {
  const Rule *rule;
  uint32_t slot; /* of its live points */
} AgeingPlan;

void timers_plan(Lowering *lowering, const TimerInput *input);

/* kept.c: puts the kept timers' rows first and says what sets them; returns how many there are. */
uint32_t timers_keep(Lowering *lowering);

/* dependents.c: writes which of the fact rules from row static_facts on read what. */
void dependents_write(Lowering *lowering, uint32_t static_facts);

#endif
