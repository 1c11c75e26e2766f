/* Keeping what few records need out of the path of all others, which then needs few registers and
 * no room for it (a twentieth of the time of an event in `make bench`). */
#ifndef MOPS_RARE_H
#define MOPS_RARE_H

/* Part of its caller, wherever else it is called. */
#define WITHIN inline __attribute__((always_inline))
/* A function of its own, never part of its caller. */
#define APART __attribute__((noinline))
/* The same of one that next to no record calls, such as one that writes a message. */
#define RARE __attribute__((noinline, cold))

#endif
