#include "runtime/roster.h"

#include <string.h>

#include "runtime/calendar.h"
#include "runtime/measure.h"
#include "runtime/memory.h"
#include "runtime/number.h"

typedef struct {
  int64_t from, until;
} Absence;

typedef struct {
  int has_left;
  uint32_t absences; /* those that are over may still be there */
  Absence absence[MAX_ABSENCES];
} Presence;

/* Of one member of a pool. */
typedef struct {
  int64_t credit; /* in turns, as round robin counts them */
  int64_t day;    /* in which it last got a lead; VALUE_MISSING: never */
  int64_t today;  /* how many in that day */
  int64_t last;   /* instant of it */
  int64_t given;
} Standing;

typedef struct {
  uint32_t lookup; /* NONE: nothing stands here, or not any more */
  uint32_t owner;
  int64_t value, at;
  int used;
} Last;

struct Roster {
  const mops_agreement *agreement;
  mops_memory memory;
  Presence *presence; /* by owner */
  int64_t *held;      /* by owner, then stage */
  uint32_t stages;    /* columns of it */
  Standing *standing; /* by POOL_MEMBER */
  Last *last;         /* open addressing by lookup and value */
  uint32_t last_room, last_used;
};

enum { FIRST_ROOM = 64 };

Roster *roster_create(const mops_agreement *agreement, const mops_memory *memory) {
  const uint32_t *count = agreement->count;
  Roster *roster = memory_take(memory, 1, sizeof *roster);
  if (!roster) return NULL;
  roster->agreement = agreement;
  roster->memory = *memory;
  roster->stages = count[SECTION_STAGE] ? count[SECTION_STAGE] : 1;
  roster->presence = memory_take(memory, count[SECTION_OWNER] + 1u, sizeof *roster->presence);
  roster->held =
      memory_take(memory, (count[SECTION_OWNER] + 1u) * (size_t)roster->stages, sizeof(int64_t));
  roster->standing = memory_take(memory, count[SECTION_POOL_MEMBER] + 1u, sizeof *roster->standing);
  roster->last_room = FIRST_ROOM;
  roster->last = memory_take(memory, FIRST_ROOM, sizeof *roster->last);
  if (!roster->presence || !roster->held || !roster->standing || !roster->last) {
    roster_free(roster);
    return NULL;
  }
  for (uint32_t i = 0; i < count[SECTION_POOL_MEMBER]; i++)
    roster->standing[i] = (Standing){.day = VALUE_MISSING, .last = VALUE_MISSING};
  return roster;
}

void roster_free(Roster *roster) {
  if (!roster) return;
  const uint32_t *count = roster->agreement->count;
  mops_memory memory = roster->memory;
  memory_free(&memory, roster->presence, (count[SECTION_OWNER] + 1u) * sizeof *roster->presence);
  memory_free(&memory, roster->held,
              (count[SECTION_OWNER] + 1u) * (size_t)roster->stages * sizeof(int64_t));
  memory_free(&memory, roster->standing,
              (count[SECTION_POOL_MEMBER] + 1u) * sizeof *roster->standing);
  memory_free(&memory, roster->last, roster->last_room * sizeof *roster->last);
  memory_free(&memory, roster, sizeof *roster);
}

/* ---- absences ---------------------------------------------------------------------------- */

/* What is over makes room. */
static void forget_past(Presence *presence, int64_t now) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < presence->absences; i++)
    if (presence->absence[i].until > now) presence->absence[kept++] = presence->absence[i];
  presence->absences = kept;
}

int roster_has_room(const Roster *roster, uint32_t owner, int64_t now) {
  const Presence *presence = roster->presence + owner;
  uint32_t ahead = 0;
  for (uint32_t i = 0; i < presence->absences; i++) ahead += presence->absence[i].until > now;
  return ahead < MAX_ABSENCES;
}

void roster_away(Roster *roster, uint32_t owner, int64_t from, int64_t until, int64_t now) {
  Presence *presence = roster->presence + owner;
  forget_past(presence, now);
  if (presence->absences == MAX_ABSENCES) return;
  presence->absence[presence->absences++] = (Absence){from, until};
}

void roster_back(Roster *roster, uint32_t owner, int64_t now) {
  Presence *presence = roster->presence + owner;
  presence->has_left = 0;
  for (uint32_t i = 0; i < presence->absences; i++)
    if (presence->absence[i].from <= now) presence->absence[i].until = now;
  forget_past(presence, now);
}

void roster_left(Roster *roster, uint32_t owner) {
  roster->presence[owner].has_left = 1;
}

int64_t roster_next(const Roster *roster, int64_t after) {
  int64_t next = INT64_MAX;
  for (uint32_t i = 0; i < roster->agreement->count[SECTION_OWNER]; i++)
    for (uint32_t k = 0; k < roster->presence[i].absences; k++) {
      int64_t from = roster->presence[i].absence[k].from;
      if (from > after) next = smaller(next, from);
    }
  return next;
}

