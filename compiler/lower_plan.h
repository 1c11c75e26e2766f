/* What the modules of lower.c share: the plan, which grows while rows are written, and one table of
 * contents of them. They run in the order in which lower.c calls them, because each writes rows
 * that later ones name, and takes slots in the order of a lead. */
#ifndef MOPS_LOWER_PLAN_H
#define MOPS_LOWER_PLAN_H

#include "compiler/lower.h"

typedef struct {
  Lowering lowering;
  int with_tests;
  TimerInput timers;
  uint32_t *score_slots, *own_slots; /* own: of its decay, if it has one */
  List event_triggers;               /* of TriggerPlan, all records' */
  List move_triggers;                /* of TriggerPlan */
  List settled_triggers;             /* of TriggerPlan: of moves, once all has settled */
  List becoming_triggers;            /* of TriggerPlan */
  List becoming;      /* of Definition: those that triggers wait for, by row of BECOMING */
  const Score *score; /* whose rules are being planned, or NULL */
} Plan;

/* What takes as many slots of a lead as a number of the agreement says. */
typedef enum { TAKER_WINDOW, TAKER_AGEING, TAKER_HISTORY, TAKER_COUNTER } TakerKind;

typedef struct {
  TakerKind kind;
  uint32_t slots;
  Span span; /* of what says the number */
} SlotTaker;

typedef struct {
  uint32_t owner; /* the event's row, that of BECOMING; of the stage's moves 0 */
  ImageTrigger row;
  Expression *where;
  uint32_t record; /* the event whose fields its `where` may read, or NONE */
} TriggerPlan;

/* lower.c */
static inline uint32_t lower_string(Lowering *lowering, Text text) {
  return builder_string(lowering->builder, text);
}
/* The identity of a rule, by which reasons name it; a row of RULE. */
uint32_t lower_rule(Lowering *lowering, Text block, Text label, Span span, uint32_t kind);

/* facts_alone.c */
void mark_facts_alone(const Model *model);
/* Whether a condition or a derived field changes only when a lead record comes in. */
int facts_alone(const Expression *e);
int field_facts_alone(Field *field);

/* lower_slots.c */
/* The next slot of a lead; it is named by `name`, and by `of` unless that is empty. */
uint32_t slot_take(Lowering *lowering, const char *name, Text of, TypeCode type, int64_t initial);
/* Notes a bound of the agreement by which a lead takes `slots` of them. */
void slots_note(Lowering *lowering, TakerKind kind, uint32_t slots, Span span);
void take_header_slots(Lowering *lowering);
/* The kept timers' instants, and the earliest of their groups; returns the first, or NONE. */
uint32_t take_kept_slots(Plan *plan);
/* Slots as rows, and how many. */
void lower_layout(Plan *plan, ImageMeta *meta);

/* lower_schema.c */
TypeCode type_kind_code(TypeKind kind);
void lower_enums(Lowering *lowering);
/* Returns how many values a lead record has. */
uint32_t lower_records(Lowering *lowering);
void lower_zones(Lowering *lowering);
void lower_calendars(Lowering *lowering);

/* calendar_rows.c: zone: the row of ZONE. Each returns the new row. */
uint32_t calendar_rows(ImageBuilder *builder, const Calendar *calendar, uint32_t zone);
uint32_t zone_rows(ImageBuilder *builder, const Zone *zone);

/* lower_definition.c */
void lower_derived(Lowering *lowering);
void lower_definitions(Plan *plan);

/* lower_trigger.c: what some triggers do; target: a row of what `effect` (EFFECT_) says. */
void plan_effects(Plan *plan, const List *triggers, uint32_t effect, uint32_t target);

/* lower_run.c */
void plan_becoming(Plan *plan, const Model *model);
/* Returns the row of the run of what a settled move leads to, or NONE. */
uint32_t lower_triggers(Plan *plan);

/* lower_history.c */
void take_anchor_slots(Lowering *lowering);
void take_history_slots(Lowering *lowering, HistoryPlan *history);
/* After the rules that count from them. */
void lower_anchor(Plan *plan, const AnchorPlan *anchor);
void lower_history(Plan *plan, const HistoryPlan *history);

/* lower_score.c */
void take_score_slots(Plan *plan, const Score *score);
void take_seen_slots(Lowering *lowering);
void lower_identities(Lowering *lowering, const Score *score);
void lower_score(Plan *plan, const Score *score);
/* alone: those that change with the facts alone, or the others. */
void lower_fact_rules(Plan *plan, int alone);

/* lower_lifecycle.c */
void lower_stages(Lowering *lowering);
void lower_move(Plan *plan, Move *move, uint32_t index);

/* lower_routing.c */
void take_owner_slots(Lowering *lowering);
void lower_owners(Lowering *lowering);
void lower_pools(Lowering *lowering);
void lower_routes(Plan *plan);
/* The row of a role, NONE of NULL; a clause, which returns its row. block: what it belongs to. */
uint32_t role_row(const Model *model, const Role *role);
uint32_t lower_clause(Lowering *lowering, Text block, const Clause *clause);

/* lower_sla.c: after the routes. */
void lower_slas(Plan *plan);

/* lower_large.c */
void lower_check_size(const Lowering *lowering, uint32_t static_facts);

#endif
