/* Keys and punctuation are written as they are read here, from left to right. */
#include "runtime/io/decision_kind.h"
#include "runtime/io/writer.h"

#include <stdlib.h>
#include <string.h>

struct Writer {
  const mops_agreement *agreement;
  Output *output;
  Output *because; /* CSV: composed here, then quoted as one cell */
  FileFormat format;
  mops_agreement_info info;
};

Writer *writer_create(const mops_agreement *agreement, Output *output, FileFormat format) {
  Writer *writer = calloc(1, sizeof *writer);
  if (writer == NULL) return NULL;
  *writer = (Writer){.agreement = agreement, .output = output, .format = format};
  mops_agreement_describe(agreement, &writer->info);
  if (format != FORMAT_CSV) return writer;
  writer->because = output_open_memory();
  if (writer->because == NULL) {
    free(writer);
    return NULL;
  }
  output_text(output, "at,lead,decision,subject,before,after,owner,due,because\n");
  return writer;
}

void writer_free(Writer *writer) {
  if (writer == NULL) return;
  output_close(writer->because);
  free(writer);
}

/* ---- values -------------------------------------------------------------------------------- */

static void add_json(Output *output, const char *text) { output_json(output, text, strlen(text)); }

static void add_instant(Output *output, int64_t at) {
  char text[32];
  output_add(output, text, mops_instant_format(at, text));
}

enum { VALUE_SIZE = 512 };

static int is_text(mops_value value) {
  return value.type == MOPS_TEXT || value.type == MOPS_EMAIL || value.type == MOPS_DOMAIN ||
         value.type == MOPS_URL;
}

/* The library shows texts in quotes, or in words if it knows nothing of them: then no value. */
static int shows_text(const Writer *writer, mops_value value) {
  char text[VALUE_SIZE];
  mops_value_format(writer->agreement, value, text, sizeof text);
  return value.number == MOPS_MISSING || text[0] == '"';
}

static void add_value(const Writer *writer, Output *output, mops_value value) {
  char text[VALUE_SIZE];
  if (value.number == MOPS_MISSING) {
    output_text(output, "null");
    return;
  }
  switch (value.type) {
  case MOPS_FLAG: output_text(output, value.number ? "true" : "false"); return;
  case MOPS_INT:
  case MOPS_COUNT: output_number(output, value.number); return;
  case MOPS_DECIMAL:
  case MOPS_POINTS: output_points(output, value.number); return;
  default: break;
  }
  size_t length = mops_value_format(writer->agreement, value, text, sizeof text);
  if (length >= sizeof text) length = sizeof text - 1;
  int quoted = is_text(value) && length > 1 && text[0] == '"';
  int closed = quoted && text[length - 1] == '"';
  output_json(output, text + quoted, length - (size_t)quoted - (size_t)closed);
}

static void add_stage(const Writer *writer, Output *output, int64_t stage) {
  if (stage == MOPS_MISSING) output_text(output, "null");
  else add_json(output, mops_stage_name(writer->agreement, (uint32_t)stage));
}

static void add_owner(const Writer *writer, Output *output, int64_t owner) {
  if (owner == MOPS_MISSING) output_text(output, "null");
  else add_json(output, mops_owner_name(writer->agreement, (uint32_t)owner));
}

/* ---- because ------------------------------------------------------------------------------- */

