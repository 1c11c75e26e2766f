#include "runtime/io/waiting.h"

#include <stdlib.h>
#include <string.h>

/* A record with all that belongs to it, in one piece. */
typedef struct {
  int64_t at;
  uint64_t line;
  size_t record_size, key_length, into_length, id_length, raw_length;
  char bytes[]; /* of the record, the key, into, the id and raw */
} Copy;

struct Waiting {
  int64_t lateness, latest;
  int keep_raw, has_latest;
  Copy **heap; /* from 0: the earliest; those of i stand at 2 i + 1 and 2 i + 2 */
  size_t count, room;
  Copy *given;
};

Waiting *waiting_create(int64_t lateness, int keep_raw) {
  Waiting *waiting = calloc(1, sizeof *waiting);
  if (waiting == NULL) return NULL;
  waiting->lateness = lateness;
  waiting->keep_raw = keep_raw;
  return waiting;
}

void waiting_free(Waiting *waiting) {
  if (waiting == NULL) return;
  for (size_t i = 0; i < waiting->count; i++) free(waiting->heap[i]);
  free(waiting->given);
  free(waiting->heap);
  free(waiting);
}

/* ---- copies -------------------------------------------------------------------------------- */

static char *put(char *at, const void *bytes, size_t length) {
  if (length) memcpy(at, bytes, length);
  return at + length;
}

static Copy *copy_of(const Waiting *waiting, const ReaderRecord *record) {
  const BuiltRecord *built = &record->built;
  size_t raw_length = waiting->keep_raw ? record->raw_length : 0;
  size_t size =
      built->record_size + built->key_length + built->into_length + built->id_length + raw_length;
  Copy *copy = malloc(sizeof *copy + size);
  if (copy == NULL) return NULL;
  *copy = (Copy){built->record->at,  record->line,     built->record_size, built->key_length,
                 built->into_length, built->id_length, raw_length};
  char *at = put(copy->bytes, built->record, built->record_size);
  at = put(at, built->key, built->key_length);
  at = put(at, built->into, built->into_length);
  at = put(at, built->id, built->id_length);
  put(at, record->raw, raw_length);
  return copy;
}

static void show(const Waiting *waiting, const Copy *copy, ReaderRecord *record) {
  const char *key = copy->bytes + copy->record_size, *into = key + copy->key_length;
  const char *id = into + copy->into_length, *raw = id + copy->id_length;
  *record = (ReaderRecord){.built = {.record = (const mops_record *)(const void *)copy->bytes,
                                     .record_size = copy->record_size,
                                     .key = key,
                                     .key_length = copy->key_length,
                                     .into = copy->into_length ? into : NULL,
                                     .into_length = copy->into_length,
                                     .id = copy->id_length ? id : NULL,
                                     .id_length = copy->id_length},
                           .line = copy->line,
                           .raw = waiting->keep_raw ? raw : NULL,
                           .raw_length = copy->raw_length};
}

/* ---- the earliest first -------------------------------------------------------------------- */

static int is_before(const Copy *a, const Copy *b) {
  return a->at != b->at ? a->at < b->at : a->line < b->line;
}

int waiting_add(Waiting *waiting, const ReaderRecord *record) {
  if (waiting->count == waiting->room) {
    size_t room = waiting->room * 2 + 64;
    Copy **heap = realloc(waiting->heap, room * sizeof(Copy *));
    if (heap == NULL) return 0;
    waiting->heap = heap;
    waiting->room = room;
  }
  Copy *copy = copy_of(waiting, record);
  if (copy == NULL) return 0;
  if (!waiting->has_latest || copy->at > waiting->latest) waiting->latest = copy->at;
  waiting->has_latest = 1;
  size_t place = waiting->count++;
  for (; place && is_before(copy, waiting->heap[(place - 1) / 2]); place = (place - 1) / 2)
    waiting->heap[place] = waiting->heap[(place - 1) / 2];
  waiting->heap[place] = copy;
  return 1;
}

static Copy *take_first(Waiting *waiting) {
  Copy *first = waiting->heap[0], *last = waiting->heap[--waiting->count];
  size_t place = 0;
  for (;;) {
    size_t next = 2 * place + 1;
    if (next + 1 < waiting->count && is_before(waiting->heap[next + 1], waiting->heap[next]))
      next++;
    if (next >= waiting->count || !is_before(waiting->heap[next], last)) break;
    waiting->heap[place] = waiting->heap[next];
    place = next;
  }
  waiting->heap[place] = last;
  return first;
}

int waiting_take(Waiting *waiting, int at_end, ReaderRecord *record) {
  if (!waiting->count) return 0;
  if (!at_end && waiting->latest - waiting->heap[0]->at < waiting->lateness) return 0;
  free(waiting->given);
  waiting->given = take_first(waiting);
  show(waiting, waiting->given, record);
  return 1;
}
