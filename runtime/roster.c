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
  int able;       /* in the turn that is decided: to take the lead */
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
  reason->at = opens;
  if (opens > plus(now, within)) return MOPS_PASSED_CLOSED;
  if (presence && presence->absences && (reason->at = away_until(presence, opens)) != INT64_MIN)
    return MOPS_PASSED_AWAY;
  reason->at = MOPS_MISSING;
  return MOPS_PASSED_NOT;
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
    reason->today = 1;
    if (reason->count >= row->day_cap) return MOPS_PASSED_DAY_FULL;
  }
  if (row->held_cap != NONE) {
    reason->count = held_in(roster, row->owner, pool->held);
    reason->today = 0;
    if (reason->count >= row->held_cap) return MOPS_PASSED_FULL;
  }
  return MOPS_PASSED_NOT;
}

static int in_turns(const ImagePool *pool) {
  return pool->method <= METHOD_CLOSE_TURNS;
}

static mops_reason member_reason(const Roster *roster, const Turn *turn, uint32_t member,
                                 int64_t day) {
  const ImagePool *pool = roster->agreement->POOL + turn->pool;
  const ImagePoolMember *row = roster->agreement->POOL_MEMBER + member;
  mops_reason reason = {.kind = MOPS_REASON_MEMBER,
                        .owner = row->owner,
                        .pool = turn->pool,
                        .each = in_turns(pool) ? row->weight : 0,
                        .count = MOPS_MISSING,
                        .at = MOPS_MISSING};
  reason.passed =
      roster_able(roster->agreement, roster, row->owner, turn->within, turn->now, &reason);
  if (reason.passed == MOPS_PASSED_NOT && row->owner == turn->except)
    reason.passed = MOPS_PASSED_PRESENT;
  if (reason.passed == MOPS_PASSED_NOT)
    reason.passed = within_caps(roster, pool, member, day, &reason);
  if (pool->method != METHOD_LEAST_LOADED) return reason;
  reason.count = held_in(roster, row->owner, pool->loaded);
  reason.today = 0;
  return reason;
}