/* "engagement/Pricing page" as one JSON text; its parts are short and know no bound. */
static void add_rule(const Writer *writer, Output *output, const mops_decision *decision,
                     const mops_reason *reason) {
  static const char *const nameless[] = {[MOPS_REASON_DECAY] = "decay",
                                         [MOPS_REASON_KEEP] = "keep",
                                         [MOPS_REASON_SHOWN] = "shown",
                                         [MOPS_REASON_MOVE] = "move"};
  const char *block = reason->block, *label = reason->label;
  if (block == NULL)
    block = decision->kind == MOPS_DECISION_SCORED
                ? mops_score_name(writer->agreement, decision->subject)
                : "lifecycle";
  if (label == NULL && reason->kind < sizeof nameless / sizeof nameless[0])
    label = nameless[reason->kind];
  char text[1024];
  size_t block_length = strlen(block), label_length = label ? strlen(label) : 0;
  if (block_length > 300) block_length = 300;
  if (label_length > 700) label_length = 700;
  memcpy(text, block, block_length);
  text[block_length] = '/';
  if (label_length > 0) memcpy(text + block_length + 1, label, label_length);
  output_text(output, "{\"rule\":");
  output_json(output, text, block_length + 1 + label_length);
}

static void add_line(Output *output, const mops_reason *reason) {
  output_text(output, ",\"line\":");
  output_number(output, reason->line);
  if (reason->file == NULL) return;
  output_text(output, ",\"file\":");
  add_json(output, reason->file);
}

static void add_truth(Output *output, int truth) {
  output_text(output, ",\"holds\":");
  output_text(output, truth > 0 ? "true" : truth == 0 ? "false" : "null");
}

static void add_since(Output *output, int64_t since) {
  if (since == MOPS_MISSING) return;
  output_text(output, ",\"since\":\"");
  add_instant(output, since);
  output_char(output, '"');
}

static void add_count(Output *output, const mops_reason *reason) {
  if (!reason->events) return;
  output_text(output, reason->in_a_row ? ",\"in_a_row\":" : ",\"events\":");
  output_number(output, reason->events);
}

static void add_rule_reason(const Writer *writer, Output *output, const mops_decision *decision,
                            const mops_reason *reason) {
  add_rule(writer, output, decision, reason);
  add_line(output, reason);
  if (reason->event) {
    output_text(output, ",\"event\":");
    add_json(output, reason->event);
  }
  if (reason->becoming) {
    output_text(output, ",\"becoming\":");
    add_json(output, reason->becoming);
  }
  add_count(output, reason);
  if (reason->kind == MOPS_REASON_MOVE) {
    add_since(output, reason->at);
    return;
  }
  if (reason->kind == MOPS_REASON_HOLDS || reason->kind == MOPS_REASON_ENDS)
    add_truth(output, reason->kind == MOPS_REASON_HOLDS);
  if (reason->kind == MOPS_REASON_CAPPED) output_text(output, ",\"capped\":true");
  if (reason->kind == MOPS_REASON_AGED) output_text(output, ",\"aged\":true");
  if (reason->kind == MOPS_REASON_EACH) {
    output_text(output, ",\"steps\":");
    output_number(output, reason->count);
  }
  output_text(output, ",\"points\":");
  output_points(output, reason->points);
}

/* {"event":"sales_rejected" */
static void add_cause(Output *output, const mops_reason *reason) {
  const char *what = reason->event ? reason->event : reason->becoming ? reason->becoming : reason->text;
  output_text(output, reason->event ? "{\"event\":" : reason->becoming ? "{\"becoming\":" : "{\"stage\":");
  add_json(output, what);
  add_count(output, reason);
}

/* ,"with":{"reason":"no_budget"}: the fields that follow a reason. Returns how many there are. */
static size_t add_with(const Writer *writer, Output *output, const mops_reason *reason, size_t count) {
  size_t with = 0;
  for (; with < count && reason[with].kind == MOPS_REASON_WITH; with++) {
    output_text(output, with ? "," : ",\"with\":{");
    add_json(output, reason[with].label);
    output_char(output, ':');
    add_value(writer, output, reason[with].value);
  }
  if (with) output_char(output, '}');
  return with;
}

/* {"by_hand":"score_set","import":true,"points":5 */
static void add_by_hand(Output *output, const mops_decision *decision, const mops_reason *reason) {
  output_text(output, "{\"by_hand\":");
  add_json(output, reason->text);
  if (reason->import) output_text(output, ",\"import\":true");
  if (decision->kind != MOPS_DECISION_SCORED) return;
  output_text(output, ",\"points\":");
  output_points(output, reason->points);
}

