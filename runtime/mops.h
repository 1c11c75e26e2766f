/* libmops: agreements between marketing and sales, decided lead by lead.
 *
 * Three things: an agreement (an image, verified on load; immutable, shared by threads), a lead
 * (facts and state of one lead in a block of fixed size, in the host's memory) and an engine (many
 * leads and their wake-ups). Two ways in: fold (one record at a time into one lead that the host
 * holds) and engine (records in, decisions out). Time comes from the records, never from a clock;
 * the library does no I/O, keeps no globals and allocates nothing while it decides.
 *
 * Values are 64-bit whole numbers: flags 0 and 1; ints; decimals and points in ten-thousandths;
 * durations and instants in milliseconds (instants since 1970-01-01T00:00:00Z); enum members and
 * stages by position, from 0. MOPS_MISSING stands for no value.
 *
 * Texts that the library returns are NUL-terminated UTF-8 and live as long as the agreement. */
#ifndef MOPS_H
#define MOPS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define MOPS_API __attribute__((visibility("default")))
#else
#define MOPS_API
#endif

#define MOPS_VERSION "0.1.0"
#define MOPS_ABI_VERSION 0
#define MOPS_MISSING INT64_MIN
#define MOPS_NEVER INT64_MAX
#define MOPS_NOT_FOUND UINT32_MAX

typedef enum {
  MOPS_OK = 0,
  MOPS_UNLISTED,   /* a spelling that the enum does not list: the field is missing, the record lives
                      (a required field's is MOPS_BAD_RECORD) */
  MOPS_BAD_RECORD, /* set the record aside; the problem says why */
  MOPS_LATE,       /* accepted, but judged at the present instant, which is later than its own */
  MOPS_BAD_IMAGE,  /* refused by the verifier; the problem says where */
  MOPS_NO_MEMORY,
  MOPS_MISUSE      /* an argument out of range */
} mops_status;

/* Why something was refused. text is a sentence without the place, e.g. `expected a whole number
 * from 0 to 5,000,000, found "many"`. */
typedef struct {
  char text[256];
  uint32_t field; /* of the record, or MOPS_NOT_FOUND */
} mops_problem;

/* The host's allocator; NULL for the C library's. size 0 frees; the result of growth is like
 * realloc's. */
typedef struct {
  void *host;
  void *(*resize)(void *host, void *memory, size_t old_size, size_t size);
} mops_memory;

typedef struct mops_agreement mops_agreement;
typedef struct mops_worker mops_worker;
typedef struct mops_engine mops_engine;

/* ---- agreement ------------------------------------------------------------------------------- */

/* Verifies and opens an image. The bytes stay the host's, must be aligned to 8 and outlive the
 * agreement. problem may be NULL. */
MOPS_API mops_status mops_agreement_load(const void *image, size_t size, const mops_memory *memory,
                                         mops_agreement **agreement, mops_problem *problem);
MOPS_API void mops_agreement_free(mops_agreement *agreement);

typedef struct {
  const char *name, *version, *zone, *zone_version;
  int64_t effective;      /* MOPS_MISSING: from the beginning of time */
  uint64_t meaning;       /* the same for images that decide the same: comments don't count */
  uint32_t record_types;  /* 0: the lead; 1 and up: events */
  uint32_t scores, stages, definitions; /* grades are definitions too */
  uint32_t key_field;     /* of the lead */
  size_t lead_size;       /* bytes */
} mops_agreement_info;
MOPS_API void mops_agreement_describe(const mops_agreement *agreement, mops_agreement_info *info);

typedef enum {
  MOPS_FLAG, MOPS_INT, MOPS_DECIMAL, MOPS_TEXT, MOPS_EMAIL, MOPS_DOMAIN, MOPS_ENUM, MOPS_POINTS,
  MOPS_DURATION, MOPS_STAGE, MOPS_INSTANT, MOPS_COUNT, MOPS_PERCENT, MOPS_MONEY, MOPS_DATE, MOPS_URL
} mops_type;

