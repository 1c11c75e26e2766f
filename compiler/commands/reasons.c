/* Reasons as people read them. */
#include "compiler/commands/reasons.h"

#include <string.h>

#include "compiler/commands/commands.h"

void points_print(FILE *out, int64_t points, int sign) {
  uint64_t size = points < 0 ? 0 - (uint64_t)points : (uint64_t)points;
  char fraction[8];
  snprintf(fraction, sizeof fraction, ".%04u", (unsigned)(size % 10000));
  for (size_t i = 4; i > 0 && fraction[i] == '0'; i--) fraction[i] = 0;
  if (!fraction[1]) fraction[0] = 0;
  const char *mark = points < 0 ? "-" : sign && points ? "+" : "";
  fprintf(out, "%s%llu%s", mark, (unsigned long long)(size / 10000), fraction);
}

static void instant_print(const ReasonPrinter *printer, int64_t instant) {
  char text[48];
  mops_instant_format_local(printer->agreement, instant, text);
  fputs(text, printer->out);
}

static void points_column(FILE *out, int64_t points) {
  char text[40];
  FILE *memory = fmemopen(text, sizeof text, "w");
  if (!memory) return;
  points_print(memory, points, 1);
  fclose(memory);
  fprintf(out, "%8s  ", text);
}

static void start(const ReasonPrinter *printer, const mops_reason *reason) {
  int criterion = reason->kind == MOPS_REASON_CRITERION || reason->kind == MOPS_REASON_GROUP ||
                  reason->kind == MOPS_REASON_MEMBER;
  int indent = printer->indent + (criterion ? printer->inner + (int)reason->depth * 2 : 0);
  fprintf(printer->out, "%*s", indent, "");
}

void reason_print_place(FILE *out, const mops_reason *reason) {
  if (reason->file)
    fprintf(out, "%s:%u", reason->file, reason->line);
  else
    fprintf(out, "line %u", reason->line);
}

static void where(const ReasonPrinter *printer, const mops_reason *reason) {
  fputs("  (", printer->out);
  reason_print_place(printer->out, reason);
  fputs(")\n", printer->out);
}

/* "; would add 10": what a rule that gives nothing now would give */
static void print_offer(const ReasonPrinter *printer, const mops_reason *reason) {
  int set = reason->kind == MOPS_REASON_SET, takes = !set && reason->each < 0;
  fputs(set ? "; would set it to " : takes ? "; would take " : "; would add ", printer->out);
  points_print(printer->out, takes ? -reason->each : reason->each, 0);
}

static void print_limit(const ReasonPrinter *printer, const mops_reason *reason) {
  if (reason->limit == MOPS_LIMIT_USED_UP) fputs("; used up", printer->out);
  if (reason->limit != MOPS_LIMIT_FULL) return;
  fputs("; full, counts again from ", printer->out);
  instant_print(printer, reason->opens);
}

/* "; 2 of 3 in a row", "; 2 of 3" */
static void print_progress(const ReasonPrinter *printer, const mops_reason *reason) {
  if (!reason->progress) return;
  fprintf(printer->out, "; %u of %u%s", reason->progress, reason->events,
          reason->in_a_row ? " in a row" : "");
}

static void print_unfired(const ReasonPrinter *printer, const mops_reason *reason) {
  fputs(": has not fired", printer->out);
  if (reason->at != MOPS_MISSING) fputs(" since ", printer->out), instant_print(printer, reason->at);
  print_offer(printer, reason);
}

/* "; this is left of 30": of awards that age */
static void print_aged(const ReasonPrinter *printer, const mops_reason *reason) {
  int64_t given = reason->each * reason->count;
  if (given == reason->points) return;
  fputs(reason->points ? "; this is left of " : "; nothing is left of ", printer->out);
  points_print(printer->out, given, 1);
}

