/* What the checker's modules share: the model in the making, the names declared so far, and how to
 * say that something is wrong. Private to the check_*.c files and their neighbours; others see
 * check.h.
 *
 * The order of work, in check.c: names are declared (enums, records, fields, events, definitions,
 * scores with their numbers, stages), then everything that reads names is checked (definitions,
 * derived fields, score rules, moves, tests), then what needs the whole (cycles, bouncing leads).
 */
#ifndef MOPS_CHECKER_H
#define MOPS_CHECKER_H

#include "compiler/ast.h"
#include "compiler/diag.h"
#include "compiler/model.h"
#include "compiler/symbols.h"

/* For printf's %.*s */
#define SHOW(text) (int)(text).length, (text).bytes

enum {
  STAGE_LIMIT = 62, /* a set of stages is one word */
  SCORE_LIMIT = 64,
  FIELD_LIMIT = 4096, /* leaves of one record: nested record types multiply */
  INPUT_LIMIT = 16,   /* of a table */
  ROW_LIMIT = 10000,
  TEXT_LENGTH = 255,
  URL_LENGTH = 2048,
  TEXT_LENGTH_LIMIT = 4096,
  COUNT_LIMIT = 10000, /* the most that a limit counts */
  COUNTED_LIMIT = 255, /* K of `K EVENT` */
  CALENDAR_LIMIT = 256,
  OWNER_LIMIT = 10000, /* reps and queues */
  WEIGHT_LIMIT = 1000,
  MEMBER_LIMIT = 1000, /* of a pool */
  SLA_LIMIT = 64,
  TARGET_LIMIT = 100, /* of an SLA */
  STEP_LIMIT = 32,
  REASSIGN_LIMIT = 100, /* how often a step may */
  BUSINESS_DAY_LIMIT = 1000,
  NESTING_LIMIT = 64, /* of definitions that may read each other in a circle */
};

#define NUMBER_BOUND INT64_C(1000000000000) /* of int and decimal without a range, in units */
#define POINTS_BOUND INT64_C(1000000)       /* of one rule, in points */
#define DATE_LOW INT64_C(-719528)           /* 0000-01-01, in days since 1970-01-01 */
#define DATE_HIGH INT64_C(2932896)          /* 9999-12-31 */
#define VALUE_LIMIT INT64_C(4000000000000000000)

/* The model's nodes with what only the checker needs beside them. Each is the first member, so that
 * a pointer to the model's node is a pointer to the whole. */
typedef struct {
  Enumeration model;
  const Node *node;
  Symbols members;   /* of Member */
  Symbols spellings; /* of Member, folded: no case, no outer blanks */
} EnumerationScope;

/* Something that follows from others: a definition, a derived field or event, a score. What it
 * reads is noted while it is checked, so that a circle is found even where the expression failed.
 */
typedef struct {
  const char *kind; /* "definition" */
  Text name;
  Span span;
  List reads; /* of Dependent, possibly repeated */
  void *model;
  int is_read;          /* by anything at all */
  int visit, in_circle; /* cycles.c */
} Dependent;

typedef struct {
  RecordType model;
  Symbols fields;  /* of Field, by path; NULL for a path that is a record: company */
  Symbols outside; /* of Field, by the name outside */
  List derived;    /* of Node: the declaration of each derived field; with derived_fields */
  List derived_fields;
  const Node *node;    /* of an event */
  Dependent dependent; /* of an event that follows from others; else its kind is NULL */
} RecordScope;

typedef struct {
  Field model;
  Dependent dependent;
} FieldScope;

typedef struct {
  Text name;
  Type type;  /* of each value */
  List items; /* of Node */
  int failed; /* a mistake in it was reported */
} NamedList;

typedef enum { CHECK_WAITING, CHECK_RUNNING, CHECK_DONE } CheckState;

typedef struct {
  Definition model;
  Dependent dependent;
  const Node *node;
  CheckState state;
  EnumerationScope grades; /* of a grade: its grades as members, the worst first */
} DefinitionScope;

typedef struct {
  Table model;
  const Node *node;
  CheckState state;
  List calls;   /* of TableCall */
  int failed;   /* a mistake in it was reported */
  int replaced; /* of the library: the agreement declares what it gives, or looks up, itself */
} TableScope;

typedef struct {
  Route model;
  const Node *node;
} RouteScope;

typedef struct {
  Sla model;
  const Node *node;
} SlaScope;

typedef struct {
  Calendar model;
  const Node *node;
  CheckState state;
  int failed; /* a mistake in it was reported */
  int full;   /* so was that it has too many days of its own */
} CalendarScope;

typedef struct {
  Score model;
  Dependent dependent;
  Type type; /* of its read value */
  const Node *node;
  List rule_nodes; /* of Node, one for each of model.rules */
} ScoreScope;

typedef struct {
  Stage model;
  const Node *node;
} StageScope;

