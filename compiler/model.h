/* The model: what an agreement means, with every name resolved and every expression typed. The
 * checker builds it from syntax trees; `build --tree` prints it, the lowering turns it into an
 * image, the test command reads its tests. A model is only used when no error was reported, so
 * nothing in it is half done.
 *
 * Values are whole numbers everywhere: flags 0 and 1; ints as they are; decimals, points, money and
 * percentages (35% is 350,000) in ten-thousandths; durations and instants in milliseconds; dates in
 * days since 1970-01-01; enum members and stages by their position, from 0. */
#ifndef MOPS_MODEL_H
#define MOPS_MODEL_H

#include "compiler/arena.h"
#include "compiler/diag.h"
#include "compiler/source.h"

#define VALUE_OF_NOTHING INT64_MIN /* of a row without a result: the image's VALUE_MISSING */

typedef struct Expression Expression;
typedef struct Trigger Trigger;

typedef enum {
  TYPE_ERROR, /* of something that was reported already: agrees with everything, says nothing */
  TYPE_FLAG,
  TYPE_INT,
  TYPE_DECIMAL,
  TYPE_TEXT,
  TYPE_EMAIL,
  TYPE_DOMAIN,
  TYPE_ENUM,
  TYPE_POINTS,
  TYPE_DURATION,
  TYPE_STAGE,
  TYPE_PERCENT,
  TYPE_MONEY,
  TYPE_DATE,
  TYPE_INSTANT,
  TYPE_URL
} TypeKind;

typedef struct {
  Text name;
  List spellings; /* of Text: outside spellings; the name itself always counts too */
  int rest;       /* `as *`: it takes every spelling that no other member has */
  Span span;
} Member;

typedef struct {
  Text name;
  List members; /* of Member, rising */
  int unordered; /* reps and pools: none is more than another */
  Span span;
} Enumeration;

typedef struct {
  TypeKind kind;
  Enumeration *enumeration; /* TYPE_ENUM; TYPE_MONEY: the currency, which has no members */
  int64_t low, high;        /* numbers, percentages, money, points, durations, dates, instants: every
                               value of this type is in low..high */
  uint32_t max_length;      /* TYPE_TEXT, TYPE_EMAIL, TYPE_DOMAIN, TYPE_URL: bytes */
} Type;

typedef struct RecordType RecordType;

/* One value that comes in. A field of record type stands as its leaves: company.employees. */
typedef struct {
  Text name;     /* the path inside the agreement: "company.employees" */
  Text outside;  /* the name outside after `from`, or empty */
  Type type;
  int key, required;
  List missing;  /* of Text: spellings that stand for nothing */
  int has_default;
  int64_t default_value; /* flags, numbers and enums only */
  Expression *derived;   /* `= expression`, or NULL; a derived field is never supplied */
  int facts_alone;       /* derived: 1 it changes with lead records alone, -1 not, 0 not asked yet */
  RecordType *owner;
  uint32_t index;        /* in owner->fields */
  Span span;
} Field;

/* What a record does. Those after RECORD_EVENT are the standard records, which say what people did by
 * hand (check_standard.c); their fields stand as that file lists them. */
typedef enum { RECORD_LEAD, RECORD_EVENT, RECORD_STAGE_SET, RECORD_SCORE_SET, RECORD_ASSIGNMENT,
               RECORD_LEAD_MERGED, RECORD_LEAD_ERASED, RECORD_REP_AWAY, RECORD_REP_BACK,
               RECORD_REP_LEFT } RecordKind;

/* A type of record: the lead (index 0), the events as declared, the standard records. */
struct RecordType {
  RecordKind kind;
  Text name; /* "lead", or the event's */
  int passive;
  List fields; /* of Field, as declared */
  List derived; /* of Trigger: of an event that follows from others and never comes in */
  List routed;  /* of Trigger: of an assignment, what routes wait for */
  uint32_t index;
  Span span;
};

typedef struct {
  Text name;
  Text title;  /* or empty */
  Text party;
  int final;
  uint32_t index;
  Span span;
} Stage;

typedef struct {
  Text name;
  Expression *expression;
  int is_grade;
  int facts_alone; /* set by the lowering: it changes only when a lead record comes in */
  int is_awaited;  /* a trigger waits for it to turn true: `becoming NAME` */
  uint32_t becoming; /* set by the lowering: then its row of BECOMING */
  uint32_t index;
  Span span;
} Definition;

