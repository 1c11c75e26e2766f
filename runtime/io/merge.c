/* Every event input holds one record ahead, its head; the leads stand in an array. Inputs are few,
 * so the earliest head is found by looking at each. */
#include "runtime/io/merge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/io/waiting.h"

typedef struct {
  int64_t at; /* of an account MOPS_MISSING, which is before all others */
  uint64_t order, line; /* order: in which they were read */
  uint32_t input;
  int rank; /* at one instant the lower comes first: 0 of the roster, 1 of leads */
  mops_record *record;
  char *key, *raw;
  size_t key_length, raw_length;
} StoredLead;

/* Leads live until the end of the run: their bytes come from large blocks. */
typedef struct Block {
  struct Block *before;
  char bytes[];
} Block;
enum { BLOCK_SIZE = 1024 * 1024 };

typedef struct {
  Reader *reader;
  Waiting *waiting; /* NULL: records come in order */
  ReaderRecord head;
  int has_head, at_end;
} Input;

struct Merge {
  const mops_agreement *agreement;
  const MergeOptions *options;
  Input *inputs;
  StoredLead *leads;
  size_t lead_count, lead_room, next_lead;
  Block *block;
  size_t block_used, block_size;
  uint64_t later;
  int leads_read;
  uint32_t held; /* the input whose head was given out, or NO_INPUT */
  const char *problem_path;
  const char *problem;
};

#define NO_INPUT UINT32_MAX

/* ---- opening ------------------------------------------------------------------------------- */

/* Records of an input are streamed, or it is read whole first. */
static int is_streamed(const Merge *merge, uint32_t number) {
  return merge->options->inputs[number].events && !merge->options->inputs[number].roster;
}

static int open_input(Merge *merge, uint32_t number) {
  const MergeOptions *options = merge->options;
  Input *input = &merge->inputs[number];
  input->reader = reader_open(merge->agreement, &options->inputs[number], options->unlisted);
  if (input->reader == NULL || !options->lateness || !is_streamed(merge, number))
    return input->reader != NULL;
  input->waiting = waiting_create(options->lateness, options->keep_raw);
  if (input->waiting == NULL) errno = ENOMEM;
  return input->waiting != NULL;
}

Merge *merge_open(const mops_agreement *agreement, const MergeOptions *options, uint32_t *failed) {
  *failed = options->count;
  Merge *merge = calloc(1, sizeof *merge);
  if (merge == NULL) return NULL;
  merge->agreement = agreement;
  merge->options = options;
  merge->held = NO_INPUT;
  merge->inputs = calloc(options->count + 1, sizeof *merge->inputs);
  for (uint32_t i = 0; merge->inputs != NULL && i < options->count; i++) {
    if (open_input(merge, i)) continue;
    int reason = errno;
    merge_close(merge);
    errno = reason;
    *failed = i;
    return NULL;
  }
  if (merge->inputs != NULL) return merge;
  merge_close(merge);
  errno = ENOMEM;
  return NULL;
}

void merge_close(Merge *merge) {
  if (merge == NULL) return;
  if (merge->inputs != NULL)
    for (uint32_t i = 0; i < merge->options->count; i++) {
      reader_close(merge->inputs[i].reader);
      waiting_free(merge->inputs[i].waiting);
    }
  while (merge->block != NULL) {
    Block *before = merge->block->before;
    free(merge->block);
    merge->block = before;
  }
  free(merge->leads);
  free(merge->inputs);
  free(merge);
}

const char *merge_problem(const Merge *merge, const char **path) {
  *path = merge->problem_path;
  return merge->problem;
}

uint64_t merge_later(const Merge *merge) { return merge->later; }

void merge_count_ignored(const Merge *merge, Tally *ignored) {
  for (uint32_t i = 0; i < merge->options->count; i++)
    reader_count_ignored(merge->inputs[i].reader, ignored);
}

static MergeResult fail(Merge *merge, uint32_t input, const char *problem) {
  merge->problem_path = merge->options->inputs[input].path;
  merge->problem = problem;
  return MERGE_FAILED;
}

