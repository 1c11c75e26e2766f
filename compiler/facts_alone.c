/* What changes with the facts alone: of a condition that reads nothing else, rules are looked at
 * only when a lead record comes in. */
#include "compiler/lower_plan.h"

/* Worked out once: fields that are derived from others twice would double the work at each. */
int field_facts_alone(Field *field) {
  if (!field->facts_alone) field->facts_alone = facts_alone(field->derived) ? 1 : -1;
  return field->facts_alone > 0;
}

/* Whether a condition changes only when a lead record comes in. */
int facts_alone(const Expression *e) {
  if (!e) return 1;
  switch (e->kind) {
  case EXPRESSION_SCORE:
  case EXPRESSION_SINCE:
  case EXPRESSION_COUNT:
  case EXPRESSION_DAYS:
  case EXPRESSION_LAST:
  case EXPRESSION_OWNER:
  case EXPRESSION_STAGE: return 0;
  default: break;
  }
  if (e->kind == EXPRESSION_DEFINITION) return e->definition->facts_alone;
  for (uint32_t i = 0; e->call && i < e->call->arguments.count; i++)
    if (!facts_alone(e->call->arguments.items[i])) return 0;
  if (e->kind == EXPRESSION_FIELD && e->field->derived) return field_facts_alone(e->field);
  return facts_alone(e->left) && facts_alone(e->right);
}

/* Definitions stand after those that they read, so one pass is enough. */
void mark_facts_alone(const Model *model) {
  for (uint32_t i = 0; i < model->definitions.count; i++) {
    Definition *definition = model->definitions.items[i];
    definition->facts_alone = facts_alone(definition->expression);
  }
}
