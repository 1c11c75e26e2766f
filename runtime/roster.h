/* What an engine knows of its owners and pools: who is away or has left, how many leads each has in
 * which stage, whose turn it is, and who last got a lead with the same value. It is the engine's,
 * not a lead's: leads that are folded alone have none. */
#ifndef MOPS_ROSTER_H
#define MOPS_ROSTER_H

#include "runtime/fold.h"

/* NULL: there is not enough memory. */
Roster *roster_create(const mops_agreement *agreement, const mops_memory *memory);
void roster_free(Roster *roster);

/* ---- absences: [from, until) ---- */

/* Whether there are less than MAX_ABSENCES that are not over; else no more are taken. */
int roster_has_room(const Roster *roster, uint32_t owner, int64_t now);
void roster_away(Roster *roster, uint32_t owner, int64_t from, int64_t until, int64_t now);
void roster_back(Roster *roster, uint32_t owner, int64_t now);
void roster_left(Roster *roster, uint32_t owner);
/* The next absence that begins after an instant; INT64_MAX: there is none. */
int64_t roster_next(const Roster *roster, int64_t after);
/* Whether an absence of an owner begins at an instant; then *until: its end. */
int roster_begins(const Roster *roster, uint32_t owner, int64_t at, int64_t *until);

/* Why somebody can't take a lead, told in a reason. within: at work within so many milliseconds,
 * below 0: that is not asked. roster NULL: nobody is known to be away. */
mops_passed roster_able(const mops_agreement *agreement, const Roster *roster, uint32_t owner,
                        int64_t within, int64_t now, mops_reason *reason);

/* ---- leads ---- */

/* A lead is another's now, or in another stage. owner, stage: VALUE_MISSING for none. */
void roster_count(Roster *roster, int64_t owner, int64_t stage, int by);

/* ---- pools ---- */

/* Who gets the next lead, NONE if nobody can. within: as above. Each member is told to `tell`, if
 * that is not NULL. */
typedef struct {
  uint32_t pool;
  uint32_t except; /* an owner that is not to get it, or NONE */
  int64_t within, now;
  void (*tell)(void *host, const mops_reason *reason);
  void *host;
} Turn;
uint32_t roster_turn(Roster *roster, const Turn *turn);
int64_t roster_gave(const Roster *roster, uint32_t pool, uint32_t owner);

/* ---- another version of the agreement ---- */

/* A roster to which nothing has happened yet takes over from one of the version before, by names:
 * who has left, absences that are not over, standings in pools, and who last got a lead. 0: there
 * is not enough memory, and nothing was taken over. */
int roster_take_over(Roster *roster, const Roster *before, int64_t now);

/* ---- who last got a lead with the same value ---- */

/* Room for one more lead's values; 0: there is not enough memory. */
int roster_reserve(Roster *roster);
/* The owner; NONE: nobody within so many milliseconds. */
uint32_t roster_last(const Roster *roster, uint32_t lookup, int64_t value, int64_t within,
                     int64_t now);
/* A lead was given to somebody: remembers that by each of its values. facts: of the lead. */
void roster_note(Roster *roster, const int64_t *facts, uint32_t owner, int64_t now);
/* Forgets what a lead that was given at an instant left there. */
void roster_forget(Roster *roster, const int64_t *facts, int64_t at);

#endif
