/* Reasons as people read them. */
#include "compiler/commands/reasons.h"

#include "compiler/commands/commands.h"

#include <string.h>

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
  int criterion = reason->kind == MOPS_REASON_CRITERION || reason->kind == MOPS_REASON_GROUP;
  int indent = printer->indent + (criterion ? printer->inner + (int)reason->depth * 2 : 0);
  fprintf(printer->out, "%*s", indent, "");
}

static void where(const ReasonPrinter *printer, const mops_reason *reason) {
  fprintf(printer->out, "  (line %u)\n", reason->line);
}

static void print_fired(const ReasonPrinter *printer, const mops_reason *reason) {
  FILE *out = printer->out;
  points_column(out, reason->points);
  fprintf(out, "%s", reason->label);
  if (!reason->count)
    fputs(": has not fired", out);
  else if (reason->count == 1)
    fputs(": fired once, ", out);
  else
    fprintf(out, ": fired %lld times, last ", (long long)reason->count);
  if (reason->count) instant_print(printer, reason->at);
  where(printer, reason);
}

static void print_fact(const ReasonPrinter *printer, const mops_reason *reason) {
  FILE *out = printer->out;
  points_column(out, reason->points);
  fprintf(out, "%s", reason->label);
  if (reason->kind == MOPS_REASON_ENDS)
    fputs(": does not hold", out);
  else
    fputs(": holds since ", out), instant_print(printer, reason->at);
  where(printer, reason);
}

static void print_each(const ReasonPrinter *printer, const mops_reason *reason) {
  FILE *out = printer->out;
  points_column(out, reason->points);
  fprintf(out, "%s: ", reason->label);
  if (reason->at == MOPS_MISSING)
    fputs("has not started", out);
  else {
    fprintf(out, "%lld step%s since ", (long long)reason->count, reason->count == 1 ? "" : "s");
    instant_print(printer, reason->at);
  }
  where(printer, reason);
}

static void print_plain(const ReasonPrinter *printer, const mops_reason *reason) {
  static const char *const words[] = {[MOPS_REASON_DECAY] = "taken by decay",
                                      [MOPS_REASON_KEEP] = "cut by keep",
                                      [MOPS_REASON_SHOWN] = "bounded by shown"};
  points_column(printer->out, reason->points);
  fputs(words[reason->kind], printer->out);
  where(printer, reason);
}

static void print_move(const ReasonPrinter *printer, const mops_reason *reason) {
  fprintf(printer->out, "%s", reason->text);
  if (reason->at != MOPS_MISSING)
    fputs(": holds since ", printer->out), instant_print(printer, reason->at);
  where(printer, reason);
}

static const char *truth_word(int truth) {
  return truth > 0 ? "yes" : truth < 0 ? "unknown" : "no";
}

static void print_criterion(const ReasonPrinter *printer, const mops_reason *reason) {
  char value[256];
  FILE *out = printer->out;
  fprintf(out, "%-7s  %s", truth_word(reason->truth), reason->text);
  const char *raw =
      reason->field && printer->text ? printer->text(printer->host, reason->field) : NULL;
  if (raw && reason->domain && strchr(raw, '@')) raw = strchr(raw, '@') + 1;
  if (raw && reason->value.number != MOPS_MISSING) {
    fputs("  [it is \"", out), command_print_plain(out, raw), fputs("\"]", out);
  } else if (reason->has_value) {
    mops_value_format(printer->agreement, reason->value, value, sizeof value);
    fprintf(out, "  [it is %s]", value);
  }
  where(printer, reason);
}

/* "yes  icp, all of:", "no  at least one of:", "yes  not (a and b):" */
static void print_group(const ReasonPrinter *printer, const mops_reason *reason) {
  const char *meaning = strcmp(reason->text, "and") == 0  ? "all of"
                        : strcmp(reason->text, "or") == 0 ? "at least one of"
                                                          : "";
  fprintf(printer->out, "%-7s  %s%s%s:\n", truth_word(reason->truth), reason->label,
          *reason->label && *meaning ? ", " : "", meaning);
}

void reason_print(void *host, const mops_reason *reason) {
  ReasonPrinter *printer = host;
  if (printer->heading) fputs(printer->heading, printer->out);
  printer->heading = NULL;
  start(printer, reason);
  switch (reason->kind) {
  case MOPS_REASON_RULE:
  case MOPS_REASON_SET: print_fired(printer, reason); break;
  case MOPS_REASON_HOLDS:
  case MOPS_REASON_ENDS: print_fact(printer, reason); break;
  case MOPS_REASON_EACH: print_each(printer, reason); break;
  case MOPS_REASON_DECAY:
  case MOPS_REASON_KEEP:
  case MOPS_REASON_SHOWN: print_plain(printer, reason); break;
  case MOPS_REASON_MOVE: print_move(printer, reason); break;
  case MOPS_REASON_CRITERION: print_criterion(printer, reason); break;
  case MOPS_REASON_GROUP: print_group(printer, reason); break;
  }
}
