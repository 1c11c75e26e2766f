/* Writes the model as one JSON object: the model's own words in lower case, names for references,
 * whole numbers for values. A bound that isn't there is null. Lists may be long, so a rule, a field
 * or a step is one line. */
#include "compiler/tree.h"

#include "compiler/ageing.h"
#include "compiler/tree_part.h"

/* ---- types and fields ---------------------------------------------------------------------- */

static void write_type(Json *json, const Type *type) {
  static const char *const kinds[] = {"error",  "flag", "int",    "decimal",  "text", "email",
                                      "domain", "enum", "points", "duration", "stage",
                                      "percent", "money", "date", "instant",
                                      "url"};
  json_begin(json, '{');
  json_key_word(json, "kind", kinds[type->kind]);
  if (type->kind == TYPE_ENUM) json_key_text(json, "enum", type->enumeration->name);
  if (type->kind == TYPE_MONEY) json_key_text(json, "currency", type->enumeration->name);
  if (type->kind == TYPE_TEXT || type->kind == TYPE_EMAIL || type->kind == TYPE_DOMAIN ||
      type->kind == TYPE_URL) {
    json_key_number(json, "max_length", type->max_length);
  } else if (type->kind != TYPE_FLAG) {
    json_key_number(json, "low", type->low);
    json_key_number(json, "high", type->high);
  }
  json_end(json, '}');
}

static void write_enumeration(Json *json, const Enumeration *enumeration) {
  json_begin(json, '{');
  json_key_text(json, "name", enumeration->name);
  json_key(json, "members");
  json_begin(json, '[');
  for (uint32_t i = 0; i < enumeration->members.count; i++) {
    const Member *member = enumeration->members.items[i];
    json_comma(json);
    json_begin(json, '{');
    json_key_text(json, "name", member->name);
    json_texts(json, "spellings", &member->spellings);
    json_key_flag(json, "rest", member->rest);
    json_end(json, '}');
  }
  json_end(json, ']');
  json_end(json, '}');
}

void tree_write_expression(Json *json, const Expression *expression);
void tree_write_triggers(Json *json, const char *name, const List *triggers);

static void write_field(Json *json, const Field *field) {
  json_begin(json, '{');
  json_key_text(json, "name", field->name);
  json_key_text(json, "outside", field->outside.length ? field->outside : field->name);
  json_key(json, "type");
  write_type(json, &field->type);
  json_key_flag(json, "key", field->key);
  json_key_flag(json, "required", field->required);
  json_texts(json, "missing", &field->missing);
  json_key(json, "default");
  if (field->has_default)
    json_number(json, field->default_value);
  else
    fputs("null", json->out);
  json_key(json, "derived");
  if (field->derived)
    tree_write_expression(json, field->derived);
  else
    fputs("null", json->out);
  json_end(json, '}');
}

static void write_record_type(Json *json, const RecordType *record) {
  json_begin(json, '{');
  json_key_text(json, "name", record->name);
  json_key_flag(json, "standard", record->kind > RECORD_EVENT);
  json_key_flag(json, "passive", record->passive);
  if (record->derived.count) tree_write_triggers(json, "derived", &record->derived);
  json_key(json, "fields");
  json_begin(json, '[');
  for (uint32_t i = 0; i < record->fields.count; i++) {
    json_item(json);
    write_field(json, record->fields.items[i]);
  }
  json_end(json, ']');
  json_end(json, '}');
}

/* ---- triggers and expressions -------------------------------------------------------------- */

static void write_trigger(Json *json, const Trigger *trigger) {
  static const char *const kinds[] = {"event",   "activity", "entering",
                                      "leaving", "move",     "becoming"};
  json_begin(json, '{');
  json_key_word(json, "kind", kinds[trigger->kind]);
  if (trigger->event) json_key_text(json, "event", trigger->event->name);
  if (trigger->from) json_key_text(json, "from", trigger->from->name);
  if (trigger->to) json_key_text(json, "to", trigger->to->name);
  json_key(json, "where");
  if (trigger->where)
    tree_write_expression(json, trigger->where);
  else
    fputs("null", json->out);
  if (trigger->becoming) json_key_text(json, "becoming", trigger->becoming->name);
  json_key_number(json, "count", trigger->count);
  if (trigger->different) json_key_text(json, "different", trigger->different->name);
  json_key_number(json, "within", trigger->window);
  json_key(json, "broken_by");
  if (trigger->broken_by)
    write_trigger(json, trigger->broken_by);
  else
    fputs("null", json->out);
  json_end(json, '}');
}

