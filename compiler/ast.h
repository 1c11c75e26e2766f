/* The syntax tree: what was written, before names and types mean anything. grammar/mops.y builds it
 * with one ast_ call per action; compiler/check turns it into the model. Every node keeps its span,
 * so that every message can draw its caret. */
#ifndef MOPS_AST_H
#define MOPS_AST_H

#include "compiler/arena.h"
#include "compiler/source.h"

typedef enum {
  /* declarations */
  NODE_AGREEMENT, /* name: the title as text; items: NODE_SETTING */
  NODE_SETTING,   /* name: language, version, effective, timezone, parties; items: its value(s) */
  NODE_USE,       /* name: "std.b2b", or FLAG_FILE and the path of a file */
  NODE_ENUM,      /* name; items: NODE_MEMBER */
  NODE_MEMBER,    /* name; items: NODE_TEXT, the outside spellings after `as`; FLAG_REST: `as *` */
  NODE_RECORD,    /* name; items: NODE_FIELD */
  NODE_LEAD,      /* items: NODE_FIELD */
  NODE_EVENT,     /* name; FLAG_PASSIVE; items: NODE_FIELD; options: NODE_TRIGGER after `=` */
  NODE_FIELD,     /* name; left: NODE_TYPE; right: the expression after `=` or NULL; options:
                     NODE_OPTION; */
  NODE_TYPE,      /* name; left, right: bounds of its range (or NULL); number: N of `up to N`;
                     options: NODE_NAME of the currency (0 or 1) */
  NODE_OPTION,    /* name: key, required, from, missing, default; items: its value(s) */
  NODE_DEFINE,    /* name; left: expression */
  NODE_LIST_DECLARED, /* name; left: NODE_TYPE of its values; items: the values, or right: NODE_TEXT of
                         the file that they stand in */
  NODE_GRADE,     /* name; left: the value that is graded, or NULL; items: NODE_BAND, the best first */
  NODE_BAND,      /* name of the grade; left: what it begins at, or condition; neither: `otherwise` */
  NODE_TABLE,     /* name; options: NODE_INPUT; left: NODE_TYPE of the result; items: NODE_ROW, or right:
                     NODE_TEXT of the file that they stand in */
  NODE_INPUT,     /* name; left: NODE_TYPE or NULL */
  NODE_ROW,       /* items: NODE_CELL; left: the result */
  NODE_CELL,      /* name: * = != < <= > >= in starts ends contains "has word"; left: the operand */
  NODE_SCORE,     /* name; items: the rules, NODE_GROUP, NODE_DECAY, NODE_KEEP,
                     NODE_SHOWN */
  NODE_LIFECYCLE, /* items: NODE_STAGE, NODE_START, NODE_MOVE */
  NODE_CALENDAR,  /* name; items: NODE_SETTING (timezone, like; closed: NODE_TEXT of a file), NODE_OPEN,
                     NODE_DAYS */
  NODE_REP,       /* name; options: NODE_TEXT, the outside spellings after `as`; items: NODE_SETTING (name,
                     hours, or a role such as manager) */
  NODE_QUEUE,     /* name; items: NODE_SETTING (name, owner) */
  NODE_POOL,      /* name; items: NODE_POOL_MEMBER; left: NODE_METHOD or NULL; options: NODE_CAP */
  NODE_SLA,       /* name; left: NODE_TEXT title or NULL; items: NODE_SLA_ON, NODE_WITHIN, NODE_AFTER,
                     NODE_REASSIGNED, NODE_PAUSED */
  NODE_ROUTE,     /* name; options: NODE_TRIGGER; items: NODE_CLAUSE */
  NODE_TEST,      /* name: the title as text; items: NODE_GIVEN, NODE_STEP, NODE_EXPECT */

  /* inside a score */
  NODE_ADD_RULE,  /* `+N "label" on …`: left: NODE_POINTS, name: label, items: NODE_TRIGGER,
                     options: NODE_LIMIT, right: NODE_AGEING or NULL */
  NODE_SET_RULE,  /* `set to N "label" on …`: left: points, name: label, items: NODE_TRIGGER */
  NODE_FACT_RULE, /* `+N "label" when C`: left: points, name: label, right: condition */
  NODE_EACH_RULE, /* `-N "label" for each D since T at most K`: left: points, name: label, right:
                     duration, items: one NODE_TRIGGER, number: K (-1: left out) */
  NODE_LIMIT,     /* `once` (number 1), `at most N`; name: "", "day", "week", "month"; left: the
                     duration of `per D` or NULL */
  NODE_GROUP,     /* `group "name" at most N { … }`: name, left: its number, or NULL (`first`), items: as
                     of a score */
  NODE_AGEING,    /* name: expires, fades, halves, loses; left: NODE_DURATION; right: NODE_PERCENT
                     of `loses` or NULL */
  NODE_DECAY,     /* left: NODE_POINTS or NODE_PERCENT, right: every D, items: triggers after
                     `without`, condition: C of `paused while C`, or NULL */
  NODE_KEEP,      /* left: lower bound or NULL, right: upper bound or NULL */
  NODE_SHOWN,     /* the same */

  /* inside a lifecycle */
  NODE_STAGE,     /* name; options: NODE_NAME of the party (0 or 1); left: NODE_TEXT title or NULL;
                     FLAG_FINAL */
  NODE_START,     /* name */
  NODE_MOVE,      /* options: NODE_NAME sources (or one NODE_NAME "any"); name: target; either
                     items: NODE_TRIGGER (`on`), or left: condition (`when`), right: NODE_DURATION
                     of `for` or NULL */

  /* inside a calendar */
  NODE_OPEN,      /* items: weekdays, each NODE_NAME or NODE_RANGE of two; options: NODE_RANGE of
                     NODE_TIME; none: `open always`, or FLAG_CLOSED: `closed sat` */
  NODE_DAYS,      /* `closed …`, `on …`: left: NODE_DATE or NODE_YEARLY; right: NODE_DATE of the last
                     day, or NULL; options: NODE_RANGE of NODE_TIME, none: closed; name: title */
  NODE_YEARLY,    /* `25 dec`: number: 25; name: dec */
  NODE_TIME,      /* name: "09:00" */

  /* inside pools and routes */
  NODE_POOL_MEMBER, /* name; left: NODE_INTEGER of its weight, right: of its `at most`; or NULL */
  NODE_METHOD,    /* name: "round robin", "least loaded" (items: NODE_NAME of stages), "in order" */
  NODE_CAP,       /* `at most N each per day`, or with items, NODE_NAME of stages: `… in [stages]`;
                     number: N */
  NODE_CLAUSE,    /* `to …`: left: NODE_TARGET; right: after `available`: NODE_NAME "now" or
                     NODE_DURATION, or NULL; condition: C of `when C` or NULL; FLAG_REST: `otherwise` */
  NODE_TARGET,    /* name: "" (left: expression), "previous owner", "last owner" (left: field; right:
                     NODE_DURATION), "of owner" (left: NODE_NAME of the role) */

  /* inside an sla */
  NODE_SLA_ON,    /* name: "starts", "met" or "cancel"; items: NODE_TRIGGER */
  NODE_WITHIN,    /* left: NODE_LENGTH; condition: C of `when C` or NULL; FLAG_REST: `otherwise` */
  NODE_AFTER,     /* left: NODE_PERCENT or NODE_LENGTH; items: NODE_ACTION */
  NODE_REASSIGNED, /* name: "restart" or "carry" */
  NODE_PAUSED,    /* condition */
  NODE_LENGTH,    /* name: "" (left: NODE_DURATION), "business" (left: NODE_DURATION; right: NODE_NAME of the
                     calendar, or "owner"), "same business day" (right), "same day" */
  NODE_ACTION,    /* name: "notify" (left: NODE_TARGET), "reassign by" (left: NODE_NAME of the route),
                     "reassign to" (left: NODE_TARGET), "move to" (left: NODE_NAME of the stage); number: how
                     often it may reassign */

  /* inside a test */
  NODE_GIVEN,     /* `lead { … }`, `lead jo { … }`: name or empty; items: NODE_ENTRY */
  NODE_STEP,      /* `INSTANT [jo:] event { … }`: left: NODE_DATETIME; right: NODE_NAME of the lead
                     or NULL; name: event or "tick"; items: NODE_ENTRY */
  NODE_EXPECT,    /* items: expressions, NODE_GAVE, NODE_CLOCK */
  NODE_CLOCK,     /* `sla first_contact of jo due …`: name; right: NODE_NAME of the lead or NULL; left: NODE_DATETIME,
                     or else condition: NODE_NAME of the verdict */
  NODE_GAVE,      /* `west gave ana 3`: name: the pool; left: NODE_NAME of the rep; number: 3 */
  NODE_ENTRY,     /* name; left: value (expression or NODE_LITERAL_RECORD) */
  NODE_LITERAL_RECORD, /* items: NODE_ENTRY */

  /* triggers */
  NODE_TRIGGER,   /* name: the event, or one of "activity", "entering", "leaving", "->", "becoming",
                     "by" (left: NODE_NAME "assigned", right: NODE_NAME of the route), "owner left",
                     "owner away"; condition: `where C` or NULL. Of the stage: left: NODE_NAME (entering, leaving,
                     S1 of S1 -> S2), right: NODE_NAME S2. Of a definition: left: its NODE_NAME. Of
                     `K EVENT`: number: K (else 0), left: the field after `by different`, right:
                     NODE_DURATION after `within`, items: the one NODE_TRIGGER after `broken by` */

  /* expressions */
  NODE_NAME,      /* name */
  NODE_DOT,       /* left . name */
  NODE_BINARY,    /* name: or and = != < <= > >= + - * / else starts ends contains "has word";
                     left, right */
  NODE_NOT,       /* left */
  NODE_NEGATE,    /* left */
  NODE_IN,        /* left in right; right: NODE_ARRAY, NODE_RANGE, or NODE_NAME of a list */
  NODE_IS,        /* left `is` name: "known" or "missing" */
  NODE_CALL,      /* name (min, max, …); items: arguments */
  NODE_SINCE,     /* since(TRIGGER, …): items: NODE_TRIGGER; or since(a.b): left: NODE_DOT. A name alone
                     may be a field's too */
  NODE_HISTORY,   /* name: count, days, last; items: NODE_TRIGGER; right: NODE_DURATION after
                     `within` or NULL */
  NODE_CELL_INPUT, /* only while a table is checked: what its cell is about */
  NODE_ARRAY,     /* items */
  NODE_RANGE,     /* left .. right; either may be NULL */
  NODE_INTEGER,   /* number */
  NODE_DECIMAL,   /* name: its digits as written, without `_` */
  NODE_POINTS,    /* signed number of a rule: name: digits as written without `_`, with its sign */
  NODE_PERCENT,   /* name: digits without `%` */
  NODE_MONEY,     /* name: "USD 5000.5", one blank and no `_` */
  NODE_TEXT,      /* name: the text, escapes resolved */
  NODE_FLAG,      /* number: 1 yes, 0 no */
  NODE_DURATION,  /* number; name: unit in singular: second minute hour day week month */
  NODE_DATE,      /* name: "2026-10-01" */
  NODE_DATETIME,  /* name: "2026-10-01 10:00" or with :SS, Z, +02:00, as written */
  NODE_ERROR,     /* something that did not parse; it was reported */
  NODE_LIST       /* only while the tree is built: items */
} NodeKind;

enum { CURRENCY_LENGTH = 3 };

enum {
  FLAG_PASSIVE = 1,
  FLAG_FINAL = 2,
  FLAG_REST = 8,
  FLAG_FILE = 16,
  FLAG_CLOSED = 32,
  FLAG_BROKEN = 4 /* a part of it did not parse: what seems to be missing may have been there */
};

typedef struct Node Node;
struct Node {
  NodeKind kind;
  uint32_t flags;
  uint32_t depth; /* of an expression: levels below it, at most DEEPEST_EXPRESSION */
  Span span;
  Span name_span; /* where name stands; empty when there is no name */
  Text name;
  Text doc;       /* `##` comment lines right before a declaration, or empty */
  int64_t number;
  Node *left, *right, *condition;
  List items, options; /* of Node */
};

/* One parsed file. */
typedef struct {
  uint16_t file;
  List declarations; /* of Node, as written */
} File;

#endif
