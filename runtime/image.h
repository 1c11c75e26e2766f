/* The image (.mopsb): the only thing that compiler and runtime both know. One relocatable block,
 * little-endian, read in place: a header, a table of sections, the sections. Every section is an
 * array of rows of one shape; the tables below are the only description of those rows. The struct
 * types, the verifier's checks and the disassembler's output all derive from them. */
#ifndef MOPS_IMAGE_H
#define MOPS_IMAGE_H

#include <stddef.h>
#include <stdint.h>

/* ---- values --------------------------------------------------------------------------------
 * Everything that is decided on is a 64-bit whole number: flags 0 and 1; ints as they are; decimals,
 * points, money and percentages (35% is 350,000) in ten-thousandths; durations and instants in
 * milliseconds; dates in days since 1970-01-01; enum members and stages by position; texts by their
 * class (see the node section). */
#define VALUE_MISSING INT64_MIN
#define VALUE_ABSENT (INT64_MIN + 1) /* only in a lead record: the field was not carried */
#define VALUE_LIMIT INT64_C(4000000000000000000) /* results of arithmetic stay within +- this */
#define POINT INT64_C(10000)
#define POINTS_LIMIT INT64_C(10000000000000000) /* 10^12 points: accumulated parts stay within */
#define DAY_MS INT64_C(86400000)
#define REPEAT_MS (INT64_C(146097) * DAY_MS) /* 400 years: then dates and weekdays repeat */

/* ---- limits --------------------------------------------------------------------------------- */
#define IMAGE_MAGIC "MOPSIMG\n"
#define IMAGE_FORMAT 1u
#define NONE UINT32_MAX
#define MAX_STAGES 62u
#define MAX_SCORES 64u
#define MAX_REGISTERS 64u
#define MAX_CALL_DEPTH 64u
#define MAX_BLOCK_COST 1000000u  /* instructions, with those of the blocks that it calls */
#define MAX_LEAD_SLOTS 8192u     /* 64 KB a lead */
#define MAX_JUDGED 1000000u      /* rows of conditions that one decision may have to tell */
#define MAX_TEXT 4096u
#define MAX_CALENDARS 256u
#define MAX_SLAS 64u
#define MAX_SLA_STEPS 32u
#define SILENT_STARTS 100u       /* of clocks, for each SLA, that time alone makes between two records */
#define MAX_BUSINESS_DAYS 1000
#define MAX_ABSENCES 32u         /* of an owner, that are not over */
#define HISTORY_COST 16u         /* steps of a look into a history: it is halved until found */
#define OPENING_COST 100u        /* and for when a calendar opens next */
#define MATCH_BITS 61u             /* patterns to a slot: then its bits are within VALUE_LIMIT */
#define STAGE_NOWHERE 63u        /* where a lead comes from that enters the start stage */

/* ---- a lead's first slots -------------------------------------------------------------------
 * What every event looks at stands first, so that it shares a cache line: these, then the instants of
 * triggers and the scores, which the compiler puts next. */
enum {
  SLOT_NEXT,    /* instant of the next wake-up, INT64_MAX: quiet */
  SLOT_LAST,    /* instant up to which time has run; VALUE_MISSING: no record yet */
  SLOT_STAGE,   /* stage; VALUE_MISSING without a lifecycle */
  SLOT_FLAGS,   /* LEAD_ flags */
  SLOT_SINCE,   /* instant at which the stage was entered */
  SLOT_CREATED, /* instant of the first record */
  HEADER_SLOTS
};
/* HELD_BACK: the `when` moves are to be tried at the next record or step: one holds but its stage was entered in
 * that settling, or an import left them unsettled. RUNS: a clock of an SLA runs. DEADLINE: the next wake-up is for
 * deadlines of the millisecond before it. UNSETTLED: it is held back by an import, and waits for the next millisecond. From SILENT on: how many clocks time alone started since the last record. */
enum { LEAD_HELD_BACK = 1, LEAD_RUNS = 2, LEAD_DEADLINE = 4, LEAD_UNSETTLED = 8, LEAD_SILENT = 256 };

/* ---- header --------------------------------------------------------------------------------- */
typedef struct {
  char magic[8];
  uint32_t format;
  uint32_t section_count;
  uint64_t length;      /* of the whole image, in bytes */
  uint64_t checksum;    /* FNV-1a 64 of the image with this field as 0 */
  uint64_t meaning;     /* FNV-1a 64 of what decides: texts by content, without source lines */
} ImageHeader;

/* The table follows the header, the sections follow the table: kinds rise, and each section begins at
 * the next multiple of 8 after the last. What pads them, the last one too, is 0. */
typedef struct {
  uint32_t kind;      /* SECTION_ */
  uint32_t version;   /* 1 */
  uint32_t required;  /* a reader that does not know the kind must refuse the image */
  uint32_t row_size;  /* bytes */
  uint64_t offset;    /* from the image's start; a multiple of 8 */
  uint64_t rows;
} ImageSection;

/* ---- small enumerations ---------------------------------------------------------------------- */
#define TYPE_CODES(X) X(FLAG) X(INT) X(DECIMAL) X(TEXT) X(EMAIL) X(DOMAIN) X(ENUM) X(POINTS) \
  X(DURATION) X(STAGE) X(INSTANT) X(COUNT) X(PERCENT) X(MONEY) X(DATE) X(URL)
typedef enum {
#define X(name) CODE_##name,
  TYPE_CODES(X)
#undef X
  CODE_TYPES
} TypeCode;

enum { FIELD_REQUIRED = 1, FIELD_KEY = 2, FIELD_DEFAULT = 4, FIELD_DERIVED = 8 };
enum { READING_FORWARD, READING_BACKWARD, READING_FINGERPRINT, READING_BYTES, READING_WORDS, READING_KINDS };
enum { PART_WHOLE, PART_DOMAIN, PART_HOST, PART_PATH, PART_KINDS }; /* of an email; of a url */
enum { LIMIT_CODE_TOTAL, LIMIT_CODE_DAY, LIMIT_CODE_WEEK, LIMIT_CODE_MONTH, LIMIT_CODE_WINDOW, LIMIT_CODES };
enum { RULE_CODE_ADD, RULE_CODE_SET, RULE_CODE_FACT, RULE_CODE_EACH, RULE_CODE_MOVE, RULE_CODE_DECAY, RULE_CODE_GROUP,
  RULE_CODE_CLAUSE, RULE_CODE_SLA, RULE_CODES };