typedef struct Score Score;
typedef struct Table Table;
typedef struct TableCall TableCall;

typedef enum { COMPARE_EQUAL, COMPARE_LESS, COMPARE_LESS_EQUAL } Comparison; /* others by NOT, or by
                                                                           changing sides */
/* As PART_ in runtime/image.h. */
typedef enum { TEXT_WHOLE, TEXT_DOMAIN, TEXT_HOST, TEXT_PATH } TextPart;
typedef enum { TEXT_EQUALS, TEXT_STARTS, TEXT_ENDS, TEXT_CONTAINS, TEXT_HAS_WORD } TextTest;

typedef struct {
  int64_t low, high; /* both included */
} Interval;

typedef enum {
  EXPRESSION_CONSTANT,   /* constant */
  EXPRESSION_FIELD,      /* field: of the lead, or of the event of the surrounding `where` */
  EXPRESSION_PART,       /* left: an email or url; text_part of it */
  EXPRESSION_STAGE,      /* the lead's present stage */
  EXPRESSION_OWNER,      /* the rep or queue that the lead belongs to */
  EXPRESSION_SCORE,      /* score: its read value */
  EXPRESSION_DEFINITION, /* definition */
  EXPRESSION_SINCE,      /* triggers: time since one of them last happened; missing if never. Without
                            any, left: time since a date or instant of the lead; negative ahead of it */
  EXPRESSION_COUNT,      /* triggers: how often they happened, in the last `window` or (0) ever */
  EXPRESSION_DAYS,       /* the same of calendar days on which one of them happened */
  EXPRESSION_LAST,       /* field of an event, as it was when the one of triggers last happened */
  /* conditions: of type TYPE_FLAG, three-valued */
  EXPRESSION_COMPARE,    /* comparison, left, right */
  EXPRESSION_IN,         /* left, intervals: sorted, not touching */
  EXPRESSION_TEXT_TEST,  /* text_test, left (text, email or domain), texts: true if any matches */
  EXPRESSION_KNOWN,      /* left; never unknown */
  EXPRESSION_AND,        /* left, right */
  EXPRESSION_OR,
  EXPRESSION_NOT,        /* left; written: the source says `not`, else it is part of `!=` and the like */
  /* values */
  EXPRESSION_ADD,        /* left, right: same type */
  EXPRESSION_SUBTRACT,
  EXPRESSION_MULTIPLY,   /* left * numerator / denominator, rounded half to even once */
  EXPRESSION_MINIMUM,    /* left, right; missing if either is */
  EXPRESSION_MAXIMUM,
  EXPRESSION_BEST,       /* left, right of one enum: the better of those that are known */
  EXPRESSION_ELSE,       /* left if known, otherwise right */
  EXPRESSION_CASE,       /* constant if left is true, otherwise right: the next case, or a constant */
  EXPRESSION_TABLE       /* call: the result of the first row that fits */
} ExpressionKind;

struct Expression {
  ExpressionKind kind;
  Type type;
  Span span;
  Expression *left, *right;
  int64_t constant;
  Field *field;
  Score *score;
  Definition *definition;
  TableCall *call;
  List triggers;                  /* of Trigger */
  int64_t window;                 /* milliseconds */
  int written;
  Comparison comparison;
  TextPart text_part;
  TextTest text_test;
  List texts;                     /* of Text* (arena) */
  Interval *intervals;
  uint32_t interval_count;
  int64_t numerator, denominator; /* denominator > 0 */
};

typedef struct {
  Text name;
  Type type;
  Field *field; /* stands for the input in the table's cells */
  Span span;
} TableInput;

typedef struct {
  Expression **cells; /* by input: a condition on its field, or NULL for `*` */
  int64_t result;     /* or VALUE_MISSING */
  Span span;
} TableRow;

struct Table {
  Text name;
  List inputs; /* of TableInput */
  Type type;   /* of the result, its bounds those of the rows */
  List rows;   /* of TableRow */
  Span span;
};

/* A table with arguments. Calls with the same ones are one. */
struct TableCall {
  const Table *table;
  List arguments;    /* of Expression */
  Expression *cases; /* the rows with the arguments in place: cases, the last of which is a constant */
  uint32_t index;
};

typedef enum {
  TRIGGER_EVENT, TRIGGER_ACTIVITY, TRIGGER_ENTERING, TRIGGER_LEAVING, TRIGGER_MOVE, TRIGGER_BECOMING
} TriggerKind;

