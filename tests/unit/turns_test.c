/* Whose turn it is: pools of random weights, through the library, turn by turn, and over versions.
 */
#include <stdlib.h>

#include "compiler/check.h"
#include "compiler/image_write.h"
#include "runtime/mops.h"
#include "tap.h"

#define START (INT64_C(20500) * 86400000) /* 2026-02-16 */

enum { MOST = 30, TURNS = 10000 };

/* ---- an agreement of one pool ---- */

typedef struct {
  mops_agreement *agreement;
  mops_engine *engine;
  unsigned char *image;
  uint32_t call;
  int64_t at;
} World;

static unsigned char *compile(const char *source, size_t *size) {
  Arena *arena = arena_create();
  Sources sources = {.arena = arena};
  Diagnostics diagnostics = {.arena = arena, .sources = &sources};
  char path[] = "/tmp/mops-turns-XXXXXX";
  FILE *out = fdopen(mkstemp(path), "w");
  fputs(source, out);
  fclose(out);
  Model *model = compile_model(&diagnostics, path, "/usr/share/zoneinfo");
  remove(path);
  unsigned char *image =
      model && !diagnostics.errors ? image_build(model, &diagnostics, size) : NULL;
  if (!image) diag_render_human(&diagnostics, stderr, 0);
  arena_free(arena);
  return image;
}

static World world_of(const char *source) {
  World world = {.at = START};
  size_t size = 0;
  world.image = compile(source, &size);
  if (mops_agreement_load(world.image, size, NULL, &world.agreement, NULL) != MOPS_OK ||
      mops_engine_create(world.agreement, NULL, NULL, 0, &world.engine) != MOPS_OK)
    abort();
  world.call = mops_record_type_find(world.agreement, "call", 4);
  return world;
}

static void world_end(World *world) {
  mops_engine_free(world->engine);
  mops_agreement_free(world->agreement);
  free(world->image);
}

static World pool_of(const long *weights, int count) {
  char source[4096];
  int length = snprintf(source, sizeof source,
                        "agreement \"Turns\" { timezone \"Etc/UTC\" }\n"
                        "lead { email: email key }\n"
                        "event call\n"
                        "queue nobody\n");
  for (int i = 0; i < count; i++)
    length += snprintf(source + length, sizeof source - (size_t)length, "rep r%d\n", i);
  length += snprintf(source + length, sizeof source - (size_t)length, "pool p {\n");
  for (int i = 0; i < count; i++)
    length += snprintf(source + length, sizeof source - (size_t)length, "  r%d weight %ld\n", i,
                       weights[i]);
  snprintf(source + length, sizeof source - (size_t)length,
           "} round robin\n"
           "route calls on call {\n  to p\n  otherwise to nobody\n}\n");
  return world_of(source);
}

/* ---- what happens ---- */

typedef union {
  mops_record record;
  int64_t space[32];
} Room;

/* Who gets the next lead. */
static int turn(World *world) {
  Room room;
  mops_record_start(world->agreement, world->call, world->at += 1000, &room.record);
  if (mops_engine_fold(world->engine, "a@x.io", 6, &room.record, NULL) != MOPS_OK) abort();
  const mops_lead *lead = mops_engine_lead_find(world->engine, "a@x.io", 6);
  return (int)mops_lead_owner(world->agreement, lead);
}

/* A rep gets nothing for so many turns. */
static void away(World *world, const char *rep, int turns) {
  Room room;
  char until[32];
  const mops_agreement *agreement = world->agreement;
  uint32_t type = mops_record_type_find(agreement, "rep_away", 8);
  size_t length = mops_instant_format(world->at + (turns + 1) * INT64_C(1000), until);
  mops_record_start(agreement, type, world->at, &room.record);
  mops_record_set(agreement, &room.record, mops_field_find(agreement, type, "rep", 3),
                  MOPS_INPUT_TEXT, rep, strlen(rep), NULL);
  mops_record_set(agreement, &room.record, mops_field_find(agreement, type, "until", 5),
                  MOPS_INPUT_TEXT, until, length, NULL);
  if (mops_engine_roster(world->engine, &room.record, NULL) != MOPS_OK) abort();
}

static uint64_t chance = 11;

static long draw(long most) { /* 1 to most */
  chance = chance * UINT64_C(6364136223846793005) + 1442695040888963407u;
  return (long)(chance >> 33) % most + 1;
}

static int draw_weights(long *weights, int trial) {
  int count = 1 + (int)draw(MOST - 1);
  for (int i = 0; i < count; i++)
    weights[i] = draw(trial % 3 == 0 ? 5 : trial % 3 == 1 ? 1000 : draw(4) == 1 ? 1000 : 1);
  return count;
}

static long sum_of(const long *weights, int from, int count) {
  long sum = 0;
  for (int i = from; i < count; i++) sum += weights[i];
  return sum;
}

/* ---- tests ---- */