/* What a trigger does when it happens. They stand in this order in each run. */
enum { EFFECT_BREAK, EFFECT_ANCHOR, EFFECT_HISTORY, EFFECT_DERIVE, EFFECT_RULE, EFFECT_MOVE, EFFECT_ROUTE, EFFECT_MET,
       EFFECT_CANCEL, EFFECT_START, EFFECTS };
enum { HISTORY_COUNT, HISTORY_DAYS, HISTORY_LAST, HISTORIES };
enum { TIMER_SINCE, TIMER_EACH, TIMER_DECAY, TIMER_HOLD, TIMER_WINDOW, TIMER_AGEING, TIMER_FACT, TIMERS };
enum { DEPENDS_FACTS = 1, DEPENDS_OTHER = 2 }; /* OTHER: stage, scores, history or time */
enum { CRITERION_ALL, CRITERION_ANY, CRITERION_NOT, CRITERION_TEST, CRITERIA };
enum { SCOPE_LEAD, SCOPE_POOL, SCOPE_ENGINE, SCOPES };
enum { RECORD_CODE_LEAD, RECORD_CODE_EVENT, RECORD_CODE_STAGE_SET, RECORD_CODE_SCORE_SET, RECORD_CODE_ASSIGNMENT,
       RECORD_CODE_LEAD_MERGED, RECORD_CODE_LEAD_ERASED, RECORD_CODE_REP_AWAY, RECORD_CODE_REP_BACK,
       RECORD_CODE_REP_LEFT, RECORD_CODES }; /* as mops_record_kind */
enum { STAGE_SET_STAGE, STAGE_SET_IMPORT, STAGE_SET_VALUES };                  /* values of a stage_set */
enum { SCORE_SET_SCORE, SCORE_SET_VALUE, SCORE_SET_IMPORT, SCORE_SET_VALUES }; /* and of a score_set */
enum { ASSIGNMENT_OWNER, ASSIGNMENT_IMPORT, ASSIGNMENT_ROUTE }; /* of an assignment */
enum { REP_AWAY_REP, REP_AWAY_FROM, REP_AWAY_UNTIL, REP_AWAY_VALUES }; /* of rep_away; rep_back, rep_left: REP */
enum { OWNER_NOW, OWNER_SINCE, OWNER_BEFORE, OWNER_SLOTS }; /* whose a lead is, since when, whose it was before */
enum { METHOD_ROUND_ROBIN, METHOD_CLOSE_TURNS, METHOD_LEAST_LOADED, METHOD_IN_ORDER, METHODS };
/* The first two are turns: with weights and credits (runtime/roster.h). */
enum { TARGET_CODE_OWNER, TARGET_CODE_PREVIOUS, TARGET_CODE_LAST, TARGET_CODE_ROLE, TARGET_CODE_REP,
       TARGET_CODE_QUEUE, TARGET_CODE_POOL, TARGET_CODES };
enum { LENGTH_CODE_ELAPSED, LENGTH_CODE_OPEN, LENGTH_CODE_DAYS, LENGTH_CODE_CLOSING, LENGTH_CODE_MIDNIGHT, LENGTH_CODES };
enum { ACTION_CODE_NOTIFY, ACTION_CODE_REASSIGN, ACTION_CODE_MOVE, ACTION_CODES };
enum { WHO_CODE_OWNER, WHO_CODE_ROLE, WHO_CODE_REP, WHO_CODE_POOL, WHO_CODE_PARTY, WHO_CODES };
/* Of an SLA's clock; instants are VALUE_MISSING while there is none. STARTED: first; SINCE: or again, for another
 * owner. DUE: VALUE_LIMIT: never. TARGET: its row, from the SLA's first on. HOURS: the calendar of the owner when it
 * started, VALUE_MISSING: none. ENDED: when it was met or cancelled. HELD: how long it stood. Then for each step when
 * it acts, VALUE_MISSING: it did. */
enum { CLOCK_STARTED, CLOCK_SINCE, CLOCK_DUE, CLOCK_TARGET, CLOCK_VERDICT, CLOCK_RUNS, CLOCK_PAUSED, CLOCK_HOURS, CLOCK_ENDED,
       CLOCK_HELD, CLOCK_SLOTS };
enum { VERDICT_CODE_NONE, VERDICT_CODE_OPEN, VERDICT_CODE_MET, VERDICT_CODE_BREACHED, VERDICT_CODE_MET_LATE,
       VERDICT_CODE_CANCELLED }; /* as mops_verdict */
/* Slots of a score. FACTS: its fact rules, and what its live awards are worth now, as groups cut them. */
enum { SCORE_ACCUMULATED, SCORE_FACTS, SCORE_SLOTS };
enum { HAND_POINTS, HAND_AT, HAND_SLOTS }; /* of a score: what was given by hand since it was last `set
                                              to`; instant of the last score_set since then */
enum { FIRING_COUNT, FIRING_LAST, FIRING_SLOTS };       /* slots of an event rule */
enum { LIVE_POINTS, LIVE_NEXT, LIVE_FIRST };            /* of one whose awards age; then their ring */
/* Of a decay's clock: since when it stands (VALUE_MISSING: it runs), and how long it stood, earlier, after
 * which anchor. */
enum { PAUSE_SINCE, PAUSE_HELD, PAUSE_ANCHOR, PAUSE_SLOTS };
enum { SPACE_REGISTER, SPACE_LEAD, SPACE_EVENT, SPACE_CLOCK, SPACES };

/* ---- sections --------------------------------------------------------------------------------
 * SECTION(KIND, Row, required, decides): a section and its row type; `decides`: part of the meaning.
 * Rows: F(type, name, shape, of). i64 first, then an even number of u32, so that no row has padding.
 * Shapes:
 *   ANY          no check                       STRING       a row of the string index, or NONE
 *   TEXT         a row of the string index      INDEX of X   a row of section X
 *   OPTION of X  a row of section X, or NONE    FIRST of X   with the next field, COUNT: a run of rows
 *   COUNT        see FIRST                      BELOW n      less than n
 *   SLOT n       n slots of the lead after the header, or NONE     VALUE   -VALUE_LIMIT..VALUE_LIMIT
 *   POINTS       within +- POINTS_LIMIT         PERIOD       1 .. VALUE_LIMIT
 *   BOUND        any points, or INT64_MIN / INT64_MAX for none     STAGES  a set of stages (bits)
 *   BLOCK        a row of BLOCK, or NONE        LINE         a source line: never part of the meaning */