/* "until" and "count" where they tell why somebody was passed over. */
static void add_passed(Output *output, const mops_reason *reason) {
  static const char *const words[] = {
      [MOPS_PASSED_CONDITION] = "condition", [MOPS_PASSED_NOBODY] = "nobody",
      [MOPS_PASSED_QUEUE] = "queue",         [MOPS_PASSED_LEFT] = "left",
      [MOPS_PASSED_AWAY] = "away",           [MOPS_PASSED_CLOSED] = "not_at_work",
      [MOPS_PASSED_DAY_FULL] = "day_full",   [MOPS_PASSED_FULL] = "full",
      [MOPS_PASSED_PRESENT] = "present_owner", [MOPS_PASSED_POOL] = "nobody_free"};
  output_text(output, ",\"passed\":");
  add_json(output, words[reason->passed]);
  int timed = reason->passed == MOPS_PASSED_AWAY || reason->passed == MOPS_PASSED_CLOSED;
  if (timed && reason->at != MOPS_NEVER && reason->at != MOPS_MISSING) {
    output_text(output, ",\"until\":\"");
    add_instant(output, reason->at);
    output_char(output, '"');
  }
}

/* {"clause":"to maria","line":118,"owner":"maria","passed":"away","until":"…" */
static void add_clause(const Writer *writer, Output *output, const mops_reason *reason) {
  output_text(output, "{\"clause\":");
  add_json(output, reason->label);
  add_line(output, reason);
  if (reason->pool != MOPS_NOT_FOUND) {
    output_text(output, ",\"pool\":");
    add_json(output, mops_pool_name(writer->agreement, reason->pool));
  }
  if (reason->owner != MOPS_NOT_FOUND) {
    output_text(output, ",\"owner\":");
    add_owner(writer, output, reason->owner);
  }
  if (reason->passed != MOPS_PASSED_NOT) add_passed(output, reason);
}

/* {"member":"ana","weight":3,"credit":3,"leads":2 */
static void add_member(const Writer *writer, Output *output, const mops_reason *reason) {
  output_text(output, "{\"member\":");
  add_owner(writer, output, reason->owner);
  if (reason->each > 0) {
    output_text(output, ",\"weight\":");
    output_number(output, reason->each);
    output_text(output, ",\"credit\":");
    output_number(output, reason->points);
  }
  if (reason->count != MOPS_MISSING) {
    output_text(output, reason->today ? ",\"leads_today\":" : ",\"leads\":");
    output_number(output, reason->count);
  }
  if (reason->passed != MOPS_PASSED_NOT) add_passed(output, reason);
}

static void add_criterion(const Writer *writer, Output *output, const mops_reason *reason,
                          uint32_t depth) {
  output_text(output, reason->kind == MOPS_REASON_GROUP ? "{\"group\":" : "{\"criterion\":");
  add_json(output, reason->text ? reason->text : "");
  add_line(output, reason);
  if (depth > 0) {
    output_text(output, ",\"depth\":");
    output_number(output, depth);
  }
  add_truth(output, reason->truth);
  if (reason->kind == MOPS_REASON_GROUP || !reason->has_value) return;
  if (is_text(reason->value) && !shows_text(writer, reason->value)) return;
  output_text(output, ",\"value\":");
  add_value(writer, output, reason->value);
  if (!reason->has_other) return;
  output_text(output, ",\"other\":");
  add_value(writer, output, reason->other);
}

static int is_criterion(const mops_reason *reason) {
  return reason->kind == MOPS_REASON_CRITERION || reason->kind == MOPS_REASON_GROUP;
}

