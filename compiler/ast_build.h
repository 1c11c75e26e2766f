/* The builder of the syntax tree: one function for each action of grammar/mops.y. Everything that
 * an action would otherwise have to know (where text stands, which comment documents what, when a
 * tree grows too deep to be walked) is decided here, so that the grammar stays readable.
 *
 * A list on its way is a NODE_LIST; it never becomes part of a finished tree. What did not parse is
 * a NODE_ERROR: left out of every list, kept where a value is missing. */
#ifndef MOPS_AST_BUILD_H
#define MOPS_AST_BUILD_H

#include "compiler/ast.h"
#include "compiler/diag.h"
#include "grammar/lexer.h"

typedef struct {
  Arena *arena;
  Diagnostics *diagnostics;
  Text text; /* the file's */
  uint16_t file;
  const Tokens *tokens;
  File *tree;
} Builder;

/* Conditions may nest this deep (a chain of a hundred `or` counts as a hundred). */
enum { DEEPEST_EXPRESSION = 400 };

/* Lists; an absent item is nothing, a NODE_ERROR marks the list as FLAG_BROKEN. */
Node *ast_list(Builder *builder, Span span, Node *first);
Node *ast_append(Builder *builder, Node *list, Node *item);
Node *ast_error(Builder *builder, Span span);
Node *ast_absent(Builder *builder); /* what may be left out and was: NULL */

/* Words and literals, read from the source. */
Node *ast_name(Builder *builder, Span span);
Text ast_joined_name(Arena *arena, Text words); /* `page view`, `"page view"` -> page_view */
Node *ast_text(Builder *builder, Span span);
Node *ast_integer(Builder *builder, Span span);
Node *ast_points(Builder *builder, Span span, Node *number);
Node *ast_flag(Builder *builder, Span span, int value);
Node *ast_written(Builder *builder, NodeKind kind, Span span); /* decimal, percent, dates */
Node *ast_duration(Builder *builder, Span span, Node *number, Node *unit);
Node *ast_money(Builder *builder, Span span);
Node *ast_word(Builder *builder, Span span, const char *word);

/* Declarations. name is a NODE_NAME or NODE_TEXT, or NULL; lists may be NULL. */
void ast_declare(Builder *builder, Node *declaration);
Node *ast_block(Builder *builder, NodeKind kind, Span span, Node *name, Node *items);
Node *ast_setting(Builder *builder, Span span, Node *name, Node *values);
Node *ast_use(Builder *builder, Span span, Span library);
Node *ast_use_file(Builder *builder, Span span, Node *path);
Node *ast_member(Builder *builder, Span span, Node *name, Node *spellings);
Node *ast_rest_member(Builder *builder, Span span, Node *name);
Node *ast_event(Builder *builder, Span span, Node *name, uint32_t flags, Node *fields);
Node *ast_derived_event(Builder *builder, Span span, Node *name, uint32_t flags, Node *triggers);
Node *ast_field(Builder *builder, Span span, Node *name, Node *type, Node *derivation,
                Node *options);
Node *ast_type(Builder *builder, Span span, Node *name, Node *range, Node *size);
/* currency: NODE_NAME, `money USD`. */
Node *ast_money_type(Builder *builder, Span span, Node *currency, Node *range);
Node *ast_option(Builder *builder, Span span, const char *name, Node *values);
Node *ast_define(Builder *builder, Span span, Node *name, Node *expression);
/* values: the list of them, or NODE_TEXT of their file. */
Node *ast_named_list(Builder *builder, Span span, Node *name, Node *type, Node *values);

/* of: what is graded, or NULL. begins, condition: both NULL for `otherwise`. */
Node *ast_grade(Builder *builder, Span span, Node *name, Node *of, Node *bands);
Node *ast_band(Builder *builder, Span span, Node *name, Node *begins, Node *condition);

/* Tables. rows: the list of them, or NODE_TEXT of their file. operation: as in an expression; "*" has
 * no operand. */
Node *ast_table(Builder *builder, Span span, Node *name, Node *inputs, Node *result, Node *rows);
Node *ast_input(Builder *builder, Span span, Node *name, Node *type);
Node *ast_row(Builder *builder, Span span, Node *cells, Node *result);
Node *ast_cell(Builder *builder, Span span, const char *operation, Node *operand);

/* Scores. */
Node *ast_add_rule(Builder *builder, Span span, Node *points, Node *label, Node *triggers,
                   Node *limits, Node *ageing);
Node *ast_group(Builder *builder, Span span, Node *name, Node *most, Node *clauses);
Node *ast_ageing(Builder *builder, Span span, const char *kind, Node *period, Node *share);
Node *ast_set_rule(Builder *builder, Span span, Node *points, Node *label, Node *triggers);
Node *ast_fact_rule(Builder *builder, Span span, Node *points, Node *label, Node *condition);
Node *ast_each_rule(Builder *builder, Span span, Node *points, Node *label, Node *steps);
Node *ast_steps(Builder *builder, Span span, Node *every, Node *trigger, Node *at_most);
Node *ast_limit(Builder *builder, Span span, Node *count, Node *period);
Node *ast_decay(Builder *builder, Span span, Node *amount, Node *every, Node *triggers,
                Node *paused);