static void five_one_one(void) {
  World world = pool_of((const long[]){5, 1, 1}, 3);
  char found[15] = "";
  for (int i = 0; i < 14; i++) found[i] = (char)('a' + turn(&world));
  is_text(found, "aabacaaaabacaa", "5, 1, 1: twice");
  world_end(&world);
}

/* A share is weight / sum of each turn: over every prefix of the turns nobody is a whole turn ahead
 * of it or more than one behind; and as many turns as the weights' sum bring all back to nothing.
 */
static void everyone_gets_a_share(int trial) {
  long weights[MOST], given[MOST] = {0};
  int count = draw_weights(weights, trial), uneven = 0;
  long sum = sum_of(weights, 0, count);
  double ahead = 0, behind = 0;
  World world = pool_of(weights, count);
  for (long i = 1; i <= TURNS; i++) {
    given[turn(&world)]++;
    for (int k = 0; k < count; k++) {
      double beyond = (double)given[k] - (double)(i * weights[k]) / (double)sum;
      if (beyond > ahead) ahead = beyond;
      if (-beyond > behind) behind = -beyond;
    }
    for (int k = 0; k < count && i % sum == 0; k++) uneven += given[k] != i / sum * weights[k];
  }
  ok(ahead < 1 && behind <= 1, "%d members of weight %ld in all: at most %.2f ahead, %.2f behind",
     count, sum, ahead, behind);
  if (sum <= TURNS) is_int(uneven, 0, "and exactly even after every %ld turns", sum);
  world_end(&world);
}

/* Back from an absence, a member gets no more than if it had been there. */
static void nobody_catches_up(int trial) {
  enum { AWAY = 3000, BEFORE = 777 };
  long weights[MOST], given = 0, while_away = 0;
  int count = draw_weights(weights, trial);
  double share = (double)weights[0] / (double)sum_of(weights, 0, count), lowest = 0, burst = 0;
  World world = pool_of(weights, count);
  for (int i = 0; i < BEFORE; i++) turn(&world);
  away(&world, "r0", AWAY);
  for (int i = 0; i < AWAY; i++) while_away += turn(&world) == 0;
  for (int i = 1; i <= TURNS - AWAY - BEFORE;
       i++) { /* the most of any stretch: a rise from the lowest */
    given += turn(&world) == 0;
    double beyond = (double)given - i * share;
    if (beyond < lowest) lowest = beyond;
    if (beyond - lowest > burst) burst = beyond - lowest;
  }
  is_int(while_away, 0, "who is away gets nothing");
  ok(burst < 2.5, "%d members: no stretch brings more than %.2f turns beyond the share of %.3f",
     count, burst, share);
  ok(given > (TURNS - AWAY - BEFORE) * share - 2, "which it gets");
  world_end(&world);
}

/* ---- another version ---- */

/* An agreement whose reps and pool are these. */
static World version(const char *reps, const char *pool) {
  char source[1024];
  snprintf(source, sizeof source,
           "agreement \"Turns\" { timezone \"Etc/UTC\" }\n"
           "%s"
           "lead { email: email key, site: domain, plan: plan }\n"
           "event call\n"
           "%s\n"
           "queue nobody\n"
           "pool p { %s\n"
           "route calls on call {\n"
           "  to last owner by site within 90 days\n"
           "  to last owner by plan within 90 days\n"
           "  to p\n"
           "  otherwise to nobody\n}\n",
           strstr(reps, "cleo\nrep ana") ? "enum plan { team, free }\n"
                                         : "enum plan { free, team }\n",
           reps, pool);
  return world_of(source);
}

static void next_version(World *world, const char *reps, const char *pool) {
  World next = version(reps, pool);
  next.at = world->at;
  if (mops_engine_take_over(next.engine, world->engine) != MOPS_OK) abort();
  world_end(world);
  *world = next;
}

/* The initials of those who get the next leads. */
static const char *turns(World *world, int count) {
  static char initials[64];
  for (int i = 0; i < count; i++) {
    const char *name = mops_owner_name(world->agreement, (uint32_t)turn(world));
    initials[i] = name[0];
  }
  initials[count] = 0;
  return initials;
}

static int count_of(World *world, char initial, int count) {
  int found = 0;
  for (int i = 0; i < count; i++) found += *turns(world, 1) == initial;
  return found;
}

/* Who gets a new lead with a value in a field. */
static const char *owner_with(World *world, const char *key, const char *field, const char *value) {
  Room room;
  mops_record_start(world->agreement, 0, world->at += 1000, &room.record);
  mops_record_set(world->agreement, &room.record,
                  mops_field_find(world->agreement, 0, field, strlen(field)), MOPS_INPUT_TEXT,
                  value, strlen(value), NULL);
  mops_engine_fold(world->engine, key, strlen(key), &room.record, NULL);
  mops_record_start(world->agreement, world->call, world->at += 1000, &room.record);
  mops_engine_fold(world->engine, key, strlen(key), &room.record, NULL);
  int64_t owner =
      mops_lead_owner(world->agreement, mops_engine_lead_find(world->engine, key, strlen(key)));
  return mops_owner_name(world->agreement, (uint32_t)owner);
}