typedef struct {
  const char *name;    /* the path: "company.employees" */
  const char *outside; /* its name outside, or "" for the same */
  mops_type type;
  int required, key, derived, missing_texts; /* missing_texts: has spellings that mean nothing */
} mops_field_info;

/* What a record does. Those after MOPS_RECORD_EVENT are the standard records, of what people did by hand;
 * those from MOPS_RECORD_LEAD_MERGED on are of several leads, and go to mops_engine_merge and
 * mops_engine_erase, or of none, and go to mops_engine_roster. */
typedef enum {
  MOPS_RECORD_LEAD, MOPS_RECORD_EVENT, MOPS_RECORD_STAGE_SET, MOPS_RECORD_SCORE_SET, MOPS_RECORD_ASSIGNMENT,
  MOPS_RECORD_LEAD_MERGED, MOPS_RECORD_LEAD_ERASED, MOPS_RECORD_REP_AWAY, MOPS_RECORD_REP_BACK,
  MOPS_RECORD_REP_LEFT
} mops_record_kind;
MOPS_API mops_record_kind mops_record_type_kind(const mops_agreement *agreement, uint32_t type);
MOPS_API const char *mops_record_type_name(const mops_agreement *agreement, uint32_t type);
/* What deciding can cost at most, whatever a lead's history. A step is one instruction of the VM or one
 * look at a row of the agreement; telling reasons does not count. */
typedef struct {
  int64_t record;    /* steps for one record */
  int64_t step;      /* steps for one due step */
  int64_t due_steps; /* from a lead's last record until it is quiet; INT64_MAX: no bound is known */
  int64_t bytes;     /* of a lead's state */
  uint32_t rules;    /* how many rules, moves and decays there are */
} mops_cost;
typedef struct {
  const char *block, *label; /* the agreement's */
  uint32_t line;
  int64_t steps;     /* to look at it once, its award included */
  int64_t due_steps; /* that it makes after one record */
  int64_t bytes;     /* of a lead's state that it has to itself */
} mops_rule_cost;
/* rules: room for mops_cost.rules rows in the order of the source, or NULL. MOPS_NO_MEMORY or MOPS_OK. */
MOPS_API mops_status mops_agreement_cost(const mops_agreement *agreement, mops_cost *cost,
                                         mops_rule_cost *rules);

/* 1 for an event that follows from others (`event … = …`): no record of it comes in. */
MOPS_API int mops_record_type_is_derived(const mops_agreement *agreement, uint32_t type);
MOPS_API uint32_t mops_record_type_find(const mops_agreement *agreement, const char *name, size_t length);
MOPS_API uint32_t mops_field_count(const mops_agreement *agreement, uint32_t type);
MOPS_API mops_status mops_field_describe(const mops_agreement *agreement, uint32_t type, uint32_t field,
                                         mops_field_info *info);
/* A field by its name inside the agreement. */
MOPS_API uint32_t mops_field_find(const mops_agreement *agreement, uint32_t type, const char *name,
                                  size_t length);
MOPS_API const char *mops_score_name(const mops_agreement *agreement, uint32_t score);
MOPS_API const char *mops_stage_name(const mops_agreement *agreement, uint32_t stage);
/* "Marketing qualified lead", or "" */
MOPS_API const char *mops_stage_title(const mops_agreement *agreement, uint32_t stage);
MOPS_API int mops_stage_final(const mops_agreement *agreement, uint32_t stage);
MOPS_API const char *mops_stage_party(const mops_agreement *agreement, uint32_t stage);

/* ---- records ---------------------------------------------------------------------------------
 * A record is built in the host's memory of mops_record_size bytes, aligned to 8: start, set its
 * fields, finish. It may be copied with memcpy and kept. */
typedef struct mops_record {
  int64_t at;       /* milliseconds since 1970 */
  uint32_t type;
  uint32_t values;
  int64_t value[];  /* texts as classes; then what the library notes of the fields */
} mops_record;

typedef enum {
  MOPS_INPUT_NULL,   /* no value; clears a lead's field that is not required */
  MOPS_INPUT_TEXT,   /* a JSON string */
  MOPS_INPUT_NUMBER, /* a JSON number, as written */
  MOPS_INPUT_FLAG,   /* "true" or "false" */
  MOPS_INPUT_CELL    /* text that may stand for any type; empty is missing unless the field is text */
} mops_input;

