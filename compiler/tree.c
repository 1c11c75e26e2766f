/* Writes the model as one JSON object: the model's own words in lower case, names for references,
 * whole numbers for values. A bound that isn't there is null. Lists may be long, so a rule, a field
 * or a step is one line. */
#include "compiler/tree.h"

#include "compiler/ageing.h"

typedef struct {
  FILE *out;
  const Sources *sources;
  int first; /* nothing was written in the innermost object or list yet */
} Json;

/* ---- JSON ---------------------------------------------------------------------------------- */

static void comma(Json *json) {
  if (!json->first) putc(',', json->out);
  json->first = 0;
}

static void write_text(Json *json, Text text) {
  putc('"', json->out);
  for (uint32_t i = 0; i < text.length; i++) {
    unsigned char c = (unsigned char)text.bytes[i];
    if (c == '"' || c == '\\')
      fprintf(json->out, "\\%c", c);
    else if (c < 0x20)
      fprintf(json->out, "\\u%04x", c);
    else
      putc(c, json->out);
  }
  putc('"', json->out);
}

static void write_number(Json *json, int64_t number) {
  if (number == INT64_MIN || number == INT64_MAX)
    fputs("null", json->out);
  else
    fprintf(json->out, "%lld", (long long)number);
}

static void key(Json *json, const char *name) {
  comma(json);
  fprintf(json->out, "\"%s\":", name);
}

static void begin(Json *json, char bracket) {
  putc(bracket, json->out);
  json->first = 1;
}

static void end(Json *json, char bracket) {
  putc(bracket, json->out);
  json->first = 0;
}

static void key_text(Json *json, const char *name, Text text) {
  key(json, name);
  write_text(json, text);
}

static void key_word(Json *json, const char *name, const char *word) {
  key_text(json, name, text_of(word));
}

static void key_number(Json *json, const char *name, int64_t number) {
  key(json, name);
  write_number(json, number);
}

static void key_flag(Json *json, const char *name, int flag) {
  key(json, name);
  fputs(flag ? "true" : "false", json->out);
}

static int64_t line_of(const Json *json, Span span) {
  return source_position(json->sources, span.file, span.start).line;
}

static void key_file(Json *json, Span span) {
  Text file = json->sources->files[span.file].used_as;
  if (file.length) key_text(json, "file", file);
}

static void key_line(Json *json, Span span) {
  key_number(json, "line", line_of(json, span));
  key_file(json, span);
}

/* An item of a list, on a line of its own. */
static void item(Json *json) {
  comma(json);
  fputs("\n ", json->out);
}

static void texts(Json *json, const char *name, const List *list) {
  key(json, name);
  begin(json, '[');
  for (uint32_t i = 0; i < list->count; i++) {
    comma(json);
    write_text(json, *(const Text *)list->items[i]);
  }
  end(json, ']');
}

/* ---- types and fields ---------------------------------------------------------------------- */

static void write_type(Json *json, const Type *type) {
  static const char *const kinds[] = {"error",  "flag", "int",    "decimal",  "text", "email",
                                      "domain", "enum", "points", "duration", "stage",
                                      "percent", "money", "date", "instant",
                                      "url"};
  begin(json, '{');
  key_word(json, "kind", kinds[type->kind]);
  if (type->kind == TYPE_ENUM) key_text(json, "enum", type->enumeration->name);
  if (type->kind == TYPE_MONEY) key_text(json, "currency", type->enumeration->name);
  if (type->kind == TYPE_TEXT || type->kind == TYPE_EMAIL || type->kind == TYPE_DOMAIN ||
      type->kind == TYPE_URL) {
    key_number(json, "max_length", type->max_length);
  } else if (type->kind != TYPE_FLAG) {
    key_number(json, "low", type->low);
    key_number(json, "high", type->high);
  }
  end(json, '}');
}

static void write_enumeration(Json *json, const Enumeration *enumeration) {
  begin(json, '{');
  key_text(json, "name", enumeration->name);
  key(json, "members");
  begin(json, '[');
  for (uint32_t i = 0; i < enumeration->members.count; i++) {
    const Member *member = enumeration->members.items[i];
    comma(json);
    begin(json, '{');
    key_text(json, "name", member->name);
    texts(json, "spellings", &member->spellings);
    key_flag(json, "rest", member->rest);
    end(json, '}');
  }
  end(json, ']');
  end(json, '}');
}

static void write_expression(Json *json, const Expression *expression);
static void write_triggers(Json *json, const char *name, const List *triggers);