static void leave(World *world, const char *rep) {
  Room room;
  uint32_t type = mops_record_type_find(world->agreement, "rep_left", 8);
  mops_record_start(world->agreement, type, world->at, &room.record);
  mops_record_set(world->agreement, &room.record, mops_field_find(world->agreement, type, "rep", 3),
                  MOPS_INPUT_TEXT, rep, strlen(rep), NULL);
  mops_engine_roster(world->engine, &room.record, NULL);
}

#define THREE "rep ana\nrep ben\nrep cleo"
#define TURNED "rep cleo\nrep ana\nrep dan\nrep ben"

static void turns_are_taken_over(void) {
  World world = version(THREE, "ana weight 5, ben, cleo } round robin");
  is_text(turns(&world, 3), "aab", "the first three of aabacaa");
  next_version(&world, THREE, "ana weight 5, ben, cleo } round robin");
  is_text(turns(&world, 2), "ac", "the same agreement again goes on where it was");
  next_version(&world, TURNED, "ana weight 500, ben weight 100, cleo weight 100 } round robin");
  is_text(turns(&world, 9), "aaaabacaa",
          "so does one with the same shares, and reps in another order");
  is_int(mops_engine_gave(world.engine, 0, 1), 10, "what the pool gave is known");
  next_version(&world, TURNED, "ana weight 5, ben, cleo, dan weight 7 } round robin");
  int dan = count_of(&world, 'd', 140);
  ok(dan >= 69 && dan <= 71, "a new member gets its share, %d of 140", dan);
  next_version(&world, TURNED, "ben, cleo } round robin");
  int ben = count_of(&world, 'b', 100);
  ok(ben >= 49 && ben <= 51, "after two have left, two share: %d of 100", ben);
  next_version(&world, TURNED, "ana, dan } in order");
  is_text(turns(&world, 2), "aa", "another method needs no turns");
  next_version(&world, TURNED, "ana, dan } round robin");
  is_text(turns(&world, 4), "adad", "and leaves none");
  world_end(&world);
}

/* Whatever comes and goes and is weighed anew, nobody gets a burst of turns. */
static void many_versions(void) {
  double most = 0;
  World world = version(THREE, "ana, ben, cleo } round robin");
  for (int i = 0; i < 60; i++) {
    char pool[128];
    long weights[3] = {draw(1000), draw(i % 2 ? 1000 : 3), draw(1000)};
    int with_cleo = draw(2) == 1;
    snprintf(pool, sizeof pool,
             with_cleo ? "ana weight %ld, ben weight %ld, cleo weight %ld } round robin"
                       : "ana weight %ld, ben weight %ld } round robin",
             weights[0], weights[1], weights[2]);
    next_version(&world, THREE, pool);
    int count = (int)draw(40);
    double share = (double)weights[0] / (double)sum_of(weights, 0, with_cleo ? 3 : 2);
    double beyond = count_of(&world, 'a', count) - count * share;
    if (beyond < 0) beyond = -beyond;
    if (beyond > most) most = beyond;
  }
  ok(most < 2.5, "60 versions: nobody is more than %.2f turns from the share of any", most);
  world_end(&world);
}

static void people_are_taken_over(void) {
  World world = version(THREE, "ana, ben, cleo } in order at most 2 each per day");
  is_text(owner_with(&world, "1@x.io", "site", "acme.io"), "ana", "the first");
  is_text(owner_with(&world, "2@x.io", "plan", "team"), "ana", "the second");
  is_text(owner_with(&world, "3@x.io", "plan", "free"), "ben", "the third, since ana has two");
  away(&world, "ben", 30);
  next_version(&world, TURNED, "dan, ana, ben, cleo } in order at most 2 each per day");
  is_text(owner_with(&world, "4@x.io", "site", "acme.io"), "ana", "who last got one of a domain");
  is_text(owner_with(&world, "5@x.io", "plan", "team"), "ana",
          "and of a member of an enum, by its name");
  is_text(owner_with(&world, "6@x.io", "plan", "free"), "dan", "who is away is so still");
  is_text(turns(&world, 2), "dc", "two of a day include those of the version before");
  leave(&world, "cleo");
  next_version(&world, TURNED, "cleo, dan } in order");
  is_text(turns(&world, 1), "d", "who has left is gone still");
  is_int(mops_engine_take_over(world.engine, world.engine), MOPS_MISUSE, "not from itself");
  World late = version(THREE, "ana, ben, cleo } in order");
  turn(&late);
  is_int(mops_engine_take_over(late.engine, world.engine), MOPS_MISUSE, "nor after a record");
  world_end(&late);
  world_end(&world);
}

int main(void) {
  five_one_one();
  turns_are_taken_over();
  many_versions();
  people_are_taken_over();
  for (int i = 0; i < 18; i++) everyone_gets_a_share(i);
  for (int i = 0; i < 18; i++) nobody_catches_up(i);
  return tap_done();
}
