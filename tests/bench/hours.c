/* How long adding open time takes, with a calendar of an agreement.
 *
 *   hours IMAGE REPETITIONS
 *
 * Adds 4 open hours to a million instants, spread by chance over three years, so that nothing of
 * one helps the next. Prints a line for each repetition, `hours COUNT NANOSECONDS`. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "runtime/agreement.h"

enum { COUNT = 1000000, ROOM = 1 << 20 };

static void give_up(const char *what) {
  fprintf(stderr, "hours: %s\n", what);
  exit(1);
}

static double now(void) {
  struct timespec instant;
  clock_gettime(CLOCK_MONOTONIC, &instant);
  return (double)instant.tv_sec * 1e9 + (double)instant.tv_nsec;
}

static mops_agreement *load(const char *path) {
  static _Alignas(8) char image[ROOM];
  mops_agreement *agreement;
  mops_problem problem;
  FILE *file = fopen(path, "rb");
  if (file == NULL) give_up("cannot open the image");
  size_t size = fread(image, 1, ROOM, file);
  fclose(file);
  if (mops_agreement_load(image, size, NULL, &agreement, &problem) != MOPS_OK)
    give_up(problem.text);
  return agreement;
}

int main(int count, char **arguments) {
  if (count != 3) give_up("usage: hours IMAGE REPETITIONS");
  const int64_t first = INT64_C(1767225600000), three_years = INT64_C(3) * 365 * 86400000;
  mops_agreement *agreement = load(arguments[1]);
  int64_t *instants = malloc(COUNT * sizeof *instants), sum = 0;
  if (instants == NULL) give_up("no memory left");
  uint64_t state = 3;
  for (int i = 0; i < COUNT; i++) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    instants[i] = first + (int64_t)((state >> 11) % (uint64_t)three_years);
  }
  for (int repetition = 0; repetition < atoi(arguments[2]); repetition++) {
    double start = now();
    sum = 0;
    for (int i = 0; i < COUNT; i++)
      sum ^= open_time_add(agreement->open_times, instants[i], INT64_C(4) * 3600000);
    printf("hours %d %.0f\n", COUNT, now() - start);
  }
  printf("# the instants that 4 business hours later gave, exclusively or-ed: %lld\n",
         (long long)sum);
  free(instants);
  mops_agreement_free(agreement);
  return 0;
}