/* A list of criteria reads as `and`: the group of a whole condition is left out if it is one. */
static void add_because(const Writer *writer, Output *output, const mops_decision *decision) {
  uint32_t shallowest = 0;
  const char *comma = "";
  output_char(output, '[');
  for (size_t i = 0; i < decision->because_count; i++) {
    const mops_reason *reason = &decision->because[i];
    if (is_criterion(reason)) {
      int whole = reason->depth == 0;
      if (whole) shallowest = 0;
      if (whole && reason->kind == MOPS_REASON_GROUP && strcmp(reason->text, "and") == 0) {
        shallowest = 1;
        continue;
      }
    }
    output_text(output, comma);
    if (is_criterion(reason)) add_criterion(writer, output, reason, reason->depth - shallowest);
    else if (reason->kind == MOPS_REASON_BY_HAND)
      add_by_hand(output, decision, reason);
    else if (reason->kind == MOPS_REASON_CLAUSE) add_clause(writer, output, reason);
    else if (reason->kind == MOPS_REASON_MEMBER) add_member(writer, output, reason);
    else if (reason->kind == MOPS_REASON_SLA) add_rule(writer, output, decision, reason), add_line(output, reason);
    else if (reason->kind == MOPS_REASON_CAUSE) add_cause(output, reason);
    else add_rule_reason(writer, output, decision, reason);
    i += add_with(writer, output, reason + 1, decision->because_count - i - 1);
    output_char(output, '}');
    comma = ",";
  }
  output_char(output, ']');
}

/* ---- decisions ----------------------------------------------------------------------------- */

static void add_name(Output *output, const char *name) {
  if (name) add_json(output, name);
  else output_text(output, "null");
}

static void add_key_instant(Output *output, const char *key, int64_t at) {
  output_text(output, key);
  if (at == MOPS_MISSING) {
    output_text(output, "null");
    return;
  }
  output_char(output, '"');
  add_instant(output, at);
  output_char(output, '"');
}

/* In ten-thousandths, as output_points takes them. */
static int64_t seconds_of(int64_t milliseconds) { return milliseconds * 10; }

static int is_assignment(const mops_decision *decision) {
  return decision->kind == MOPS_DECISION_ASSIGNED || decision->kind == MOPS_DECISION_REASSIGNED;
}

static int is_of_clock(const mops_decision *decision) {
  return decision->kind >= MOPS_DECISION_SLA_STARTED && decision->kind <= MOPS_DECISION_NOTIFY;
}

static void add_verdict(Output *output, int64_t verdict) {
  if (verdict == MOPS_VERDICT_NONE) output_text(output, "null");
  else add_json(output, mops_verdict_name((mops_verdict)verdict));
}

/* "sla":"first_contact","owner":"ana","before":"open","after":"met","since":"…","due":"…" */
static void add_clock(Writer *writer, const mops_decision *decision) {
  Output *output = writer->output;
  output_text(output, ",\"sla\":");
  add_json(output, mops_sla_name(writer->agreement, decision->sla));
  output_text(output, ",\"owner\":");
  add_name(output, mops_owner_name(writer->agreement, decision->owner));
  if (decision->kind == MOPS_DECISION_NOTIFY) {
    output_text(output, ",\"whom\":");
    add_name(output, decision->whom);
  }
  output_text(output, ",\"before\":");
  add_verdict(output, decision->before);
  output_text(output, ",\"after\":");
  add_verdict(output, decision->after);
  add_key_instant(output, ",\"since\":", decision->since);
  add_key_instant(output, ",\"due\":", decision->due);
  if (decision->ended != MOPS_MISSING) add_key_instant(output, ",\"ended\":", decision->ended);
  if (decision->took == MOPS_MISSING) return;
  output_text(output, ",\"took_seconds\":");
  output_points(output, seconds_of(decision->took));
}

