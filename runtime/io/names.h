/* What the names in one input mean: which field of which record type, or one of the names that
 * every record has (`at`, `type`, `lead`, `id`). Resolved once; after that a name costs one hash
 * lookup.
 *
 * A field `name: text from "Company Name"` of `record company` is known by four names:
 * `company.name`, `company.Company Name`, and at top level `Company Name`; where two fields claim a
 * name, a field's name outside comes first, and at its own level before top level. */
#ifndef MOPS_IO_NAMES_H
#define MOPS_IO_NAMES_H

#include "runtime/io/bytes.h"
#include "runtime/io/cell.h"
#include "runtime/io/tally.h"

/* What else a name stands for. */
enum {
  NAME_AT,
  NAME_TYPE,
  NAME_LEAD,
  NAME_LEAD_TOO, /* the key field's name in an event: counts if there is no `lead` */
  NAME_ID,
  NAME_NO_ROLE,
  NAME_ROLES
};

/* What a record of some type does with a name. */
enum { USE_IGNORE, USE_FIELD, USE_OBJECT /* fields stand below it */ };

struct Name {
  const char *path; /* "company.employees" */
  size_t length;
  unsigned char role;       /* NAME_ */
  unsigned char more_roles; /* bits 1 << NAME_, of a name with several */
  unsigned char used;       /* some record type uses it */
  unsigned char unknown;    /* nobody knows it: neither a role nor used */
  unsigned char shared;     /* stands for many names, so it may be met twice in a record */
  uint64_t record;          /* number of the last record whose outline has it: finds duplicates */
  uint64_t ignored; /* times that nothing knew it */
  const unsigned char *uses; /* by record type: USE_ */
  const uint32_t *fields;    /* by record type: the field, or MOPS_NOT_FOUND */
};

/* The path of what stands for all names beyond the bounds. */
#define OTHER_NAMES "(other names)"

typedef struct Names Names;

/* Events: of all types. Accounts: the fields of their record, as if the lead had no others. */
typedef enum { NAMES_OF_LEADS, NAMES_OF_EVENTS, NAMES_OF_ACCOUNTS } NamesOf;

/* time_column NULL: "at". The agreement must outlive it. NULL: no memory. */
Names *names_create(const mops_agreement *agreement, NamesOf of, const char *time_column);
void names_free(Names *names);

/* The name `bytes` inside the object `parent` (NULL: at top level). Never NULL: what nobody knows,
 * or doesn't fit into the bounded table any more, is an ignored name. */
Name *names_find(Names *names, const Name *parent, const char *bytes, size_t length);

/* What stands in an object that nobody knows: it goes with the object. */
Name *names_nowhere(Names *names);

/* 2: the same name but for its spelling; 1: one has the other in it, as "mail" and "Email address"
 * have; 0: neither. */
int names_likeness(const char *one, const char *other);

/* Adds how often names were ignored, with what somebody knows that is spelled nearly so. */
void names_count_ignored(const Names *names, Tally *tally);

#endif