/* Whether a member that can take the lead gets it rather than the best so far. */
static int comes_first(const Roster *roster, uint32_t method, uint32_t member,
                       const mops_reason *reason, uint32_t best, const mops_reason *best_reason) {
  if (best == NONE) return 1;
  if (method <= METHOD_CLOSE_TURNS) return reason->points > best_reason->points;
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

/* Where smooth round robin would leave somebody a whole turn behind: of those whose turn it may be,
 * who would be too far behind soonest (R. Tijdeman, "The chairman assignment problem", 1980). With
 * k members nobody is ever more than 1 - 1 / (2 k - 2) of a turn from its share. sum: of the
 * weights of the `able` members who can take the lead, and who gained them. NONE: it may be
 * nobody's turn, after absences. */
static uint32_t soonest(const Roster *roster, const ImagePool *pool, int64_t sum, int64_t able) {
  int64_t parts = 2 * able - 2, best_time = 0;
  uint32_t best = NONE;
  for (uint32_t i = pool->first; i < pool->first + pool->count; i++) {
    const Standing *standing = roster->standing + i;
    int64_t weight = roster->agreement->POOL_MEMBER[i].weight, credit = standing->credit;
    int64_t time = (parts - 1) * sum - parts * credit; /* times weight and parts */
    MEASURE(1);
    if (!standing->able || parts * credit < sum) continue;
    if (best != NONE) {
      int64_t best_weight = roster->agreement->POOL_MEMBER[best].weight;
      int64_t sooner = best_time * weight - time * best_weight;
      if (sooner < 0 || (sooner == 0 && credit <= roster->standing[best].credit)) continue;
    }
    best = i;
    best_time = time;
  }
  return best;
}

/* Smooth weighted round robin: each who can take the lead gains its weight, who then has most gets
 * it and pays what all gained. So over any time a member's share is its weight's, and who could not
 * take part neither gains nor pays. */
uint32_t roster_turn(Roster *roster, const Turn *turn) {
  const ImagePool *pool = roster->agreement->POOL + turn->pool;
  int64_t day = day_of(roster, turn->now), turns = 0, able = 0;
  uint32_t best = NONE;
  mops_reason best_reason = {.kind = MOPS_REASON_MEMBER};
  for (uint32_t member = pool->first; member < pool->first + pool->count; member++) {
    mops_reason reason = member_reason(roster, turn, member, day);
    MEASURE(1);
    roster->standing[member].able = reason.passed == MOPS_PASSED_NOT;
    if (reason.passed == MOPS_PASSED_NOT && in_turns(pool)) {
      roster->standing[member].credit += reason.each;
      turns += reason.each;
      able++;
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
  if (pool->method == METHOD_CLOSE_TURNS && able > 1) {
    uint32_t next = soonest(roster, pool, turns, able);
    best = next == NONE ? best : next;
  }
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
  if (!roster_reserve(roster)) return; /* of an engine's own leads there is room */
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

/* ---- another version of the agreement -------------------------------------------------------- */

static int same_name(const mops_agreement *a, uint32_t name, const mops_agreement *b,
                     uint32_t other) {
  return strcmp(agreement_text(a, name), agreement_text(b, other)) == 0;
}

/* Which owner of the other version each is, NONE: none. Most stand in the same order. */
static void match_owners(const mops_agreement *agreement, const mops_agreement *other,
                         uint32_t *match) {
  uint32_t count = other->count[SECTION_OWNER], next = 0;
  for (uint32_t i = 0; i < agreement->count[SECTION_OWNER]; i++) {
    const ImageOwner *owner = agreement->OWNER + i;
    match[i] = NONE;
    for (uint32_t k = 0; k < count && match[i] == NONE; k++) {
      uint32_t place = (next + k) % count;
      const ImageOwner *row = other->OWNER + place;
      if (row->queue != owner->queue || !same_name(agreement, owner->name, other, row->name))
        continue;
      match[i] = place;
      next = place + 1;
    }
  }
}

/* The version before, as the present one sees it. */
typedef struct {
  const Roster *roster;
  uint32_t *owner; /* by present owner: the one before */
  uint32_t *later; /* by owner before: the present one */
} Before;

static void take_presence(Roster *roster, const Before *before, int64_t now) {
  for (uint32_t i = 0; i < roster->agreement->count[SECTION_OWNER]; i++) {
    if (before->owner[i] == NONE) continue;
    roster->presence[i] = before->roster->presence[before->owner[i]];
    forget_past(roster->presence + i, now);
  }
}

/* The member of a pool before that is one of the present pool; NONE: none. */
static uint32_t member_before(const Roster *roster, const Before *before, const ImagePool *pool,
                              uint32_t member) {
  const ImagePoolMember *rows = before->roster->agreement->POOL_MEMBER;
  uint32_t owner = before->owner[roster->agreement->POOL_MEMBER[member].owner];
  for (uint32_t i = pool->first; owner != NONE && i < pool->first + pool->count; i++)
    if (rows[i].owner == owner) return i;
  return NONE;
}

static int64_t weights_of(const mops_agreement *agreement, const ImagePool *pool) {
  int64_t sum = 0;
  for (uint32_t i = pool->first; i < pool->first + pool->count; i++)
    sum += agreement->POOL_MEMBER[i].weight;
  return sum;
}

/* So many turns are worth another credit where weights add up to another sum. */
static int64_t scaled(int64_t credit, int64_t to, int64_t from) {
  if (to == from || credit == 0) return credit;
  if (to <= 0 || from <= 0) return 0;
  int64_t most = INT64_MAX / to;
  return credit > most || credit < -most ? 0 : credit * to / from;
}

/* What those who are gone were ahead or behind, and what was rounded off, is borne by those who
 * stay, by their weights: credits of a pool sum to 0. */
static void balance(Roster *roster, const ImagePool *pool, const Before *before,
                    const ImagePool *old) {
  const ImagePoolMember *rows = roster->agreement->POOL_MEMBER;
  int64_t rest = 0, weights = 0, left;
  for (uint32_t i = pool->first; i < pool->first + pool->count; i++) {
    rest -= roster->standing[i].credit;
    if (member_before(roster, before, old, i) != NONE) weights += rows[i].weight;
  }
  left = rest;
  for (uint32_t i = pool->first; weights && i < pool->first + pool->count; i++) {
    if (member_before(roster, before, old, i) == NONE) continue;
    int64_t part = scaled(rest, rows[i].weight, weights);
    roster->standing[i].credit += part;
    left -= part;
  }
  for (uint32_t i = pool->first; left && i < pool->first + pool->count; i++) {
    if (member_before(roster, before, old, i) == NONE) continue;
    roster->standing[i].credit += left > 0 ? 1 : -1;
    left -= left > 0 ? 1 : -1;
  }
}

static void take_pool(Roster *roster, const Before *before, const ImagePool *pool,
                      const ImagePool *old) {
  int64_t to = weights_of(roster->agreement, pool);
  int64_t from = weights_of(before->roster->agreement, old);
  int turns = in_turns(pool) && in_turns(old);
  for (uint32_t i = pool->first; i < pool->first + pool->count; i++) {
    uint32_t member = member_before(roster, before, old, i);
    if (member == NONE) continue;
    roster->standing[i] = before->roster->standing[member];
    roster->standing[i].credit = turns ? scaled(roster->standing[i].credit, to, from) : 0;
  }
  if (turns) balance(roster, pool, before, old);
}

static void take_pools(Roster *roster, const Before *before) {
  const mops_agreement *agreement = roster->agreement, *other = before->roster->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_POOL]; i++)
    for (uint32_t k = 0; k < other->count[SECTION_POOL]; k++)
      if (same_name(agreement, agreement->POOL[i].name, other, other->POOL[k].name))
        take_pool(roster, before, agreement->POOL + i, other->POOL + k);
}

/* The field of a lead that a lookup is by, and of a text how it is read; NULL: it can't be told. */
static const ImageField *field_of(const mops_agreement *agreement, uint32_t lookup,
                                  const ImageReading **reading) {
  const ImageRecord *lead = agreement->RECORD;
  uint32_t value = agreement->LOOKUP[lookup].value;
  *reading = NULL;
  for (uint32_t i = lead->first; i < lead->first + lead->count; i++) {
    const ImageField *field = agreement->FIELD + i;
    if (field->slot == value) return field;
    for (uint32_t k = field->reading_first; k < field->reading_first + field->reading_count; k++) {
      *reading = agreement->READING + k;
      if ((*reading)->slot == value && (*reading)->kind == READING_FINGERPRINT) return field;
    }
    *reading = NULL;
  }
  return NULL;
}

/* The lookup by the same field, with values that mean the same; NONE: there is none. */
static uint32_t lookup_like(const mops_agreement *agreement, const mops_agreement *other,
                            uint32_t lookup) {
  const ImageReading *read, *reading;
  const ImageField *old = field_of(other, lookup, &read);
  for (uint32_t i = 0; old && i < agreement->count[SECTION_LOOKUP]; i++) {
    const ImageField *field = field_of(agreement, i, &reading);
    int same = field && field->type == old->type && !reading == !read &&
               same_name(agreement, field->name, other, old->name);
    if (same && (!read || (read->part == reading->part && read->fold == reading->fold))) return i;
  }
  return NONE;
}

/* A value of a field in the other version's numbers: members of an enum go by their names. */
static int64_t value_like(const mops_agreement *agreement, uint32_t lookup,
                          const mops_agreement *other, uint32_t old, int64_t value) {
  const ImageReading *reading;
  const ImageField *field = field_of(agreement, lookup, &reading);
  const ImageField *before = field_of(other, old, &reading);
  if (before->enumeration == NONE || field->enumeration == NONE) return value;
  const ImageEnum *from = other->ENUM + before->enumeration;
  const ImageEnum *to = agreement->ENUM + field->enumeration;
  if (value < 0 || value >= from->count) return VALUE_MISSING;
  uint32_t name = other->MEMBER[from->first + (uint32_t)value].name;
  for (uint32_t i = 0; i < to->count; i++)
    if (same_name(agreement, agreement->MEMBER[to->first + i].name, other, name)) return i;
  return VALUE_MISSING;
}

/* The table has room for all of them. */
static void take_last(Roster *roster, const Before *before) {
  const Roster *old = before->roster;
  for (uint32_t lookup = 0; lookup < old->agreement->count[SECTION_LOOKUP]; lookup++) {
    uint32_t like = lookup_like(roster->agreement, old->agreement, lookup);
    for (uint32_t i = 0; like != NONE && i < old->last_room; i++) {
      const Last *entry = old->last + i;
      if (!entry->used || entry->lookup != lookup || before->later[entry->owner] == NONE) continue;
      int64_t value = value_like(roster->agreement, like, old->agreement, lookup, entry->value);
      if (value == VALUE_MISSING) continue;
      Last *place = roster->last + last_place(roster->last, roster->last_room, like, value);
      roster->last_used += !place->used;
      *place = (Last){like, before->later[entry->owner], value, entry->at, 1};
    }
  }
}

int roster_take_over(Roster *roster, const Roster *old, int64_t now) {
  uint32_t owners = roster->agreement->count[SECTION_OWNER];
  uint32_t old_owners = old->agreement->count[SECTION_OWNER];
  size_t room = owners + (size_t)old_owners + 1;
  uint32_t *matches = memory_take(&roster->memory, room, sizeof *matches);
  Last *last = memory_take(&roster->memory, old->last_room, sizeof *last);
  if (matches && last) {
    Before before = {old, matches, matches + owners};
    memory_free(&roster->memory, roster->last, roster->last_room * sizeof *last);
    roster->last = last;
    roster->last_room = old->last_room;
    roster->last_used = 0;
    match_owners(roster->agreement, old->agreement, before.owner);
    match_owners(old->agreement, roster->agreement, before.later);
    take_presence(roster, &before, now);
    take_pools(roster, &before);
    take_last(roster, &before);
    memory_free(&roster->memory, matches, room * sizeof *matches);
    return 1;
  }
  memory_free(&roster->memory, matches, room * sizeof *matches);
  memory_free(&roster->memory, last, old->last_room * sizeof *last);
  return 0;
}