void tree_write_triggers(Json *json, const char *name, const List *triggers) {
  json_key(json, name);
  json_begin(json, '[');
  for (uint32_t i = 0; i < triggers->count; i++) {
    json_comma(json);
    write_trigger(json, triggers->items[i]);
  }
  json_end(json, ']');
}

static void write_intervals(Json *json, const Expression *expression) {
  json_key(json, "intervals");
  json_begin(json, '[');
  for (uint32_t i = 0; i < expression->interval_count; i++) {
    json_comma(json);
    json_begin(json, '[');
    json_comma(json);
    json_number(json, expression->intervals[i].low);
    json_comma(json);
    json_number(json, expression->intervals[i].high);
    json_end(json, ']');
  }
  json_end(json, ']');
}

static void write_call(Json *json, const TableCall *call) {
  json_key_text(json, "table", call->table->name);
  json_key(json, "arguments");
  json_begin(json, '[');
  for (uint32_t i = 0; i < call->arguments.count; i++) {
    json_comma(json);
    tree_write_expression(json, call->arguments.items[i]);
  }
  json_end(json, ']');
}

/* What a kind has beside its sides. */
static void write_details(Json *json, const Expression *expression) {
  static const char *const parts[] = {"whole", "domain", "host", "path"};
  static const char *const comparisons[] = {"equal", "less", "less_equal"};
  static const char *const tests[] = {"equals", "starts", "ends", "contains", "has_word"};
  switch (expression->kind) {
  case EXPRESSION_CASE:
  case EXPRESSION_CONSTANT: json_key_number(json, "constant", expression->constant); break;
  case EXPRESSION_FIELD:
    json_key_text(json, "record", expression->field->owner->name);
    json_key_flag(json, "of_event", expression->field->owner->index != 0);
    json_key_text(json, "field", expression->field->name);
    break;
  case EXPRESSION_PART: json_key_word(json, "part", parts[expression->text_part]); break;
  case EXPRESSION_SCORE: json_key_text(json, "score", expression->score->name); break;
  case EXPRESSION_TABLE: write_call(json, expression->call); break;
  case EXPRESSION_DEFINITION: json_key_text(json, "definition", expression->definition->name); break;
  case EXPRESSION_COUNT:
  case EXPRESSION_DAYS: json_key_number(json, "within", expression->window); /* fall through */
  case EXPRESSION_SINCE: tree_write_triggers(json, "triggers", &expression->triggers); break;
  case EXPRESSION_LAST:
    json_key_text(json, "field", expression->field->name);
    tree_write_triggers(json, "triggers", &expression->triggers);
    break;
  case EXPRESSION_COMPARE: json_key_word(json, "comparison", comparisons[expression->comparison]); break;
  case EXPRESSION_IN: write_intervals(json, expression); break;
  case EXPRESSION_TEXT_TEST:
    json_key_word(json, "text_test", tests[expression->text_test]);
    json_texts(json, "texts", &expression->texts);
    break;
  case EXPRESSION_MULTIPLY:
    json_key_number(json, "numerator", expression->numerator);
    json_key_number(json, "denominator", expression->denominator);
    break;
  default: break;
  }
}

void tree_write_expression(Json *json, const Expression *expression) {
  static const char *const kinds[] = {"constant",   "field",    "part",    "stage",   "owner", "score",
                                      "definition", "since",    "count",   "days",    "last",
                                      "compare",    "in",       "text_test", "known", "and",
                                      "or",         "not",      "add",     "subtract", "multiply",
                                      "minimum",    "maximum",  "best",    "else",    "case",
                                      "table"};
  json_begin(json, '{');
  json_key_word(json, "kind", kinds[expression->kind]);
  json_key(json, "type");
  write_type(json, &expression->type);
  write_details(json, expression);
  if (expression->left) {
    json_key(json, "left");
    tree_write_expression(json, expression->left);
  }
  if (expression->right) {
    json_key(json, "right");
    tree_write_expression(json, expression->right);
  }
  json_end(json, '}');
}

void tree_key_expression(Json *json, const char *name, const Expression *expression) {
  json_key(json, name);
  if (expression)
    tree_write_expression(json, expression);
  else
    fputs("null", json->out);
}

/* ---- tables -------------------------------------------------------------------------------- */