#define SECTIONS(SECTION) \
  SECTION(META, ImageMeta, 1, 1) \
  SECTION(BYTE, ImageByte, 1, 0) \
  SECTION(STRING, ImageString, 1, 0) \
  SECTION(ENUM, ImageEnum, 1, 1) \
  SECTION(MEMBER, ImageMember, 1, 1) \
  SECTION(RECORD, ImageRecord, 1, 1) \
  SECTION(FIELD, ImageField, 1, 1) \
  SECTION(READING, ImageReading, 1, 1) \
  SECTION(DERIVED, ImageDerived, 1, 1) \
  SECTION(NODE, ImageNode, 1, 1) \
  SECTION(STATE, ImageState, 1, 1) \
  SECTION(ZONE, ImageZone, 1, 1) \
  SECTION(OFFSET, ImageOffset, 1, 1) \
  SECTION(CALENDAR, ImageCalendar, 1, 1) \
  SECTION(OPEN_DAY, ImageOpenDay, 1, 1) \
  SECTION(OPEN_RANGE, ImageOpenRange, 1, 1) \
  SECTION(YEARLY_DAY, ImageYearlyDay, 1, 1) \
  SECTION(DATED_DAY, ImageDatedDay, 1, 1) \
  SECTION(OWNER, ImageOwner, 1, 1) \
  SECTION(ROLE, ImageRole, 1, 1) \
  SECTION(ROLE_HOLDER, ImageRoleHolder, 1, 1) \
  SECTION(POOL, ImagePool, 1, 1) \
  SECTION(POOL_MEMBER, ImagePoolMember, 1, 1) \
  SECTION(LOOKUP, ImageLookup, 1, 1) \
  SECTION(ROUTE, ImageRoute, 1, 1) \
  SECTION(CLAUSE, ImageClause, 1, 1) \
  SECTION(SLA, ImageSla, 1, 1) \
  SECTION(SLA_TARGET, ImageSlaTarget, 1, 1) \
  SECTION(SLA_STEP, ImageSlaStep, 1, 1) \
  SECTION(ACTION, ImageAction, 1, 1) \
  SECTION(STAGE, ImageStage, 1, 1) \
  SECTION(SCORE, ImageScore, 1, 1) \
  SECTION(RULE, ImageRule, 1, 0) \
  SECTION(EVENT_RULE, ImageEventRule, 1, 1) \
  SECTION(GROUP, ImageGroup, 1, 1) \
  SECTION(LIMIT, ImageLimit, 1, 1) \
  SECTION(AGEING, ImageAgeing, 1, 1) \
  SECTION(WORTH, ImageWorth, 1, 1) \
  SECTION(FACT_RULE, ImageFactRule, 1, 1) \
  SECTION(DEPENDENT, ImageDependent, 1, 1) \
  SECTION(EACH_RULE, ImageEachRule, 1, 1) \
  SECTION(DECAY, ImageDecay, 1, 1) \
  SECTION(ANCHOR, ImageAnchor, 1, 1) \
  SECTION(COUNTER, ImageCounter, 1, 1) \
  SECTION(HISTORY, ImageHistory, 1, 1) \
  SECTION(TRIGGER, ImageTrigger, 1, 1) \
  SECTION(RUN, ImageRun, 1, 1) \
  SECTION(CANDIDATE, ImageCandidate, 1, 1) \
  SECTION(CHOICE, ImageChoice, 1, 1) \
  SECTION(CUT, ImageCut, 1, 1) \
  SECTION(BECOMING, ImageBecoming, 1, 1) \
  SECTION(MOVE, ImageMove, 1, 1) \
  SECTION(TIMER, ImageTimer, 1, 1) \
  SECTION(DEFINITION, ImageDefinition, 1, 1) \
  SECTION(CRITERION, ImageCriterion, 1, 0) \
  SECTION(BLOCK, ImageBlock, 1, 1) \
  SECTION(CODE, ImageCode, 1, 1) \
  SECTION(SET, ImageSet, 1, 1) \
  SECTION(WORD, ImageWord, 1, 1) \
  SECTION(RATIO, ImageRatio, 1, 1) \
  SECTION(INITIAL, ImageInitial, 1, 1) \
  SECTION(SLOT, ImageSlot, 1, 0) \
  SECTION(SCOPE, ImageScope, 1, 1) \
  SECTION(FILE, ImageFile, 1, 0) \
  SECTION(LINE, ImageLine, 0, 0)

/* One row: the agreement itself. */
#define META_FIELDS(F) \
  F(i64, effective, ANY, 0)          /* instant, INT64_MIN: not given */ \
  F(u32, name, TEXT, 0) \
  F(u32, version, TEXT, 0) \
  F(u32, zone, INDEX, ZONE) \
  F(u32, slots, ANY, 0)              /* of a lead, header included: S / 8 */ \
  F(u32, key, INDEX, FIELD) \
  F(u32, start, OPTION, STAGE)       /* NONE: no lifecycle */ \
  F(u32, facts, ANY, 0)              /* values of a lead record: */ \
  F(u32, facts_slot, ANY, 0)         /* slots of the lead from this one on, in their order */ \
  F(u32, static_facts, ANY, 0)       /* the first fact rules, which depend on facts alone */ \
  F(u32, kept_slot, SLOT, 1)         /* of the first timers' instants; NONE: of none (runtime/kept.h) */ \
  F(u32, owner_slot, SLOT, 3)        /* OWNER_SLOTS; NONE: leads have no owners */ \
  F(u32, settled_first, FIRST, RUN)  /* one run of what the stage's change leads to once all has settled, */ \
  F(u32, settled_count, COUNT, RUN)  /* or none */ \
  F(u32, unused, BELOW, 1)
/* The bytes of all texts. */
#define BYTE_FIELDS(F) F(u8, byte, ANY, 0)
/* A text: bytes first .. first + length, and a NUL after them. Row 0 is the empty text. */
#define STRING_FIELDS(F) \
  F(u32, first, FIRST, BYTE) \
  F(u32, length, COUNT, BYTE)
/* An enum, or a currency, which has no members. lexicon: the node that outside spellings are looked up
 * from; its values are members. rest: the member that takes all other spellings. */
#define ENUM_FIELDS(F) \
  F(u32, name, TEXT, 0) \
  F(u32, first, FIRST, MEMBER) \
  F(u32, count, COUNT, MEMBER) \
  F(u32, lexicon, INDEX, NODE) \
  F(u32, rest, OPTION, MEMBER) \
  F(u32, unused, BELOW, 1)
