/* Rings: the latest instants of what happens, as many as there are slots. The n-th latest of
 * `total` stands at (total - n) % size. */
#ifndef MOPS_RING_H
#define MOPS_RING_H

#include "runtime/image.h"
#include "runtime/measure.h"
#include "runtime/number.h"

static inline int64_t ring_at(const int64_t *ring, uint32_t size, int64_t total, int64_t place) {
  return ring[(uint64_t)minus(total, place) % size];
}

/* Two rings of one size, read from the latest instant of both on. place: how many were read. */
typedef struct {
  const int64_t *ring[2];
  int64_t total[2], place[2];
  uint32_t size;
} RingPair;

/* Returns 0 when there is no more. */
static inline int ring_pair_next(RingPair *pair, int64_t *instant) {
  int64_t next[2] = {VALUE_MISSING, VALUE_MISSING};
  MEASURE(1);
  for (int i = 0; i < 2; i++)
    if (pair->place[i] < smaller(pair->total[i], pair->size))
      next[i] = ring_at(pair->ring[i], pair->size, pair->total[i], pair->place[i] + 1);
  int second = next[1] > next[0];
  *instant = next[second];
  pair->place[second]++;
  return *instant != VALUE_MISSING;
}

/* latest: instants from the latest on, at most as many as the ring has slots. */
static inline void ring_fill(int64_t *ring, uint32_t size, int64_t total, const int64_t *latest,
                             uint32_t count) {
  MEASURE(2 * (int64_t)size);
  for (uint32_t i = 0; i < size; i++) ring[i] = VALUE_MISSING;
  for (uint32_t i = 0; i < count; i++) ring[(uint64_t)minus(total, i + 1) % size] = latest[i];
}

/* A ring takes over the latest of both. room: for as many instants as it has slots. */
static inline void ring_join(int64_t *ring, int64_t total, const int64_t *other,
                             int64_t other_total, uint32_t size, int64_t *room) {
  RingPair pair = {{ring, other}, {total, other_total}, {0, 0}, size};
  uint32_t count = 0;
  while (count < size && ring_pair_next(&pair, room + count)) count++;
  ring_fill(ring, size, plus(total, other_total), room, count);
}

#endif