static void write_field(Json *json, const Field *field) {
  begin(json, '{');
  key_text(json, "name", field->name);
  key_text(json, "outside", field->outside.length ? field->outside : field->name);
  key(json, "type");
  write_type(json, &field->type);
  key_flag(json, "key", field->key);
  key_flag(json, "required", field->required);
  texts(json, "missing", &field->missing);
  key(json, "default");
  if (field->has_default)
    write_number(json, field->default_value);
  else
    fputs("null", json->out);
  key(json, "derived");
  if (field->derived)
    write_expression(json, field->derived);
  else
    fputs("null", json->out);
  end(json, '}');
}

static void write_record_type(Json *json, const RecordType *record) {
  begin(json, '{');
  key_text(json, "name", record->name);
  key_flag(json, "standard", record->kind > RECORD_EVENT);
  key_flag(json, "passive", record->passive);
  if (record->derived.count) write_triggers(json, "derived", &record->derived);
  key(json, "fields");
  begin(json, '[');
  for (uint32_t i = 0; i < record->fields.count; i++) {
    item(json);
    write_field(json, record->fields.items[i]);
  }
  end(json, ']');
  end(json, '}');
}

/* ---- triggers and expressions -------------------------------------------------------------- */

static void write_trigger(Json *json, const Trigger *trigger) {
  static const char *const kinds[] = {"event",   "activity", "entering",
                                      "leaving", "move",     "becoming"};
  begin(json, '{');
  key_word(json, "kind", kinds[trigger->kind]);
  if (trigger->event) key_text(json, "event", trigger->event->name);
  if (trigger->from) key_text(json, "from", trigger->from->name);
  if (trigger->to) key_text(json, "to", trigger->to->name);
  key(json, "where");
  if (trigger->where)
    write_expression(json, trigger->where);
  else
    fputs("null", json->out);
  if (trigger->becoming) key_text(json, "becoming", trigger->becoming->name);
  key_number(json, "count", trigger->count);
  if (trigger->different) key_text(json, "different", trigger->different->name);
  key_number(json, "within", trigger->window);
  key(json, "broken_by");
  if (trigger->broken_by)
    write_trigger(json, trigger->broken_by);
  else
    fputs("null", json->out);
  end(json, '}');
}

static void write_triggers(Json *json, const char *name, const List *triggers) {
  key(json, name);
  begin(json, '[');
  for (uint32_t i = 0; i < triggers->count; i++) {
    comma(json);
    write_trigger(json, triggers->items[i]);
  }
  end(json, ']');
}

static void write_intervals(Json *json, const Expression *expression) {
  key(json, "intervals");
  begin(json, '[');
  for (uint32_t i = 0; i < expression->interval_count; i++) {
    comma(json);
    begin(json, '[');
    comma(json);
    write_number(json, expression->intervals[i].low);
    comma(json);
    write_number(json, expression->intervals[i].high);
    end(json, ']');
  }
  end(json, ']');
}

static void write_call(Json *json, const TableCall *call) {
  key_text(json, "table", call->table->name);
  key(json, "arguments");
  begin(json, '[');
  for (uint32_t i = 0; i < call->arguments.count; i++) {
    comma(json);
    write_expression(json, call->arguments.items[i]);
  }
  end(json, ']');
}

/* What a kind has beside its sides. */
static void write_details(Json *json, const Expression *expression) {
  static const char *const parts[] = {"whole", "domain", "host", "path"};
  static const char *const comparisons[] = {"equal", "less", "less_equal"};
  static const char *const tests[] = {"equals", "starts", "ends", "contains", "has_word"};
  switch (expression->kind) {
  case EXPRESSION_CASE:
  case EXPRESSION_CONSTANT: key_number(json, "constant", expression->constant); break;
  case EXPRESSION_FIELD:
    key_text(json, "record", expression->field->owner->name);
    key_flag(json, "of_event", expression->field->owner->index != 0);
    key_text(json, "field", expression->field->name);
    break;
  case EXPRESSION_PART: key_word(json, "part", parts[expression->text_part]); break;
  case EXPRESSION_SCORE: key_text(json, "score", expression->score->name); break;
  case EXPRESSION_TABLE: write_call(json, expression->call); break;
  case EXPRESSION_DEFINITION: key_text(json, "definition", expression->definition->name); break;
  case EXPRESSION_COUNT:
  case EXPRESSION_DAYS: key_number(json, "within", expression->window); /* fall through */
  case EXPRESSION_SINCE: write_triggers(json, "triggers", &expression->triggers); break;
  case EXPRESSION_LAST:
    key_text(json, "field", expression->field->name);
    write_triggers(json, "triggers", &expression->triggers);
    break;
  case EXPRESSION_COMPARE: key_word(json, "comparison", comparisons[expression->comparison]); break;
  case EXPRESSION_IN: write_intervals(json, expression); break;
  case EXPRESSION_TEXT_TEST:
    key_word(json, "text_test", tests[expression->text_test]);
    texts(json, "texts", &expression->texts);
    break;
  case EXPRESSION_MULTIPLY:
    key_number(json, "numerator", expression->numerator);
    key_number(json, "denominator", expression->denominator);
    break;
  default: break;
  }
}