#define MEMBER_FIELDS(F) \
  F(u32, name, TEXT, 0) \
  F(u32, line, LINE, 0)
/* Row 0 is the lead, then the events and the standard records, which have no triggers and whose values
 * stand in their own order. values: how many a record of it carries. An event's triggers stand
 * in runs: one, or if `by` is one of its values, one for each that this can be: the first for a missing
 * or any other value, then those of 0, 1, 2 ... Triggers that ask for another value may stand in the runs
 * of a CHOICE by that value. So an event looks only at rules that it may fire. The lead's one run holds
 * the triggers of the stage's moves: entering, leaving, S1 -> S2. */
#define RECORD_FIELDS(F) \
  F(u32, name, TEXT, 0) \
  F(u32, passive, BELOW, 2) \
  F(u32, first, FIRST, FIELD) \
  F(u32, count, COUNT, FIELD) \
  F(u32, values, ANY, 0) \
  F(u32, line, LINE, 0) \
  F(u32, by, ANY, 0)                 /* index of a value, or NONE */ \
  F(u32, run_first, FIRST, RUN) \
  F(u32, run_count, COUNT, RUN) \
  F(u32, derived, BELOW, 2)          /* it follows from others and never comes in */ \
  F(u32, kind, BELOW, RECORD_CODES) \
  F(u32, choice_first, FIRST, CHOICE) \
  F(u32, choice_count, COUNT, CHOICE)
/* slot: index of its value in a record, NONE: no rule reads it (texts have readings instead), or it is
 * derived and worked out wherever it is read.
 * missing: node of the spellings that stand for nothing. midnight: of a date, index of the instant at
 * which its day begins, NONE: nothing reads it. */
#define FIELD_FIELDS(F) \
  F(i64, low, ANY, 0) \
  F(i64, high, ANY, 0) \
  F(i64, initial, ANY, 0)            /* the default, or VALUE_MISSING */ \
  F(u32, name, TEXT, 0) \
  F(u32, outside, STRING, 0)         /* NONE: the name */ \
  F(u32, type, BELOW, CODE_TYPES) \
  F(u32, enumeration, OPTION, ENUM) \
  F(u32, max_length, BELOW, 4097) \
  F(u32, flags, BELOW, 16) \
  F(u32, slot, ANY, 0) \
  F(u32, missing, OPTION, NODE) \
  F(u32, reading_first, FIRST, READING) \
  F(u32, reading_count, COUNT, READING) \
  F(u32, midnight, ANY, 0) \
  F(u32, unused, BELOW, 1)
/* A text as numbers. FORWARD, BACKWARD: its class among the literals that rules compare it with.
 * FINGERPRINT: 63 bits of its FNV-1a 64, to tell texts apart. BYTES, WORDS: which patterns stand in it, a bit each, MATCH_BITS to a value; WORDS: after word_fold. */
#define READING_FIELDS(F) \
  F(u32, kind, BELOW, READING_KINDS) \
  F(u32, part, BELOW, PART_KINDS) \
  F(u32, fold, BELOW, 2)             /* without the case of ASCII letters */ \
  F(u32, node, OPTION, NODE)         /* FORWARD, BACKWARD */ \
  F(u32, state, OPTION, STATE)       /* BYTES, WORDS: the root */ \
  F(u32, slot, ANY, 0)               /* index of its first value in a record */ \
  F(u32, slots, ANY, 0)              /* how many values: 1 of a class */ \
  F(u32, unused, BELOW, 1)
/* A fact that follows from others: worked out when a lead record comes in, each after those it reads. */
#define DERIVED_FIELDS(F) \
  F(u32, value, ANY, 0)              /* index in the values of a lead record */ \
  F(u32, block, INDEX, BLOCK)
/* A node of a prefix tree. Children stand side by side after their parent, sorted by the first byte
 * of their labels, which are never empty. A text that ends here has class exact, one that goes on
 * but into no child has class beyond. Classes rise in preorder, so that all texts that start with
 * this node's text have the classes exact .. last. value: what a lexicon answers, or VALUE_MISSING
 * (stands for nothing), or VALUE_ABSENT (not a word of it); of a reading 0 where a literal ends. */
#define NODE_FIELDS(F) \
  F(i64, value, ANY, 0) \
  F(u32, label_first, FIRST, BYTE) \
  F(u32, label_length, COUNT, BYTE) \
  F(u32, child_first, FIRST, NODE) \
  F(u32, child_count, COUNT, NODE) \
  F(u32, exact, ANY, 0) \
  F(u32, beyond, ANY, 0)
/* A state of an automaton that finds patterns. Children stand side by side after their parent, sorted by
 * the byte that leads to them. fail: the state of the longest proper end of this state's text; the root's
 * is itself. output: the longest proper end that is a pattern. pattern: the bit of this text, or NONE. */
#define STATE_FIELDS(F) \
  F(u32, byte, BELOW, 256) \
  F(u32, child_first, FIRST, STATE) \
  F(u32, child_count, COUNT, STATE) \
  F(u32, fail, INDEX, STATE) \
  F(u32, output, OPTION, STATE) \
  F(u32, pattern, ANY, 0)
#define ZONE_FIELDS(F) \
  F(i64, repeat_from, ANY, 0)        /* an instant from here on is judged as 400 years before */ \
  F(u32, name, TEXT, 0) \
  F(u32, version, TEXT, 0)           /* of the zone data */ \
  F(u32, first, FIRST, OFFSET) \
  F(u32, count, COUNT, OFFSET)
/* From start on, clocks are milliseconds ahead of UTC. */
#define OFFSET_FIELDS(F) \
  F(i64, start, ANY, 0) \
  F(i64, ahead, ANY, 0)
/* When it is open: monday and so on are the hours of weekdays, which a day of every year or a date may have
 * others than. */
#define CALENDAR_FIELDS(F) \
  F(u32, name, TEXT, 0) \
  F(u32, zone, INDEX, ZONE) \
  F(u32, monday, INDEX, OPEN_DAY) \
  F(u32, tuesday, INDEX, OPEN_DAY) \
  F(u32, wednesday, INDEX, OPEN_DAY) \
  F(u32, thursday, INDEX, OPEN_DAY) \
  F(u32, friday, INDEX, OPEN_DAY) \
  F(u32, saturday, INDEX, OPEN_DAY) \
  F(u32, sunday, INDEX, OPEN_DAY) \
  F(u32, yearly_first, FIRST, YEARLY_DAY) \
  F(u32, yearly_count, COUNT, YEARLY_DAY) \
  F(u32, dated_first, FIRST, DATED_DAY) \
  F(u32, dated_count, COUNT, DATED_DAY) \
  F(u32, unused, BELOW, 1)