static void print_fired(const ReasonPrinter *printer, const mops_reason *reason) {
  FILE *out = printer->out;
  points_column(out, reason->points);
  fprintf(out, "%s", reason->label);
  if (!reason->count)
    print_unfired(printer, reason);
  else if (reason->count == 1)
    fputs(": fired once, ", out);
  else
    fprintf(out, ": fired %lld times, last ", (long long)reason->count);
  if (reason->count) instant_print(printer, reason->at);
  if (reason->ages && reason->count) print_aged(printer, reason);
  print_progress(printer, reason);
  print_limit(printer, reason);
  where(printer, reason);
}

static void print_fact(const ReasonPrinter *printer, const mops_reason *reason) {
  FILE *out = printer->out;
  points_column(out, reason->points);
  fprintf(out, "%s", reason->label);
  if (reason->kind == MOPS_REASON_ENDS && reason->truth == 1)
    fputs(": does not count, as one above it in its group does", out);
  else if (reason->kind == MOPS_REASON_ENDS)
    fputs(": does not hold", out), print_offer(printer, reason);
  else
    fputs(": holds since ", out), instant_print(printer, reason->at);
  where(printer, reason);
}

static void print_each(const ReasonPrinter *printer, const mops_reason *reason) {
  FILE *out = printer->out;
  points_column(out, reason->points);
  fprintf(out, "%s: ", reason->label);
  if (reason->at == MOPS_MISSING)
    fputs("has not started", out), print_offer(printer, reason), fputs(" a step", out);
  else {
    fprintf(out, "%lld step%s since ", (long long)reason->count, reason->count == 1 ? "" : "s");
    instant_print(printer, reason->at);
  }
  where(printer, reason);
}

static void print_plain(const ReasonPrinter *printer, const mops_reason *reason) {
  static const char *const words[] = {[MOPS_REASON_DECAY] = "taken by decay",
                                      [MOPS_REASON_KEEP] = "cut by keep",
                                      [MOPS_REASON_SHOWN] = "bounded by shown",
                                      [MOPS_REASON_AGED] = "taken by age"};
  points_column(printer->out, reason->points);
  if (reason->kind == MOPS_REASON_CAPPED)
    fprintf(printer->out, "cut by the group %s", reason->label);
  else if (reason->kind == MOPS_REASON_KEEP && reason->count)
    fputs("to begin with, by keep", printer->out);
  else
    fputs(words[reason->kind], printer->out);
  if (reason->at != MOPS_MISSING)
    fputs("; paused since ", printer->out), instant_print(printer, reason->at);
  where(printer, reason);
}

/* of a score: "     +25  by hand, last set 2026-10-05 10:00:00 -04:00" */
static void print_by_hand(const ReasonPrinter *printer, const mops_reason *reason) {
  FILE *out = printer->out;
  if (!printer->tense) points_column(out, reason->points);
  fputs(printer->tense ? reason->text : "by hand", out);
  if (reason->import) fputs(", an import", out);
  if (reason->at != MOPS_MISSING) fputs(", last set ", out), instant_print(printer, reason->at);
  fputs(printer->tense ? ", by hand\n" : "\n", out);
}

static void print_move(const ReasonPrinter *printer, const mops_reason *reason) {
  fprintf(printer->out, "%s", reason->text);
  if (reason->truth < 0)
    fputs(reason->becoming ? ": when that turns true" : ": when that event comes", printer->out);
  print_progress(printer, reason);
  if (reason->at != MOPS_MISSING)
    fputs(": holds since ", printer->out), instant_print(printer, reason->at);
  where(printer, reason);
}

static const char *truth_word(int truth) {
  return truth > 0 ? "yes" : truth < 0 ? "unknown" : "no";
}

static void print_truth(const ReasonPrinter *printer, int truth) {
  fprintf(printer->out, "%-7s  ", truth_word(truth));
}

/* "120", "5, the other 2" */
static void values_format(const mops_agreement *agreement, const mops_reason *test, char *out,
                          size_t size) {
  char other[128];
  size_t length = mops_value_format(agreement, test->value, out, size);
  if (!test->has_other || length >= size) return;
  mops_value_format(agreement, test->other, other, sizeof other);
  snprintf(out + length, size - length, ", the other %s", other);
}

