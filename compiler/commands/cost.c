/* The image is built and loaded as any host would, and asked what it costs. */
#include "compiler/commands/cost.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "compiler/commands/commands.h"
#include "compiler/image_write.h"
#include "runtime/mops.h"

typedef struct {
  const char *path;
  mops_cost whole;
  mops_rule_cost *rules;
} Cost;

/* ---- as a table --------------------------------------------------------------------------------
 */

static void print_rule(const mops_rule_cost *rule) {
  printf("%10" PRId64 "%11" PRId64 "%8" PRId64 "  ", rule->steps, rule->due_steps, rule->bytes);
  command_print_plain(stdout, rule->block);
  fputs(": ", stdout);
  command_print_plain(stdout, rule->label);
  printf(" (line %" PRIu32 ")\n", rule->line);
}

static void print_table(const Cost *cost) {
  printf("%s costs at most\n", cost->path);
  printf("  B  %" PRId64 " steps for a record, %" PRId64 " for a due step\n", cost->whole.record,
         cost->whole.step);
  if (cost->whole.due_steps == INT64_MAX)
    fputs("  Q  no bound is known of due steps after a lead's last record\n", stdout);
  else
    printf("  Q  %" PRId64 " due steps after a lead's last record\n", cost->whole.due_steps);
  printf("  S  %" PRId64 " bytes for each lead\n\n", cost->whole.bytes);
  printf("%10s%11s%8s  rule\n", "steps", "due steps", "bytes");
  for (uint32_t i = 0; i < cost->whole.rules; i++) print_rule(&cost->rules[i]);
  fputc('\n', stdout);
}

/* ---- as JSON -----------------------------------------------------------------------------------
 */

static void write_text(const char *text) {
  fputc('"', stdout);
  for (; *text; text++) {
    if (*text == '"' || *text == '\\') fputc('\\', stdout);
    if ((unsigned char)*text < 0x20)
      printf("\\u%04x", (unsigned char)*text);
    else
      fputc(*text, stdout);
  }
  fputc('"', stdout);
}

static void write_steps(const char *key, int64_t steps) {
  if (steps == INT64_MAX)
    printf(",\"%s\":null", key);
  else
    printf(",\"%s\":%" PRId64, key, steps);
}

static void write_objects(const Cost *cost) {
  fputs("{\"cost\":", stdout);
  write_text(cost->path);
  write_steps("record_steps", cost->whole.record);
  write_steps("step_steps", cost->whole.step);
  write_steps("due_steps", cost->whole.due_steps);
  write_steps("bytes", cost->whole.bytes);
  fputs("}\n", stdout);
  for (uint32_t i = 0; i < cost->whole.rules; i++) {
    const mops_rule_cost *rule = &cost->rules[i];
    fputs("{\"rule_cost\":", stdout);
    write_text(rule->block);
    fputs(",\"label\":", stdout);
    write_text(rule->label);
    printf(",\"line\":%" PRIu32, rule->line);
    write_steps("steps", rule->steps);
    write_steps("due_steps", rule->due_steps);
    write_steps("bytes", rule->bytes);
    fputs("}\n", stdout);
  }
}

/* ---- both --------------------------------------------------------------------------------------
 */

static int measure(const mops_agreement *agreement, Cost *cost) {
  if (mops_agreement_cost(agreement, &cost->whole, NULL) != MOPS_OK) return 0;
  cost->rules = calloc(cost->whole.rules + 1u, sizeof *cost->rules);
  return cost->rules && mops_agreement_cost(agreement, &cost->whole, cost->rules) == MOPS_OK;
}

void cost_print(Diagnostics *diagnostics, const Model *model, const char *path, int json) {
  size_t size;
  Cost cost = {.path = path};
  mops_problem problem;
  mops_agreement *agreement = NULL;
  unsigned char *image = image_build(model, diagnostics, &size);
  int fine = image && mops_agreement_load(image, size, NULL, &agreement, &problem) == MOPS_OK &&
             measure(agreement, &cost);
  if (!fine)
    fputs("mopsc: no memory left\n", stderr);
  else if (json)
    write_objects(&cost);
  else
    print_table(&cost);
  free(cost.rules);
  mops_agreement_free(agreement);
  free(image);
}