/* ---- one input ----------------------------------------------------------------------------- */

/* Reads on to the next good record that is not after the end of time. */
static MergeResult read_record(Merge *merge, uint32_t number) {
  const MergeOptions *options = merge->options;
  Input *input = &merge->inputs[number];
  for (;;) {
    ReaderRecord *head = &input->head;
    switch (reader_next(input->reader, head)) {
    case READER_END: return MERGE_END;
    case READER_FAILED: return fail(merge, number, head->problem.text);
    case READER_BAD: {
      SetAside bad = {.path = options->inputs[number].path,
                      .line = head->line,
                      .problem = &head->problem,
                      .raw = head->raw,
                      .raw_length = head->raw_length,
                      .key = head->built.key,
                      .key_length = head->built.key_length};
      if (options->set_aside(options->host, &bad) != 0) return MERGE_STOPPED;
      break;
    }
    case READER_RECORD:
      if (options->until == MOPS_MISSING || head->built.record->at <= options->until)
        return MERGE_RECORD;
      merge->later++;
    }
  }
}

/* The next record of an input whose records wait for those that come late. */
static MergeResult take_waiting(Merge *merge, uint32_t number) {
  Input *input = &merge->inputs[number];
  while (!waiting_take(input->waiting, input->at_end, &input->head)) {
    if (input->at_end) return MERGE_END;
    MergeResult result = read_record(merge, number);
    if (result == MERGE_END)
      input->at_end = 1;
    else if (result != MERGE_RECORD)
      return result;
    else if (!waiting_add(input->waiting, &input->head))
      return fail(merge, number, "no memory left for records that wait; shorten --lateness");
  }
  return MERGE_RECORD;
}

static MergeResult read_head(Merge *merge, uint32_t number) {
  Input *input = &merge->inputs[number];
  MergeResult result = input->waiting ? take_waiting(merge, number) : read_record(merge, number);
  input->has_head = result == MERGE_RECORD;
  return result;
}

SetAside merge_refused(const Merge *merge, const MergedRecord *record, const mops_problem *problem,
                       RecordProblem *reason) {
  mops_field_info field = {.name = ""};
  if (problem->field != MOPS_NOT_FOUND)
    mops_field_describe(merge->agreement, record->built.record->type, problem->field, &field);
  mops_account_info account = {.prefix = 0};
  if (record->built.account) mops_account_describe(merge->agreement, &account);
  record_problem(reason, field.name + account.prefix, "%s", problem->text);
  return (SetAside){.path = record->path,
                    .line = record->line,
                    .problem = reason,
                    .raw = record->raw,
                    .raw_length = record->raw_length,
                    .key = record->built.key,
                    .key_length = record->built.key_length};
}

/* ---- leads --------------------------------------------------------------------------------- */

/* A copy that lives as long as the merge, aligned to 8. NULL: no memory. */
static void *store(Merge *merge, const void *bytes, size_t length) {
  size_t size = (length + 7) & ~(size_t)7;
  if (merge->block == NULL || merge->block_size - merge->block_used < size) {
    size_t block_size = size > BLOCK_SIZE ? size : BLOCK_SIZE;
    Block *block = malloc(sizeof *block + block_size);
    if (block == NULL) return NULL;
    block->before = merge->block;
    merge->block = block;
    merge->block_size = block_size;
    merge->block_used = 0;
  }
  char *copy = merge->block->bytes + merge->block_used;
  if (length > 0) memcpy(copy, bytes, length);
  merge->block_used += size;
  return copy;
}

