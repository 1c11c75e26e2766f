#include "compiler/report/walk.h"

#include <stdio.h>

static void tell(Walker *walker, const char *name, ValueIs is, int64_t number) {
  walker->tell(walker, name, &(Value){.is = is, .number = number});
}

static void count(Walker *walker, const char *name, int64_t number) {
  tell(walker, name, VALUE_IS_COUNT, number);
}

static void tell_text(Walker *walker, const char *name, Text text) {
  walker->tell(walker, name, &(Value){.is = VALUE_IS_TEXT, .text = text});
}

static void begin_named(Walker *walker, const char *name, Text text) {
  walker->begin_item(walker, name, &(Value){.is = VALUE_IS_TEXT, .text = text});
}

/* A stage, SLA or owner. */
static void begin_titled(Walker *walker, const char *name, Named named) {
  begin_named(walker, name, named.name);
  tell_text(walker, "title", named.title);
}

static void begin_week(Walker *walker, const Report *report, uint32_t week) {
  walker->begin_item(
      walker, "week",
      &(Value){.is = VALUE_IS_DATE, .number = week_monday(report->first_week + week)});
}

/* ---- the parts ----------------------------------------------------------------------------- */

static void walk_head(const Report *report, Walker *walker) {
  walker->begin_item(walker, "agreement", NULL);
  tell_text(walker, "name", report->agreement);
  tell_text(walker, "version", report->version);
  tell_text(walker, "timezone", report->zone);
  walker->end_item(walker);
  walker->begin_item(walker, "period", NULL);
  tell(walker, "from", VALUE_IS_DATE, report->first_day);
  tell(walker, "to", VALUE_IS_DATE, report->last_day);
  count(walker, "decisions", report->counted);
  count(walker, "leads", report->leads);
  walker->end_item(walker);
  walker->begin_item(walker, "read", NULL);
  count(walker, "decisions", report->decisions);
  count(walker, "set_aside", report->set_aside);
  tell(walker, "first", VALUE_IS_INSTANT, report->first);
  tell(walker, "last", VALUE_IS_INSTANT, report->last);
  walker->end_item(walker);
}

static void walk_weeks(const Report *report, Walker *walker, const char *name,
                       const int64_t *weeks) {
  walker->begin_list(walker, "weeks");
  for (uint32_t week = 0; week < report->week_count; week++) {
    begin_week(walker, report, week);
    count(walker, name, weeks[week]);
    walker->end_item(walker);
  }
  walker->end_list(walker);
}

static void walk_stage(const Report *report, Walker *walker, const StageFigures *stage) {
  begin_titled(walker, "stage", stage->stage);
  tell_text(walker, "owned_by", stage->party);
  tell(walker, "final", VALUE_IS_FLAG, stage->final);
  count(walker, "entered", stage->entered);
  count(walker, "leads", stage->leads);
  count(walker, "gone", stage->gone);
  count(walker, "still", stage->still);
  walker->begin_list(walker, "next");
  for (uint32_t i = 0; i < stage->next_count; i++) {
    const NextStage *next = stage->next + i;
    begin_named(walker, "stage", next->stage.name);
    count(walker, "count", next->count);
    tell(walker, "percent", VALUE_IS_PERCENT, report_share(next->count, stage->entered));
    tell(walker, "median_seconds", VALUE_IS_SECONDS, next->half);
    walker->end_item(walker);
  }
  walker->end_list(walker);
  walk_weeks(report, walker, "entered", stage->weeks);
  walker->end_item(walker);
}

static void walk_clocks(Walker *walker, const int64_t counts[CLOCK_COUNTS]) {
  for (int i = 0; i < CLOCK_COUNTS; i++) count(walker, report_clock_name((ClockCount)i), counts[i]);
  tell(walker, "compliance", VALUE_IS_PERCENT, report_compliance(counts));
}

static void walk_answers(Walker *walker, const Spread *answers) {
  count(walker, "answers", answers->count);
  tell(walker, "median_seconds", VALUE_IS_SECONDS, answers->half);
  tell(walker, "p95_seconds", VALUE_IS_SECONDS, answers->most);
}

static void walk_bins(Walker *walker, const Bins *bins, ValueIs is, const char *from,
                      const char *to) {
  walker->begin_list(walker, "bins");
  for (uint32_t i = 0; i < bins->count; i++) {
    walker->begin_item(walker, from, &(Value){.is = is, .number = bins->items[i].from});
    tell(walker, to, is, bins->items[i].to);
    count(walker, "count", bins->items[i].count);
    walker->end_item(walker);
  }
  walker->end_list(walker);
}