int roster_begins(const Roster *roster, uint32_t owner, int64_t at, int64_t *until) {
  for (uint32_t k = 0; k < roster->presence[owner].absences; k++) {
    const Absence *absence = &roster->presence[owner].absence[k];
    if (absence->from != at) continue;
    *until = absence->until;
    return 1;
  }
  return 0;
}

/* Until when an owner is away; INT64_MIN: it is there. */
static int64_t away_until(const Presence *presence, int64_t now) {
  int64_t until = INT64_MIN;
  MEASURE(presence->absences);
  for (uint32_t i = 0; i < presence->absences; i++)
    if (presence->absence[i].from <= now && presence->absence[i].until > now)
      until = larger(until, presence->absence[i].until);
  return until;
}

mops_passed roster_able(const mops_agreement *agreement, const Roster *roster, uint32_t owner,
                        int64_t within, int64_t now, mops_reason *reason) {
  const Presence *presence = roster ? roster->presence + owner : NULL;
  MEASURE(1);
  if (presence && presence->has_left) return MOPS_PASSED_LEFT;
  if (presence && presence->absences && (reason->at = away_until(presence, now)) != INT64_MIN)
    return MOPS_PASSED_AWAY;
  reason->at = MOPS_MISSING;
  uint32_t calendar = agreement->OWNER[owner].calendar;
  if (within < 0 || calendar == NONE) return MOPS_PASSED_NOT;
  MEASURE(OPENING_COST);
  int64_t opens = open_time_opening(agreement->open_times + calendar, now);
  if (opens <= plus(now, within)) return MOPS_PASSED_NOT;
  reason->at = opens;
  return MOPS_PASSED_CLOSED;
}

/* ---- leads ------------------------------------------------------------------------------- */

void roster_count(Roster *roster, int64_t owner, int64_t stage, int by) {
  if (!roster || owner < 0 || owner >= roster->agreement->count[SECTION_OWNER]) return;
  uint32_t column = stage >= 0 && stage < roster->stages ? (uint32_t)stage : 0;
  roster->held[(uint32_t)owner * (size_t)roster->stages + column] += by;
}

/* stages: a bit each; all, where there are none. */
static int64_t held_in(const Roster *roster, uint32_t owner, int64_t stages) {
  int64_t sum = 0;
  int all = !roster->agreement->count[SECTION_STAGE];
  MEASURE(roster->stages);
  for (uint32_t i = 0; i < roster->stages; i++)
    if (all || stages >> i & 1) sum += roster->held[owner * (size_t)roster->stages + i];
  return sum;
}

/* ---- pools ------------------------------------------------------------------------------- */

static int64_t day_of(const Roster *roster, int64_t now) {
  return calendar_period(roster->agreement, roster->agreement->META->zone, now, LIMIT_CODE_DAY);
}

static mops_passed within_caps(const Roster *roster, const ImagePool *pool, uint32_t member,
                               int64_t day, mops_reason *reason) {
  const ImagePoolMember *row = roster->agreement->POOL_MEMBER + member;
  const Standing *standing = roster->standing + member;
  if (row->day_cap != NONE) {
    reason->count = standing->day == day ? standing->today : 0;
    if (reason->count >= row->day_cap) return MOPS_PASSED_DAY_FULL;
  }
  if (row->held_cap != NONE) {
    reason->count = held_in(roster, row->owner, pool->held);
    if (reason->count >= row->held_cap) return MOPS_PASSED_FULL;
  }
  return MOPS_PASSED_NOT;
}

static mops_reason member_reason(const Roster *roster, const Turn *turn, uint32_t member,
                                 int64_t day) {
  const ImagePool *pool = roster->agreement->POOL + turn->pool;
  const ImagePoolMember *row = roster->agreement->POOL_MEMBER + member;
  mops_reason reason = {.kind = MOPS_REASON_MEMBER,
                        .owner = row->owner,
                        .pool = turn->pool,
                        .each = row->weight,
                        .at = MOPS_MISSING};
  reason.passed =
      roster_able(roster->agreement, roster, row->owner, turn->within, turn->now, &reason);
  if (reason.passed == MOPS_PASSED_NOT && row->owner == turn->except)
    reason.passed = MOPS_PASSED_PRESENT;
  if (reason.passed == MOPS_PASSED_NOT)
    reason.passed = within_caps(roster, pool, member, day, &reason);
  if (pool->method == METHOD_LEAST_LOADED) reason.count = held_in(roster, row->owner, pool->loaded);
  return reason;
}

/* Whether a member that can take the lead gets it rather than the best so far. */
static int comes_first(const Roster *roster, uint32_t method, uint32_t member,
                       const mops_reason *reason, uint32_t best, const mops_reason *best_reason) {
  if (best == NONE) return 1;
  if (method == METHOD_ROUND_ROBIN) return reason->points > best_reason->points;
  if (method == METHOD_IN_ORDER) return 0;
  if (reason->count != best_reason->count) return reason->count < best_reason->count;
  return roster->standing[member].last < roster->standing[best].last; /* VALUE_MISSING: never */
}

