/* A group keeps one number of each lead: what it let through, or what its rules come to. */
#include "runtime/group.h"

#include "runtime/measure.h"
#include "runtime/vm.h"

int64_t group_room(const mops_agreement *agreement, const int64_t *lead, uint32_t group,
                   int64_t points) {
  const ImageGroup *row = agreement->GROUP + group;
  int64_t room = larger(0, minus(row->most, lead[row->slot]));
  return bounded(points, minus(0, room), room);
}

int64_t group_let(const mops_agreement *agreement, int64_t *lead, uint32_t group, int64_t points) {
  if (group == NONE) return points;
  int64_t let = group_room(agreement, lead, group, points);
  int64_t *sum = &lead[agreement->GROUP[group].slot];
  *sum = plus(*sum, let < 0 ? minus(0, let) : let);
  return let;
}

int64_t group_change(const mops_agreement *agreement, int64_t *lead, uint32_t group,
                     int64_t change) {
  if (group == NONE) return change;
  const ImageGroup *row = agreement->GROUP + group;
  int64_t *sum = &lead[row->slot], before = *sum;
  *sum = plus(before, change);
  return minus(group_bounded(row, *sum), group_bounded(row, before));
}

int64_t group_cut(const mops_agreement *agreement, const int64_t *lead, uint32_t group,
                  int64_t now) {
  const ImageGroup *row = agreement->GROUP + group;
  const ImageScore *score = agreement->SCORE + row->score;
  int64_t sum = lead[row->slot];
  for (uint32_t i = 0; i < score->each_count; i++) {
    const ImageEachRule *rule = agreement->EACH_RULE + score->each_first + i;
    if (rule->group == group) sum = plus(sum, times(rule->points, each_steps(rule, lead, now)));
  }
  return minus(group_bounded(row, sum), sum);
}

void groups_restart(const mops_agreement *agreement, int64_t *lead, const ImageScore *score) {
  MEASURE(score->group_count);
  for (uint32_t i = 0; i < score->group_count; i++) {
    const ImageGroup *row = agreement->GROUP + score->group_first + i;
    if (!row->read) lead[row->slot] = 0;
  }
}