static void write_json_decision(Writer *writer, const mops_decision *decision) {
  Output *output = writer->output;
  output_text(output, "{\"at\":\"");
  add_instant(output, decision->at);
  output_text(output, "\",\"lead\":");
  output_json(output, decision->lead, decision->lead_length);
  output_text(output, ",\"decision\":\"");
  output_text(output, decision_kind_name(decision->kind));
  output_char(output, '"');
  if (decision->kind == MOPS_DECISION_SCORED) {
    output_text(output, ",\"score\":");
    add_json(output, mops_score_name(writer->agreement, decision->subject));
    output_text(output, ",\"before\":");
    output_points(output, decision->before);
    output_text(output, ",\"after\":");
    output_points(output, decision->after);
  } else if (decision->kind == MOPS_DECISION_STAGE) {
    output_text(output, ",\"before\":");
    add_stage(writer, output, decision->before);
    output_text(output, ",\"after\":");
    add_stage(writer, output, decision->after);
  } else if (is_assignment(decision)) {
    if (decision->kind == MOPS_DECISION_REASSIGNED) {
      output_text(output, ",\"sla\":");
      add_json(output, mops_sla_name(writer->agreement, decision->sla));
    }
    output_text(output, ",\"route\":");
    add_name(output, mops_route_name(writer->agreement, decision->subject));
    output_text(output, ",\"pool\":");
    add_name(output, mops_pool_name(writer->agreement, decision->pool));
    output_text(output, ",\"before\":");
    add_owner(writer, output, decision->before);
    output_text(output, ",\"after\":");
    add_owner(writer, output, decision->after);
  } else if (is_of_clock(decision)) {
    add_clock(writer, decision);
  } else {
    output_text(output, ",\"from\":");
    output_json(output, decision->from, decision->from_length);
  }
  output_text(output, ",\"because\":");
  add_because(writer, output, decision);
  output_text(output, "}\n");
}

static void add_stage_cell(Writer *writer, int64_t stage) {
  if (stage == MOPS_MISSING) return;
  output_text(writer->output, mops_stage_name(writer->agreement, (uint32_t)stage));
}

static void add_owner_cell(Writer *writer, int64_t owner) {
  if (owner == MOPS_MISSING) return;
  output_text(writer->output, mops_owner_name(writer->agreement, (uint32_t)owner));
}

/* What a decision's `before` and `after` are. */
static void add_side_cell(Writer *writer, const mops_decision *decision, int64_t side) {
  if (decision->kind == MOPS_DECISION_SCORED) output_points(writer->output, side);
  else if (is_assignment(decision)) add_owner_cell(writer, side);
  else if (is_of_clock(decision)) output_text(writer->output, mops_verdict_name((mops_verdict)side));
  else add_stage_cell(writer, side);
}

static void write_csv_decision(Writer *writer, const mops_decision *decision) {
  Output *output = writer->output;
  const char *route = mops_route_name(writer->agreement, decision->subject);
  add_instant(output, decision->at);
  output_char(output, ',');
  output_cell(output, decision->lead, decision->lead_length);
  output_char(output, ',');
  output_text(output, decision_kind_name(decision->kind));
  output_char(output, ',');
  if (decision->kind == MOPS_DECISION_SCORED)
    output_text(output, mops_score_name(writer->agreement, decision->subject));
  if (is_assignment(decision) && route) output_text(output, route);
  if (is_of_clock(decision)) output_text(output, mops_sla_name(writer->agreement, decision->sla));
  if (decision->kind == MOPS_DECISION_MERGED)
    output_cell(output, decision->from, decision->from_length);
  output_char(output, ',');
  add_side_cell(writer, decision, decision->before);
  output_char(output, ',');
  add_side_cell(writer, decision, decision->after);
  output_char(output, ',');
  const char *owner = is_of_clock(decision) ? mops_owner_name(writer->agreement, decision->owner) : NULL;
  if (decision->kind == MOPS_DECISION_NOTIFY) owner = decision->whom;
  if (owner) output_text(output, owner);
  output_char(output, ',');
  if (is_of_clock(decision) && decision->due != MOPS_MISSING) add_instant(output, decision->due);
  output_char(output, ',');
  size_t length;
  output_clear(writer->because);
  add_because(writer, writer->because, decision);
  const char *because = output_bytes(writer->because, &length);
  output_cell(output, because, length);
  output_char(output, '\n');
}