static void give(Roster *roster, uint32_t member, int64_t turns, int64_t day, int64_t now) {
  Standing *standing = roster->standing + member;
  standing->credit -= turns;
  standing->today = standing->day == day ? standing->today + 1 : 1;
  standing->day = day;
  standing->last = now;
  standing->given++;
}

/* Smooth weighted round robin: each who can take the lead gains its weight, who then has most gets
 * it and pays what all gained. So over any time a member's share is its weight's, and who could not
 * take part neither gains nor pays. */
uint32_t roster_turn(Roster *roster, const Turn *turn) {
  const ImagePool *pool = roster->agreement->POOL + turn->pool;
  int64_t day = day_of(roster, turn->now), turns = 0;
  uint32_t best = NONE;
  mops_reason best_reason = {.kind = MOPS_REASON_MEMBER};
  for (uint32_t member = pool->first; member < pool->first + pool->count; member++) {
    mops_reason reason = member_reason(roster, turn, member, day);
    MEASURE(1);
    if (reason.passed == MOPS_PASSED_NOT && pool->method == METHOD_ROUND_ROBIN) {
      roster->standing[member].credit += reason.each;
      turns += reason.each;
    }
    reason.points = roster->standing[member].credit;
    if (turn->tell) turn->tell(turn->host, &reason);
    if (reason.passed != MOPS_PASSED_NOT ||
        !comes_first(roster, pool->method, member, &reason, best, &best_reason))
      continue;
    best = member;
    best_reason = reason;
  }
  if (best == NONE) return NONE;
  give(roster, best, turns, day, turn->now);
  return roster->agreement->POOL_MEMBER[best].owner;
}

int64_t roster_gave(const Roster *roster, uint32_t pool, uint32_t owner) {
  const ImagePool *row = roster->agreement->POOL + pool;
  for (uint32_t i = row->first; i < row->first + row->count; i++)
    if (roster->agreement->POOL_MEMBER[i].owner == owner) return roster->standing[i].given;
  return 0;
}

/* ---- who last got a lead with the same value ------------------------------------------------ */

static uint32_t last_hash(uint32_t lookup, int64_t value) {
  uint64_t hash = ((uint64_t)value ^ lookup) * UINT64_C(0x9E3779B97F4A7C15);
  return (uint32_t)(hash >> 32);
}

/* Where an entry stands, or belongs. */
static uint32_t last_place(const Last *last, uint32_t room, uint32_t lookup, int64_t value) {
  uint32_t mask = room - 1, place = last_hash(lookup, value) & mask;
  while (last[place].used && (last[place].lookup != lookup || last[place].value != value))
    place = (place + 1) & mask;
  return place;
}

int roster_reserve(Roster *roster) {
  uint32_t lookups = roster->agreement->count[SECTION_LOOKUP];
  if ((roster->last_used + lookups) * UINT64_C(2) <= roster->last_room) return 1;
  uint32_t room = roster->last_room;
  while ((roster->last_used + lookups) * UINT64_C(2) > room) room *= 2;
  Last *larger_one = memory_take(&roster->memory, room, sizeof *larger_one);
  if (!larger_one) return 0;
  uint32_t used = 0;
  for (uint32_t i = 0; i < roster->last_room; i++) {
    const Last *entry = roster->last + i;
    if (!entry->used || entry->lookup == NONE) continue;
    larger_one[last_place(larger_one, room, entry->lookup, entry->value)] = *entry;
    used++;
  }
  memory_free(&roster->memory, roster->last, roster->last_room * sizeof *roster->last);
  roster->last = larger_one;
  roster->last_room = room;
  roster->last_used = used;
  return 1;
}

uint32_t roster_last(const Roster *roster, uint32_t lookup, int64_t value, int64_t within,
                     int64_t now) {
  if (!roster || value == VALUE_MISSING) return NONE;
  const Last *entry = roster->last + last_place(roster->last, roster->last_room, lookup, value);
  return entry->used && entry->at > minus(now, within) ? entry->owner : NONE;
}

void roster_note(Roster *roster, const int64_t *facts, uint32_t owner, int64_t now) {
  const mops_agreement *agreement = roster->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_LOOKUP]; i++) {
    int64_t value = facts[agreement->LOOKUP[i].value];
    MEASURE(1);
    if (value == VALUE_MISSING) continue;
    Last *entry = roster->last + last_place(roster->last, roster->last_room, i, value);
    roster->last_used += !entry->used;
    *entry = (Last){i, owner, value, now, 1};
  }
}

void roster_forget(Roster *roster, const int64_t *facts, int64_t at) {
  const mops_agreement *agreement = roster->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_LOOKUP]; i++) {
    int64_t value = facts[agreement->LOOKUP[i].value];
    if (value == VALUE_MISSING) continue;
    Last *entry = roster->last + last_place(roster->last, roster->last_room, i, value);
    if (entry->used && entry->at == at) *entry = (Last){.lookup = NONE, .used = 1};
  }
}