/* What a test was judged on, and where it stands. */
static void print_value(const ReasonPrinter *printer, const mops_reason *test) {
  char value[256];
  FILE *out = printer->out;
  const char *tense = printer->tense ? printer->tense : "is";
  int of_lead = test->field && !test->event;
  const char *raw = of_lead && printer->text ? printer->text(printer->host, test->field) : NULL;
  if (raw && test->part == MOPS_PART_DOMAIN && strchr(raw, '@')) raw = strchr(raw, '@') + 1;
  if (test->part > MOPS_PART_DOMAIN) raw = NULL; /* as far as the class tells */
  if (raw && test->value.number != MOPS_MISSING) {
    fprintf(out, "  [it %s \"", tense), command_print_plain(out, raw), fputs("\"]", out);
  } else if (test->has_value) {
    values_format(printer->agreement, test, value, sizeof value);
    fprintf(out, "  [it %s %s]", tense, value);
  }
  where(printer, test);
}

static void print_criterion(const ReasonPrinter *printer, const mops_reason *reason) {
  print_truth(printer, reason->truth);
  fputs(reason->text, printer->out);
  print_value(printer, reason);
}

/* "yes  icp, all of:", "no  at least one of:", "yes  not (a and b):" */
static void print_group(const ReasonPrinter *printer, const mops_reason *reason) {
  const char *meaning = strcmp(reason->text, "and") == 0  ? "all of"
                        : strcmp(reason->text, "or") == 0 ? "at least one of"
                                                          : "";
  fprintf(printer->out, "%-7s  %s%s%s:\n", truth_word(reason->truth), reason->label,
          *reason->label && *meaning ? ", " : "", meaning);
}

static int is_denial(const mops_reason *reason) {
  return reason->kind == MOPS_REASON_GROUP && reason->count == 2 &&
         strcmp(reason->text, "not") == 0;
}

/* "staff >= 100": what the name under `not large` stands for; "" if the `not` shows its test. */
static const char *hidden_test(const mops_reason *denial, const mops_reason *test) {
  const char *named = strstr(denial->label, test->text) ? NULL : strstr(test->text, ": ");
  return named ? named + 2 : "";
}

/* "yes  not busy  [it is no]", "no  not large (staff >= 100)  [it is 120]": a `not` and its test */
static void print_denied(ReasonPrinter *printer, const mops_reason *test) {
  const char *hidden = hidden_test(&printer->denied, test);
  start(printer, &printer->denied);
  print_truth(printer, printer->denied.truth);
  fprintf(printer->out, *hidden ? "%s (%s)" : "%s%s", printer->denied.label, hidden);
  print_value(printer, test);
  printer->denied = (mops_reason){0};
}

/* "it names nobody", "ana is away until 2026-10-08 09:00:00 -04:00" */
static void print_passed(const ReasonPrinter *printer, const mops_reason *reason) {
  const char *who = mops_owner_name(printer->agreement, reason->owner);
  FILE *out = printer->out;
  who = who ? who : "nobody";
  switch (reason->passed) {
  case MOPS_PASSED_NOT: fputs(who, out); break;
  case MOPS_PASSED_CONDITION: fputs("its condition does not hold", out); break;
  case MOPS_PASSED_NOBODY: fputs("it names nobody", out); break;
  case MOPS_PASSED_QUEUE: fprintf(out, "%s is a queue", who); break;
  case MOPS_PASSED_LEFT: fprintf(out, "%s has left", who); break;
  case MOPS_PASSED_AWAY: fprintf(out, "%s is away until ", who); break;
  case MOPS_PASSED_CLOSED:
    fprintf(out,
            reason->at == MOPS_NEVER ? "%s is never at work again" : "%s is not at work until ",
            who);
    break;
  case MOPS_PASSED_DAY_FULL:
    fprintf(out, "%s got %lld of that day already", who, (long long)reason->count);
    break;
  case MOPS_PASSED_FULL:
    fprintf(out, "%s holds %lld already", who, (long long)reason->count);
    break;
  case MOPS_PASSED_PRESENT: fprintf(out, "%s has it already", who); break;
  case MOPS_PASSED_POOL: fputs("nobody in it can take the lead", out); break;
  }
  int timed = reason->passed == MOPS_PASSED_AWAY || reason->passed == MOPS_PASSED_CLOSED;
  if (timed && reason->at != MOPS_NEVER) instant_print(printer, reason->at);
}

