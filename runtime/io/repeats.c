/* A queue in the order of time, and a hash table of its places. Both have a power of two of places,
 * the table twice as many. */
#include "runtime/io/repeats.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 256 };

typedef struct {
  uint64_t fingerprint;
  int64_t at;
} Came;

struct Repeats {
  int64_t window, last; /* last: of the latest that is remembered */
  Came *queue;     /* a ring of `room` */
  uint64_t *table; /* open addressing: number in the queue's history + 1, or 0 */
  size_t room;
  uint64_t first, next; /* numbers of those that are remembered: first .. next - 1 */
};

Repeats *repeats_create(int64_t window) {
  Repeats *repeats = calloc(1, sizeof *repeats);
  if (repeats == NULL) return NULL;
  repeats->window = window;
  repeats->last = INT64_MIN;
  repeats->room = FIRST_ROOM;
  repeats->queue = calloc(repeats->room, sizeof *repeats->queue);
  repeats->table = calloc(repeats->room * 2, sizeof *repeats->table);
  if (repeats->queue != NULL && repeats->table != NULL) return repeats;
  repeats_free(repeats);
  return NULL;
}

void repeats_free(Repeats *repeats) {
  if (repeats == NULL) return;
  free(repeats->queue);
  free(repeats->table);
  free(repeats);
}

size_t repeats_count(const Repeats *repeats) {
  return (size_t)(repeats->next - repeats->first);
}

/* Each word is mixed in whole, and the length, so that no id is the beginning of another. */
uint64_t repeats_fingerprint(const char *id, size_t length) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ length;
  while (length > 0) {
    uint64_t word = 0;
    size_t taken = length < 8 ? length : 8;
    for (size_t i = 0; i < taken; i++) word = word << 8 | (unsigned char)id[i];
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    hash ^= hash >> 32;
    id += taken;
    length -= taken;
  }
  hash *= UINT64_C(0xD6E8FEB86659FD93);
  return hash ^ hash >> 32;
}

static Came *came_at(const Repeats *repeats, uint64_t number) {
  return &repeats->queue[number & (repeats->room - 1)];
}

/* The place of a fingerprint in the table: its own, or the free one where it belongs. */
static uint64_t *place_of(const Repeats *repeats, uint64_t fingerprint) {
  size_t mask = repeats->room * 2 - 1;
  for (size_t place = fingerprint & mask;; place = (place + 1) & mask) {
    uint64_t *number = &repeats->table[place];
    if (*number == 0 || came_at(repeats, *number - 1)->fingerprint == fingerprint) return number;
  }
}

/* Those after it, up to the next gap, may stand where they do because of it: they are put in again.
 */
static void forget_first(Repeats *repeats) {
  size_t mask = repeats->room * 2 - 1;
  uint64_t *place = place_of(repeats, came_at(repeats, repeats->first)->fingerprint);
  *place = 0;
  for (size_t i = (size_t)(place - repeats->table + 1) & mask; repeats->table[i] != 0;
       i = (i + 1) & mask) {
    uint64_t number = repeats->table[i];
    repeats->table[i] = 0;
    *place_of(repeats, came_at(repeats, number - 1)->fingerprint) = number;
  }
  repeats->first++;
}

int repeats_came(const Repeats *repeats, uint64_t fingerprint, int64_t at) {
  uint64_t number = *place_of(repeats, fingerprint);
  return number != 0 && at - repeats->window < came_at(repeats, number - 1)->at;
}

static int grow(Repeats *repeats) {
  Repeats larger = *repeats;
  larger.room *= 2;
  larger.queue = calloc(larger.room, sizeof *larger.queue);
  larger.table = calloc(larger.room * 2, sizeof *larger.table);
  if (larger.queue == NULL || larger.table == NULL) {
    free(larger.queue);
    free(larger.table);
    return 0;
  }
  for (uint64_t number = repeats->first; number < repeats->next; number++) {
    *came_at(&larger, number) = *came_at(repeats, number);
    *place_of(&larger, came_at(repeats, number)->fingerprint) = number + 1;
  }
  free(repeats->queue);
  free(repeats->table);
  *repeats = larger;
  return 1;
}

int repeats_remember(Repeats *repeats, uint64_t fingerprint, int64_t at) {
  if (at > repeats->last) repeats->last = at;
  while (repeats->first < repeats->next &&
         came_at(repeats, repeats->first)->at <= repeats->last - repeats->window)
    forget_first(repeats);
  if (repeats_count(repeats) == repeats->room && !grow(repeats)) return 0;
  *came_at(repeats, repeats->next) = (Came){fingerprint, repeats->last};
  *place_of(repeats, fingerprint) = ++repeats->next;
  return 1;
}
