/* A hash table from (parent, bytes) to a name. Known names are entered by their full path at top
 * level; the way through nested objects is added when it is first met, so that the next lookup
 * composes nothing. */
#include "runtime/io/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/letter.h"

enum {
  MAX_UNKNOWN = 1000,  /* names that nobody knows, kept by name */
  MAX_WAYS = 4000,     /* further ways to a name: through objects, or unknown */
  MAX_UNKNOWN_LENGTH = 200
};

typedef struct {
  uint64_t hash;
  const Name *parent;
  char *bytes;
  size_t length;
  Name *name; /* NULL: free */
} Way;

struct Names {
  const mops_agreement *agreement;
  uint32_t types, first_type, last_type;
  Way *ways; /* open addressing; room is a power of two */
  size_t room, count, added;
  Name **all;
  size_t all_count, all_room;
  uint32_t unknown_count;
  const uint32_t *no_fields; /* of unknown names */
  const unsigned char *no_uses;
  Name overflow; /* all names beyond the bounds */
  Name nowhere;
  int no_memory;
};

/* ---- hashing ------------------------------------------------------------------------------- */

static uint64_t mix(uint64_t value) {
  value *= UINT64_C(0x9E3779B97F4A7C15);
  return value ^ value >> 29;
}

static uint64_t hash_of(const Name *parent, const char *bytes, size_t length) {
  uint64_t hash = mix((uint64_t)(uintptr_t)parent ^ length), word;
  for (; length >= 8; length -= 8, bytes += 8) {
    memcpy(&word, bytes, 8);
    hash = mix(hash ^ word);
  }
  word = 0;
  for (size_t i = 0; i < length; i++) word = word << 8 | (unsigned char)bytes[i];
  return mix(hash ^ word);
}

/* Where a way is, or would be. */
static Way *find_way(const Names *names, const Name *parent, const char *bytes, size_t length) {
  uint64_t hash = hash_of(parent, bytes, length);
  for (size_t at = hash;; at++) {
    Way *way = &names->ways[at & (names->room - 1)];
    if (way->name == NULL) return way;
    if (way->hash == hash && way->parent == parent && way->length == length &&
        memcmp(way->bytes, bytes, length) == 0)
      return way;
  }
}

static void grow(Names *names) {
  Way *old = names->ways;
  size_t old_room = names->room;
  Way *larger = calloc(old_room * 2, sizeof *larger);
  if (larger == NULL) {
    names->no_memory = 1;
    return;
  }
  names->ways = larger;
  names->room *= 2;
  for (size_t i = 0; i < old_room; i++)
    if (old[i].name != NULL)
      *find_way(names, old[i].parent, old[i].bytes, old[i].length) = old[i];
  free(old);
}

static int add_way(Names *names, const Name *parent, const char *bytes, size_t length, Name *name) {
  if (names->count * 2 >= names->room) grow(names);
  char *copy = malloc(length + 1);
  if (copy == NULL || names->no_memory) {
    free(copy);
    names->no_memory = 1;
    return 0;
  }
  memcpy(copy, bytes, length);
  copy[length] = '\0';
  *find_way(names, parent, bytes, length) =
      (Way){hash_of(parent, bytes, length), parent, copy, length, name};
  names->count++;
  return 1;
}

/* ---- names --------------------------------------------------------------------------------- */

/* A name that nobody knows yet, under its full path. NULL: no memory. */
static Name *add_name(Names *names, const char *path, size_t length) {
  if (names->all_count == names->all_room) {
    size_t room = names->all_room * 2 + 64;
    Name **all = realloc(names->all, room * sizeof(Name *));
    if (all == NULL) return NULL;
    names->all = all;
    names->all_room = room;
  }
  Name *name = calloc(1, sizeof *name);
  if (name == NULL || !add_way(names, NULL, path, length, name)) {
    free(name);
    return NULL;
  }
  name->path = find_way(names, NULL, path, length)->bytes;
  name->length = length;
  name->fields = names->no_fields;
  name->uses = names->no_uses;
  name->role = NAME_NO_ROLE;
  name->unknown = 1;
  names->all[names->all_count++] = name;
  return name;
}

/* The name for a path of the agreement, with tables of its own. NULL: no memory. */
static Name *own_name(Names *names, const char *path, size_t length) {
  Name *name = find_way(names, NULL, path, length)->name;
  if (name == NULL) name = add_name(names, path, length);
  if (name == NULL || name->fields != names->no_fields) return name;
  uint32_t *fields = malloc(names->types * sizeof *fields);
  unsigned char *uses = calloc(names->types, 1);
  if (fields != NULL) memcpy(fields, names->no_fields, names->types * sizeof *fields);
  if (fields != NULL) name->fields = fields;
  if (uses != NULL) name->uses = uses;
  return fields != NULL && uses != NULL ? name : NULL;
}

static void set_use(Name *name, uint32_t type, unsigned char use) {
  ((unsigned char *)(uintptr_t)name->uses)[type] = use;
  name->used = 1;
  name->unknown = 0;
}