static void print_clause(const ReasonPrinter *printer, const mops_reason *reason) {
  print_truth(printer, reason->truth);
  fprintf(printer->out, "%s: ", reason->label);
  print_passed(printer, reason);
  where(printer, reason);
}

/* "ana: weight 3, credit 3, 2 leads that day", "ben: 4 leads", "ana is away until …" */
static void print_member(const ReasonPrinter *printer, const mops_reason *reason) {
  FILE *out = printer->out;
  print_passed(printer, reason);
  int able = reason->passed == MOPS_PASSED_NOT, counts = able && reason->count != MOPS_MISSING;
  if (able && reason->each)
    fprintf(out, ": weight %lld, credit %lld", (long long)reason->each, (long long)reason->points);
  if (counts)
    fprintf(out, "%s %lld lead%s%s", reason->each ? "," : ":", (long long)reason->count,
            reason->count == 1 ? "" : "s", reason->today ? " that day" : "");
  fputc('\n', out);
}

/* "first_contact: after 12 business hours of office reassign by inbound once  (line 46)" */
static void print_sla(const ReasonPrinter *printer, const mops_reason *reason) {
  fprintf(printer->out, "%s: %s", reason->block, reason->label);
  where(printer, reason);
}

/* "reason: no_budget" */
static void print_with(const ReasonPrinter *printer, const mops_reason *reason) {
  char value[128];
  mops_value_format(printer->agreement, reason->value, value, sizeof value);
  fprintf(printer->out, "%s: %s\n", reason->label, value);
}

void reason_print(void *host, const mops_reason *reason) {
  ReasonPrinter *printer = host;
  if (printer->heading) fputs(printer->heading, printer->out);
  printer->heading = NULL;
  if (is_denial(&printer->denied)) {
    print_denied(printer, reason);
    return;
  }
  if (is_denial(reason)) {
    printer->denied = *reason;
    return;
  }
  start(printer, reason);
  switch (reason->kind) {
  case MOPS_REASON_RULE:
  case MOPS_REASON_SET: print_fired(printer, reason); break;
  case MOPS_REASON_HOLDS:
  case MOPS_REASON_ENDS: print_fact(printer, reason); break;
  case MOPS_REASON_EACH: print_each(printer, reason); break;
  case MOPS_REASON_AGED:
  case MOPS_REASON_CAPPED:
  case MOPS_REASON_DECAY:
  case MOPS_REASON_KEEP:
  case MOPS_REASON_SHOWN: print_plain(printer, reason); break;
  case MOPS_REASON_BY_HAND: print_by_hand(printer, reason); break;
  case MOPS_REASON_MOVE: print_move(printer, reason); break;
  case MOPS_REASON_CRITERION: print_criterion(printer, reason); break;
  case MOPS_REASON_GROUP: print_group(printer, reason); break;
  case MOPS_REASON_CLAUSE: print_clause(printer, reason); break;
  case MOPS_REASON_MEMBER: print_member(printer, reason); break;
  case MOPS_REASON_SLA: print_sla(printer, reason); break;
  case MOPS_REASON_WITH: print_with(printer, reason); break;
  case MOPS_REASON_CAUSE: /* is told in a line of its clock or its owner */
  case MOPS_REASON_PAUSED:
  case MOPS_REASON_UNPAUSED: break; /* are told as what comes next */
  }
}

