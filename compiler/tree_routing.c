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

/* ---- service levels ------------------------------------------------------------------------ */

static void key_length(Json *json, const Length *length) {
  static const char *const kinds[] = {[LENGTH_ELAPSED] = "elapsed",
                                      [LENGTH_OPEN] = "business",
                                      [LENGTH_DAYS] = "business days",
                                      [LENGTH_CLOSING] = "same business day",
                                      [LENGTH_MIDNIGHT] = "same day"};
  json_key_word(json, "length", kinds[length->kind]);
  json_key_number(json, "amount", length->amount);
  json_key_text(json, "calendar", length->calendar ? length->calendar->name : (Text){"", 0});
  json_key_flag(json, "of_owner", length->of_owner);
}

static void write_target(Json *json, const SlaTarget *target) {
  json_begin(json, '{');
  json_key_line(json, target->span);
  key_length(json, &target->length);
  tree_key_expression(json, "condition", target->condition);
  json_end(json, '}');
}

static void write_action(Json *json, const Action *action) {
  static const char *const kinds[] = {
      [ACTION_NOTIFY] = "notify", [ACTION_REASSIGN] = "reassign", [ACTION_MOVE] = "move"};
  json_begin(json, '{');
  json_key_word(json, "action", kinds[action->kind]);
  if (action->kind == ACTION_NOTIFY) {
    json_key_flag(json, "owner", action->who == WHO_OWNER);
    json_key_text(json, "role", action->role ? action->role->name : (Text){"", 0});
    key_owner(json, "rep", action->owner);
    json_key_text(json, "pool", action->pool ? action->pool->name : (Text){"", 0});
    json_key_text(json, "party", action->party);
  } else if (action->kind == ACTION_REASSIGN) {
    json_key_text(json, "route", action->route ? action->route->name : (Text){"", 0});
    if (action->clause) {
      json_key(json, "to");
      write_clause(json, action->clause);
    }
    json_key_number(json, "at_most", action->at_most);
  } else {
    json_key_text(json, "to", action->move->to->name);
  }
  json_end(json, '}');
}

static void write_sla_step(Json *json, const SlaStep *step) {
  json_begin(json, '{');
  json_key_line(json, step->span);
  json_key_number(json, "share", step->share ? step->share : INT64_MIN);
  key_length(json, &step->length);
  json_key(json, "actions");
  json_begin(json, '[');
  for (uint32_t i = 0; i < step->actions.count; i++) {
    json_comma(json);
    write_action(json, step->actions.items[i]);
  }
  json_end(json, ']');
  json_end(json, '}');
}

static void write_sla(Json *json, const Sla *sla) {
  json_begin(json, '{');
  json_key_text(json, "name", sla->name);
  json_key_text(json, "title", sla->title);
  tree_write_triggers(json, "starts", &sla->starts);
  tree_write_triggers(json, "met", &sla->met);
  tree_write_triggers(json, "cancel", &sla->cancel);
  json_key(json, "targets");
  json_begin(json, '[');
  for (uint32_t i = 0; i < sla->targets.count; i++) {
    json_comma(json);
    write_target(json, sla->targets.items[i]);
  }
  json_end(json, ']');
  json_key(json, "steps");
  json_begin(json, '[');
  for (uint32_t i = 0; i < sla->steps.count; i++) {
    json_comma(json);
    write_sla_step(json, sla->steps.items[i]);
  }
  json_end(json, ']');
  json_key_flag(json, "restarts", sla->restarts);
  tree_key_expression(json, "paused", sla->paused);
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
  json_begin_section(json, "slas");
  for (uint32_t i = 0; i < model->slas.count; i++) {
    json_item(json);
    write_sla(json, model->slas.items[i]);
  }
  json_end(json, ']');
}