struct Trigger {
  TriggerKind kind;
  RecordType *event;  /* TRIGGER_EVENT */
  Stage *from, *to;   /* LEAVING: from; ENTERING: to; MOVE: both */
  Expression *where;  /* or NULL */
  Definition *becoming; /* TRIGGER_BECOMING */
  uint32_t count;     /* K of `K EVENT`; 0: each one */
  Field *different;   /* of `K EVENT`: the event's field after `by different`, or NULL */
  int64_t window;     /* of `K EVENT`: milliseconds of `within D`, or 0 */
  Trigger *broken_by; /* of `K EVENT in a row`, otherwise NULL */
  Span span;
};

typedef enum { LIMIT_TOTAL, LIMIT_DAY, LIMIT_WEEK, LIMIT_MONTH, LIMIT_WINDOW } LimitKind;

typedef struct {
  LimitKind kind;
  uint32_t count;
  int64_t window; /* LIMIT_WINDOW: milliseconds */
  Span span;
} Limit;

typedef enum { AGEING_EXPIRES, AGEING_FADES, AGEING_HALVES, AGEING_LOSES } AgeingKind;

/* How awards of a rule lose their worth with time. */
typedef struct {
  AgeingKind kind;
  int64_t length;  /* milliseconds, as written: of `every D` one step, otherwise the award's life */
  int64_t share;   /* HALVES, LOSES: of what is left, in ten-thousandths */
  int64_t period;  /* milliseconds from step to step */
  int64_t *values; /* what an award is worth in each period of its life; after it, nothing */
  uint32_t count;
  Span span;
} Ageing;

/* Rules of a score that share a bound, or of which only the first that holds counts. */
typedef struct {
  Text name;
  int first;         /* `first`; otherwise `at most` */
  int read;          /* `at most`: bounds what live awards, fact rules and steps read as together;
                        otherwise what awards accumulate */
  int64_t most;      /* `at most`: ten-thousandths, above 0 */
  List rules;        /* of Rule */
  uint32_t row;      /* set by the lowering: of the image's groups, if `at most` */
  uint32_t identity; /* set by the lowering */
  Span span;         /* of its head */
} Group;

typedef enum { RULE_ADD, RULE_SET, RULE_FACT, RULE_EACH } RuleKind;

typedef struct {
  RuleKind kind;
  int64_t points;        /* ten-thousandths; RULE_SET: the new accumulated part */
  Text label;
  List triggers;         /* of Trigger: RULE_ADD, RULE_SET, RULE_EACH */
  List limits;           /* of Limit: RULE_ADD */
  Ageing *ageing;        /* RULE_ADD: its awards are live; or NULL */
  Expression *condition; /* RULE_FACT, as written */
  Expression *counts;    /* RULE_FACT: whether it counts: so, and in a group `first` none before it */
  Group *group;          /* or NULL */
  int64_t period;        /* RULE_EACH: milliseconds */
  uint32_t at_most;      /* RULE_EACH: steps */
  Score *score;
  uint32_t identity;     /* set by the lowering: its row of the image's rules */
  Span span;
} Rule;

typedef struct {
  int percent;     /* amount is a share in ten-thousandths (25% is 2500), otherwise points */
  int64_t amount;
  int64_t every;   /* milliseconds */
  List without;    /* of Trigger; empty: anchored at the award that left 0 */
  Expression *paused; /* while it is true its clock stands; or NULL */
  uint32_t identity; /* set by the lowering */
  Span span;
} Decay;

struct Score {
  Text name;
  List rules;                  /* of Rule, as written, those of groups too */
  List groups;                 /* of Group, as written */
  Decay *decay;                /* or NULL */
  int64_t keep_low, keep_high; /* INT64_MIN, INT64_MAX where not given */
  int64_t shown_low, shown_high;
  Span keep_span, shown_span;  /* where these clauses stand; the score's name if there is none */
  uint32_t index;
  Span span;
};

typedef struct {
  uint64_t from;         /* bit i: stage i; `any` is resolved */
  Stage *to;
  List triggers;         /* of Trigger: an `on` move */
  Expression *condition; /* a `when` move */
  int64_t hold;          /* milliseconds of `for D`, or 0 */
  Text sla;              /* whose step makes it: then it has neither; or empty */
  uint32_t row;          /* set by the lowering: of MOVE */
  Span span;
} Move;

typedef struct Sla Sla;