MOPS_API size_t mops_record_size(const mops_agreement *agreement, uint32_t type);
MOPS_API mops_status mops_record_start(const mops_agreement *agreement, uint32_t type, int64_t at,
                                       mops_record *record);
/* Sets one field from the text that came in (UTF-8, not NUL-terminated). MOPS_UNLISTED and
 * MOPS_BAD_RECORD fill the problem (which may be NULL). A field that is set twice is bad. */
MOPS_API mops_status mops_record_set(const mops_agreement *agreement, mops_record *record, uint32_t field,
                                     mops_input input, const char *bytes, size_t length,
                                     mops_problem *problem);
/* A lead's key as it comes in, made ready for the engine: checked, without outer blanks, e-mail
 * addresses and domains in lower case. key has room for MOPS_KEY_MAX bytes. */
#define MOPS_KEY_MAX 4096
MOPS_API mops_status mops_key_read(const mops_agreement *agreement, const char *bytes, size_t length,
                                   char key[MOPS_KEY_MAX], size_t *key_length, mops_problem *problem);
/* Checks an event's required fields (a lead's must be in its first record, which mops_engine_fold checks;
 * later ones may leave them out, but not clear them). */
MOPS_API mops_status mops_record_finish(const mops_agreement *agreement, const mops_record *record,
                                        mops_problem *problem);
/* Instants as RFC 3339 texts. A local time without offset is refused. */
MOPS_API mops_status mops_instant_parse(const char *bytes, size_t length, int64_t *instant);
/* The same, faster for many instants of which most are of the day of the one before: that is remembered in
 * `day`, which begins as {0}. */
typedef struct {
  char date[16];
  int64_t midnight;
} mops_instant_day;
MOPS_API mops_status mops_instant_parse_day(const char *bytes, size_t length, mops_instant_day *day,
                                            int64_t *instant);
/* At most 32 bytes with the NUL: UTC with Z, a fraction only where it is not 0. Returns length. */
MOPS_API size_t mops_instant_format(int64_t instant, char out[32]);

/* The same as clocks in the agreement's zone show it: "2026-10-05 10:00:00 -04:00". */
MOPS_API size_t mops_instant_format_local(const mops_agreement *agreement, int64_t instant,
                                          char out[48]);

/* ---- decisions ------------------------------------------------------------------------------- */

typedef enum {
  MOPS_DECISION_SCORED, /* before, after: points of `subject`, a score */
  MOPS_DECISION_STAGE,  /* before, after: stages; before is MOPS_MISSING for a new lead */
  MOPS_DECISION_ASSIGNED, /* before, after: owners, or MOPS_MISSING; subject: the route, and pool: the pool
                             whose turn it was; each may be MOPS_NOT_FOUND */
  MOPS_DECISION_REASSIGNED, /* the same, by a step of an SLA */
  /* Of a clock: before, after: mops_verdict; `sla`, `owner`, `since`, `due`. */
  MOPS_DECISION_SLA_STARTED,
  MOPS_DECISION_SLA_MET, /* `ended`: when, `took`: after how long, in the target's time */
  MOPS_DECISION_SLA_BREACHED,
  MOPS_DECISION_SLA_CANCELLED, /* `ended` */
  MOPS_DECISION_SLA_CORRECTED, /* an answer came late, but was in time; as SLA_MET */
  MOPS_DECISION_NOTIFY,        /* `whom` a step of the SLA names */
  MOPS_DECISION_MERGED  /* the lead `from` is this one now; before, after: MOPS_MISSING */
} mops_decision_kind;

/* What is known of an SLA's clock. MET_LATE: it was breached, and then met. */
typedef enum {
  MOPS_VERDICT_NONE, MOPS_VERDICT_OPEN, MOPS_VERDICT_MET, MOPS_VERDICT_BREACHED, MOPS_VERDICT_MET_LATE,
  MOPS_VERDICT_CANCELLED
} mops_verdict;

