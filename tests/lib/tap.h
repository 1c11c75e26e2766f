/* TAP (Test Anything Protocol) for tests in C: include it once, in the file with main.
 *
 *   int main(void) {
 *     ok(1 + 1 == 2, "sums");
 *     is_int(length, 3, "length of %s", name);
 *     is_text(text, "abc", "text");
 *     return tap_done();
 *   }
 */
#ifndef MOPS_TESTS_TAP_H
#define MOPS_TESTS_TAP_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int tap_run, tap_failed;

__attribute__((format(printf, 2, 0), unused))
static int tap_report(int passed, const char *what, va_list arguments) {
  tap_failed += !passed;
  printf("%sok %d - ", passed ? "" : "not ", ++tap_run);
  vprintf(what, arguments);
  putchar('\n');
  fflush(stdout);
  return passed;
}

__attribute__((format(printf, 2, 3), unused))
static int ok(int passed, const char *what, ...) {
  va_list arguments;
  va_start(arguments, what);
  tap_report(passed, what, arguments);
  va_end(arguments);
  return passed;
}

__attribute__((format(printf, 3, 4), unused))
static int is_int(long long found, long long expected, const char *what, ...) {
  va_list arguments;
  va_start(arguments, what);
  tap_report(found == expected, what, arguments);
  va_end(arguments);
  if (found != expected) printf("# expected %lld, found %lld\n", expected, found);
  return found == expected;
}

__attribute__((format(printf, 3, 4), unused))
static int is_text(const char *found, const char *expected, const char *what, ...) {
  int same = found && expected ? strcmp(found, expected) == 0 : found == expected;
  va_list arguments;
  va_start(arguments, what);
  tap_report(same, what, arguments);
  va_end(arguments);
  if (!same)
    printf("# expected \"%s\"\n# found    \"%s\"\n", expected ? expected : "(none)",
           found ? found : "(none)");
  return same;
}

/* Prints the plan; what main returns. */
__attribute__((unused)) static int tap_done(void) {
  printf("1..%d\n", tap_run);
  return tap_failed > 0;
}

#endif