static void set_field(Names *names, const char *path, size_t length, uint32_t type,
                      uint32_t field) {
  Name *name = own_name(names, path, length);
  if (name == NULL) {
    names->no_memory = 1;
  } else if (name->fields[type] == MOPS_NOT_FOUND) {
    ((uint32_t *)(uintptr_t)name->fields)[type] = field;
    set_use(name, type, USE_FIELD);
  }
}

static void set_role(Names *names, const char *path, unsigned char role) {
  Name *name = own_name(names, path, strlen(path));
  if (name == NULL) {
    names->no_memory = 1;
    return;
  }
  if (name->role == NAME_NO_ROLE)
    name->role = role;
  else
    name->more_roles |= (unsigned char)(1 << role);
  name->unknown = 0;
}

/* Every object that the path goes through. */
static void set_objects(Names *names, const char *path, uint32_t type) {
  for (const char *dot = strchr(path, '.'); dot != NULL; dot = strchr(dot + 1, '.')) {
    Name *name = own_name(names, path, (size_t)(dot - path));
    if (name == NULL) {
      names->no_memory = 1;
    } else if (name->uses[type] == USE_IGNORE) {
      set_use(name, type, USE_OBJECT);
    }
  }
}

/* "company.Company Name" from "company.name" and "Company Name". */
static void set_inside(Names *names, const mops_field_info *info, uint32_t type, uint32_t field) {
  const char *dot = strrchr(info->name, '.');
  size_t before = dot ? (size_t)(dot - info->name) + 1 : 0, after = strlen(info->outside);
  char *path = malloc(before + after + 1);
  if (path == NULL) {
    names->no_memory = 1;
    return;
  }
  memcpy(path, info->name, before);
  memcpy(path + before, info->outside, after + 1);
  set_field(names, path, before + after, type, field);
  free(path);
}

/* The first to claim a name gets it: so in this order. */
enum { PASS_OUTSIDE, PASS_TOP_LEVEL, PASS_PLAIN, PASSES };

static void enter(Names *names, uint32_t type, uint32_t field, size_t prefix, int pass) {
  mops_field_info info;
  mops_field_describe(names->agreement, type, field, &info);
  if (info.derived) return;
  info.name += prefix;
  int renamed = info.outside[0] != '\0';
  if (pass == PASS_OUTSIDE && renamed) set_inside(names, &info, type, field);
  if (pass == PASS_TOP_LEVEL && renamed)
    set_field(names, info.outside, strlen(info.outside), type, field);
  if (pass == (renamed ? PASS_PLAIN : PASS_OUTSIDE))
    set_field(names, info.name, strlen(info.name), type, field);
  if (pass == PASS_PLAIN) set_objects(names, info.name, type);
}

static void enter_account(Names *names) {
  mops_account_info account;
  mops_account_describe(names->agreement, &account);
  for (int pass = 0; pass < PASSES && !names->no_memory; pass++)
    for (uint32_t i = 0; i < account.count; i++)
      enter(names, 0, account.first + i, account.prefix, pass);
}

static void enter_records(Names *names) {
  for (int pass = 0; pass < PASSES && !names->no_memory; pass++)
    for (uint32_t type = names->first_type; type < names->last_type; type++)
      for (uint32_t field = 0; field < mops_field_count(names->agreement, type); field++)
        enter(names, type, field, 0, pass);
}

static void enter_roles(Names *names, int events, const char *time_column) {
  mops_agreement_info agreement;
  mops_field_info key;
  mops_agreement_describe(names->agreement, &agreement);
  mops_field_describe(names->agreement, 0, agreement.key_field, &key);
  unsigned char role = events ? NAME_LEAD_TOO : NAME_LEAD;
  if (time_column == NULL) time_column = "at";
  set_role(names, time_column, NAME_AT);
  for (uint32_t type = names->first_type; type < names->last_type; type++)
    set_objects(names, time_column, type);
  set_role(names, "id", NAME_ID);
  set_role(names, key.name, role);
  if (key.outside[0] != '\0') set_role(names, key.outside, role);
  if (!events) return;
  set_role(names, "type", NAME_TYPE);
  set_role(names, "lead", NAME_LEAD);
}

/* ---- the module ---------------------------------------------------------------------------- */

static int create_tables(Names *names) {
  uint32_t *fields = malloc(names->types * sizeof *fields);
  if (fields != NULL)
    for (uint32_t i = 0; i < names->types; i++) fields[i] = MOPS_NOT_FOUND;
  names->no_fields = fields;
  names->no_uses = calloc(names->types, 1);
  names->room = 256;
  names->ways = calloc(names->room, sizeof *names->ways);
  names->overflow = (Name){.path = OTHER_NAMES,
                           .length = sizeof OTHER_NAMES - 1,
                           .role = NAME_NO_ROLE,
                           .unknown = 1,
                           .shared = 1,
                           .fields = fields,
                           .uses = names->no_uses};
  names->nowhere = names->overflow;
  names->nowhere.path = "";
  names->nowhere.length = 0;
  return fields != NULL && names->no_uses != NULL && names->ways != NULL;
}