static int store_lead(Merge *merge, uint32_t input, const ReaderRecord *head) {
  if (merge->lead_count == merge->lead_room) {
    size_t room = merge->lead_room * 2 + 1024;
    StoredLead *leads = realloc(merge->leads, room * sizeof *leads);
    if (leads == NULL) return 0;
    merge->leads = leads;
    merge->lead_room = room;
  }
  const BuiltRecord *built = &head->built;
  StoredLead *lead = &merge->leads[merge->lead_count];
  *lead = (StoredLead){.at = built->record->at, .order = merge->lead_count, .line = head->line,
                       .input = input, .key_length = built->key_length,
                       .rank = !merge->options->inputs[input].roster};
  lead->record =
      store(merge, built->record, mops_record_size(merge->agreement, built->record->type));
  lead->key = store(merge, built->key, built->key_length);
  if (lead->record == NULL || lead->key == NULL) return 0;
  if (merge->options->keep_raw) {
    lead->raw_length = head->raw_length;
    lead->raw = store(merge, head->raw, head->raw_length);
    if (lead->raw == NULL) return 0;
  }
  merge->lead_count++;
  return 1;
}

static int compare_leads(const void *left, const void *right) {
  const StoredLead *a = left, *b = right;
  if (a->at != b->at) return a->at < b->at ? -1 : 1;
  if (a->rank != b->rank) return a->rank - b->rank;
  return a->order < b->order ? -1 : a->order > b->order;
}

static MergeResult read_leads(Merge *merge, uint32_t number) {
  MergeResult result;
  while ((result = read_head(merge, number)) == MERGE_RECORD)
    if (!store_lead(merge, number, &merge->inputs[number].head))
      return fail(merge, number, "no memory left for so many leads");
  return result;
}

/* All leads, and the first event of each input. */
static MergeResult start(Merge *merge) {
  const MergeOptions *options = merge->options;
  for (uint32_t i = 0; i < options->count; i++) {
    MergeResult result = is_streamed(merge, i) ? read_head(merge, i) : read_leads(merge, i);
    if (result == MERGE_STOPPED || result == MERGE_FAILED) return result;
  }
  if (merge->lead_count > 0)
    qsort(merge->leads, merge->lead_count, sizeof *merge->leads, compare_leads);
  merge->leads_read = 1;
  return MERGE_RECORD;
}

/* ---- in order ------------------------------------------------------------------------------ */

static uint32_t earliest_event(const Merge *merge) {
  uint32_t earliest = NO_INPUT;
  int64_t at = 0;
  for (uint32_t i = 0; i < merge->options->count; i++) {
    const Input *input = &merge->inputs[i];
    if (!input->has_head || !is_streamed(merge, i)) continue;
    if (earliest != NO_INPUT && input->head.built.record->at >= at) continue;
    earliest = i;
    at = input->head.built.record->at;
  }
  return earliest;
}

static void give_lead(Merge *merge, MergedRecord *record) {
  const StoredLead *lead = &merge->leads[merge->next_lead++];
  const InputOptions *input = &merge->options->inputs[lead->input];
  *record = (MergedRecord){.built = {.record = lead->record, .account = input->accounts,
                                     .key = lead->key, .key_length = lead->key_length},
                           .path = input->path,
                           .line = lead->line,
                           .raw = lead->raw,
                           .raw_length = lead->raw_length};
}

static void give_event(Merge *merge, uint32_t number, MergedRecord *record) {
  const ReaderRecord *head = &merge->inputs[number].head;
  *record = (MergedRecord){.built = head->built,
                           .path = merge->options->inputs[number].path,
                           .line = head->line,
                           .raw = head->raw,
                           .raw_length = head->raw_length};
  merge->held = number;
}

MergeResult merge_next(Merge *merge, MergedRecord *record) {
  MergeResult result = MERGE_RECORD;
  if (!merge->leads_read) result = start(merge);
  else if (merge->held != NO_INPUT) result = read_head(merge, merge->held);
  merge->held = NO_INPUT;
  if (result == MERGE_STOPPED || result == MERGE_FAILED) return result;
  uint32_t event = earliest_event(merge);
  int leads_left = merge->next_lead < merge->lead_count;
  if (event == NO_INPUT && !leads_left) return MERGE_END;
  if (leads_left && (event == NO_INPUT || merge->leads[merge->next_lead].at <=
                                              merge->inputs[event].head.built.record->at))
    give_lead(merge, record);
  else
    give_event(merge, event, record);
  return MERGE_RECORD;
}