typedef struct {
  Text lead;        /* the lead's name in the test; "lead" if it has none */
  Expression *condition;
  const Sla *sla;   /* `sla NAME due …`, `sla NAME met`; then there is no condition */
  Text verdict;     /* "open", "met", "breached", "breached then met", "cancelled"; or empty: */
  int64_t due;
  Text pool, rep;   /* `west gave ana 3`: the pool and the rep; then there is no condition */
  int64_t gave;
  Span span;
} Expectation;

typedef enum { STEP_GIVEN, STEP_EVENT, STEP_TICK, STEP_EXPECT } StepKind;

typedef enum { LITERAL_TEXT, LITERAL_NUMBER, LITERAL_FLAG } LiteralKind;

typedef struct {
  Field *field;
  LiteralKind kind;
  Text value; /* "acme.io", "120", "2.5", "yes"; an enum member by its name, as text */
  Span span;
} Entry;

typedef struct {
  StepKind kind;
  Text lead;         /* the lead's name in the test; "lead" if it has none */
  int64_t at;        /* milliseconds; STEP_GIVEN: of the next dated line */
  RecordType *event; /* STEP_EVENT */
  List entries;      /* of Entry: STEP_GIVEN, STEP_EVENT */
  List expectations; /* of Expectation: STEP_EXPECT */
  Span span;
} Step;

typedef struct {
  Text title;
  List steps; /* of Step */
  Span span;
} Test;

/* A time zone: the offset from instant starts[i] on is offsets[i]. The POSIX rule of the zone file is
 * expanded for 400 years past the last listed year (at least past 2037), because the Gregorian
 * calendar, weekdays included, repeats every 400 years (146,097 days): an instant at or after
 * repeat_from is judged as 400 years earlier, as often as needed. So fat and slim zone files of one
 * version give the same table, and nothing after it ever evaluates a rule. */
typedef struct {
  Text name;      /* "America/New_York" */
  Text version;   /* of the zone data: "2026a", or "" if the data does not say */
  uint32_t count; /* at least 1; neighbours differ in offset */
  int64_t *starts;  /* milliseconds, rising; starts[0] is INT64_MIN */
  int32_t *offsets; /* seconds east of UTC */
  int64_t repeat_from; /* milliseconds */
} Zone;

/* Open from `from` until just before `to`, milliseconds of the clock's day; `to` may lie on the next day. */
typedef struct {
  uint32_t from, to;
  Span span;
} OpenHours;

/* A date, or a day of every year, with hours of its own. */
typedef struct {
  int64_t day;         /* since 1970-01-01; of every year: unused */
  uint32_t month, of_month; /* of every year, from 1; month 0: a date */
  Text title;          /* or empty */
  List hours;          /* of OpenHours, in order; none: closed */
  Span span;
} SpecialDay;

typedef struct {
  Text name;
  Zone *zone;
  List week[7]; /* of OpenHours, in order, from Monday on */
  List yearly;  /* of SpecialDay, in order of the year */
  List dated;   /* of SpecialDay, in order */
  uint32_t index;
  Span span;
} Calendar;

/* A rep, or a queue: whom a lead can belong to. */
typedef struct Owner Owner;
struct Owner {
  Text name, title;      /* title: `name "Ana Ruiz"`, or empty */
  int is_queue;
  const Calendar *hours; /* of a rep; NULL: always at work */
  Owner *person;         /* of a queue: whose it is; or NULL */
  uint32_t index;        /* in the model's owners, as in the enum `rep` */
  Span span;
};

/* What some reps are to others: `manager`. */
typedef struct {
  Text name;
  Owner **of; /* by owner: who that is, or NULL */
} Role;

typedef enum { POOL_ROUND_ROBIN, POOL_LEAST_LOADED, POOL_IN_ORDER } PoolMethod;

#define NO_CAP UINT32_MAX

typedef struct {
  const Owner *rep;
  uint32_t weight;
  uint32_t day_cap, held_cap; /* or NO_CAP */
  Span span;
} PoolMember;

typedef struct {
  Text name;
  List members; /* of PoolMember, as listed */
  PoolMethod method;
  uint64_t loaded; /* stages in which leads count for `least loaded`, a bit each */
  uint64_t held;   /* and for caps; 0: there is none of that kind */
  uint32_t index;
  Span span;
} Pool;

/* Whom a clause gives a lead to. */
typedef enum {
  TARGET_OWNER,    /* who has it */
  TARGET_PREVIOUS, /* who had it before */
  TARGET_LAST,     /* who last got a lead with the same `field`, within `within` */
  TARGET_ROLE,     /* `role` of the owner */
  TARGET_REP,      /* value: a rep */
  TARGET_QUEUE,    /* queue */
  TARGET_POOL      /* value: a pool */
} TargetKind;