Node *ast_bounds(Builder *builder, NodeKind kind, Span span, Node *range);

/* Lifecycles. */
Node *ast_stage(Builder *builder, Span span, Node *name, Node *party, Node *title, Node *final);
Node *ast_start(Builder *builder, Span span, Node *stage);
Node *ast_move_on(Builder *builder, Span span, Node *sources, Node *target, Node *triggers);
Node *ast_move_when(Builder *builder, Span span, Node *sources, Node *target, Node *condition,
                    Node *hold);

/* Calendars. hours, last: NULL where left out. */
Node *ast_line(Builder *builder, Span span, const char *name, Node *value);
Node *ast_open(Builder *builder, Span span, Node *weekdays, Node *hours);
Node *ast_closed(Builder *builder, Span span, Node *weekdays);
Node *ast_yearly(Builder *builder, Span span, Node *day, Node *month);
Node *ast_days(Builder *builder, Span span, Node *first, Node *last);
/* The first hours may begin with a date and time: of the one day, or with `first` of the last day.
 */
Node *ast_days_open(Builder *builder, Span span, Node *first, Node *hours);
Node *ast_titled(Builder *builder, Span span, Node *days, Node *title);

/* Routing. */
Node *ast_rep(Builder *builder, Span span, Node *name, Node *spellings, Node *details);
Node *ast_detail(Builder *builder, Span span, Node *name, Node *value);
Node *ast_pool(Builder *builder, Span span, Node *head, Node *method, Node *caps);
Node *ast_pool_member(Builder *builder, Span span, Node *name, Node *weight, Node *at_most);
Node *ast_method(Builder *builder, Span span, const char *name, Node *stages);
Node *ast_cap(Builder *builder, Span span, Node *count, Node *stages);
Node *ast_route(Builder *builder, Span span, Node *name, Node *triggers, Node *clauses);
Node *ast_clause(Builder *builder, Span span, Node *target, Node *available, Node *condition);
Node *ast_otherwise(Builder *builder, Span span, Node *target);
Node *ast_target(Builder *builder, Span span, const char *kind, Node *of, Node *within);

/* Service levels. title, condition, of: NULL where left out. */
Node *ast_sla(Builder *builder, Span span, Node *name, Node *title, Node *lines);
Node *ast_sla_on(Builder *builder, Span span, const char *what, Node *triggers);
Node *ast_within(Builder *builder, Span span, Node *length, Node *condition, int otherwise);
Node *ast_after(Builder *builder, Span span, Node *length, Node *actions);
Node *ast_sla_word(Builder *builder, Span span, const char *word);
Node *ast_sla_paused(Builder *builder, Span span, Node *condition);
Node *ast_length(Builder *builder, Span span, const char *kind, Node *duration, Node *of);
Node *ast_action(Builder *builder, Span span, const char *kind, Node *target, Node *at_most);
Node *ast_number(Builder *builder, Span span, int64_t number);

/* Tests. */
Node *ast_given(Builder *builder, Span span, Node *lead, Node *entries);
Node *ast_step(Builder *builder, Span span, Node *at, Node *lead, Node *event, Node *entries);
Node *ast_expect(Builder *builder, Span span, Node *conditions);
Node *ast_gave(Builder *builder, Span span, Node *pool, Node *rep, Node *count);
/* due, or a verdict; the other one NULL or empty. */
Node *ast_clock(Builder *builder, Span span, Node *name, Node *lead, const char *verdict,
                Node *due);
Node *ast_entry(Builder *builder, Span span, Node *name, Node *value);
Node *ast_literal_record(Builder *builder, Span span, Node *entries);

/* Triggers. */
Node *ast_trigger(Builder *builder, Span span, Node *name, Node *condition);
Node *ast_stage_trigger(Builder *builder, Span span, const char *kind, Node *from, Node *to,
                        Node *condition);
/* field, within, broken_by: NULL where left out. */
Node *ast_counted(Builder *builder, Span span, Node *count, Node *trigger, Node *field,
                  Node *within, Node *broken_by);

/* Expressions. */
Node *ast_binary(Builder *builder, Span span, const char *operation, Node *left, Node *right);
Node *ast_not(Builder *builder, Span span, Node *operand);
Node *ast_negate(Builder *builder, Span span, Node *operand);
Node *ast_in(Builder *builder, Span span, Node *value, Node *set);
Node *ast_is(Builder *builder, Span span, Node *value, const char *state);
Node *ast_dot(Builder *builder, Span span, Node *left, Node *name);
Node *ast_call(Builder *builder, Span span, Node *name, Node *arguments);
Node *ast_since(Builder *builder, Span span, Node *triggers);
Node *ast_since_field(Builder *builder, Span span, Node *path);
/* what: count, days or last. triggers: a list, of `last` one trigger. within: NULL if left out. */
Node *ast_history(Builder *builder, Span span, const char *what, Node *triggers, Node *within);
Node *ast_array(Builder *builder, Span span, Node *items);
Node *ast_range(Builder *builder, Span span, Node *low, Node *high);

#endif