void writer_decision(Writer *writer, const mops_decision *decision) {
  if (writer->format == FORMAT_CSV) write_csv_decision(writer, decision);
  else write_json_decision(writer, decision);
}

/* ---- final states -------------------------------------------------------------------------- */

static void add_shown(Writer *writer, const FinalOptions *options, const mops_lead *lead) {
  Output *output = writer->output;
  output_text(output, ",\"show\":{");
  for (uint32_t i = 0; i < options->shown_count; i++) {
    if (i > 0) output_char(output, ',');
    add_json(output, mops_definition_name(writer->agreement, options->shown[i]));
    output_char(output, ':');
    add_value(writer, output, mops_lead_definition(options->worker, lead, options->shown[i]));
  }
  output_char(output, '}');
}

static void add_grades(Writer *writer, const FinalOptions *options, const mops_lead *lead) {
  const char *comma = "";
  for (uint32_t i = 0; i < writer->info.definitions; i++) {
    if (!mops_definition_is_grade(writer->agreement, i)) continue;
    output_text(writer->output, comma);
    add_json(writer->output, mops_definition_name(writer->agreement, i));
    output_char(writer->output, ':');
    add_value(writer, writer->output, mops_lead_definition(options->worker, lead, i));
    comma = ",";
  }
}

/* "first_contact":{"verdict":"open","since":"…","due":"…"}: of clocks that started. */
static void add_clocks(Writer *writer, const mops_lead *lead) {
  Output *output = writer->output;
  const char *comma = "";
  for (uint32_t i = 0; i < mops_sla_count(writer->agreement); i++) {
    mops_clock clock = mops_lead_clock(writer->agreement, lead, i);
    if (clock.verdict == MOPS_VERDICT_NONE) continue;
    output_text(output, comma);
    add_json(output, mops_sla_name(writer->agreement, i));
    output_text(output, ":{\"verdict\":");
    add_verdict(output, clock.verdict);
    add_key_instant(output, ",\"since\":", clock.since);
    add_key_instant(output, ",\"due\":", clock.due);
    if (clock.paused) output_text(output, ",\"paused\":true");
    if (clock.ended != MOPS_MISSING) add_key_instant(output, ",\"ended\":", clock.ended);
    if (clock.took != MOPS_MISSING) {
      output_text(output, ",\"took_seconds\":");
      output_points(output, seconds_of(clock.took));
    }
    output_char(output, '}');
    comma = ",";
  }
}

/* ---- final objects as CSV ---------------------------------------------------------------------- */

static void add_cell_named(Output *output, const char *prefix, const char *name) {
  output_char(output, ',');
  output_text(output, prefix);
  output_text(output, name); /* names of the language need no quotes */
}

static void add_final_header(Writer *writer, const FinalOptions *options) {
  output_text(writer->output, "lead,at,stage,owner");
  for (uint32_t score = 0; score < writer->info.scores; score++)
    add_cell_named(writer->output, "scores.", mops_score_name(writer->agreement, score));
  for (uint32_t i = 0; i < writer->info.definitions; i++)
    if (mops_definition_is_grade(writer->agreement, i))
      add_cell_named(writer->output, "grades.", mops_definition_name(writer->agreement, i));
  for (uint32_t i = 0; i < mops_sla_count(writer->agreement); i++) {
    add_cell_named(writer->output, "clocks.", mops_sla_name(writer->agreement, i));
    add_cell_named(writer->output, "due.", mops_sla_name(writer->agreement, i));
  }
  for (uint32_t i = 0; i < options->shown_count; i++)
    add_cell_named(writer->output, "show.",
                   mops_definition_name(writer->agreement, options->shown[i]));
  output_char(writer->output, '\n');
}