static void write_expression(Json *json, const Expression *expression) {
  static const char *const kinds[] = {"constant",   "field",    "part",    "stage",   "score",
                                      "definition", "since",    "count",   "days",    "last",
                                      "compare",    "in",       "text_test", "known", "and",
                                      "or",         "not",      "add",     "subtract", "multiply",
                                      "minimum",    "maximum",  "best",    "else",    "case",
                                      "table"};
  begin(json, '{');
  key_word(json, "kind", kinds[expression->kind]);
  key(json, "type");
  write_type(json, &expression->type);
  write_details(json, expression);
  if (expression->left) {
    key(json, "left");
    write_expression(json, expression->left);
  }
  if (expression->right) {
    key(json, "right");
    write_expression(json, expression->right);
  }
  end(json, '}');
}

static void key_expression(Json *json, const char *name, const Expression *expression) {
  key(json, name);
  if (expression)
    write_expression(json, expression);
  else
    fputs("null", json->out);
}

/* ---- tables -------------------------------------------------------------------------------- */

static void write_table_row(Json *json, const Table *table, const TableRow *row) {
  begin(json, '{');
  key_line(json, row->span);
  key(json, "cells");
  begin(json, '[');
  for (uint32_t i = 0; i < table->inputs.count; i++) {
    comma(json);
    if (row->cells[i])
      write_expression(json, row->cells[i]);
    else
      fputs("null", json->out);
  }
  end(json, ']');
  key_number(json, "result", row->result);
  end(json, '}');
}

static void write_table(Json *json, const Table *table) {
  begin(json, '{');
  key_text(json, "name", table->name);
  key(json, "inputs");
  begin(json, '[');
  for (uint32_t i = 0; i < table->inputs.count; i++) {
    const TableInput *input = table->inputs.items[i];
    comma(json);
    begin(json, '{');
    key_text(json, "name", input->name);
    key(json, "type");
    write_type(json, &input->type);
    end(json, '}');
  }
  end(json, ']');
  key(json, "type");
  write_type(json, &table->type);
  key(json, "rows");
  begin(json, '[');
  for (uint32_t i = 0; i < table->rows.count; i++) {
    item(json);
    write_table_row(json, table, table->rows.items[i]);
  }
  end(json, ']');
  end(json, '}');
}

/* ---- scores -------------------------------------------------------------------------------- */

static void write_limits(Json *json, const List *limits) {
  static const char *const kinds[] = {"total", "day", "week", "month", "window"};
  key(json, "limits");
  begin(json, '[');
  for (uint32_t i = 0; i < limits->count; i++) {
    const Limit *limit = limits->items[i];
    comma(json);
    begin(json, '{');
    key_word(json, "kind", kinds[limit->kind]);
    key_number(json, "count", limit->count);
    if (limit->kind == LIMIT_WINDOW) key_number(json, "window", limit->window);
    end(json, '}');
  }
  end(json, ']');
}

static void write_ageing(Json *json, const Rule *rule, const Zone *zone) {
  const Ageing *ageing = rule->ageing;
  static const char *const kinds[] = {"expires", "fades", "halves", "loses"};
  key(json, "ageing");
  if (ageing == NULL) {
    fputs("null", json->out);
    return;
  }
  begin(json, '{');
  key_word(json, "kind", kinds[ageing->kind]);
  key_number(json, "length", ageing->length);
  if (ageing->share) key_number(json, "share", ageing->share);
  key_number(json, "live", ageing_most_live(rule, zone));
  end(json, '}');
}

