/* Time zones: RFC 8536 files (version 2 and up: the 64-bit block and the POSIX footer), read when an
 * agreement is compiled. The image carries the result, so a host's zone data never changes a
 * verdict. */
#ifndef MOPS_ZONE_H
#define MOPS_ZONE_H

#include "compiler/model.h"

/* Reads the zone NAME below folder. NULL with a reason (a sentence for the user) when there is no
 * such zone, the name is not one ("../x"), or the file is malformed. */
Zone *zone_read(Arena *arena, const char *folder, Text name, Text *reason);

/* Reads a zone from the bytes of a TZif file. */
Zone *zone_parse(Arena *arena, Text name, const unsigned char *bytes, size_t length, Text *reason);

/* Seconds east of UTC at an instant in milliseconds. */
int32_t zone_offset(const Zone *zone, int64_t instant);

/* The instants at which clocks in the zone show the local time (milliseconds as if it were UTC).
 * Returns how many: 0 when the clock skips it, 2 (earlier first) when it occurs twice. */
int zone_instants(const Zone *zone, int64_t local, int64_t instants[2]);

/* The first instant of the local day that is `day` days after 1970-01-01. */
int64_t zone_day_start(const Zone *zone, int64_t day);

/* 1 when the folder has a file for NAME: what zone_read can't read then is damaged. */
int zone_has_file(Arena *arena, const char *folder, Text name);

/* Names near a misspelt one, for "did you mean": walks the folder. Length 0 if none. */
Text zone_nearest(Arena *arena, const char *folder, Text name);

#endif