/* One day's ranges, in order, none over another's. open: their milliseconds by the clock. */
#define OPEN_DAY_FIELDS(F) \
  F(i64, open, ANY, 0) \
  F(u32, first, FIRST, OPEN_RANGE) \
  F(u32, count, COUNT, OPEN_RANGE)
/* Open from `from` until just before `to`, milliseconds of the clock's day; `to` may lie on the next day. */
#define OPEN_RANGE_FIELDS(F) \
  F(u32, from, ANY, 0) \
  F(u32, to, ANY, 0)
/* A day of every year, in order of the year. */
#define YEARLY_DAY_FIELDS(F) \
  F(u32, month, BELOW, 13) \
  F(u32, day, BELOW, 32) \
  F(u32, hours, INDEX, OPEN_DAY) \
  F(u32, title, STRING, 0)
/* A day alone, in order. day: since 1970-01-01. */
#define DATED_DAY_FIELDS(F) \
  F(i64, day, ANY, 0) \
  F(u32, hours, INDEX, OPEN_DAY) \
  F(u32, title, STRING, 0)
/* Whom a lead can belong to: reps, then queues. They stand in the order of the enum of type `rep`. */
#define OWNER_FIELDS(F) \
  F(u32, name, TEXT, 0) \
  F(u32, title, TEXT, 0)             /* or empty */ \
  F(u32, queue, BELOW, 2) \
  F(u32, person, OPTION, OWNER)      /* of a queue: whose it is */ \
  F(u32, calendar, OPTION, CALENDAR) /* hours of a rep; NONE: always at work */ \
  F(u32, line, LINE, 0)
/* What some are to others: one row of ROLE_HOLDER for each owner. */
#define ROLE_FIELDS(F) \
  F(u32, name, TEXT, 0) \
  F(u32, first, FIRST, ROLE_HOLDER) \
  F(u32, count, COUNT, ROLE_HOLDER) \
  F(u32, unused, BELOW, 1)
#define ROLE_HOLDER_FIELDS(F) F(u32, owner, OPTION, OWNER)
/* Leads count for `least loaded` in the stages `loaded`, for a member's held_cap in `held`; without a lifecycle
 * all do. */
#define POOL_FIELDS(F) \
  F(i64, loaded, STAGES, 0) \
  F(i64, held, STAGES, 0) \
  F(u32, name, TEXT, 0) \
  F(u32, method, BELOW, METHODS) \
  F(u32, first, FIRST, POOL_MEMBER) \
  F(u32, count, COUNT, POOL_MEMBER)
/* Caps: NONE for none. */
#define POOL_MEMBER_FIELDS(F) \
  F(u32, owner, INDEX, OWNER) \
  F(u32, weight, BELOW, 1001) \
  F(u32, day_cap, ANY, 0) \
  F(u32, held_cap, ANY, 0)
/* A value of leads by which the engine remembers who last got one. */
#define LOOKUP_FIELDS(F) \
  F(u32, value, ANY, 0)              /* index in the values of a lead record */ \
  F(u32, unused, BELOW, 1)
#define ROUTE_FIELDS(F) \
  F(u32, name, TEXT, 0) \
  F(u32, first, FIRST, CLAUSE) \
  F(u32, count, COUNT, CLAUSE) \
  F(u32, line, LINE, 0)
/* Whom a route tries next: the row's target, as its kind says. The last row of a route is a queue without a
 * condition. */
#define CLAUSE_FIELDS(F) \
  F(i64, within, ANY, 0)             /* LAST: milliseconds */ \
  F(i64, available, ANY, 0)          /* at work within so many milliseconds; below 0: that is not asked */ \
  F(u32, kind, BELOW, TARGET_CODES) \
  F(u32, value, BLOCK, 0)            /* REP, POOL: which one, or missing */ \
  F(u32, queue, OPTION, OWNER)       /* QUEUE */ \
  F(u32, lookup, OPTION, LOOKUP)     /* LAST */ \
  F(u32, role, OPTION, ROLE)         /* ROLE */ \
  F(u32, condition, BLOCK, 0)        /* or NONE */ \
  F(u32, criterion, OPTION, CRITERION) \
  F(u32, rule, INDEX, RULE)
/* What must be answered. slot: of its clock, with one more for each step. */
#define SLA_FIELDS(F) \
  F(u32, name, TEXT, 0) \
  F(u32, title, TEXT, 0)             /* or empty */ \
  F(u32, target_first, FIRST, SLA_TARGET) \
  F(u32, target_count, COUNT, SLA_TARGET) \
  F(u32, step_first, FIRST, SLA_STEP) \
  F(u32, step_count, COUNT, SLA_STEP) \
  F(u32, slot, SLOT, 10)             /* CLOCK_SLOTS */ \
  F(u32, paused, BLOCK, 0)           /* while it is true the clock stands */ \
  F(u32, restarts, BELOW, 2)         /* for another owner; otherwise the clock goes on */ \
  F(u32, line, LINE, 0)
/* By when: the first row whose condition holds. amount: milliseconds, or of DAYS how many. OPEN, DAYS and CLOSING are
 * of a calendar, or of the owner's. */
#define SLA_TARGET_FIELDS(F) \
  F(i64, amount, VALUE, 0) \
  F(u32, kind, BELOW, LENGTH_CODES) \
  F(u32, calendar, OPTION, CALENDAR) \
  F(u32, of_owner, BELOW, 2) \
  F(u32, condition, BLOCK, 0) \
  F(u32, criterion, OPTION, CRITERION) \
  F(u32, rule, INDEX, RULE)
/* What is done after a share of the time to the target (ten-thousandths), or, if that is 0, a length as above. */
#define SLA_STEP_FIELDS(F) \
  F(i64, share, BELOW, 10000001) \
  F(i64, amount, VALUE, 0) \
  F(u32, kind, BELOW, LENGTH_CODES) \
  F(u32, calendar, OPTION, CALENDAR) \
  F(u32, of_owner, BELOW, 2) \
  F(u32, action_first, FIRST, ACTION) \
  F(u32, action_count, COUNT, ACTION) \
  F(u32, rule, INDEX, RULE)
/* NOTIFY: who, and target: a row of ROLE, OWNER, POOL or STRING. REASSIGN: by a route or to a clause's target, at most
 * so often for one start of the clock, which slot counts. MOVE: a row of MOVE. */
