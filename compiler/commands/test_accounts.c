#include "compiler/commands/test_accounts.h"

#include <stdio.h>
#include <string.h>

#include "compiler/commands/commands.h"
#include "compiler/commands/inputs.h"
#include "runtime/io/reader.h"

typedef struct {
  const mops_agreement *agreement;
  mops_engine *engine; /* what one engine refuses, all refuse */
  Arena *arena;
  List *records;
  const char *path;
} Accounts;

/* Returns 0 if the account is refused, which was said. */
static int take(const Accounts *accounts, const ReaderRecord *read) {
  const BuiltRecord *built = &read->built;
  mops_problem problem = {.text = ""};
  if (mops_engine_account(accounts->engine, built->record, &problem) != MOPS_OK) {
    /* all that an engine can refuse */
    command_print_bad(accounts->path, read->line, "domain", problem.text);
    return 0;
  }
  mops_record *record = arena_take(accounts->arena, built->record_size);
  memcpy(record, built->record, built->record_size);
  list_add(accounts->arena, accounts->records, record);
  return 1;
}

static int read_file(const Accounts *accounts) {
  Tally unlisted = {0};
  ReaderRecord read;
  ReaderResult result;
  InputOptions options = {.path = accounts->path, .accounts = 1, .at = MOPS_MISSING};
  options.format = format_of_path(accounts->path, FORMAT_JSON_LINES);
  Reader *reader = reader_open(accounts->agreement, &options, &unlisted);
  int status = STATUS_CLEAN;
  if (!reader) return command_unreadable(accounts->path);
  while ((result = reader_next(reader, &read)) == READER_RECORD || result == READER_BAD) {
    if (result == READER_BAD)
      command_print_bad(accounts->path, read.line, read.problem.field, read.problem.text);
    if (result == READER_BAD || !take(accounts, &read)) status = STATUS_FINDINGS;
  }
  if (result == READER_FAILED) {
    fprintf(stderr, "mopsc: %s: %s\n", accounts->path, read.problem.text);
    status = STATUS_UNREADABLE;
  }
  reader_close(reader);
  tally_free(&unlisted);
  return status;
}

int test_accounts_read(const mops_agreement *agreement, const List *paths, Arena *arena,
                       List *records) {
  Inputs inputs = {.command = "test", .accounts = *paths};
  Accounts accounts = {.agreement = agreement, .arena = arena, .records = records};
  int status = STATUS_CLEAN;
  if (!inputs_fit(&inputs, agreement)) return STATUS_USAGE;
  if (mops_engine_create(agreement, NULL, NULL, 0, &accounts.engine) != MOPS_OK)
    return STATUS_UNREADABLE;
  for (uint32_t i = 0; i < paths->count && status < STATUS_USAGE; i++) {
    accounts.path = paths->items[i];
    int worst = read_file(&accounts);
    if (worst > status) status = worst;
  }
  mops_engine_free(accounts.engine);
  return status;
}