/* ---- a change of stage on one line ------------------------------------------------------- */

/* What is told, and the text so far. */
typedef struct {
  Arena *arena;
  const mops_agreement *agreement;
  const char *tense;
  Text text;
} Line;

/* "engagement >= 50 [it was 60]"; test: the reason itself, or what stands alone under a `not` */
static void add_criterion(Line *line, const mops_reason *reason, const mops_reason *test) {
  char value[256], shown[300] = "";
  const char *hidden = reason == test ? "" : hidden_test(reason, test);
  if (test->has_value) {
    values_format(line->agreement, test, value, sizeof value);
    snprintf(shown, sizeof shown, " [it %s %s]", line->tense, value);
  }
  const char *words = reason->kind == MOPS_REASON_GROUP ? reason->label : reason->text;
  line->text = text_format(line->arena, *hidden ? "%s%s%s (%s)%s" : "%s%s%s%s%s", line->text.bytes,
                           line->text.length ? "; " : " because ", words, hidden, shown);
}

/* What made a condition true. What is not true counts for nothing, and of a `not` that holds only
 * the whole does. */
static void add_criteria(Line *line, const mops_decision *decision) {
  for (size_t i = 1; i < decision->because_count; i++) {
    const mops_reason *reason = &decision->because[i];
    int group = reason->kind == MOPS_REASON_GROUP,
        denied = group && strcmp(reason->text, "not") == 0;
    if (group && !denied && reason->truth == 1) continue;
    int alone = is_denial(reason) && i + 1 < decision->because_count;
    if (reason->truth == 1) add_criterion(line, reason, reason + alone);
    if (group) i += (size_t)reason->count - 1;
  }
}

/* ", reason no_budget": the fields that follow the reason at a place */
static Text fields_of(Arena *arena, const mops_agreement *agreement, const mops_decision *decision,
                      size_t place) {
  Text text = text_of("");
  char value[128];
  for (size_t i = place + 1; i < decision->because_count; i++) {
    const mops_reason *with = &decision->because[i];
    if (with->kind != MOPS_REASON_WITH) break;
    mops_value_format(agreement, with->value, value, sizeof value);
    text = text_format(arena, "%s, %s %s", text.bytes, with->label, value);
  }
  return text;
}

/* "sales_rejected, reason no_budget", "3 email_open in a row", "becoming hot": what the first
 * reason says that came; "" for a `when` move. */
static Text what_came(Arena *arena, const mops_agreement *agreement,
                      const mops_decision *decision) {
  const mops_reason *first = decision->because;
  if (first->becoming) return text_format(arena, "becoming %s", first->becoming);
  if (!first->event) return text_of("");
  const char *fields = fields_of(arena, agreement, decision, 0).bytes;
  if (!first->events) return text_format(arena, "%s%s", first->event, fields);
  return text_format(arena, "%u %s%s%s", first->events, first->event,
                     first->in_a_row ? " in a row" : "", fields);
}

/* ", since 2026-10-05 10:05:00 -04:00": of a move that waited */
static Text waited_since(Arena *arena, const mops_agreement *agreement, const mops_reason *move) {
  char since[48];
  if (move->at == MOPS_MISSING) return text_of("");
  mops_instant_format_local(agreement, move->at, since);
  return text_format(arena, ", since %s", since);
}