/* In decisions RULE, SET, HOLDS, ENDS and MOVE are followed by the criteria of the condition that was
 * judged: the `where` of the trigger, or the rule's or move's own. */
typedef enum {
  MOPS_REASON_RULE,      /* a score's event rule fired: points = what it added to the score */
  MOPS_REASON_SET,       /* `set to`: points = the change */
  MOPS_REASON_HOLDS,     /* a fact rule turned true */
  MOPS_REASON_ENDS,      /* a fact rule stopped being true */
  MOPS_REASON_EACH,      /* steps of a `for each` rule: points = the change, count = steps now */
  MOPS_REASON_DECAY,     /* decay took points */
  MOPS_REASON_KEEP,      /* `keep` cut: points = what was lost, with its sign; explain: count 1, what a
                            score begins with */
  MOPS_REASON_SHOWN,     /* `shown` bounds the read value: points = the change that it made */
  MOPS_REASON_BY_HAND,   /* a standard record, such as stage_set, whose name is text; of a score: points =
                            the change */
  MOPS_REASON_MOVE,      /* the lifecycle's move; text is the move as written */
  MOPS_REASON_CRITERION, /* one test of a condition: text, truth, value */
  MOPS_REASON_GROUP,     /* `and`, `or`, `not` over the next `rows - 1` criteria */
  MOPS_REASON_AGED,      /* live awards of an event rule aged: points = the change */
  MOPS_REASON_CAPPED,    /* a group of rules cut: points = what was lost, or the change of it */
  MOPS_REASON_PAUSED,    /* explain, what comes next: a decay is paused from then on */
  MOPS_REASON_UNPAUSED,  /* explain, what comes next: the pause of a decay ends */
  MOPS_REASON_CLAUSE,    /* a clause of a route: label as written; truth 1: it took the lead, 0: it passed it on,
                            for `passed`, and if that is MOPS_PASSED_CONDITION the condition's criteria follow */
  MOPS_REASON_SLA,       /* a target or step of an SLA: label as written; explain: `at`: when it is due or
                            acts, truth 1: it is due */
  MOPS_REASON_MEMBER,    /* after a clause whose pool was asked: one of its members */
  MOPS_REASON_CAUSE,     /* what made a route act, or met or cancelled a clock: event or becoming, or text: the
                            stage in which the lead is by then */
  MOPS_REASON_WITH       /* after a MOVE or CAUSE of an event: a field of the event of type enum that is not
                            missing: label its path, value */
} mops_reason_kind;

/* Why somebody did not get a lead. */
typedef enum {
  MOPS_PASSED_NOT,       /* able to take it */
  MOPS_PASSED_CONDITION, /* the clause's condition does not hold */
  MOPS_PASSED_NOBODY,    /* it names nobody */
  MOPS_PASSED_QUEUE,     /* it names a queue where a rep is asked for */
  MOPS_PASSED_LEFT,
  MOPS_PASSED_AWAY,      /* until `at` */
  MOPS_PASSED_CLOSED,    /* not at work until `at` (MOPS_NEVER: never again) */
  MOPS_PASSED_DAY_FULL,  /* has `count` leads of the day */
  MOPS_PASSED_FULL,      /* holds `count` leads */
  MOPS_PASSED_PRESENT,   /* has the lead already, which is to be another's */
  MOPS_PASSED_POOL       /* no member of the pool can take it */
} mops_passed;

typedef struct {
  mops_type type;
  uint32_t enumeration; /* internal */
  uint32_t lexicon;     /* internal */
  int64_t number;       /* MOPS_MISSING if missing */
} mops_value;

/* A part of a text: what stands after the @ of an email; of a url. */
typedef enum { MOPS_PART_WHOLE, MOPS_PART_DOMAIN, MOPS_PART_HOST, MOPS_PART_PATH } mops_part;

/* Whether `once` and `at most` let a score's event rule fire now. */
typedef enum {
  MOPS_LIMIT_OPEN,   /* it may */
  MOPS_LIMIT_FULL,   /* not until an instant */
  MOPS_LIMIT_USED_UP /* never again, unless a `set to` of its score makes firings count anew */
} mops_limit;