static void write_table_row(Json *json, const Table *table, const TableRow *row) {
  json_begin(json, '{');
  json_key_line(json, row->span);
  json_key(json, "cells");
  json_begin(json, '[');
  for (uint32_t i = 0; i < table->inputs.count; i++) {
    json_comma(json);
    if (row->cells[i])
      tree_write_expression(json, row->cells[i]);
    else
      fputs("null", json->out);
  }
  json_end(json, ']');
  json_key_number(json, "result", row->result);
  json_end(json, '}');
}

static void write_table(Json *json, const Table *table) {
  json_begin(json, '{');
  json_key_text(json, "name", table->name);
  json_key(json, "inputs");
  json_begin(json, '[');
  for (uint32_t i = 0; i < table->inputs.count; i++) {
    const TableInput *input = table->inputs.items[i];
    json_comma(json);
    json_begin(json, '{');
    json_key_text(json, "name", input->name);
    json_key(json, "type");
    write_type(json, &input->type);
    json_end(json, '}');
  }
  json_end(json, ']');
  json_key(json, "type");
  write_type(json, &table->type);
  json_key(json, "rows");
  json_begin(json, '[');
  for (uint32_t i = 0; i < table->rows.count; i++) {
    json_item(json);
    write_table_row(json, table, table->rows.items[i]);
  }
  json_end(json, ']');
  json_end(json, '}');
}

/* ---- scores -------------------------------------------------------------------------------- */

static void write_limits(Json *json, const List *limits) {
  static const char *const kinds[] = {"total", "day", "week", "month", "window"};
  json_key(json, "limits");
  json_begin(json, '[');
  for (uint32_t i = 0; i < limits->count; i++) {
    const Limit *limit = limits->items[i];
    json_comma(json);
    json_begin(json, '{');
    json_key_word(json, "kind", kinds[limit->kind]);
    json_key_number(json, "count", limit->count);
    if (limit->kind == LIMIT_WINDOW) json_key_number(json, "window", limit->window);
    json_end(json, '}');
  }
  json_end(json, ']');
}

static void write_ageing(Json *json, const Rule *rule, const Zone *zone) {
  const Ageing *ageing = rule->ageing;
  static const char *const kinds[] = {"expires", "fades", "halves", "loses"};
  json_key(json, "ageing");
  if (ageing == NULL) {
    fputs("null", json->out);
    return;
  }
  json_begin(json, '{');
  json_key_word(json, "kind", kinds[ageing->kind]);
  json_key_number(json, "length", ageing->length);
  if (ageing->share) json_key_number(json, "share", ageing->share);
  json_key_number(json, "live", ageing_most_live(rule, zone));
  json_end(json, '}');
}

static void write_rule(Json *json, const Rule *rule, const Zone *zone) {
  static const char *const kinds[] = {"add", "set", "fact", "each"};
  json_begin(json, '{');
  json_key_word(json, "kind", kinds[rule->kind]);
  json_key_text(json, "label", rule->label);
  json_key_line(json, rule->span);
  json_key_number(json, "points", rule->points);
  json_key(json, "group");
  if (rule->group)
    json_text(json, rule->group->name);
  else
    fputs("null", json->out);
  if (rule->kind == RULE_FACT) {
    tree_key_expression(json, "condition", rule->condition);
  } else {
    tree_write_triggers(json, "triggers", &rule->triggers);
  }
  if (rule->kind == RULE_ADD) {
    write_limits(json, &rule->limits);
    write_ageing(json, rule, zone);
  }
  if (rule->kind == RULE_EACH) {
    json_key_number(json, "period", rule->period);
    json_key_number(json, "at_most", rule->at_most);
  }
  json_end(json, '}');
}

static void write_decay(Json *json, const Decay *decay) {
  json_key(json, "decay");
  if (decay == NULL) {
    fputs("null", json->out);
    return;
  }
  json_begin(json, '{');
  json_key_flag(json, "percent", decay->percent);
  json_key_number(json, "amount", decay->amount);
  json_key_number(json, "every", decay->every);
  tree_write_triggers(json, "without", &decay->without);
  tree_key_expression(json, "paused", decay->paused);
  json_end(json, '}');
}

static void write_groups(Json *json, const List *groups) {
  json_key(json, "groups");
  json_begin(json, '[');
  for (uint32_t i = 0; i < groups->count; i++) {
    const Group *group = groups->items[i];
    json_comma(json);
    json_begin(json, '{');
    json_key_text(json, "name", group->name);
    json_key_line(json, group->span);
    json_key_flag(json, "first", group->first);
    if (!group->first) json_key_number(json, "most", group->most);
    json_end(json, '}');
  }
  json_end(json, ']');
}

