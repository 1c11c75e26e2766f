/* The VM's loop. Instructions come verified: every register was written before it is read, every
 * index is in range, skips go forward only, so a block ends after at most as many steps as it has
 * instructions. */
#include "runtime/vm.h"

#include "runtime/history.h"
#include "runtime/measure.h"
#include "runtime/number.h"
#include "runtime/rare.h"

int64_t each_steps(const ImageEachRule *rule, const int64_t *lead, int64_t now) {
  int64_t anchor = lead[rule->anchor];
  if (anchor == VALUE_MISSING) return 0;
  int64_t passed = minus(now, anchor);
  if (passed < rule->period) return 0;
  return smaller(passed / rule->period, rule->at_most);
}

/* What the steps of one group, whose rules stand side by side from `first` on, add to what its other
 * rules come to. */
static int64_t group_steps(const mops_agreement *agreement, const int64_t *lead,
                           const ImageEachRule *first, const ImageEachRule *end, int64_t now) {
  const ImageGroup *group = agreement->GROUP + first->group;
  int64_t others = lead[group->slot], sum = others;
  for (const ImageEachRule *rule = first; rule < end && rule->group == first->group; rule++)
    sum = plus(sum, times(rule->points, each_steps(rule, lead, now)));
  return minus(group_bounded(group, sum), group_bounded(group, others));
}

/* All steps from a rule on, of which the first is in a group. */
static APART int64_t grouped_steps(const mops_agreement *agreement, const int64_t *lead,
                                   const ImageEachRule *first, const ImageEachRule *end,
                                   int64_t now) {
  int64_t points = 0;
  for (const ImageEachRule *rule = first; rule < end; rule++) {
    if (rule->group == NONE)
      points = plus(points, times(rule->points, each_steps(rule, lead, now)));
    else if (rule == first || rule[-1].group != rule->group)
      points = plus(points, group_steps(agreement, lead, rule, end, now));
  }
  return points;
}

int64_t score_read_whole(const mops_agreement *agreement, const int64_t *lead, uint32_t score,
                         int64_t now) {
  const ImageScore *row = agreement->SCORE + score;
  int64_t value = plus(lead[row->slot + SCORE_ACCUMULATED], lead[row->slot + SCORE_FACTS]);
  const ImageEachRule *rule = agreement->EACH_RULE + row->each_first, *end = rule + row->each_count;
  for (; rule < end; rule++) {
    if (rule->group != NONE) return plus(value, grouped_steps(agreement, lead, rule, end, now));
    value = plus(value, times(rule->points, each_steps(rule, lead, now)));
  }
  return value;
}

int64_t score_read(const mops_agreement *agreement, const int64_t *lead, uint32_t score, int64_t now) {
  const ImageScore *row = agreement->SCORE + score;
  return bounded(score_read_whole(agreement, lead, score, now), row->shown_low, row->shown_high);
}

static inline int in_set(const mops_agreement *agreement, int64_t set, int64_t value) {
  const ImageSet *row = agreement->SET + set;
  uint64_t bit = (uint64_t)value - (uint64_t)row->low;
  if (bit >= (uint64_t)row->count * 64) return 0;
  return (int)((uint64_t)agreement->WORD[row->first + (bit >> 6)].bits >> (bit & 63)) & 1;
}

/* A result that an agreement's own code can't reach, but a forged image can: missing. */
static inline int64_t kept(int64_t value) {
  return value < -VALUE_LIMIT || value > VALUE_LIMIT ? VALUE_MISSING : value;
}

#define KNOWN(value) ((value) != VALUE_MISSING)
#define OTHER r[i->d]
/* Both senses of one test. */
#define TEST(name, holds)                \
  case OP_UNLESS_##name:                 \
    if (!(holds)) i += i->c;             \
    break;                               \
  case OP_IF_##name:                     \
    if (holds) i += i->c;                \
    break;
/* An operation that is missing if an operand is. */
#define BOTH(name, result)                                                   \
  case OP_##name:                                                            \
    r[i->c] = KNOWN(source) && KNOWN(OTHER) ? (result) : VALUE_MISSING;      \
    break;
#define ONE(name, result)                                   \
  case OP_##name:                                           \
    r[i->c] = KNOWN(source) ? (result) : VALUE_MISSING;     \
    break;

int64_t vm_run(const VmInput *input, uint32_t block) {
  const mops_agreement *agreement = input->agreement;
  int64_t r[MAX_REGISTERS];
  const int64_t *const spaces[SPACES] = {r, input->lead, input->event, &input->now};
  for (const ImageCode *i = agreement->CODE + agreement->BLOCK[block].first;; i++) {
    int64_t source;
    MEASURE(i->op == OP_READ_HISTORY ? HISTORY_COST : 1);
    switch (i->op) { /* those without a source */
    case OP_SKIP: i += i->c; continue;
    case OP_CONSTANT: r[i->c] = i->d; continue;
    case OP_READ_SCORE:
      r[i->c] = score_read(agreement, input->lead, (uint32_t)i->d, input->now);
      continue;
    case OP_READ_HISTORY:
      r[i->c] = history_number(agreement->HISTORY + i->d, input->lead, input->now);
      continue;
    case OP_EVALUATE: r[i->c] = vm_run(input, (uint32_t)i->d); continue;
    case OP_RETURN_CONSTANT: return i->d;
    default: source = spaces[i->a][i->b];
    }
    switch (i->op) {
      TEST(EQUAL, source == i->d && KNOWN(source))
      TEST(DIFFERENT, KNOWN(source) && source != i->d)
      TEST(AT_MOST, KNOWN(source) && source <= i->d)
      TEST(AT_LEAST, source >= i->d && KNOWN(source))
      TEST(IN, KNOWN(source) && in_set(agreement, i->d, source))
      TEST(OUTSIDE, KNOWN(source) && !in_set(agreement, i->d, source))
      TEST(HAS, KNOWN(source) && (source & i->d))
      TEST(LACKS, KNOWN(source) && !(source & i->d))
      TEST(EQUAL_REG, KNOWN(source) && source == OTHER)
      TEST(DIFFERENT_REG, KNOWN(source) && KNOWN(OTHER) && source != OTHER)
      TEST(LESS_REG, KNOWN(source) && KNOWN(OTHER) && source < OTHER)
      TEST(AT_MOST_REG, KNOWN(source) && KNOWN(OTHER) && source <= OTHER)
      TEST(KNOWN, KNOWN(source))
      TEST(MISSING, !KNOWN(source))
      BOTH(ADD, kept(plus(source, OTHER)))
      BOTH(SUBTRACT, kept(minus(source, OTHER)))
      BOTH(MINIMUM, smaller(source, OTHER))
      BOTH(MAXIMUM, larger(source, OTHER))
      ONE(ADD_CONSTANT, kept(plus(source, i->d)))
      ONE(SCALE, kept(number_scale(source, agreement->RATIO[i->d].numerator,
                                   agreement->RATIO[i->d].denominator)))
      ONE(AGE, minus(input->now, source))
    case OP_LOAD: r[i->c] = source; break;
    case OP_ELSE: r[i->c] = KNOWN(source) ? source : OTHER; break;
    case OP_RETURN: return source;
    default: return VALUE_MISSING; /* the verifier lets no other operation through */
    }
  }
}
