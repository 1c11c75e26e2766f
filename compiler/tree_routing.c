/* Calendars, owners, roles, pools and routes as the tree writes them. */
#include "compiler/tree_part.h"

/* ---- calendars ---------------------------------------------------------------------------- */

static void write_hours(Json *json, const List *hours) {
  json_begin(json, '[');
  for (uint32_t i = 0; i < hours->count; i++) {
    const OpenHours *range = hours->items[i];
    json_comma(json);
    json_begin(json, '[');
    json_comma(json);
    json_number(json, range->from);
    json_comma(json);
    json_number(json, range->to);
    json_end(json, ']');
  }
  json_end(json, ']');
}

static void write_special(Json *json, const SpecialDay *day) {
  json_begin(json, '{');
  if (day->month) {
    json_key_number(json, "month", day->month);
    json_key_number(json, "day", day->of_month);
  } else {
    json_key_number(json, "date", day->day);
  }
  json_key_text(json, "title", day->title);
  json_key(json, "hours");
  write_hours(json, &day->hours);
  json_end(json, '}');
}

static void write_specials(Json *json, const char *name, const List *days) {
  json_key(json, name);
  json_begin(json, '[');
  for (uint32_t i = 0; i < days->count; i++) {
    json_comma(json);
    write_special(json, days->items[i]);
  }
  json_end(json, ']');
}

static void write_calendar(Json *json, const Calendar *calendar) {
  json_begin(json, '{');
  json_key_text(json, "name", calendar->name);
  json_key_text(json, "zone", calendar->zone->name);
  json_key(json, "week");
  json_begin(json, '[');
  for (int i = 0; i < 7; i++) {
    json_comma(json);
    write_hours(json, &calendar->week[i]);
  }
  json_end(json, ']');
  write_specials(json, "yearly", &calendar->yearly);
  write_specials(json, "dated", &calendar->dated);
  json_end(json, '}');
}

/* ---- owners ------------------------------------------------------------------------------- */

static void key_owner(Json *json, const char *name, const Owner *owner) {
  json_key(json, name);
  if (owner)
    json_text(json, owner->name);
  else
    fputs("null", json->out);
}

static void write_owner(Json *json, const Model *model, const Owner *owner) {
  json_begin(json, '{');
  json_key_text(json, "name", owner->name);
  json_key_text(json, "title", owner->title);
  json_key_flag(json, "queue", owner->is_queue);
  json_key(json, "hours");
  if (owner->hours)
    json_text(json, owner->hours->name);
  else
    fputs("null", json->out);
  key_owner(json, "person", owner->person);
  json_key(json, "roles");
  json_begin(json, '{');
  for (uint32_t i = 0; i < model->roles.count; i++) {
    const Role *role = model->roles.items[i];
    if (role->of[owner->index]) key_owner(json, role->name.bytes, role->of[owner->index]);
  }
  json_end(json, '}');
  json_end(json, '}');
}

/* ---- pools -------------------------------------------------------------------------------- */

static void key_stages(Json *json, const Model *model, const char *name, uint64_t stages) {
  json_key(json, name);
  json_begin(json, '[');
  for (uint32_t i = 0; i < model->stages.count; i++) {
    if (!(stages >> i & 1)) continue;
    json_comma(json);
    json_text(json, ((const Stage *)model->stages.items[i])->name);
  }
  json_end(json, ']');
}

static void key_cap(Json *json, const char *name, uint32_t cap) {
  json_key_number(json, name, cap == NO_CAP ? INT64_MIN : cap);
}

static void write_pool(Json *json, const Model *model, const Pool *pool) {
  static const char *const methods[] = {[POOL_ROUND_ROBIN] = "round robin",
                                        [POOL_LEAST_LOADED] = "least loaded",
                                        [POOL_IN_ORDER] = "in order"};
  json_begin(json, '{');
  json_key_text(json, "name", pool->name);
  json_key_word(json, "method", methods[pool->method]);
  key_stages(json, model, "loaded", pool->loaded);
  key_stages(json, model, "held", pool->held);
  json_key(json, "members");
  json_begin(json, '[');
  for (uint32_t i = 0; i < pool->members.count; i++) {
    const PoolMember *member = pool->members.items[i];
    json_comma(json);
    json_begin(json, '{');
    json_key_text(json, "rep", member->rep->name);
    json_key_number(json, "weight", member->weight);
    key_cap(json, "day_cap", member->day_cap);
    key_cap(json, "held_cap", member->held_cap);
    json_end(json, '}');
  }
  json_end(json, ']');
  json_end(json, '}');
}

/* ---- routes ------------------------------------------------------------------------------- */

static void write_clause(Json *json, const Clause *clause) {
  static const char *const kinds[] = {
      [TARGET_OWNER] = "owner",     [TARGET_PREVIOUS] = "previous owner",
      [TARGET_LAST] = "last owner", [TARGET_ROLE] = "role",
      [TARGET_REP] = "rep",         [TARGET_QUEUE] = "queue",
      [TARGET_POOL] = "pool"};
  json_begin(json, '{');
  json_key_line(json, clause->span);
  json_key_word(json, "target", kinds[clause->kind]);
  tree_key_expression(json, "value", clause->value);
  key_owner(json, "queue", clause->queue);
  json_key_text(json, "field", clause->field ? clause->field->name : (Text){"", 0});
  json_key_number(json, "within", clause->within);
  json_key_text(json, "role", clause->role ? clause->role->name : (Text){"", 0});
  json_key_number(json, "available", clause->available < 0 ? INT64_MIN : clause->available);
  tree_key_expression(json, "condition", clause->condition);
  json_end(json, '}');
}

static void write_route(Json *json, const Route *route) {
  json_begin(json, '{');
  json_key_text(json, "name", route->name);
  tree_write_triggers(json, "triggers", &route->triggers);
  json_key(json, "clauses");
  json_begin(json, '[');
  for (uint32_t i = 0; i < route->clauses.count; i++) {
    json_comma(json);
    write_clause(json, route->clauses.items[i]);
  }
  json_end(json, ']');
  json_end(json, '}');
}

void tree_write_routing(Json *json, const Model *model) {
  json_begin_section(json, "calendars");
  for (uint32_t i = 0; i < model->calendars.count; i++) {
    json_item(json);
    write_calendar(json, model->calendars.items[i]);
  }
  json_end(json, ']');
  json_begin_section(json, "owners");
  for (uint32_t i = 0; i < model->owners.count; i++) {
    json_item(json);
    write_owner(json, model, model->owners.items[i]);
  }
  json_end(json, ']');
  json_begin_section(json, "pools");
  for (uint32_t i = 0; i < model->pools.count; i++) {
    json_item(json);
    write_pool(json, model, model->pools.items[i]);
  }
  json_end(json, ']');
  json_begin_section(json, "routes");
  for (uint32_t i = 0; i < model->routes.count; i++) {
    json_item(json);
    write_route(json, model->routes.items[i]);
  }
  json_end(json, ']');
}
