/* A plain list: what it counts is rare, and the list is short. */
#include "runtime/io/tally.h"

#include <stdlib.h>
#include <string.h>

static TallyEntry *find(Tally *tally, const char *text, size_t length) {
  for (uint32_t i = 0; i < tally->count; i++)
    if (strncmp(tally->entries[i].text, text, length) == 0 &&
        tally->entries[i].text[length] == '\0')
      return &tally->entries[i];
  return NULL;
}

static TallyEntry *append(Tally *tally, const char *text, size_t length) {
  if (tally->count == TALLY_TEXTS) return NULL;
  if (tally->count == tally->room) {
    uint32_t room = tally->room * 2 + 16;
    TallyEntry *entries = realloc(tally->entries, room * sizeof *entries);
    if (entries == NULL) return NULL;
    tally->entries = entries;
    tally->room = room;
  }
  TallyEntry *entry = &tally->entries[tally->count++];
  memset(entry, 0, sizeof *entry);
  memcpy(entry->text, text, length);
  return entry;
}

void tally_add(Tally *tally, const char *text, size_t length, uint64_t times) {
  tally->total += times;
  int fits = length < TALLY_TEXT_SIZE && memchr(text, '\0', length) == NULL;
  TallyEntry *entry = fits ? find(tally, text, length) : NULL;
  if (entry == NULL && fits) entry = append(tally, text, length);
  if (entry != NULL) entry->times += times;
  else tally->others += times;
}

static int compare(const void *left, const void *right) {
  const TallyEntry *a = left, *b = right;
  if (a->times != b->times) return a->times < b->times ? 1 : -1;
  return strcmp(a->text, b->text);
}

void tally_sort(Tally *tally) {
  if (tally->count > 0) qsort(tally->entries, tally->count, sizeof *tally->entries, compare);
}

void tally_free(Tally *tally) {
  free(tally->entries);
  *tally = (Tally){0};
}