#define ACTION_FIELDS(F) \
  F(u32, kind, BELOW, ACTION_CODES) \
  F(u32, who, BELOW, WHO_CODES) \
  F(u32, target, ANY, 0) \
  F(u32, route, OPTION, ROUTE) \
  F(u32, clause_first, FIRST, CLAUSE) \
  F(u32, clause_count, COUNT, CLAUSE) /* one, or none */ \
  F(u32, at_most, BELOW, 101) \
  F(u32, slot, SLOT, 1) \
  F(u32, move, OPTION, MOVE) \
  F(u32, unused, BELOW, 1)
#define STAGE_FIELDS(F) \
  F(u32, name, TEXT, 0) \
  F(u32, title, STRING, 0) \
  F(u32, party, TEXT, 0) \
  F(u32, final, BELOW, 2) \
  F(u32, line, LINE, 0) \
  F(u32, unused, BELOW, 1)
#define SCORE_FIELDS(F) \
  F(i64, keep_low, BOUND, 0) \
  F(i64, keep_high, BOUND, 0) \
  F(i64, shown_low, BOUND, 0) \
  F(i64, shown_high, BOUND, 0) \
  F(u32, name, TEXT, 0) \
  F(u32, slot, SLOT, SCORE_SLOTS) \
  F(u32, event_first, FIRST, EVENT_RULE) \
  F(u32, event_count, COUNT, EVENT_RULE) \
  F(u32, each_first, FIRST, EACH_RULE) \
  F(u32, each_count, COUNT, EACH_RULE) \
  F(u32, group_first, FIRST, GROUP) \
  F(u32, group_count, COUNT, GROUP) \
  F(u32, decay, OPTION, DECAY) \
  F(u32, line, LINE, 0) \
  F(u32, keep_line, LINE, 0) \
  F(u32, shown_line, LINE, 0) \
  F(u32, file, LINE, 0)              /* row of FILE, or NONE */ \
  F(u32, hand, SLOT, HAND_SLOTS) \
  F(u32, dependent_first, FIRST, DEPENDENT) \
  F(u32, dependent_count, COUNT, DEPENDENT) \
  F(u32, seen, SLOT, 1)              /* its value when its dependents were looked at; NONE: none have a `from` */ \
  F(u32, unused, BELOW, 1)
/* A rule's identity across versions is its block and label. */
#define RULE_FIELDS(F) \
  F(u32, block, TEXT, 0) \
  F(u32, label, TEXT, 0) \
  F(u32, line, LINE, 0) \
  F(u32, kind, BELOW, RULE_CODES) \
  F(u32, text, TEXT, 0)              /* of a move: as written; else empty */ \
  F(u32, file, OPTION, FILE)
/* points_slot: the points of all firings, where `keep` may make them differ from the rule's. */
#define EVENT_RULE_FIELDS(F) \
  F(i64, points, POINTS, 0) \
  F(u32, rule, INDEX, RULE) \
  F(u32, score, INDEX, SCORE) \
  F(u32, set, BELOW, 2)              /* set to points, instead of adding them */ \
  F(u32, slot, SLOT, FIRING_SLOTS) \
  F(u32, limit_first, FIRST, LIMIT) \
  F(u32, limit_count, COUNT, LIMIT) \
  F(u32, points_slot, SLOT, 1) \
  F(u32, ageing, OPTION, AGEING)     /* its awards are live: they age instead of being accumulated */ \
  F(u32, group, OPTION, GROUP) \
  F(u32, unused, BELOW, 1)
/* What rules of a score give together is at most `most`, either way. slot, of a group that is read: what its
 * fact rules and live awards come to, which is cut, with the steps of its EACH rules, as it is read; of
 * another: what the group let through, without its sign. */
#define GROUP_FIELDS(F) \
  F(i64, most, PERIOD, 0) \
  F(u32, rule, INDEX, RULE) \
  F(u32, score, INDEX, SCORE) \
  F(u32, slot, SLOT, 1) \
  F(u32, read, BELOW, 2)
/* slot: calendar periods one (firings in the period of the last firing), windows `count` (instants
 * of the last firings, a ring by firing count), totals NONE. */
#define LIMIT_FIELDS(F) \
  F(i64, window, ANY, 0) \
  F(u32, kind, BELOW, LIMIT_CODES) \
  F(u32, count, ANY, 0) \
  F(u32, slot, SLOT, 1) \
  F(u32, unused, BELOW, 1)
/* An award at t is worth row first + floor((now - t) / period) of WORTH, and nothing after the last of
 * them. slot: LIVE_FIRST slots (what all are worth as of the lead's present instant, the next instant at
 * which that changes), then a ring of `live` instants, by firing count. */
#define AGEING_FIELDS(F) \
  F(i64, period, PERIOD, 0) \
  F(u32, event_rule, INDEX, EVENT_RULE) \
  F(u32, first, FIRST, WORTH) \
  F(u32, count, COUNT, WORTH) \
  F(u32, slot, SLOT, 3) \
  F(u32, live, ANY, 0) \
  F(u32, timer, OPTION, TIMER)       /* the kept one, if its awards' steps wake in all stages */
#define WORTH_FIELDS(F) F(i64, points, POINTS, 0)
/* slot: the instant since which the condition is true, VALUE_MISSING while it is not. Rows that
 * depend on facts alone stand first, then the others in the order of dependence of their scores. */
#define FACT_RULE_FIELDS(F) \
  F(i64, points, POINTS, 0) \
  F(u32, rule, INDEX, RULE) \
  F(u32, score, INDEX, SCORE) \
  F(u32, condition, INDEX, BLOCK) \
  F(u32, slot, SLOT, 1) \
  F(u32, criterion, OPTION, CRITERION) \
  F(u32, depends, BELOW, 4) \
  F(u32, group, OPTION, GROUP) \
  F(u32, unused, BELOW, 1)
/* Fact rules that read a score, a history or an anchor: they are looked at when that changes. Of a score: when it
 * passes `from`, one way or the other (rows rise by it), or at every change (VALUE_MISSING). */
#define DEPENDENT_FIELDS(F) \
  F(i64, from, ANY, 0) \
  F(u32, fact_rule, INDEX, FACT_RULE) \
  F(u32, unused, BELOW, 1)