typedef struct {
  TargetKind kind;
  Expression *value;
  const Owner *queue;
  Field *field;
  int64_t within;        /* milliseconds */
  const Role *role;
  int64_t available;     /* `available now` 0, `available within D` milliseconds; -1: not asked */
  Expression *condition; /* of `when`, or NULL */
  int otherwise;
  Span span;
} Clause;

typedef struct {
  Text name;
  List triggers; /* of Trigger */
  List clauses;  /* of Clause; the last is `otherwise` */
  uint32_t index;
  Span span;
} Route;

/* How long something may take. */
typedef enum {
  LENGTH_ELAPSED,  /* `2 hours`: amount in milliseconds */
  LENGTH_OPEN,     /* `2 business hours of …`: the same of open time */
  LENGTH_DAYS,     /* `2 business days of …`: amount in days */
  LENGTH_CLOSING,  /* `the same business day of …` */
  LENGTH_MIDNIGHT  /* `the same day` */
} LengthKind;

typedef struct {
  LengthKind kind;
  int64_t amount;
  const Calendar *calendar; /* `of CALENDAR` */
  int of_owner;             /* `of owner`: the owner's hours */
} Length;

/* A target: `within … when C`. */
typedef struct {
  Length length;
  Expression *condition; /* or NULL */
  Span span;
} SlaTarget;

typedef enum { ACTION_NOTIFY, ACTION_REASSIGN, ACTION_MOVE } ActionKind;
typedef enum { WHO_OWNER, WHO_ROLE, WHO_REP, WHO_POOL, WHO_PARTY } WhoKind;

typedef struct {
  ActionKind kind;
  WhoKind who;         /* NOTIFY: */
  const Role *role;
  const Owner *owner;  /* WHO_REP: a rep or queue */
  const Pool *pool;
  Text party;
  const Route *route;  /* REASSIGN: `by`, or NULL */
  Clause *clause;      /* REASSIGN: `to`, or NULL */
  uint32_t at_most;    /* REASSIGN */
  Move *move;          /* MOVE */
  Span span;
} Action;

/* `after …`: what is done while the clock runs. */
typedef struct {
  int64_t share; /* of the time to the target, in ten-thousandths; 0: length says when */
  Length length;
  List actions;  /* of Action */
  Span span;
} SlaStep;

/* What must be answered, by when, and what happens when it isn't. */
struct Sla {
  Text name, title;           /* title: or empty */
  List starts, met, cancel;   /* of Trigger */
  List targets;               /* of SlaTarget: the first that holds counts */
  List steps;                 /* of SlaStep, as written */
  Expression *paused;         /* while it is true the clock stands; or NULL */
  int restarts;               /* another owner: it starts again; otherwise it goes on */
  uint32_t index;
  Span span;
};

typedef struct {
  Arena *arena;
  const Sources *sources; /* for the words and lines that reasons show */
  Text name, version;  /* the agreement's; may be empty */
  int64_t effective;   /* milliseconds; INT64_MIN if not given */
  Zone *zone;
  List zones;          /* of Zone: the agreement's, then those of calendars */
  List calendars;      /* of Calendar */
  List parties;        /* of Text* */
  List enumerations;   /* of Enumeration */
  List currencies;     /* of Enumeration */
  RecordType *lead;
  List record_types;   /* of RecordType: [0] is the lead, then the events */
  Field *key;          /* the lead's key field */
  List definitions;    /* of Definition, each after those that it reads */
  List tables;         /* of Table, as declared */
  List table_calls;    /* of TableCall */
  List scores;         /* of Score, as declared */
  List score_order;    /* of Score: each after those that its fact rules read */
  List stages;         /* of Stage, as declared */
  Stage *start;        /* NULL if the agreement has no lifecycle */
  List moves;          /* of Move, as written */
  Enumeration *reps;   /* the type `rep`: of reps, then of queues; NULL: there are none */
  Enumeration *pool_names; /* the type `pool`, or NULL */
  List owners;         /* of Owner: reps, then queues, as declared */
  List roles;          /* of Role */
  List pools;          /* of Pool, as declared */
  List routes;         /* of Route, as declared */
  List slas;           /* of Sla, as declared */
  List tests;          /* of Test */
} Model;

#endif