typedef struct {
  mops_reason_kind kind;
  const char *block, *label; /* the rule's identity; of `and` and `or` the definition's name or "", of
                                `not` its words */
  const char *text;          /* of a criterion or a move: as written; of a group "and", "or", "not"; of what
                                was done by hand: the record's type */
  int import;                /* by hand: the record triggered nothing */
  const char *event;         /* of a rule or an `on` move: the event that fired it; of a text criterion:
                                the event whose field it reads; or NULL */
  const char *becoming;      /* the definition whose turning true fires (or fired) the rule or `on` move; or NULL */
  uint32_t events;           /* how many of that event it took, or takes; 0: each one */
  int in_a_row;              /* they come in a row, which something breaks */
  uint32_t progress;         /* explain: how many of them have come */
  const char *field;         /* of a text criterion: the path of the field it reads; or NULL */
  mops_part part;            /* of a text criterion: what it reads of the field */
  uint32_t line;             /* in the agreement's source */
  const char *file;          /* the line's: its path from the first file's folder, NULL: the first */
  uint32_t depth;            /* of a criterion: 0 for the whole condition */
  int64_t points;            /* ten-thousandths */
  int64_t each;              /* explain: points of one firing or step, or while a fact rule holds; of an
                                event rule as `keep` would leave them now; of `set to` what it sets the
                                score to */
  int64_t count;             /* explain: firings or steps */
  int64_t at;                /* explain: last firing, or of a rule that has not fired since a `set to` of
                                its score that instant; since when it holds, or a decay is paused. Decisions: since when the
                                condition of a `when … for D` move holds. MOPS_MISSING: none */
  mops_limit limit;          /* explain: of an event rule */
  int64_t opens;             /* of MOPS_LIMIT_FULL: from when the rule may fire again */
  mops_passed passed;        /* clauses and members */
  uint32_t owner;            /* whom a clause names, or a member: MOPS_NOT_FOUND: nobody */
  uint32_t pool;             /* of a clause, or MOPS_NOT_FOUND. Members of a pool in turns: points: its credit (in
                                turns) when the turn was decided, each: its weight; 0: no turns are counted */
  int today;                 /* members: count: leads that it got on that day, else leads that it holds; count
                                MOPS_MISSING: leads don't matter */
  int ages;                  /* explain: an event rule's awards age: points = what they are worth now */
  int truth;                 /* criteria: 1 true, 0 false, -1 unknown; explained moves: whether the
                                condition holds, -1: it is an `on` move; of a fact rule that does not
                                count: 1, its condition holds, but another of its group comes first */
  int has_value;
  mops_value value;          /* criteria: what the left side read, or the side that varies */
  int has_other;
  mops_value other;          /* criteria: what the right side read, where both vary */
} mops_reason;

typedef struct {
  int64_t at;
  mops_decision_kind kind;
  const char *lead;     /* the key, not NUL-terminated; NULL when folding without an engine */
  size_t lead_length;
  uint32_t subject;     /* SCORED: the score */
  uint32_t pool;        /* ASSIGNED */
  uint32_t sla;         /* REASSIGNED, SLA_..., NOTIFY */
  uint32_t owner;       /* of clocks: whose the lead is, or MOPS_NOT_FOUND */
  int64_t since, due, ended, took; /* of clocks: instants, milliseconds, or MOPS_MISSING; due: MOPS_MISSING
                                      for never */
  const char *whom;     /* NOTIFY: an owner, pool or party by name; NULL: nobody */
  const char *from;     /* MERGED: the key, not NUL-terminated */
  size_t from_length;
  int64_t before, after;
  const mops_reason *because; /* until the call returns */
  size_t because_count;
} mops_decision;

/* Where decisions go. decide is called while deciding; it must not call back into the library with
 * the same worker or engine, except for the readers (mops_value_format, mops_lead_...). */
typedef struct {
  void *host;
  void (*decide)(void *host, const mops_decision *decision);
} mops_sink;