static void write_score(Json *json, const Score *score, const Zone *zone) {
  json_begin(json, '{');
  json_key_text(json, "name", score->name);
  json_key(json, "rules");
  json_begin(json, '[');
  for (uint32_t i = 0; i < score->rules.count; i++) {
    json_item(json);
    write_rule(json, score->rules.items[i], zone);
  }
  json_end(json, ']');
  write_groups(json, &score->groups);
  write_decay(json, score->decay);
  json_key_number(json, "keep_low", score->keep_low);
  json_key_number(json, "keep_high", score->keep_high);
  json_key_number(json, "shown_low", score->shown_low);
  json_key_number(json, "shown_high", score->shown_high);
  json_key_file(json, score->span);
  json_key_number(json, "keep_line", json_line_of(json, score->keep_span));
  json_key_number(json, "shown_line", json_line_of(json, score->shown_span));
  json_end(json, '}');
}

/* ---- lifecycle ----------------------------------------------------------------------------- */

static void write_stage(Json *json, const Stage *stage) {
  json_begin(json, '{');
  json_key_text(json, "name", stage->name);
  json_key_text(json, "title", stage->title);
  json_key_text(json, "party", stage->party);
  json_key_flag(json, "final", stage->final);
  json_end(json, '}');
}

static void write_move(Json *json, const Model *model, const Move *move) {
  json_begin(json, '{');
  json_key_line(json, move->span);
  json_key(json, "from");
  json_begin(json, '[');
  for (uint32_t i = 0; i < model->stages.count; i++) {
    if (!(move->from >> i & 1)) continue;
    json_comma(json);
    json_text(json, ((const Stage *)model->stages.items[i])->name);
  }
  json_end(json, ']');
  json_key_text(json, "to", move->to->name);
  tree_write_triggers(json, "triggers", &move->triggers);
  tree_key_expression(json, "condition", move->condition);
  json_key_number(json, "hold", move->hold);
  if (move->sla.length) json_key_text(json, "sla", move->sla);
  json_end(json, '}');
}

/* ---- tests --------------------------------------------------------------------------------- */

static void write_entries(Json *json, const List *entries) {
  static const char *const kinds[] = {"text", "number", "flag"};
  json_key(json, "entries");
  json_begin(json, '[');
  for (uint32_t i = 0; i < entries->count; i++) {
    const Entry *entry = entries->items[i];
    json_comma(json);
    json_begin(json, '{');
    json_key_text(json, "field", entry->field->name);
    json_key_word(json, "kind", kinds[entry->kind]);
    json_key_text(json, "value", entry->value);
    json_end(json, '}');
  }
  json_end(json, ']');
}

static void write_expectations(Json *json, const List *expectations) {
  json_key(json, "expectations");
  json_begin(json, '[');
  for (uint32_t i = 0; i < expectations->count; i++) {
    const Expectation *expectation = expectations->items[i];
    json_comma(json);
    json_begin(json, '{');
    if (expectation->pool.length) {
      json_key_text(json, "pool", expectation->pool);
      json_key_text(json, "rep", expectation->rep);
      json_key_number(json, "gave", expectation->gave);
    } else if (expectation->sla) {
      json_key_text(json, "lead", expectation->lead);
      json_key_text(json, "sla", expectation->sla->name);
      json_key_text(json, "verdict", expectation->verdict);
      json_key_number(json, "due", expectation->verdict.length ? INT64_MIN : expectation->due);
    } else {
      json_key_text(json, "lead", expectation->lead);
      tree_key_expression(json, "condition", expectation->condition);
    }
    json_end(json, '}');
  }
  json_end(json, ']');
}

static void write_step(Json *json, const Step *step) {
  static const char *const kinds[] = {"given", "event", "tick", "expect"};
  json_begin(json, '{');
  json_key_word(json, "kind", kinds[step->kind]);
  json_key_line(json, step->span);
  json_key_number(json, "at", step->at);
  if (step->kind == STEP_GIVEN || step->kind == STEP_EVENT) json_key_text(json, "lead", step->lead);
  if (step->kind == STEP_EVENT) json_key_text(json, "event", step->event->name);
  if (step->kind == STEP_EXPECT)
    write_expectations(json, &step->expectations);
  else if (step->kind != STEP_TICK)
    write_entries(json, &step->entries);
  json_end(json, '}');
}