static void walk_sla(const Report *report, Walker *walker, const SlaFigures *sla) {
  begin_titled(walker, "sla", sla->sla);
  tell_text(walker, "time", text_of(report_time_name(sla->time)));
  walk_clocks(walker, sla->counts);
  walk_answers(walker, &sla->answers);
  walker->begin_list(walker, "weeks");
  for (uint32_t week = 0; week < report->week_count; week++) {
    begin_week(walker, report, week);
    walk_clocks(walker, sla->weeks[week]);
    walker->end_item(walker);
  }
  walker->end_list(walker);
  walker->begin_list(walker, "owners");
  for (uint32_t i = 0; i < sla->owner_count; i++) {
    begin_titled(walker, "owner", sla->owners[i].owner);
    walk_clocks(walker, sla->owners[i].counts);
    walk_answers(walker, &sla->owners[i].answers);
    walker->end_item(walker);
  }
  walker->end_list(walker);
  walk_bins(walker, &sla->bins, VALUE_IS_SECONDS, "from_seconds", "to_seconds");
  walker->end_item(walker);
}

static void walk_load(const Report *report, Walker *walker, const LoadFigures *load) {
  begin_titled(walker, "owner", load->owner);
  tell_text(walker, "manager", load->manager);
  tell(walker, "queue", VALUE_IS_FLAG, load->is_queue);
  count(walker, "assigned", load->assigned);
  count(walker, "reassigned", load->reassigned);
  count(walker, "lost", load->lost);
  count(walker, "held", load->held);
  walk_weeks(report, walker, "assigned", load->weeks);
  walker->end_item(walker);
}

static void walk_values(Walker *walker, const ReasonsOf *reasons) {
  count(walker, "count", reasons->count);
  walker->begin_list(walker, "values");
  for (uint32_t i = 0; i < reasons->value_count; i++) {
    begin_named(walker, "value", reasons->values[i].value);
    count(walker, "count", reasons->values[i].count);
    walker->end_item(walker);
  }
  walker->end_list(walker);
}

/* "sales_rejected.reason" */
static void walk_reason(Walker *walker, const ReasonFigures *reason) {
  char name[512];
  int length =
      snprintf(name, sizeof name, "%.250s.%.250s", reason->event.bytes, reason->field.bytes);
  begin_named(walker, "told", (Text){name, (uint32_t)length});
  walk_values(walker, &reason->all);
  walker->begin_list(walker, "owners");
  for (uint32_t i = 0; i < reason->owner_count; i++) {
    begin_titled(walker, "owner", reason->owners[i].owner);
    walk_values(walker, reason->owners + i);
    walker->end_item(walker);
  }
  walker->end_list(walker);
  walker->end_item(walker);
}

static void walk_score(const Report *report, Walker *walker, const ScoreFigures *score) {
  begin_named(walker, "score", score->score.name);
  tell_text(walker, "stage", report->scored_stage.name);
  count(walker, "count", score->count);
  count(walker, "unknown", score->unknown);
  tell(walker, "median", VALUE_IS_POINTS, score->half);
  walk_bins(walker, &score->bins, VALUE_IS_POINTS, "from", "to");
  walker->end_item(walker);
}

void walk_report(const Report *report, Walker *walker) {
  walk_head(report, walker);
  walker->begin_list(walker, "stages");
  for (uint32_t i = 0; i < report->stage_count; i++) walk_stage(report, walker, report->stages + i);
  walker->end_list(walker);
  walker->begin_list(walker, "slas");
  for (uint32_t i = 0; i < report->sla_count; i++) walk_sla(report, walker, report->slas + i);
  walker->end_list(walker);
  walker->begin_list(walker, "load");
  for (uint32_t i = 0; i < report->load_count; i++) walk_load(report, walker, report->load + i);
  walker->end_list(walker);
  walker->begin_list(walker, "reasons");
  for (uint32_t i = 0; i < report->reason_count; i++) walk_reason(walker, report->reasons + i);
  walker->end_list(walker);
  walker->begin_list(walker, "scores");
  for (uint32_t i = 0; i < report->score_count; i++) walk_score(report, walker, report->scores + i);
  walker->end_list(walker);
}

/* ---- values -------------------------------------------------------------------------------- */

void value_write(const Value *value, Output *out) {
  char text[32];
  if (value->is == VALUE_IS_TEXT) {
    output_add(out, value->text.bytes, value->text.length);
    return;
  }
  if (value->number == MOPS_MISSING) return;
  switch (value->is) {
  case VALUE_IS_SECONDS: output_points(out, value->number * 10); break;
  case VALUE_IS_POINTS: output_points(out, value->number); break;
  case VALUE_IS_PERCENT: output_points(out, value->number * 1000); break;
  case VALUE_IS_FLAG: output_text(out, value->number ? "true" : "false"); break;
  case VALUE_IS_DATE: output_text(out, day_format(value->number, text)); break;
  case VALUE_IS_INSTANT: output_add(out, text, mops_instant_format(value->number, text)); break;
  default: output_number(out, value->number);
  }
}
