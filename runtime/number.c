/* The one rounding rule of the language: half to even, once per step. */
#include "runtime/number.h"

__extension__ typedef __int128 Wide;

int64_t number_scale(int64_t a, int64_t numerator, int64_t denominator) {
  Wide product = (Wide)a * numerator;
  Wide quotient = product / denominator, rest = product % denominator;
  if (rest < 0) { /* make it a floor division, so that the rest is never negative */
    quotient--;
    rest += denominator;
  }
  if (rest * 2 > denominator || (rest * 2 == denominator && (quotient & 1))) quotient++;
  return (int64_t)(uint64_t)quotient;
}