static void write_rule(Json *json, const Rule *rule, const Zone *zone) {
  static const char *const kinds[] = {"add", "set", "fact", "each"};
  begin(json, '{');
  key_word(json, "kind", kinds[rule->kind]);
  key_text(json, "label", rule->label);
  key_line(json, rule->span);
  key_number(json, "points", rule->points);
  key(json, "group");
  if (rule->group)
    write_text(json, rule->group->name);
  else
    fputs("null", json->out);
  if (rule->kind == RULE_FACT) {
    key_expression(json, "condition", rule->condition);
  } else {
    write_triggers(json, "triggers", &rule->triggers);
  }
  if (rule->kind == RULE_ADD) {
    write_limits(json, &rule->limits);
    write_ageing(json, rule, zone);
  }
  if (rule->kind == RULE_EACH) {
    key_number(json, "period", rule->period);
    key_number(json, "at_most", rule->at_most);
  }
  end(json, '}');
}

static void write_decay(Json *json, const Decay *decay) {
  key(json, "decay");
  if (decay == NULL) {
    fputs("null", json->out);
    return;
  }
  begin(json, '{');
  key_flag(json, "percent", decay->percent);
  key_number(json, "amount", decay->amount);
  key_number(json, "every", decay->every);
  write_triggers(json, "without", &decay->without);
  key_expression(json, "paused", decay->paused);
  end(json, '}');
}

static void write_groups(Json *json, const List *groups) {
  key(json, "groups");
  begin(json, '[');
  for (uint32_t i = 0; i < groups->count; i++) {
    const Group *group = groups->items[i];
    comma(json);
    begin(json, '{');
    key_text(json, "name", group->name);
    key_line(json, group->span);
    key_flag(json, "first", group->first);
    if (!group->first) key_number(json, "most", group->most);
    end(json, '}');
  }
  end(json, ']');
}

static void write_score(Json *json, const Score *score, const Zone *zone) {
  begin(json, '{');
  key_text(json, "name", score->name);
  key(json, "rules");
  begin(json, '[');
  for (uint32_t i = 0; i < score->rules.count; i++) {
    item(json);
    write_rule(json, score->rules.items[i], zone);
  }
  end(json, ']');
  write_groups(json, &score->groups);
  write_decay(json, score->decay);
  key_number(json, "keep_low", score->keep_low);
  key_number(json, "keep_high", score->keep_high);
  key_number(json, "shown_low", score->shown_low);
  key_number(json, "shown_high", score->shown_high);
  key_file(json, score->span);
  key_number(json, "keep_line", line_of(json, score->keep_span));
  key_number(json, "shown_line", line_of(json, score->shown_span));
  end(json, '}');
}

/* ---- lifecycle ----------------------------------------------------------------------------- */

static void write_stage(Json *json, const Stage *stage) {
  begin(json, '{');
  key_text(json, "name", stage->name);
  key_text(json, "title", stage->title);
  key_text(json, "party", stage->party);
  key_flag(json, "final", stage->final);
  end(json, '}');
}

static void write_move(Json *json, const Model *model, const Move *move) {
  begin(json, '{');
  key_line(json, move->span);
  key(json, "from");
  begin(json, '[');
  for (uint32_t i = 0; i < model->stages.count; i++) {
    if (!(move->from >> i & 1)) continue;
    comma(json);
    write_text(json, ((const Stage *)model->stages.items[i])->name);
  }
  end(json, ']');
  key_text(json, "to", move->to->name);
  write_triggers(json, "triggers", &move->triggers);
  key_expression(json, "condition", move->condition);
  key_number(json, "hold", move->hold);
  end(json, '}');
}

/* ---- tests --------------------------------------------------------------------------------- */

static void write_entries(Json *json, const List *entries) {
  static const char *const kinds[] = {"text", "number", "flag"};
  key(json, "entries");
  begin(json, '[');
  for (uint32_t i = 0; i < entries->count; i++) {
    const Entry *entry = entries->items[i];
    comma(json);
    begin(json, '{');
    key_text(json, "field", entry->field->name);
    key_word(json, "kind", kinds[entry->kind]);
    key_text(json, "value", entry->value);
    end(json, '}');
  }
  end(json, ']');
}

static void write_expectations(Json *json, const List *expectations) {
  key(json, "expectations");
  begin(json, '[');
  for (uint32_t i = 0; i < expectations->count; i++) {
    const Expectation *expectation = expectations->items[i];
    comma(json);
    begin(json, '{');
    key_text(json, "lead", expectation->lead);
    key_expression(json, "condition", expectation->condition);
    end(json, '}');
  }
  end(json, ']');
}

static void write_step(Json *json, const Step *step) {
  static const char *const kinds[] = {"given", "event", "tick", "expect"};
  begin(json, '{');
  key_word(json, "kind", kinds[step->kind]);
  key_line(json, step->span);
  key_number(json, "at", step->at);
  if (step->kind == STEP_GIVEN || step->kind == STEP_EVENT) key_text(json, "lead", step->lead);
  if (step->kind == STEP_EVENT) key_text(json, "event", step->event->name);
  if (step->kind == STEP_EXPECT)
    write_expectations(json, &step->expectations);
  else if (step->kind != STEP_TICK)
    write_entries(json, &step->entries);
  end(json, '}');
}