/* next: the next rule with the same anchor, which stands further down. */
#define EACH_RULE_FIELDS(F) \
  F(i64, points, POINTS, 0) \
  F(i64, period, PERIOD, 0) \
  F(i64, at_most, BELOW, 10001) \
  F(u32, rule, INDEX, RULE) \
  F(u32, score, INDEX, SCORE) \
  F(u32, anchor, SLOT, 1) \
  F(u32, next, OPTION, EACH_RULE) \
  F(u32, group, OPTION, GROUP)       /* rules of one group stand side by side */ \
  F(u32, unused, BELOW, 1)
/* Steps count from anchor, the last instant of its trigger; where there is none or it is missing, from
 * own: the first award, or without a trigger the award that left the resting value. */
#define DECAY_FIELDS(F) \
  F(i64, amount, PERIOD, 0)          /* points, or of a percentage ten-thousandths */ \
  F(i64, every, PERIOD, 0) \
  F(u32, rule, INDEX, RULE) \
  F(u32, score, INDEX, SCORE) \
  F(u32, percent, BELOW, 2) \
  F(u32, anchor, SLOT, 1) \
  F(u32, own, SLOT, 1) \
  F(u32, paused, BLOCK, 0)           /* while it is true the clock stands */ \
  F(u32, clock, SLOT, 3)             /* PAUSE_SLOTS, if there is such a condition */ \
  F(u32, criterion, OPTION, CRITERION)
/* A trigger whose last instant is kept. */
#define ANCHOR_FIELDS(F) \
  F(u32, slot, SLOT, 1) \
  F(u32, each, OPTION, EACH_RULE)    /* the first that counts from it */ \
  F(u32, read, BELOW, 2)             /* conditions read it (`since`) */ \
  F(u32, merges, BELOW, 2)           /* events alone make it: leads that become one have the later */ \
  F(u32, dependent_first, FIRST, DEPENDENT) \
  F(u32, dependent_count, COUNT, DEPENDENT)
/* Counts events up to the count-th, which fires its trigger; then it starts again. A window (not 0): only
 * those in (now - window, now] count. With a window, instants are those of what is counted, with values (`by
 * different`) so are they: at most count - 1 of each, the oldest first. */
#define COUNTER_FIELDS(F) \
  F(i64, window, ANY, 0) \
  F(u32, count, BELOW, 256) \
  F(u32, slot, SLOT, 1)              /* how many it has */ \
  F(u32, instants, SLOT, 1)          /* or NONE */ \
  F(u32, values, SLOT, 1)            /* or NONE */ \
  F(u32, value, ANY, 0)              /* index in the event's values of what must differ, or NONE */ \
  F(u32, score, OPTION, SCORE)       /* whose `set to` starts it again */ \
  F(u32, in_a_row, BELOW, 2)         /* something breaks it */ \
  F(u32, event, INDEX, RECORD)
/* What conditions remember of triggers. COUNT: how often. DAYS: on how many days. LAST: a value of the last
 * event. With a window (not 0) the ring holds the latest count instants, of DAYS the last instant of each of
 * the latest days; DAYS without one, and LAST, need the last instant alone. */
#define HISTORY_FIELDS(F) \
  F(i64, window, ANY, 0) \
  F(u32, kind, BELOW, HISTORIES) \
  F(u32, count, BELOW, 10002) \
  F(u32, slot, SLOT, 1)              /* the number, or the value */ \
  F(u32, ring, SLOT, 1)              /* or NONE */ \
  F(u32, value, ANY, 0)              /* LAST: index in the event's values; else NONE */ \
  F(u32, event, OPTION, RECORD)      /* LAST: whose */ \
  F(u32, dependent_first, FIRST, DEPENDENT) \
  F(u32, dependent_count, COUNT, DEPENDENT) \
  F(u32, timer_first, FIRST, TIMER)  /* kept ones: each that waits for it to leave its window */ \
  F(u32, timer_count, COUNT, TIMER) \
  F(u32, merges, BELOW, 2)           /* events alone make it: leads that become one have both */ \
  F(u32, unused, BELOW, 1)
/* One thing that an event, a move of the stage or a definition that turns true does. With a counter it is
 * done at each of the counter's firings; EFFECT_BREAK sets a counter back. */
#define TRIGGER_FIELDS(F) \
  F(i64, from, ANY, 0)               /* of a move: stages (bits, STAGE_NOWHERE too) */ \
  F(i64, to, ANY, 0) \
  F(i64, low, VALUE, 0)              /* the value must lie in low .. high, or have a bit of low: most */ \
  F(i64, high, VALUE, 0)             /* conditions of events ask no more than that, and need no code */ \
  F(u32, effect, BELOW, EFFECTS) \
  F(u32, target, ANY, 0)             /* row of COUNTER, ANCHOR, HISTORY, RECORD, EVENT_RULE, MOVE, ROUTE or SLA */ \
  F(u32, where, BLOCK, 0) \
  F(u32, counter, OPTION, COUNTER) \
  F(u32, value, ANY, 0)              /* index in the event's values; NONE: nothing is asked of them */ \
  F(u32, line, LINE, 0) \
  F(u32, criterion, OPTION, CRITERION) /* its whole `where`, for reasons: of rules and moves alone */ \
  F(u32, has, BELOW, 2)              /* the value is patterns, of which it must have a bit of low */
/* Triggers that an event with one answer to `by` may fire, in the order of their effects. conditional: it
 * must be asked which of them do; otherwise all do. */
#define RUN_FIELDS(F) \
  F(u32, first, FIRST, CANDIDATE) \
  F(u32, count, COUNT, CANDIDATE) \
  F(u32, conditional, BELOW, 2)
#define CANDIDATE_FIELDS(F) F(u32, trigger, INDEX, TRIGGER)
/* More of an event's triggers, by another of its values. Without cuts there is a run for each answer, as in
 * RECORD; with them for each part of the numbers: below the first cut (or missing), from each cut on; with bits
 * for each bit, and the runs of all that are set are put together. */
#define CHOICE_FIELDS(F) \
  F(u32, value, ANY, 0)              /* index in the event's values */ \
  F(u32, run_first, FIRST, RUN) \
  F(u32, run_count, COUNT, RUN) \
  F(u32, cut_first, FIRST, CUT) \
  F(u32, cut_count, COUNT, CUT) \
  F(u32, bits, BELOW, 2)