/* Kinds of names that stand for what is declared, other than values (check_undeclared.c). */
typedef enum { NAME_EVENT, NAME_STAGE, NAME_MEMBER, NAME_PARTY, NAME_TYPE, NAME_KINDS } NameKind;

typedef struct {
  Diagnostics *diagnostics;
  Arena *arena;
  Model *model;
  const char *zoneinfo;
  Symbols enumerations; /* of EnumerationScope */
  Symbols records;      /* of RecordTemplate (check_record.c) */
  Symbols events;       /* of RecordScope */
  Symbols standard;     /* of RecordScope: standard records */
  Symbols definitions;  /* of DefinitionScope */
  Symbols lists;        /* of NamedList */
  Symbols calendars;    /* of CalendarScope */
  EnumerationScope *reps, *pools; /* NULL: there are none */
  List rep_nodes;                 /* of Node, by owner */
  List pool_nodes;                /* of Node, by pool */
  Symbols roles;                  /* of Role */
  Symbols routes;                 /* of RouteScope */
  Symbols slas;                   /* of SlaScope */
  Symbols tables;       /* of TableScope */
  Symbols unknown_entries; /* of UnknownEntry (check_test.c), by path from the record on */
  Symbols scores;       /* of ScoreScope */
  Symbols stages;       /* of StageScope */
  Symbols parties;      /* of Text* */
  RecordScope *lead;
  int parties_listed;
  uint32_t syntax_errors; /* the first of all reports: what seems missing may not have parsed */
  Dependent *reader; /* what is being checked, if others can read it */
  uint32_t definition_depth;
  Symbols unknown;      /* of UnknownName (check_unknown.c): names that mean nothing */
  Symbols undeclared;   /* of Undeclared (check_undeclared.c) */
  Symbols names_read[NAME_KINDS]; /* names that are declared and read */
  int in_move;            /* the triggers of an `on` move are being checked */
  uint32_t unknown_reads; /* places where they are read: mistakes that are reported at the end */
  uint32_t suggestions; /* made so far: a hopeless file must not cost quadratic time */
} Checker;

/* 1 when a syntax mistake was reported inside the span: what stands there may not be what was meant,
 * so nothing is concluded from it. */
int checker_is_repaired(const Checker *checker, Span span);

/* 1 when a declaration stands in the library, whose names give way to the agreement's own. */
int checker_is_library(const Checker *checker, const Node *node);

/* What stands in the source. */
Text checker_written(const Checker *checker, Span span);

/* A mistake with its label and what to do about it. */
Diagnostic *checker_refuse(Checker *checker, const char *code, Span span, const char *label,
                           const char *title, const char *help);

/* The mistakes found so far, reported or not yet. */
uint32_t checker_mistakes(const Checker *checker);

/* Notes that another is read, by what is being checked if anything can read that. */
void checker_note_read(Checker *checker, Dependent *read);

/* Notes that the declaration of a name is read. */
void checker_note_name(Checker *checker, NameKind kind, Text name);

/* Reports that a "stage", or what else the kind is, can't have its name. */
void checker_refuse_name(Checker *checker, const char *kind, const Node *node);

/* Enters a declaration's name among those of its kind ("stage"). Reports a second one and a
 * reserved name. A name of the library gives way silently to the agreement's own. Returns 1 when
 * entered. */
int checker_declare(Checker *checker, Symbols *symbols, const char *kind, const Node *node,
                    void *value);

/* Did you mean: starts a search, and ends it with a help line and a fix when something is near.
 * Returns 1 when it did. */
Nearest checker_nearest(Checker *checker, Text wanted, const Symbols *same_kind);
int checker_suggest(Checker *checker, Diagnostic *diagnostic, Span span, const Nearest *nearest);

/* Counts one suggestion; 0 when there were so many that nearness no longer helps anyone. */
int checker_may_suggest(Checker *checker);

/* "a, b, c", at most eight of them: for help lines. */
Text checker_names(Checker *checker, const Symbols *symbols);

/* What a person calls a type: "a whole number", "a member of industry". */
Text type_describe(Checker *checker, Type type);

/* Texts, emails and domains: what text tests work with. */
int type_is_text(TypeKind kind);

/* 1 when two values of the types can be compared or combined; an error type agrees with all. */
int type_agrees(Type a, Type b);

/* Ten-thousandths (POINT) or whole units (1) of a type's values; 0 when it has no numbers. */
int64_t type_scale(TypeKind kind);

/* Numbers, percentages, money, lengths of time: what is calculated with, and can have a range. */
int type_is_quantity(TypeKind kind);

/* One of its values in words: `12.5`, `3 days`. */
Text type_show(Checker *checker, TypeKind kind, int64_t value);

/* A new name for the type: flags, ints … at their widest. */
Type type_of(TypeKind kind);

#endif
