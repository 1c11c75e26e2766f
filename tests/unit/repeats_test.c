/* Ids that came before, against a plain list. */
#include "tap.h"

#include "runtime/io/repeats.h"

#include <stdlib.h>

#define WINDOW 1000

static int comes(Repeats *repeats, const char *id, int64_t at) {
  uint64_t fingerprint = repeats_fingerprint(id, strlen(id));
  if (repeats_came(repeats, fingerprint, at)) return 1;
  return repeats_remember(repeats, fingerprint, at) ? 0 : -1;
}

static void the_window(void) {
  Repeats *repeats = repeats_create(WINDOW);
  is_int(comes(repeats, "a", 5000), 0, "an id comes");
  is_int(comes(repeats, "a", 5000), 1, "and again at once");
  is_int(comes(repeats, "a", 5999), 1, "a millisecond before the window ends");
  is_int(comes(repeats, "a", 6000), 0, "exactly a window later it is a new one");
  is_int(comes(repeats, "b", 6500), 0, "another");
  is_int(comes(repeats, "a", 4000), 1, "time doesn't go back");
  is_int(comes(repeats, "a", 7000), 0, "what was left out doesn't make the window longer");
  is_int(repeats_came(repeats, repeats_fingerprint("a", 1), 99999), 0, "asked for a later instant");
  is_int(comes(repeats, "a", 7999), 1, "which lets no time pass");
  is_int((long long)repeats_count(repeats), 2, "only those of the window are kept");
  is_int(comes(repeats, "", 7000) + comes(repeats, "a\\", 7000), 0, "ids that are nearly the same");
  repeats_free(repeats);
}

/* Few ids at random instants: each answer is that of a search through all that came. */
static void against_a_list(void) {
  enum { COUNT = 20000, IDS = 700 };
  static struct {
    int id;
    int64_t at;
  } taken[COUNT];
  Repeats *repeats = repeats_create(WINDOW);
  int count = 0, wrong = 0;
  int64_t at = 0;
  size_t most = 0;
  uint64_t chance = 7;
  for (int i = 0; i < COUNT; i++) {
    chance = chance * UINT64_C(6364136223846793005) + 1442695040888963407u;
    int id = (int)(chance >> 40) % IDS, came = 0;
    at += (int64_t)(chance >> 20) % 4;
    char text[16];
    snprintf(text, sizeof text, "id%d", id);
    for (int k = count; k-- > 0 && taken[k].at > at - WINDOW && !came;) came = taken[k].id == id;
    wrong += comes(repeats, text, at) != came;
    if (repeats_count(repeats) > most) most = repeats_count(repeats);
    if (came) continue;
    taken[count].id = id;
    taken[count++].at = at;
  }
  is_int(wrong, 0, "%d ids, %d of them new", COUNT, count);
  ok(most <= IDS, "at most %zu were remembered at a time", most);
  is_int(comes(repeats, "id0", at + WINDOW), 0, "later all are forgotten");
  is_int((long long)repeats_count(repeats), 1, "but the one that came then");
  repeats_free(repeats);
}

static void fingerprints(void) {
  static const char *const ids[] = {"", "a", "b", "ab", "ba", "a\x01", ("\x01" "a"), "12345678", "123456789",
                                    "87654321", "1234567812345678", "evt_1", "evt_2", "EVT_1"};
  int same = 0;
  for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
    for (size_t k = 0; k < i; k++)
      same += repeats_fingerprint(ids[i], strlen(ids[i])) == repeats_fingerprint(ids[k], strlen(ids[k]));
  is_int(same, 0, "different ids have different fingerprints");
  is_int((long long)(repeats_fingerprint("evt_1", 5) >> 32), (long long)(repeats_fingerprint("evt_1", 5) >> 32),
         "and one id one");
}

int main(void) {
  the_window();
  against_a_list();
  fingerprints();
  return tap_done();
}