#define CUT_FIELDS(F) F(i64, from, VALUE, 0)
/* A definition that triggers wait for: it happens when its condition turns true. */
#define BECOMING_FIELDS(F) \
  F(u32, condition, INDEX, BLOCK) \
  F(u32, slot, SLOT, 1)              /* whether it was true: 1 or 0 */ \
  F(u32, run_first, FIRST, RUN)      /* one run */ \
  F(u32, run_count, COUNT, RUN) \
  F(u32, name, TEXT, 0) \
  F(u32, unused, BELOW, 1)
/* condition NONE: an `on` move, which its triggers fire, or one that a step of an SLA makes. */
#define MOVE_FIELDS(F) \
  F(i64, from, STAGES, 0) \
  F(i64, hold, ANY, 0)               /* milliseconds of `for D`, or 0 */ \
  F(u32, rule, INDEX, RULE) \
  F(u32, to, INDEX, STAGE) \
  F(u32, condition, BLOCK, 0) \
  F(u32, hold_slot, SLOT, 1)         /* since when the condition holds */ \
  F(u32, criterion, OPTION, CRITERION) \
  F(u32, unused, BELOW, 1)
/* When something next changes by itself. SINCE, HOLD: at slot + after. FACT: at a lead's value + after,
 * which may be 0 or less. EACH: at slot + k * after, k up to at_most. DECAY: at its steps. WINDOW: when the
 * at_most-th latest instant of a history leaves its window. AGEING: at slot. stages: those in which the
 * change can lead to anything. If META has a kept_slot, the first WINDOW and AGEING rows that matter in
 * all stages are kept. */
#define TIMER_FIELDS(F) \
  F(i64, after, VALUE, 0) \
  F(i64, at_most, BELOW, 10001) \
  F(i64, stages, ANY, 0)             /* bits; all bits without a lifecycle */ \
  F(u32, kind, BELOW, TIMERS) \
  F(u32, slot, SLOT, 1)              /* DECAY, WINDOW, FACT: NONE */ \
  F(u32, decay, OPTION, DECAY) \
  F(u32, rule, OPTION, RULE)         /* what it belongs to, for explain */ \
  F(u32, history, OPTION, HISTORY) \
  F(u32, fact, ANY, 0)               /* FACT: which of the lead's values; else NONE */ \
  F(u32, ageing, OPTION, AGEING) \
  F(u32, unused, BELOW, 1)
/* A definition's value on request. Flags are three-valued: 1, 0, VALUE_MISSING. */
#define DEFINITION_FIELDS(F) \
  F(u32, name, TEXT, 0) \
  F(u32, type, BELOW, CODE_TYPES) \
  F(u32, enumeration, OPTION, ENUM) \
  F(u32, value, INDEX, BLOCK) \
  F(u32, criterion, OPTION, CRITERION) \
  F(u32, line, LINE, 0) \
  F(u32, grade, BELOW, 2) \
  F(u32, unused, BELOW, 1)
/* A condition taken apart, in preorder: rows = those of its subtree, itself included. truth gives
 * 1, 0 or VALUE_MISSING; a TEST may have a value: what its left side reads, or the side that varies. */
#define CRITERION_FIELDS(F) \
  F(u32, kind, BELOW, CRITERIA) \
  F(u32, rows, ANY, 0) \
  F(u32, text, TEXT, 0)              /* in the style of mopsc fmt */ \
  F(u32, line, LINE, 0) \
  F(u32, truth, INDEX, BLOCK) \
  F(u32, value, BLOCK, 0) \
  F(u32, type, BELOW, CODE_TYPES) \
  F(u32, enumeration, OPTION, ENUM) \
  F(u32, lexicon, OPTION, NODE)      /* of a text: what its classes mean */ \
  F(u32, field, OPTION, FIELD)       /* of a text: the field that it came from */ \
  F(u32, record, OPTION, RECORD)     /* the event whose values it may read, NONE: the lead's only */ \
  F(u32, other, BLOCK, 0)            /* what its right side reads, if both sides vary */ \
  F(u32, file, OPTION, FILE) \
  F(u32, unused, BELOW, 1)
/* record: the event whose values it may read, NONE: the lead's only. */
#define BLOCK_FIELDS(F) \
  F(u32, first, FIRST, CODE) \
  F(u32, count, COUNT, CODE) \
  F(u32, registers, BELOW, 65) \
  F(u32, record, OPTION, RECORD)
#define CODE_FIELDS(F) \
  F(u8, op, ANY, 0) \
  F(u8, a, ANY, 0) \
  F(u16, b, ANY, 0) \
  F(u32, c, ANY, 0) \
  F(i64, d, ANY, 0)
/* Values low .. low + 64 * count - 1, a bit each. */
#define SET_FIELDS(F) \
  F(i64, low, VALUE, 0) \
  F(u32, first, FIRST, WORD) \
  F(u32, count, COUNT, WORD)
#define WORD_FIELDS(F) F(i64, bits, ANY, 0)
#define RATIO_FIELDS(F) \
  F(i64, numerator, VALUE, 0) \
  F(i64, denominator, PERIOD, 0)
/* A new lead, slot by slot. */
#define INITIAL_FIELDS(F) F(i64, value, ANY, 0)
/* What each slot of the lead is, for people. */
#define SLOT_FIELDS(F) \
  F(u32, name, TEXT, 0) \
  F(u32, type, BELOW, CODE_TYPES)
/* Slots of a lead, of a pool or rep, of the engine. */
#define SCOPE_FIELDS(F) \
  F(u32, scope, BELOW, SCOPES) \
  F(u32, slots, ANY, 0)
/* A source file other than the first, which rows name by NONE. */
#define FILE_FIELDS(F) \
  F(u32, name, TEXT, 0)
/* The source line of each instruction. */
#define LINE_FIELDS(F) F(u32, line, LINE, 0)

/* ---- derived: section kinds and row types ------------------------------------------------------ */
enum {
#define SECTION(kind, row, required, decides) SECTION_##kind,
  SECTIONS(SECTION)
#undef SECTION
  SECTION_KINDS
};

#define IMAGE_CTYPE_u8 uint8_t
#define IMAGE_CTYPE_u16 uint16_t
#define IMAGE_CTYPE_u32 uint32_t
#define IMAGE_CTYPE_i64 int64_t
#define F(type, name, shape, of) IMAGE_CTYPE_##type name;
#define SECTION(kind, row, required, decides) typedef struct { kind##_FIELDS(F) } row;
SECTIONS(SECTION)
#undef SECTION
#undef F

typedef enum {
#define OPCODE(name, shape, meaning) OP_##name,
#include "runtime/opcode.def"
#undef OPCODE
  OPCODES
} Opcode;

#endif
