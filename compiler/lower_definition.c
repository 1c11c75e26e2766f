/* What follows from other things, by name: derived fields, definitions and what tests expect. */
#include "compiler/lower_plan.h"

#include "compiler/image_write.h"

/* ---- derived fields ------------------------------------------------------------------------- */

static void write_derived(Lowering *lowering, const Field *field, char *seen);

/* Writes the derived facts that an expression reads. seen: definitions that were looked into. */
static void write_derived_in(Lowering *lowering, const Expression *e, char *seen) {
  if (!e) return;
  if (e->kind == EXPRESSION_FIELD && e->field->derived) write_derived(lowering, e->field, seen);
  if (e->kind == EXPRESSION_DEFINITION && !seen[e->definition->index]++)
    write_derived_in(lowering, e->definition->expression, seen);
  for (uint32_t i = 0; e->call && i < e->call->arguments.count; i++)
    write_derived_in(lowering, e->call->arguments.items[i], seen);
  write_derived_in(lowering, e->left, seen);
  write_derived_in(lowering, e->right, seen);
}

static void write_derived(Lowering *lowering, const Field *field, char *seen) {
  FieldPlan *plan = field_plan(lowering, field);
  if (plan->written) return;
  plan->written = 1;
  write_derived_in(lowering, field->derived, seen);
  if (!plan->kept) return;
  uint32_t block = emit_value(lowering, field->derived, NONE);
  add_DERIVED(lowering->builder, (ImageDerived){plan->slot, block});
}

/* Each after those that it reads. */
void lower_derived(Lowering *lowering) {
  const RecordType *lead = lowering->model->lead;
  char *seen = arena_take(lowering->arena, lowering->model->definitions.count + 1);
  for (uint32_t i = 0; i < lead->fields.count; i++) {
    const Field *field = lead->fields.items[i];
    if (field->derived) write_derived(lowering, field, seen);
  }
}

/* ---- definitions ---------------------------------------------------------------------------- */

static void write_definition(Lowering *lowering, Text name, const Expression *e, Span span,
                             int is_grade) {
  ImageDefinition row = {.name = lower_string(lowering, name),
                         .type = type_code(e),
                         .enumeration = enum_row(lowering, &e->type),
                         .criterion = NONE,
                         .grade = is_grade != 0};
  row.value = emit_value(lowering, e, NONE);
  row.line = line_of(lowering, span);
  if (e->type.kind == TYPE_FLAG) row.criterion = emit_criteria(lowering, e, NONE);
  add_DEFINITION(lowering->builder, row);
}

Text expectation_name(Arena *arena, const Model *model, const Expectation *expectation) {
  Position position =
      source_position(model->sources, expectation->span.file, expectation->span.start);
  return text_format(arena, "expect %u:%u:%u", expectation->span.file, position.line,
                     position.column);
}

static void write_expectations(Lowering *lowering, const Test *test) {
  for (uint32_t k = 0; k < test->steps.count; k++) {
    const Step *step = test->steps.items[k];
    for (uint32_t j = 0; j < step->expectations.count; j++) {
      const Expectation *expectation = step->expectations.items[j];
      if (!expectation->condition) continue; /* `west gave ana 3`, `sla first_contact met` */
      write_definition(lowering, expectation_name(lowering->arena, lowering->model, expectation),
                       expectation->condition, expectation->span, 0);
    }
  }
}

void lower_definitions(Plan *plan) {
  Lowering *lowering = &plan->lowering;
  const Model *model = lowering->model;
  for (uint32_t i = 0; i < model->definitions.count; i++) {
    const Definition *definition = model->definitions.items[i];
    if (type_reads_as_class(definition->expression->type.kind)) continue; /* a name for a text */
    write_definition(lowering, definition->name, definition->expression, definition->span,
                     definition->is_grade);
  }
  for (uint32_t i = 0; plan->with_tests && i < model->tests.count; i++)
    write_expectations(lowering, model->tests.items[i]);
}