/* "12.5", "saas", "yes", "3 days"; texts as far as the agreement's literals tell. Returns the
 * length; writes at most size bytes with the NUL. */
MOPS_API size_t mops_value_format(const mops_agreement *agreement, mops_value value, char *out,
                                  size_t size);

/* ---- fold ------------------------------------------------------------------------------------ */

/* Scratch memory of one thread that decides. sink NULL: decisions are not wanted. trace: every due
 * step that changes a score is decided, not only those that lead to something. */
MOPS_API mops_status mops_worker_create(const mops_agreement *agreement, const mops_memory *memory,
                                        const mops_sink *sink, int trace, mops_worker **worker);
MOPS_API void mops_worker_free(mops_worker *worker);

/* A lead: the host's memory of lead_size bytes, aligned to 8. What every event looks at stands first: a
 * host of many leads saves a cache miss an event by starting each at a cache line. */
typedef struct mops_lead mops_lead;
MOPS_API void mops_lead_start(const mops_agreement *agreement, mops_lead *lead);
/* Runs the lead's due steps up to the record's instant, then the record. MOPS_LATE: the record was
 * judged at the lead's present instant. What an engine refuses (records from before `effective`, a first
 * record without required fields) is the host's to refuse here: the lead is the host's. */
MOPS_API mops_status mops_fold(mops_worker *worker, mops_lead *lead, const mops_record *record);
/* Asks for the memory that folding the record will look at (record NULL: any record), and changes nothing. A
 * host of many leads that knows which records come next calls it some records ahead, eight say, and so
 * seldom waits for memory. */
MOPS_API void mops_prefetch(mops_worker *worker, const mops_lead *lead, const mops_record *record);
/* Lets time pass up to and including an instant. */
MOPS_API mops_status mops_advance(mops_worker *worker, mops_lead *lead, int64_t until);
/* The next instant at which the lead must be advanced; MOPS_NEVER if it is quiet. */
MOPS_API int64_t mops_lead_next(const mops_lead *lead);

MOPS_API int64_t mops_lead_at(const mops_lead *lead);    /* up to when time has run */
MOPS_API int64_t mops_lead_score(const mops_agreement *agreement, const mops_lead *lead, uint32_t score);
MOPS_API int64_t mops_lead_stage(const mops_lead *lead); /* MOPS_MISSING without a lifecycle */
MOPS_API int64_t mops_lead_stage_since(const mops_lead *lead);

/* Definitions, by name: what `--show` prints. */
MOPS_API uint32_t mops_definition_find(const mops_agreement *agreement, const char *name, size_t length);
MOPS_API const char *mops_definition_name(const mops_agreement *agreement, uint32_t definition);
/* Whether it is a grade, which belongs to a lead's final state. */
MOPS_API int mops_definition_is_grade(const mops_agreement *agreement, uint32_t definition);
MOPS_API mops_value mops_lead_definition(mops_worker *worker, const mops_lead *lead, uint32_t definition);

/* ---- explain ---------------------------------------------------------------------------------
 * Each calls back once per reason, in order. */
typedef void (*mops_explainer)(void *host, const mops_reason *reason);
/* A score: every rule with its firings, points (of awards that age: now), last instant and limit (or whether it holds, and since
 * when); then what groups cut, what decay took and what `keep` and `shown` cut. */
MOPS_API void mops_explain_score(mops_worker *worker, const mops_lead *lead, uint32_t score,
                                 mops_explainer explain, void *host);
/* Every move out of the present stage: MOPS_REASON_MOVE, then its criteria if it is a `when` move; of a step
 * of an SLA that is still to come and moves the lead MOPS_REASON_SLA. */
MOPS_API void mops_explain_moves(mops_worker *worker, const mops_lead *lead, mops_explainer explain,
                                 void *host);
/* The `when` moves that lie further along, in source order, in the same way: they start at a stage that
 * can be reached from the present one, and lead to a stage that is written below it, but not to the
 * present one. */
MOPS_API void mops_explain_further(mops_worker *worker, const mops_lead *lead, mops_explainer explain,
                                   void *host);