Text reason_stage_line(Arena *arena, const mops_agreement *agreement, const mops_decision *decision,
                       const char *tense) {
  Line line = {arena, agreement, tense, text_of("")};
  char at[48];
  const char *after = mops_stage_name(agreement, (uint32_t)decision->after);
  mops_instant_format_local(agreement, decision->at, at);
  int by_hand = decision->because_count && decision->because->kind == MOPS_REASON_BY_HAND;
  const char *how = !by_hand ? "" : decision->because->import ? " by an import" : " by hand";
  if (decision->before == MOPS_MISSING || !decision->because_count)
    return text_format(arena, "%s  appears as %s%s", at, after, how);
  if (by_hand)
    return text_format(arena, "%s  %s -> %s%s", at,
                       mops_stage_name(agreement, (uint32_t)decision->before), after, how);
  add_criteria(&line, decision);
  const mops_reason *move = decision->because;
  Text place = move->file ? text_format(arena, "%s:%u", move->file, move->line)
                          : text_format(arena, "line %u", move->line);
  Text came = what_came(arena, agreement, decision);
  return text_format(arena, "%s  %s -> %s%s%s (%s)%s%s", at,
                     mops_stage_name(agreement, (uint32_t)decision->before), after,
                     came.length ? " on " : "", came.bytes, place.bytes, line.text.bytes,
                     waited_since(arena, agreement, move).bytes);
}

/* The clause that took the lead, NULL: it was given by hand. */
static const mops_reason *clause_taken(const mops_decision *decision) {
  for (size_t i = 0; i < decision->because_count; i++) {
    const mops_reason *reason = &decision->because[i];
    if (reason->kind == MOPS_REASON_CLAUSE && reason->passed == MOPS_PASSED_NOT) return reason;
  }
  return NULL;
}

/* "entering mql", "rep_away, rep ana", "becoming hot": what made a route act; "" by hand or by an
 * SLA. */
static Text cause_of(Arena *arena, const mops_agreement *agreement, const mops_decision *decision) {
  if (!decision->because_count || decision->because->kind != MOPS_REASON_CAUSE) return text_of("");
  if (decision->because->text) return text_format(arena, "entering %s", decision->because->text);
  return what_came(arena, agreement, decision);
}

void reason_print_owner(ReasonPrinter *printer, Arena *arena, const mops_decision *decision) {
  Text cause = cause_of(arena, printer->agreement, decision);
  if (cause.length) fprintf(printer->out, "%*son %s\n", printer->indent, "", cause.bytes);
  for (size_t i = 0; i < decision->because_count; i++) {
    mops_reason_kind kind = decision->because[i].kind;
    if (kind != MOPS_REASON_CAUSE && kind != MOPS_REASON_WITH)
      reason_print(printer, &decision->because[i]);
  }
}

Text reason_assigned_line(Arena *arena, const mops_agreement *agreement,
                          const mops_decision *decision) {
  char at[48];
  mops_instant_format_local(agreement, decision->at, at);
  const char *who = decision->after == MOPS_MISSING
                        ? "whoever holds the pool picks"
                        : mops_owner_name(agreement, (uint32_t)decision->after);
  const mops_reason *taken = clause_taken(decision);
  int again = decision->kind == MOPS_DECISION_REASSIGNED;
  const mops_reason *shown = taken || !again ? taken : decision->because;
  if (!shown) {
    int import = decision->because_count && decision->because->import;
    return text_format(arena, "%s  assigned to %s by %s", at, who, import ? "an import" : "hand");
  }
  Text place = shown->file ? text_format(arena, "%s:%u", shown->file, shown->line)
                           : text_format(arena, "line %u", shown->line);
  const char *sla = again ? mops_sla_name(agreement, decision->sla) : "";
  if (!taken)
    return text_format(arena, "%s  %s can give it to nobody else: %s (%s)", at, sla, shown->label,
                       place.bytes);
  const char *by = again && strcmp(sla, taken->block) != 0 ? ", by " : again ? "" : " by ";
  int moved = decision->because->text != NULL; /* the line above tells the move */
  Text cause = moved ? text_of("") : cause_of(arena, agreement, decision);
  return text_format(arena, "%s  %sassigned to %s%s%s%s%s%s%s: %s (%s)", at, again ? "re" : "", who,
                     again ? " by " : "", sla, by, *by ? taken->block : "",
                     cause.length ? " on " : "", cause.bytes, taken->label, place.bytes);
}

/* ---- clocks ------------------------------------------------------------------------------ */

