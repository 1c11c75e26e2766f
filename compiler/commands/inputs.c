/* Files of records on a command line. */
#include "compiler/commands/inputs.h"

#include <string.h>

#include "compiler/check.h"
#include "runtime/duration.h"

void inputs_options(Inputs *inputs, Option *options) {
  const Option mine[INPUT_OPTIONS] = {{.name = "--accounts", .values = &inputs->accounts},
                                      {.name = "--roster", .values = &inputs->roster},
                                      {.name = "--leads", .values = &inputs->leads},
                                      {.name = "--events", .values = &inputs->events},
                                      {.name = "--format", .value = &inputs->format_name},
                                      {.name = "--time-column", .values = &inputs->time_columns},
                                      {.name = "--time-format", .values = &inputs->time_formats},
                                      {.name = "--at", .value = &inputs->at},
                                      {.name = "--lateness", .value = &inputs->lateness_given},
                                      {.name = "--repeats", .value = &inputs->repeats},
                                      {.name = "--zoneinfo", .value = &inputs->zoneinfo}};
  memcpy(options, mine, sizeof mine);
}

/* none: what no time at all means. */
static int read_length(const Inputs *inputs, const char *option, const char *text, const char *none,
                       int64_t *length) {
  if (duration_parse(text, strlen(text), length) && *length <= DURATION_MAX) return 1;
  command_misused(inputs->command,
                  "%s takes a length of time such as \"36 hours\" (\"0 seconds\": %s), not \"%s\"",
                  option, none, text);
  return 0;
}

static int read_lengths(Inputs *inputs) {
  const char *repeats = inputs->repeats ? inputs->repeats : "1 day";
  const char *lateness = inputs->lateness_given ? inputs->lateness_given : "0 seconds";
  return read_length(inputs, "--repeats", repeats, "no id is looked at", &inputs->repeats_window) &&
         read_length(inputs, "--lateness", lateness, "events come in order", &inputs->lateness);
}

int inputs_feed(const Inputs *inputs, const mops_agreement *agreement, mops_engine *engine,
                Feed *feed) {
  *feed = (Feed){.agreement = agreement, .engine = engine};
  if (inputs->repeats_window == 0) return 1;
  feed->repeats = repeats_create(inputs->repeats_window);
  return feed->repeats != NULL;
}

static int read_choices(Inputs *inputs) {
  if (!read_lengths(inputs)) return 0;
  inputs->format = FORMAT_JSON_LINES;
  if (inputs->format_name) {
    int choice = command_choice(inputs->command, "--format", inputs->format_name, "jsonl|csv");
    if (choice < 0) return 0;
    inputs->format = choice == 0 ? FORMAT_JSON_LINES : FORMAT_CSV;
  }
  inputs->until = MOPS_MISSING;
  if (!inputs->at || mops_instant_parse(inputs->at, strlen(inputs->at), &inputs->until) == MOPS_OK)
    return 1;
  command_misused(inputs->command, "--at takes an instant such as 2026-10-05T14:00:00Z, not \"%s\"",
                  inputs->at);
  return 0;
}

/* kind: what kind of records they have. */
static void add_files(Inputs *inputs, const List *paths, InputOptions kind) {
  for (uint32_t i = 0; i < paths->count; i++) {
    InputOptions *file = &inputs->files[inputs->count++];
    *file = kind;
    file->path = paths->items[i];
    file->format = inputs->format;
    file->at = inputs->until;
    file->elsewhere = library_with_event;
  }
}

static int set_time_column(const Inputs *inputs, InputOptions *file, const char *value) {
  file->time_column = value;
  if (value[0]) return 1;
  command_misused(inputs->command, "--time-column %s: needs the name of a column", file->path);
  return 0;
}

static int set_time_format(const Inputs *inputs, InputOptions *file, const char *value) {
  static const TimeFormat formats[] = {TIME_RFC3339, TIME_SECONDS, TIME_MILLISECONDS};
  int choice = command_choice(inputs->command, "--time-format FILE:FORMAT", value,
                              "rfc3339|seconds|milliseconds");
  if (choice < 0) return 0;
  file->time_format = formats[choice];
  return 1;
}

/* FILE:VALUE for all inputs of that name. Paths may have colons: so they say where VALUE begins. */
static int set_for_file(Inputs *inputs, const char *option, const char *argument,
                        int (*set)(const Inputs *inputs, InputOptions *file, const char *value)) {
  int found = 0;
  for (uint32_t i = 0; i < inputs->count; i++) {
    InputOptions *file = &inputs->files[i];
    size_t length = strlen(file->path);
    if (file->accounts || strncmp(argument, file->path, length) != 0 || argument[length] != ':')
      continue;
    if (!set(inputs, file, argument + length + 1)) return 0;
    found = 1;
  }
  if (found) return 1;
  command_misused(inputs->command,
                  "%s takes FILE:VALUE, with a FILE of --roster, --leads or --events as it "
                  "is written there, not \"%s\"",
                  option, argument);
  return 0;
}

int inputs_resolve(Inputs *inputs, Arena *arena) {
  uint32_t standard = 0;
  if (!read_choices(inputs)) return 0;
  if (inputs->leads.count + inputs->events.count == 0)
    return command_misused(inputs->command, "nothing to read: add --leads FILE or --events FILE"),
           0;
  uint32_t files =
      inputs->accounts.count + inputs->roster.count + inputs->leads.count + inputs->events.count;
  inputs->files = arena_take(arena, files * sizeof *inputs->files);
  add_files(inputs, &inputs->accounts, (InputOptions){.accounts = 1});
  add_files(inputs, &inputs->roster, (InputOptions){.events = 1, .roster = 1});
  add_files(inputs, &inputs->leads, (InputOptions){.events = 0});
  add_files(inputs, &inputs->events, (InputOptions){.events = 1});
  for (uint32_t i = 0; i < inputs->count; i++) standard += strcmp(inputs->files[i].path, "-") == 0;
  if (standard > 1)
    return command_misused(inputs->command, "standard input (-) can be read only once"), 0;
  for (uint32_t i = 0; i < inputs->time_columns.count; i++)
    if (!set_for_file(inputs, "--time-column", inputs->time_columns.items[i], set_time_column))
      return 0;
  for (uint32_t i = 0; i < inputs->time_formats.count; i++)
    if (!set_for_file(inputs, "--time-format", inputs->time_formats.items[i], set_time_format))
      return 0;
  return 1;
}

int inputs_fit(const Inputs *inputs, const mops_agreement *agreement) {
  mops_account_info account;
  mops_field_info field = {.name = ""}, other = {.name = ""};
  mops_account_describe(agreement, &account);
  if (inputs->accounts.count == 0) return 1;
  if (account.domain == MOPS_NOT_FOUND)
    return command_misused(inputs->command,
                           "--accounts needs a field of the lead that accounts fill, a record with "
                           "a domain, such as `record company { domain: domain }`"),
           0;
  if (account.other == MOPS_NOT_FOUND) return 1;
  mops_field_describe(agreement, 0, account.domain, &field);
  mops_field_describe(agreement, 0, account.other, &other);
  return command_misused(inputs->command,
                         "--accounts needs one record with a domain in the lead, and there is both "
                         "%s and %s",
                         field.name, other.name),
         0;
}
