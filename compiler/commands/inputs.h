/* Files of records on a command line: --accounts, --roster, --leads, --events, --format,
 * --time-column, --time-format, --at, --lateness, --repeats; the same for every command that reads
 * records. */
#ifndef MOPS_INPUTS_H
#define MOPS_INPUTS_H

#include "compiler/commands/commands.h"
#include "runtime/io/feed.h"
#include "runtime/io/merge.h"

typedef struct {
  const char *command;
  /* as given */
  const char *format_name, *at, *lateness_given, *repeats,
      *zoneinfo; /* zoneinfo NULL: the usual folder */
  List accounts, roster, leads, events, time_columns, time_formats;
  /* what they mean */
  InputOptions *files;
  uint32_t count;
  FileFormat format; /* where a name doesn't tell */
  int64_t until;     /* MOPS_MISSING: no bound */
  int64_t lateness;  /* how much too late a record may come, and is put in its place */
  int64_t repeats_window; /* 0: ids are not looked at */
} Inputs;

enum { INPUT_OPTIONS = 11 };
/* Fills so many rows of a command's options. */
void inputs_options(Inputs *inputs, Option *options);

/* After the options were read: 1, or 0 after saying what is wrong. */
int inputs_resolve(Inputs *inputs, Arena *arena);

/* Whether the agreement has a place for what the files have: 1, or 0 after saying what is wrong. */
int inputs_fit(const Inputs *inputs, const mops_agreement *agreement);

/* What gives the records to an engine; its repeats are to be freed. 0: no memory. */
int inputs_feed(const Inputs *inputs, const mops_agreement *agreement, mops_engine *engine,
                Feed *feed);

/* What the usage text says of these options. */
#define INPUTS_USAGE                                                                               \
  "What to read (several files are merged by instant; FILE - is standard input):\n"                \
  "  --leads FILE               records of leads: the key field, and the fields that it sets\n"    \
  "  --events FILE              records of events: \"lead\", \"type\", \"at\", and the event's "   \
  "fields\n"                                                                                       \
  "  --accounts FILE            companies: \"domain\" and the other fields of the lead's record "  \
  "that has\n"                                                                                     \
  "                             one; they fill what leads of that domain don't say\n"              \
  "  --roster FILE              records of reps who go away, come back or leave: \"type\" "        \
  "rep_away, "                                                                                     \
  "rep_back\n"                                                                                     \
  "                             or rep_left, \"at\", \"rep\", and \"from\" and \"until\" of an "   \
  "absence\n"                                                                                      \
  "  --format jsonl|csv         of files whose names do not end in .jsonl, .ndjson, .json or "     \
  ".csv,\n"                                                                                        \
  "                             and of standard input and output (default: jsonl)\n"               \
  "  --time-column FILE:COLUMN  where FILE's records have their instant (default: at)\n"           \
  "  --time-format FILE:FORMAT  seconds or milliseconds since 1970, or rfc3339 (default)\n"        \
  "  --at INSTANT               how far time runs, such as 2026-10-05T14:00:00Z: later records "   \
  "are\n"                                                                                          \
  "                             not decided on, and records without an instant get this one\n"     \
  "  --lateness TIME            events that come so much too late are put in their place in "      \
  "order\n"                                                                                        \
  "                             (default: \"0 seconds\": each file is in order)\n"                 \
  "  --repeats TIME             leave out an event whose id came so short a time before it "       \
  "(default:\n"                                                                                    \
  "                             \"1 day\"; \"0 seconds\": leave out none)\n"                       \
  "  --zoneinfo FOLDER          time zone files (default: " ZONEINFO_FOLDER ")\n"

#endif