Names *names_create(const mops_agreement *agreement, NamesOf of, const char *time_column) {
  int events = of == NAMES_OF_EVENTS;
  mops_agreement_info info;
  mops_agreement_describe(agreement, &info);
  Names *names = calloc(1, sizeof *names);
  if (names == NULL) return NULL;
  names->agreement = agreement;
  names->types = info.record_types;
  names->first_type = events ? 1 : 0;
  names->last_type = events ? info.record_types : 1;
  names->no_memory = !create_tables(names);
  if (of == NAMES_OF_ACCOUNTS) {
    enter_account(names);
  } else {
    enter_records(names);
    if (!names->no_memory) enter_roles(names, events, time_column);
  }
  if (!names->no_memory) return names;
  names_free(names);
  return NULL;
}

void names_free(Names *names) {
  if (names == NULL) return;
  for (size_t i = 0; i < names->all_count; i++) {
    Name *name = names->all[i];
    if (name->fields != names->no_fields) free((void *)(uintptr_t)name->fields);
    if (name->uses != names->no_uses) free((void *)(uintptr_t)name->uses);
    free(name);
  }
  if (names->ways != NULL)
    for (size_t i = 0; i < names->room; i++) free(names->ways[i].bytes);
  free((void *)(uintptr_t)names->no_fields);
  free((void *)(uintptr_t)names->no_uses);
  free(names->all);
  free(names->ways);
  free(names);
}

static Name *find_path(Names *names, const char *path, size_t length) {
  Name *name = find_way(names, NULL, path, length)->name;
  if (name != NULL) return name;
  if (names->unknown_count >= MAX_UNKNOWN || length > MAX_UNKNOWN_LENGTH) return &names->overflow;
  name = add_name(names, path, length);
  if (name == NULL) return &names->overflow;
  names->unknown_count++;
  return name;
}

/* First met: composes the path, and remembers the way. */
static Name *find_new(Names *names, const Name *parent, const char *bytes, size_t length) {
  if (parent == NULL) return find_path(names, bytes, length);
  size_t before = parent->length;
  char *path = malloc(before + 1 + length);
  if (path == NULL) return &names->overflow;
  memcpy(path, parent->path, before);
  path[before] = '.';
  if (length > 0) memcpy(path + before + 1, bytes, length);
  Name *name = find_path(names, path, before + 1 + length);
  free(path);
  if (name != &names->overflow && names->added < MAX_WAYS)
    names->added += (size_t)add_way(names, parent, bytes, length, name);
  return name;
}

Name *names_find(Names *names, const Name *parent, const char *bytes, size_t length) {
  Name *name = find_way(names, parent, bytes, length)->name;
  return name != NULL ? name : find_new(names, parent, bytes, length);
}

Name *names_nowhere(Names *names) {
  return &names->nowhere;
}

/* ---- names that are nearly the same -------------------------------------------------------- */

enum { FOLDED_SIZE = 64 };

/* "E-Mail" as "email": neither case nor what stands between words tells columns apart. */
static const char *fold_column(const char *name, char out[FOLDED_SIZE]) {
  size_t length = 0;
  for (; *name && length + 1 < FOLDED_SIZE; name++) {
    unsigned char byte = letter_lower_ascii((unsigned char)*name);
    if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte >= 0x80)
      out[length++] = (char)byte;
  }
  letters_lower(out, length, out);
  out[length] = '\0';
  return out;
}

int names_likeness(const char *one, const char *other) {
  char left[FOLDED_SIZE], right[FOLDED_SIZE];
  fold_column(one, left);
  fold_column(other, right);
  if (strlen(left) < 3 || strlen(right) < 3) return 0;
  if (strcmp(left, right) == 0) return 2;
  return strstr(left, right) != NULL || strstr(right, left) != NULL;
}

/* What somebody knows that differs only in spelling, or NULL. */
static const Name *nearly(const Names *names, const Name *unknown) {
  for (size_t i = 0; i < names->all_count; i++)
    if (!names->all[i]->unknown && names_likeness(names->all[i]->path, unknown->path) == 2)
      return names->all[i];
  return NULL;
}

static void count_name(const Names *names, const Name *name, Tally *tally) {
  char text[TALLY_TEXT_SIZE];
  const Name *known = nearly(names, name);
  int length = known ? snprintf(text, sizeof text, "%s, which may be %s", name->path, known->path) : 0;
  int fits = length > 0 && length < (int)sizeof text;
  tally_add(tally, fits ? text : name->path, fits ? (size_t)length : name->length, name->ignored);
}

void names_count_ignored(const Names *names, Tally *tally) {
  for (size_t i = 0; i < names->all_count; i++)
    if (names->all[i]->ignored > 0) count_name(names, names->all[i], tally);
  if (names->overflow.ignored > 0)
    tally_add(tally, names->overflow.path, names->overflow.length, names->overflow.ignored);
}
