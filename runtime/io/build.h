/* From named cells, whatever their format was, to a record: its type, instant, key and fields. */
#ifndef MOPS_IO_BUILD_H
#define MOPS_IO_BUILD_H

#include "runtime/io/outline.h"

typedef enum { TIME_RFC3339, TIME_SECONDS, TIME_MILLISECONDS } TimeFormat;

/* What a record's maker needs to know; filled in by the reader. */
typedef struct {
  const mops_agreement *agreement;
  int events, roster;    /* roster: records of reps alone */
  int accounts;          /* no records of leads, but what fills them */
  const char *time_name; /* of the column with the instant */
  TimeFormat time_format;
  int64_t at;      /* of records without an instant, or MOPS_MISSING: those are bad */
  /* NULL, or says where an event that the agreement doesn't know is to be had, or NULL. */
  const char *(*elsewhere)(const char *name, size_t length);
  Tally *unlisted; /* counts spellings as `field "spelling"` */
} BuildContext;

typedef struct Builder Builder;

typedef struct {
  char field[128]; /* as the input names it; "": the whole record */
  char text[288];  /* what was expected and found */
} RecordProblem;

/* Until the next call with the same builder. */
typedef struct {
  const mops_record *record;
  size_t record_size;
  int account; /* then it has no key and no instant, which is MOPS_MISSING: before all */
  const char *key;
  size_t key_length;
  const char *into; /* of a lead_merged: the key that it goes on with */
  size_t into_length;
  const char *id;   /* of an event that has one: what stands in the input */
  size_t id_length; /* 0: it has none */
  Cells cells; /* that it was built from */
} BuiltRecord;

/* NULL: no memory. */
Builder *builder_create(const BuildContext *context);
void builder_free(Builder *builder);
/* 1, or 0 with the problem; built->key is set then too if it could be read. */
int builder_build(Builder *builder, const Cells *cells, BuiltRecord *built,
                  RecordProblem *problem);

/* Fills the problem; field may be NULL. Returns 0. */
int record_problem(RecordProblem *problem, const char *field, const char *text, ...)
    __attribute__((format(printf, 3, 4)));

/* A JSON-like rendering of at most 40 bytes for messages, cut between characters. */
enum { SHOWN_SIZE = 64 };
const char *show_bytes(const char *bytes, size_t length, char out[SHOWN_SIZE]);

#endif