/* Owners (reps, then queues) and pools, by number. */
MOPS_API const char *mops_owner_name(const mops_agreement *agreement, uint32_t owner);
/* "Ana Ruiz", or "" */
MOPS_API const char *mops_owner_title(const mops_agreement *agreement, uint32_t owner);
MOPS_API int mops_owner_is_queue(const mops_agreement *agreement, uint32_t owner);
MOPS_API uint32_t mops_owner_count(const mops_agreement *agreement);
MOPS_API const char *mops_pool_name(const mops_agreement *agreement, uint32_t pool);
MOPS_API uint32_t mops_pool_count(const mops_agreement *agreement);
MOPS_API const char *mops_route_name(const mops_agreement *agreement, uint32_t route);
/* SLAs, by number. */
MOPS_API uint32_t mops_sla_count(const mops_agreement *agreement);
MOPS_API const char *mops_sla_name(const mops_agreement *agreement, uint32_t sla);
/* "open", "breached then met" */
MOPS_API const char *mops_verdict_name(mops_verdict verdict);
/* A lead's clock. since, due: as it counts now, or counted last; started: before it started again for another
 * owner; ended: when it was met or cancelled; took: in the target's time, of one that was met. Instants, and
 * milliseconds, or MOPS_MISSING; held: how long it stood, in the target's time, 0 or more. */
typedef struct {
  mops_verdict verdict;
  int runs, paused;
  int64_t started, since, due, ended, took, held;
} mops_clock;
MOPS_API mops_clock mops_lead_clock(const mops_agreement *agreement, const mops_lead *lead, uint32_t sla);

/* How open time was counted from `since` to `due`: calls back for each day, by the calendar's clock, on which some of
 * it lies, or that is closed and has a name: in days since 1970, the milliseconds of it that count, whether the day
 * has no hours of its own, and its name or NULL. At most 400 days are told. Returns the calendar's name; NULL, and no call: the target counts around the
 * clock, or is never due. */
typedef void (*mops_day_teller)(void *host, int64_t day, int64_t open, int closed, const char *title);
MOPS_API const char *mops_explain_clock(const mops_agreement *agreement, const mops_lead *lead, uint32_t sla,
                                        mops_day_teller tell, void *host);
/* When it is due, as clocks in that calendar's zone show it; "" and 0 where mops_explain_clock returns NULL. */
MOPS_API size_t mops_clock_format_due(const mops_agreement *agreement, const mops_lead *lead, uint32_t sla,
                                      char out[48]);

/* Whose a lead is, MOPS_MISSING: nobody's. */
MOPS_API int64_t mops_lead_owner(const mops_agreement *agreement, const mops_lead *lead);
MOPS_API int64_t mops_lead_owner_since(const mops_agreement *agreement, const mops_lead *lead);

/* A definition's criteria. */
MOPS_API void mops_explain_definition(mops_worker *worker, const mops_lead *lead, uint32_t definition,
                                      mops_explainer explain, void *host);
/* What changes by itself next: for each pending step its rule and instant (`at`). */
MOPS_API void mops_explain_next(mops_worker *worker, const mops_lead *lead, mops_explainer explain,
                                void *host);

/* ---- engine ---------------------------------------------------------------------------------- */

MOPS_API mops_status mops_engine_create(const mops_agreement *agreement, const mops_memory *memory,
                                        const mops_sink *sink, int trace, mops_engine **engine);
MOPS_API void mops_engine_free(mops_engine *engine);
/* One record of the lead `key` (as mops_key_read gives it). Everything that is due before it, on any
 * lead, happens first.
 * MOPS_BAD_RECORD: an unknown lead's first record without the required fields; or before the
 * agreement is effective. MOPS_LATE: accepted at the engine's present instant. */
MOPS_API mops_status mops_engine_fold(mops_engine *engine, const char *key, size_t length,
                                      const mops_record *record, mops_problem *problem);
/* The lead `key` is one with the lead `into`: what a record of kind MOPS_RECORD_LEAD_MERGED says. From now on
 * both keys mean the latter. MOPS_BAD_RECORD: they mean one lead already; or before the agreement is
 * effective. */