static void add_shown_cell(Writer *writer, mops_value value) {
  char text[512];
  output_char(writer->output, ',');
  if (value.number == MOPS_MISSING) return;
  mops_value_format(writer->agreement, value, text, sizeof text);
  output_cell(writer->output, text, strlen(text));
}

static void write_csv_final(Writer *writer, const FinalOptions *options, const char *key,
                            size_t length, const mops_lead *lead) {
  Output *output = writer->output;
  output_cell(output, key, length);
  output_char(output, ',');
  add_instant(output, options->at);
  output_char(output, ',');
  add_stage_cell(writer, mops_lead_stage(lead));
  output_char(output, ',');
  add_owner_cell(writer, mops_lead_owner(writer->agreement, lead));
  for (uint32_t score = 0; score < writer->info.scores; score++) {
    output_char(output, ',');
    output_points(output, mops_lead_score(writer->agreement, lead, score));
  }
  for (uint32_t i = 0; i < writer->info.definitions; i++)
    if (mops_definition_is_grade(writer->agreement, i))
      add_shown_cell(writer, mops_lead_definition(options->worker, lead, i));
  for (uint32_t i = 0; i < mops_sla_count(writer->agreement); i++) {
    mops_clock clock = mops_lead_clock(writer->agreement, lead, i);
    output_char(output, ',');
    output_text(output, mops_verdict_name(clock.verdict));
    output_char(output, ',');
    if (clock.due != MOPS_MISSING) add_instant(output, clock.due);
  }
  for (uint32_t i = 0; i < options->shown_count; i++)
    add_shown_cell(writer, mops_lead_definition(options->worker, lead, options->shown[i]));
  output_char(output, '\n');
}

Writer *writer_create_final(const mops_agreement *agreement, Output *output, FileFormat format,
                            const FinalOptions *options) {
  Writer *writer = writer_create(agreement, output, FORMAT_JSON_LINES);
  if (writer == NULL || format != FORMAT_CSV) return writer;
  writer->format = format;
  add_final_header(writer, options);
  return writer;
}

void writer_final(Writer *writer, const FinalOptions *options, const char *key, size_t length,
                  const mops_lead *lead) {
  if (writer->format == FORMAT_CSV) {
    write_csv_final(writer, options, key, length, lead);
    return;
  }
  Output *output = writer->output;
  output_text(output, "{\"lead\":");
  output_json(output, key, length);
  output_text(output, ",\"at\":\"");
  add_instant(output, options->at);
  output_text(output, "\",\"stage\":");
  add_stage(writer, output, mops_lead_stage(lead));
  output_text(output, ",\"owner\":");
  add_owner(writer, output, mops_lead_owner(writer->agreement, lead));
  output_text(output, ",\"scores\":{");
  for (uint32_t score = 0; score < writer->info.scores; score++) {
    if (score > 0) output_char(output, ',');
    add_json(output, mops_score_name(writer->agreement, score));
    output_char(output, ':');
    output_points(output, mops_lead_score(writer->agreement, lead, score));
  }
  output_text(output, "},\"grades\":{");
  add_grades(writer, options, lead);
  output_text(output, "},\"clocks\":{");
  add_clocks(writer, lead);
  output_char(output, '}');
  if (options->shown_count > 0) add_shown(writer, options, lead);
  output_text(output, "}\n");
}

/* ---- records set aside --------------------------------------------------------------------- */

void write_set_aside(Output *output, const SetAside *bad) {
  output_text(output, "{\"file\":");
  add_json(output, bad->path);
  output_text(output, ",\"line\":");
  output_number(output, (int64_t)bad->line);
  output_text(output, ",\"field\":");
  if (bad->problem->field[0] != '\0') add_json(output, bad->problem->field);
  else output_text(output, "null");
  output_text(output, ",\"problem\":");
  add_json(output, bad->problem->text);
  output_text(output, ",\"record\":");
  if (bad->raw != NULL) output_json(output, bad->raw, bad->raw_length);
  else output_text(output, "null");
  output_text(output, "}\n");
}