static void write_test(Json *json, const Test *test) {
  json_begin(json, '{');
  json_key_text(json, "title", test->title);
  json_key(json, "steps");
  json_begin(json, '[');
  for (uint32_t i = 0; i < test->steps.count; i++) {
    json_item(json);
    write_step(json, test->steps.items[i]);
  }
  json_end(json, ']');
  json_end(json, '}');
}

/* ---- the whole ----------------------------------------------------------------------------- */

static void write_agreement(Json *json, const Model *model) {
  json_key(json, "agreement");
  json_begin(json, '{');
  json_key_text(json, "name", model->name);
  json_key_text(json, "version", model->version);
  json_key_number(json, "effective", model->effective);
  json_texts(json, "parties", &model->parties);
  json_key_text(json, "key", model->key->name);
  json_end(json, '}');
}

static void write_zone(Json *json, const Zone *zone) {
  json_key(json, "zone");
  json_begin(json, '{');
  json_key_text(json, "name", zone->name);
  json_key_text(json, "version", zone->version);
  json_key(json, "starts");
  json_begin(json, '[');
  for (uint32_t i = 0; i < zone->count; i++) {
    json_comma(json);
    json_number(json, zone->starts[i]);
  }
  json_end(json, ']');
  json_key(json, "offsets");
  json_begin(json, '[');
  for (uint32_t i = 0; i < zone->count; i++) {
    json_comma(json);
    json_number(json, zone->offsets[i]);
  }
  json_end(json, ']');
  json_key_number(json, "repeat_from", zone->repeat_from);
  json_end(json, '}');
}

static void write_definition(Json *json, const Definition *definition) {
  json_begin(json, '{');
  json_key_text(json, "name", definition->name);
  json_key_flag(json, "grade", definition->is_grade);
  tree_key_expression(json, "expression", definition->expression);
  json_end(json, '}');
}

static void write_names_and_scores(Json *json, const Model *model) {
  json_begin_section(json, "enums");
  for (uint32_t i = 0; i < model->enumerations.count; i++) {
    json_item(json);
    write_enumeration(json, model->enumerations.items[i]);
  }
  json_end(json, ']');
  json_begin_section(json, "record_types");
  for (uint32_t i = 0; i < model->record_types.count; i++) {
    json_item(json);
    write_record_type(json, model->record_types.items[i]);
  }
  json_end(json, ']');
  json_begin_section(json, "definitions");
  for (uint32_t i = 0; i < model->definitions.count; i++) {
    json_item(json);
    write_definition(json, model->definitions.items[i]);
  }
  json_end(json, ']');
  json_begin_section(json, "tables");
  for (uint32_t i = 0; i < model->tables.count; i++) {
    json_item(json);
    write_table(json, model->tables.items[i]);
  }
  json_end(json, ']');
  json_begin_section(json, "scores");
  for (uint32_t i = 0; i < model->scores.count; i++) {
    json_item(json);
    write_score(json, model->scores.items[i], model->zone);
  }
  json_end(json, ']');
  json_begin_section(json, "score_order");
  for (uint32_t i = 0; i < model->score_order.count; i++) {
    json_comma(json);
    json_text(json, ((const Score *)model->score_order.items[i])->name);
  }
  json_end(json, ']');
}

static void write_lifecycle(Json *json, const Model *model) {
  json_begin_section(json, "stages");
  for (uint32_t i = 0; i < model->stages.count; i++) {
    json_item(json);
    write_stage(json, model->stages.items[i]);
  }
  json_end(json, ']');
  json_key(json, "start");
  if (model->start)
    json_text(json, model->start->name);
  else
    fputs("null", json->out);
  json_begin_section(json, "moves");
  for (uint32_t i = 0; i < model->moves.count; i++) {
    json_item(json);
    write_move(json, model, model->moves.items[i]);
  }
  json_end(json, ']');
}

void tree_write(const Model *model, FILE *out) {
  Json json = {out, model->sources, 1};
  json_begin(&json, '{');
  write_agreement(&json, model);
  write_zone(&json, model->zone);
  write_names_and_scores(&json, model);
  write_lifecycle(&json, model);
  tree_write_routing(&json, model);
  json_begin_section(&json, "tests");
  for (uint32_t i = 0; i < model->tests.count; i++) {
    json_item(&json);
    write_test(&json, model->tests.items[i]);
  }
  json_end(&json, ']');
  json_end(&json, '}');
  putc('\n', out);
}