MOPS_API mops_status mops_engine_merge(mops_engine *engine, const char *key, size_t length, const char *into,
                                       size_t into_length, int64_t at, mops_problem *problem);
/* Forgets a lead: overwrites what is kept of it, its key and the keys that were merged into it. A later
 * record of one of them is a new lead's first. */
MOPS_API mops_status mops_engine_erase(mops_engine *engine, const char *key, size_t length, int64_t at);
/* Where an agreement has a place for accounts: the lead's one field of type domain that stands in a record, such
 * as company.domain. Fields are the lead's. */
typedef struct {
  uint32_t domain;       /* MOPS_NOT_FOUND: there is none */
  uint32_t other;        /* a second one, so that none is meant; MOPS_NOT_FOUND: there is not */
  uint32_t first, count; /* the fields of its record */
  size_t prefix;         /* how many bytes of their names are the record's: 8 of "company.domain" */
} mops_account_info;
MOPS_API void mops_account_describe(const mops_agreement *agreement, mops_account_info *info);
/* An account: a lead record of which only these fields are set, the domain with them. What leads of that domain
 * don't say themselves, they have from it. Accounts come before the engine's first lead (else MOPS_MISUSE).
 * MOPS_BAD_RECORD: no domain, one that no company has, or one that an account had before. Without an engine
 * (mops_fold) a host puts what it knows of companies into the lead's records. */
MOPS_API mops_status mops_engine_account(mops_engine *engine, const mops_record *account, mops_problem *problem);
/* Whether a lead has what a field says from its account: as far as rules read it. */
MOPS_API int mops_engine_account_says(const mops_engine *engine, const char *key, size_t length, uint32_t field);
/* A rep goes away, comes back or leaves: a record of kind MOPS_RECORD_REP_AWAY, REP_BACK or REP_LEFT. What
 * `owner away` and `owner left` lead to happens to each lead of the rep, in the order of keys. MOPS_BAD_RECORD:
 * before the agreement is effective, an absence that ends before it begins, or one too many. */
MOPS_API mops_status mops_engine_roster(mops_engine *engine, const mops_record *record, mops_problem *problem);
/* Before its first record, an engine of a new version of the agreement takes over from one of the version before
 * what is no lead's, by the names of reps, pools and fields: who has left, absences that are not over, members'
 * turns, and who last got a lead with the same value. MOPS_MISUSE: it had a record; MOPS_NO_MEMORY: nothing was
 * taken over. */
MOPS_API mops_status mops_engine_take_over(mops_engine *engine, const mops_engine *before);
/* How many leads a pool gave to an owner. */
MOPS_API int64_t mops_engine_gave(const mops_engine *engine, uint32_t pool, uint32_t owner);
/* Lets time pass for all leads up to and including an instant. */
MOPS_API mops_status mops_engine_advance(mops_engine *engine, int64_t until);
/* The engine's present instant: of its last record, or as far as it was advanced. */
MOPS_API int64_t mops_engine_at(const mops_engine *engine);
MOPS_API size_t mops_engine_lead_count(const mops_engine *engine);
/* Leads in the order of their first appearance stand in places from 0 on; NULL: the one that stood there was
 * merged into another, or erased. */
MOPS_API size_t mops_engine_place_count(const mops_engine *engine);
MOPS_API const mops_lead *mops_engine_lead_at(const mops_engine *engine, size_t index, const char **key,
                                              size_t *length);
MOPS_API const mops_lead *mops_engine_lead_find(const mops_engine *engine, const char *key, size_t length);
/* The key of the lead that a key means: another if it was merged. NULL: it is not known. */
MOPS_API const char *mops_engine_key_find(const mops_engine *engine, const char *key, size_t length,
                                          size_t *found_length);
/* The engine's worker, for explain and definitions between records. A host's own leads that are folded with it
 * (mops_fold) share the engine's pools, absences and last owners. */
MOPS_API mops_worker *mops_engine_worker(mops_engine *engine);

#ifdef __cplusplus
}
#endif

#endif