static void write_test(Json *json, const Test *test) {
  begin(json, '{');
  key_text(json, "title", test->title);
  key(json, "steps");
  begin(json, '[');
  for (uint32_t i = 0; i < test->steps.count; i++) {
    item(json);
    write_step(json, test->steps.items[i]);
  }
  end(json, ']');
  end(json, '}');
}

/* ---- the whole ----------------------------------------------------------------------------- */

static void write_agreement(Json *json, const Model *model) {
  key(json, "agreement");
  begin(json, '{');
  key_text(json, "name", model->name);
  key_text(json, "version", model->version);
  key_number(json, "effective", model->effective);
  texts(json, "parties", &model->parties);
  key_text(json, "key", model->key->name);
  end(json, '}');
}

static void write_zone(Json *json, const Zone *zone) {
  key(json, "zone");
  begin(json, '{');
  key_text(json, "name", zone->name);
  key_text(json, "version", zone->version);
  key(json, "starts");
  begin(json, '[');
  for (uint32_t i = 0; i < zone->count; i++) {
    comma(json);
    write_number(json, zone->starts[i]);
  }
  end(json, ']');
  key(json, "offsets");
  begin(json, '[');
  for (uint32_t i = 0; i < zone->count; i++) {
    comma(json);
    write_number(json, zone->offsets[i]);
  }
  end(json, ']');
  key_number(json, "repeat_from", zone->repeat_from);
  end(json, '}');
}

static void write_definition(Json *json, const Definition *definition) {
  begin(json, '{');
  key_text(json, "name", definition->name);
  key_flag(json, "grade", definition->is_grade);
  key_expression(json, "expression", definition->expression);
  end(json, '}');
}

static void begin_section(Json *json, const char *name) {
  comma(json);
  fprintf(json->out, "\n\"%s\":", name);
  begin(json, '[');
}

static void write_names_and_scores(Json *json, const Model *model) {
  begin_section(json, "enums");
  for (uint32_t i = 0; i < model->enumerations.count; i++) {
    item(json);
    write_enumeration(json, model->enumerations.items[i]);
  }
  end(json, ']');
  begin_section(json, "record_types");
  for (uint32_t i = 0; i < model->record_types.count; i++) {
    item(json);
    write_record_type(json, model->record_types.items[i]);
  }
  end(json, ']');
  begin_section(json, "definitions");
  for (uint32_t i = 0; i < model->definitions.count; i++) {
    item(json);
    write_definition(json, model->definitions.items[i]);
  }
  end(json, ']');
  begin_section(json, "tables");
  for (uint32_t i = 0; i < model->tables.count; i++) {
    item(json);
    write_table(json, model->tables.items[i]);
  }
  end(json, ']');
  begin_section(json, "scores");
  for (uint32_t i = 0; i < model->scores.count; i++) {
    item(json);
    write_score(json, model->scores.items[i], model->zone);
  }
  end(json, ']');
  begin_section(json, "score_order");
  for (uint32_t i = 0; i < model->score_order.count; i++) {
    comma(json);
    write_text(json, ((const Score *)model->score_order.items[i])->name);
  }
  end(json, ']');
}

static void write_lifecycle(Json *json, const Model *model) {
  begin_section(json, "stages");
  for (uint32_t i = 0; i < model->stages.count; i++) {
    item(json);
    write_stage(json, model->stages.items[i]);
  }
  end(json, ']');
  key(json, "start");
  if (model->start)
    write_text(json, model->start->name);
  else
    fputs("null", json->out);
  begin_section(json, "moves");
  for (uint32_t i = 0; i < model->moves.count; i++) {
    item(json);
    write_move(json, model, model->moves.items[i]);
  }
  end(json, ']');
}

void tree_write(const Model *model, FILE *out) {
  Json json = {out, model->sources, 1};
  begin(&json, '{');
  write_agreement(&json, model);
  write_zone(&json, model->zone);
  write_names_and_scores(&json, model);
  write_lifecycle(&json, model);
  begin_section(&json, "tests");
  for (uint32_t i = 0; i < model->tests.count; i++) {
    item(&json);
    write_test(&json, model->tests.items[i]);
  }
  end(&json, ']');
  end(&json, '}');
  putc('\n', out);
}