static Text length_from(Arena *arena, int64_t milliseconds, int largest) {
  static const struct {
    const char *name;
    int64_t size;
  } units[] = {{"day", 86400000}, {"hour", 3600000}, {"minute", 60000}, {"second", 1000}};
  Text text = text_of("");
  int64_t rest = milliseconds;
  for (int i = largest; i < 4; i++) {
    int64_t count = rest / units[i].size;
    rest -= count * units[i].size;
    if (!count) continue;
    text = text_format(arena, "%s%s%lld %s%s", text.bytes, text.length ? " " : "", (long long)count,
                       units[i].name, count == 1 ? "" : "s");
  }
  return text.length ? text : text_of("0 seconds");
}

Text reason_length(Arena *arena, int64_t milliseconds) {
  return length_from(arena, milliseconds, 0);
}

Text reason_open_length(Arena *arena, int64_t milliseconds) {
  return length_from(arena, milliseconds, 1);
}

/* What an answer took: of a target in business time that is open time. */
static Text taken_time(Arena *arena, const char *target, int64_t took) {
  if (!strstr(target, " business ")) return reason_length(arena, took);
  return text_format(arena, "%s of open time", reason_open_length(arena, took).bytes);
}

/* " by sales_rejected, reason no_budget", " by the move to nurture": what ended a clock */
static Text what_ended(Arena *arena, const mops_agreement *agreement,
                       const mops_decision *decision) {
  if (!decision->because_count || decision->because->kind != MOPS_REASON_CAUSE) return text_of("");
  if (decision->because->text)
    return text_format(arena, " by the move to %s", decision->because->text);
  return text_format(arena, " by %s", what_came(arena, agreement, decision).bytes);
}

/* The target or step of the SLA that a clock's decision is of, NULL: it tells none. */
static const mops_reason *rule_of_clock(const mops_decision *decision) {
  for (size_t i = 0; i < decision->because_count; i++)
    if (decision->because[i].kind == MOPS_REASON_SLA) return &decision->because[i];
  return NULL;
}

Text reason_clock_line(Arena *arena, const mops_agreement *agreement,
                       const mops_decision *decision) {
  char at[48], due[48] = "never", answered[48] = "";
  const char *name = mops_sla_name(agreement, decision->sla);
  mops_instant_format_local(agreement, decision->at, at);
  if (decision->due != MOPS_MISSING) mops_instant_format_local(agreement, decision->due, due);
  const mops_reason *rule = rule_of_clock(decision);
  Text place = !rule        ? text_of("")
               : rule->file ? text_format(arena, " (%s:%u)", rule->file, rule->line)
                            : text_format(arena, " (line %u)", rule->line);
  const char *label = rule ? rule->label : "";
  switch (decision->kind) {
  case MOPS_DECISION_SLA_STARTED:
    return text_format(arena, "%s  %s starts%s, due %s: %s%s", at, name,
                       decision->before == MOPS_VERDICT_OPEN ||
                               decision->before == MOPS_VERDICT_BREACHED
                           ? " again"
                           : "",
                       due, label, place.bytes);
  case MOPS_DECISION_NOTIFY:
    return text_format(arena, "%s  %s notifies %s: %s%s", at, name,
                       decision->whom ? decision->whom : "nobody, because nobody is there", label,
                       place.bytes);
  case MOPS_DECISION_SLA_BREACHED:
    return text_format(arena, "%s  %s is breached: %s%s", at, name, label, place.bytes);
  case MOPS_DECISION_SLA_CANCELLED:
    return text_format(arena, "%s  %s is cancelled%s", at, name,
                       what_ended(arena, agreement, decision).bytes);
  default:
    if (decision->ended != decision->at)
      mops_instant_format_local(agreement, decision->ended, answered);
    return text_format(arena, "%s  %s is %s%s, after %s%s%s", at, name,
                       mops_verdict_name((mops_verdict)decision->after),
                       what_ended(arena, agreement, decision).bytes,
                       taken_time(arena, label, decision->took).bytes,
                       *answered ? ": the answer came late, but was of " : "", answered);
  }
}
