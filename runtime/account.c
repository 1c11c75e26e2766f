#include "runtime/account.h"

#include <string.h>

#include "runtime/fold.h"
#include "runtime/memory.h"
#include "runtime/record.h"

/* ---- which fields ------------------------------------------------------------------------ */

static const ImageField *lead_field(const mops_agreement *agreement, uint32_t field) {
  return agreement->FIELD + agreement->RECORD->first + field;
}

/* How many bytes of a field's name are its record's: 8 of "company.domain", 0 of "domain". */
static uint32_t prefix_of(const mops_agreement *agreement, uint32_t field) {
  const char *name = agreement_text(agreement, lead_field(agreement, field)->name);
  const char *dot = strrchr(name, '.');
  return dot ? (uint32_t)(dot + 1 - name) : 0;
}

static void find_domain(const mops_agreement *agreement, AccountShape *shape) {
  for (uint32_t i = 0; i < agreement->RECORD->count; i++) {
    const ImageField *field = lead_field(agreement, i);
    if (field->type != CODE_DOMAIN || field->flags & FIELD_DERIVED) continue;
    uint32_t prefix = prefix_of(agreement, i);
    if (!prefix) continue;
    if (shape->domain == NONE) {
      shape->domain = i;
      shape->prefix = prefix;
    } else if (shape->other == NONE) {
      shape->other = i;
    }
  }
}

static int is_beside(const mops_agreement *agreement, const AccountShape *shape, uint32_t field) {
  const char *name = agreement_text(agreement, lead_field(agreement, field)->name);
  const char *domain = agreement_text(agreement, lead_field(agreement, shape->domain)->name);
  return strncmp(name, domain, shape->prefix) == 0;
}

static void find_fields(const mops_agreement *agreement, AccountShape *shape) {
  uint32_t end = shape->domain + 1;
  shape->first = shape->domain;
  while (shape->first > 0 && is_beside(agreement, shape, shape->first - 1)) shape->first--;
  while (end < agreement->RECORD->count && is_beside(agreement, shape, end)) end++;
  shape->count = end - shape->first;
}

static void find_email(const mops_agreement *agreement, AccountShape *shape) {
  uint32_t key = agreement->META->key - agreement->RECORD->first;
  if (lead_field(agreement, key)->type == CODE_EMAIL) shape->email = key;
  for (uint32_t i = 0; i < agreement->RECORD->count && shape->email == NONE; i++) {
    const ImageField *field = lead_field(agreement, i);
    int of_account = i >= shape->first && i - shape->first < shape->count;
    if (field->type == CODE_EMAIL && !(field->flags & FIELD_DERIVED) && !of_account)
      shape->email = i;
  }
}

/* The places of a field's values in a record, one after the other: calls `visit` for each. */
static void each_value(const mops_agreement *agreement, const ImageField *field,
                       void (*visit)(void *host, uint32_t value), void *host) {
  if (field->slot != NONE) visit(host, field->slot);
  if (field->midnight != NONE) visit(host, field->midnight);
  for (uint32_t i = 0; i < field->reading_count; i++) {
    const ImageReading *reading = agreement->READING + field->reading_first + i;
    for (uint32_t k = 0; k < reading->slots; k++) visit(host, reading->slot + k);
  }
}

static void widen(void *host, uint32_t value) {
  AccountShape *shape = host;
  if (value < shape->low) shape->low = value;
  if (value >= shape->high) shape->high = value + 1;
}

AccountShape account_shape(const mops_agreement *agreement) {
  AccountShape shape = {.domain = NONE, .other = NONE, .email = NONE, .low = NONE};
  find_domain(agreement, &shape);
  if (shape.domain == NONE || shape.other != NONE) return shape;
  find_fields(agreement, &shape);
  find_email(agreement, &shape);
  for (uint32_t i = 0; i < shape.count; i++)
    each_value(agreement, lead_field(agreement, shape.first + i), widen, &shape);
  if (shape.high == 0) shape.low = 0; /* no rule reads any of them */
  return shape;
}

static int has_accounts(const mops_agreement *agreement) {
  return agreement->account.domain != NONE && agreement->account.other == NONE;
}

void mops_account_describe(const mops_agreement *agreement, mops_account_info *info) {
  const AccountShape *shape = &agreement->account;
  *info = (mops_account_info){.domain = shape->domain,
                              .other = shape->other,
                              .first = shape->first,
                              .count = shape->count,
                              .prefix = shape->prefix};
}

/* ---- what records note ------------------------------------------------------------------- */

static int email_is_key(const mops_agreement *agreement) {
  return agreement->account.email == agreement->META->key - agreement->RECORD->first;
}

uint32_t account_words(const mops_agreement *agreement) {
  if (!has_accounts(agreement)) return 0;
  int has_email = agreement->account.email != NONE && !email_is_key(agreement);
  return has_email ? 2 * DOMAIN_WORDS : DOMAIN_WORDS;
}

/* Those of the company's domain; those of the address come after them. */
static uint64_t *ends_of(const mops_agreement *agreement, mops_record *record) {
  return (uint64_t *)(record->value + record->values + record_seen_words(agreement->RECORD));
}

void account_note(const mops_agreement *agreement, mops_record *record, uint32_t field,
                  const char *bytes, size_t length) {
  const AccountShape *shape = &agreement->account;
  if (!has_accounts(agreement)) return;
  if (field == shape->domain)
    domain_ends(bytes, length, ends_of(agreement, record));
  else if (field == shape->email && !email_is_key(agreement))
    domain_of_address(bytes, length, ends_of(agreement, record) + DOMAIN_WORDS);
}

/* ---- the accounts ------------------------------------------------------------------------ */

/* Where people have their own mail: the standard library's free_email_domains. */
static const char *const free_domains[] = {
#include "free_domains.inc"
};

/* A domain, and the account that has it: its number, from 1 on, or FREE; 0: an unused place. */
typedef struct {
  uint64_t domain;
  uint32_t account;
} Place;
#define FREE UINT32_MAX

struct Accounts {
  const mops_agreement *agreement;
  mops_memory memory;
  Place *places; /* open addressing; `room` is a power of 2 */
  size_t room, used;
  int64_t *values; /* of each account those that its fields have in a record: `width` */
  size_t width;
  uint32_t count, capacity;
  mops_record *joined; /* room for a lead record */
};

static Place *place_of(const Accounts *accounts, uint64_t domain) {
  size_t mask = accounts->room - 1, at = (size_t)domain & mask;
  while (accounts->places[at].account && accounts->places[at].domain != domain)
    at = (at + 1) & mask;
  return accounts->places + at;
}

static int places_grow(Accounts *accounts) {
  Place *old = accounts->places;
  size_t room = accounts->room;
  Place *places = memory_take(&accounts->memory, room * 2, sizeof *places);
  if (!places) return 0;
  accounts->places = places;
  accounts->room = room * 2;
  for (size_t i = 0; i < room; i++)
    if (old[i].account) *place_of(accounts, old[i].domain) = old[i];
  memory_free(&accounts->memory, old, room * sizeof *old);
  return 1;
}

/* 0: no memory. */
static int put_domain(Accounts *accounts, uint64_t domain, uint32_t account) {
  if (accounts->used * 2 >= accounts->room && !places_grow(accounts)) return 0;
  *place_of(accounts, domain) = (Place){domain, account};
  accounts->used++;
  return 1;
}

static int put_free_domains(Accounts *accounts) {
  for (size_t i = 0; i < sizeof free_domains / sizeof *free_domains; i++) {
    uint64_t ends[DOMAIN_WORDS];
    domain_ends(free_domains[i], strlen(free_domains[i]), ends);
    if (!put_domain(accounts, domain_whole(ends), FREE)) return 0;
  }
  return 1;
}

Accounts *accounts_create(const mops_agreement *agreement, const mops_memory *memory) {
  Accounts *accounts = has_accounts(agreement) ? memory_take(memory, 1, sizeof *accounts) : NULL;
  if (!accounts) return NULL;
  accounts->agreement = agreement;
  accounts->memory = *memory;
  accounts->width = agreement->account.high - agreement->account.low;
  accounts->room = 1024;
  accounts->places = memory_take(memory, accounts->room, sizeof *accounts->places);
  accounts->joined = memory_take(memory, 1, mops_record_size(agreement, 0));
  if (accounts->places && accounts->joined && put_free_domains(accounts)) return accounts;
  accounts_free(accounts);
  return NULL;
}

void accounts_free(Accounts *accounts) {
  if (!accounts) return;
  mops_memory memory = accounts->memory;
  memory_free(&memory, accounts->places, accounts->room * sizeof *accounts->places);
  memory_free(&memory, accounts->values,
              accounts->capacity * accounts->width * sizeof *accounts->values);
  memory_free(&memory, accounts->joined, mops_record_size(accounts->agreement, 0));
  memory_free(&memory, accounts, sizeof *accounts);
}

/* Room for one more. */
static int values_grow(Accounts *accounts) {
  size_t size = accounts->width * sizeof *accounts->values;
  if (accounts->count < accounts->capacity || !size) return 1;
  uint32_t capacity = accounts->capacity ? accounts->capacity * 2 : 256;
  int64_t *values = memory_resize(&accounts->memory, accounts->values, accounts->capacity * size,
                                  capacity * size);
  if (!values) return 0;
  accounts->values = values;
  accounts->capacity = capacity;
  return 1;
}

static mops_status refuse(const Accounts *accounts, mops_problem *problem, const char *text) {
  if (problem) {
    memcpy(problem->text, text, strlen(text) + 1);
    problem->field = accounts->agreement->account.domain;
  }
  return MOPS_BAD_RECORD;
}

static mops_status refuse_domain(const Accounts *accounts, const mops_record *record,
                                 uint64_t labels, mops_problem *problem) {
  if (!record_knows(record_seen(record), accounts->agreement->account.domain))
    return refuse(accounts, problem, "the account's domain is missing");
  if (labels == 1)
    return refuse(accounts, problem, "expected a domain such as acme.io, found one without a dot");
  if (labels > 1)
    return refuse(accounts, problem, "expected a domain with at most 8 dots, found more");
  return refuse(accounts, problem,
                "expected a domain such as acme.io, without what a url has around it");
}

mops_status accounts_add(Accounts *accounts, const mops_record *record, mops_problem *problem) {
  const AccountShape *shape = &accounts->agreement->account;
  const uint64_t *ends = record_seen(record) + record_seen_words(accounts->agreement->RECORD);
  uint64_t domain = domain_whole(ends);
  if (!domain) return refuse_domain(accounts, record, ends[DOMAIN_LABELS], problem);
  uint32_t account = place_of(accounts, domain)->account;
  if (account == FREE)
    return refuse(accounts, problem, "people have their own mail there: it is no company's domain");
  if (account) return refuse(accounts, problem, "an account before this one has the same domain");
  if (accounts->count >= FREE - 1 || !values_grow(accounts)) return MOPS_NO_MEMORY;
  if (!put_domain(accounts, domain, accounts->count + 1)) return MOPS_NO_MEMORY;
  if (accounts->width)
    memcpy(accounts->values + accounts->count * accounts->width, record->value + shape->low,
           accounts->width * sizeof *accounts->values);
  accounts->count++;
  return MOPS_OK;
}

/* The account with the longest of these ends, from 1 on; 0: there is none. */
static uint32_t account_with(const Accounts *accounts, const uint64_t ends[DOMAIN_WORDS]) {
  for (uint32_t i = DOMAIN_WORDS; i-- > DOMAIN_FIRST_END;) {
    uint32_t account = ends[i] ? place_of(accounts, ends[i])->account : 0;
    if (account) return account == FREE ? 0 : account;
  }
  return 0;
}

/* ---- leads ------------------------------------------------------------------------------- */

/* Of a lead, after its own slots: the account of the company's domain and that of the e-mail
 * address, 0: none; then which of its fields the lead's own records gave and which they know, as
 * records say it. */
enum { OF_DOMAIN, OF_EMAIL, OWN_FIELDS };

uint32_t accounts_slots(const mops_agreement *agreement) {
  return OWN_FIELDS + record_seen_words(agreement->RECORD);
}

static int64_t *slots_of(const Accounts *accounts, int64_t *lead) {
  return lead + accounts->agreement->META->slots;
}

static uint64_t *own_of(const Accounts *accounts, int64_t *lead) {
  return (uint64_t *)(slots_of(accounts, lead) + OWN_FIELDS);
}

/* A field that the lead does not know is given its values. */
typedef struct {
  const int64_t *account;      /* values of its account, from `low` on; NULL: it has none */
  const ImageInitial *initial; /* by value; NULL: a record cleared the field */
  int64_t *values;
  uint32_t low;
} Filling;

static void fill_value(void *host, uint32_t value) {
  const Filling *filling = host;
  int64_t known = filling->account ? filling->account[value - filling->low] : VALUE_MISSING;
  if (known == VALUE_MISSING || known == VALUE_ABSENT)
    known = filling->initial ? filling->initial[value].value : VALUE_MISSING;
  filling->values[value] = known;
}

/* Gives what the lead does not know the values of an account, or with account 0 what a lead begins
 * with. */
static void fill(const Accounts *accounts, int64_t *lead, uint32_t account, int64_t *values) {
  const mops_agreement *agreement = accounts->agreement;
  const AccountShape *shape = &agreement->account;
  const uint64_t *own = own_of(accounts, lead);
  Filling filling = {.values = values, .low = shape->low};
  if (account) filling.account = accounts->values + (account - 1) * accounts->width;
  for (uint32_t i = shape->first; i < shape->first + shape->count; i++) {
    const ImageField *field = lead_field(agreement, i);
    if (field->flags & FIELD_DERIVED || record_knows(own, i)) continue;
    filling.initial =
        record_gives(own, i) ? NULL : agreement->INITIAL + agreement->META->facts_slot;
    each_value(agreement, field, fill_value, &filling);
  }
}

/* Its own domain tells it; the address only while it is not known. */
static uint32_t account_of(const Accounts *accounts, int64_t *lead) {
  const int64_t *slots = slots_of(accounts, lead);
  int knows = record_knows(own_of(accounts, lead), accounts->agreement->account.domain);
  return (uint32_t)slots[knows ? OF_DOMAIN : OF_EMAIL];
}

static int64_t *facts_of(const Accounts *accounts, int64_t *lead) {
  return lead + accounts->agreement->META->facts_slot;
}

void accounts_meet(const Accounts *accounts, int64_t *lead, const char *key, size_t length) {
  if (email_is_key(accounts->agreement)) {
    uint64_t ends[DOMAIN_WORDS];
    domain_of_address(key, length, ends);
    slots_of(accounts, lead)[OF_EMAIL] = account_with(accounts, ends);
  }
  fill(accounts, lead, account_of(accounts, lead), facts_of(accounts, lead));
}

/* What a record gives is known or not, whatever was before. */
static void note_own(const Accounts *accounts, int64_t *lead, const mops_record *record) {
  const uint64_t *seen = record_seen(record);
  uint64_t *own = own_of(accounts, lead);
  for (uint32_t i = 0; i < record_seen_words(accounts->agreement->RECORD); i++) {
    uint64_t given = seen[i] & UINT64_C(0x5555555555555555), both = given | given << 1;
    own[i] = (own[i] & ~both) | (seen[i] & both);
  }
}

const mops_record *accounts_join(Accounts *accounts, int64_t *lead, const mops_record *record) {
  const mops_agreement *agreement = accounts->agreement;
  const AccountShape *shape = &agreement->account;
  const uint64_t *seen = record_seen(record), *ends = seen + record_seen_words(agreement->RECORD);
  int64_t *slots = slots_of(accounts, lead);
  note_own(accounts, lead, record);
  if (record_knows(seen, shape->domain)) slots[OF_DOMAIN] = account_with(accounts, ends);
  if (shape->email != NONE && !email_is_key(agreement) && record_gives(seen, shape->email))
    slots[OF_EMAIL] = account_with(accounts, ends + DOMAIN_WORDS);
  memcpy(accounts->joined, record, mops_record_size(agreement, 0));
  fill(accounts, lead, account_of(accounts, lead), accounts->joined->value);
  return accounts->joined;
}

static void look_for_value(void *host, uint32_t value) {
  const Filling *filling = host;
  int64_t known = filling->account[value - filling->low];
  if (known != VALUE_MISSING && known != VALUE_ABSENT) *filling->values = 1;
}

int accounts_say(const Accounts *accounts, int64_t *lead, uint32_t field) {
  const AccountShape *shape = &accounts->agreement->account;
  uint32_t account = account_of(accounts, lead);
  int64_t found = 0;
  if (!account || field - shape->first >= shape->count) return 0;
  if (record_knows(own_of(accounts, lead), field)) return 0;
  Filling filling = {accounts->values + (account - 1) * accounts->width, NULL, &found, shape->low};
  each_value(accounts->agreement, lead_field(accounts->agreement, field), look_for_value, &filling);
  return found != 0;
}

void accounts_merge(const Accounts *accounts, int64_t *lead, int64_t *merged) {
  const mops_agreement *agreement = accounts->agreement;
  int64_t *slots = slots_of(accounts, lead), *others = slots_of(accounts, merged);
  uint64_t *own = own_of(accounts, lead), *other_own = own_of(accounts, merged);
  fill(accounts, lead, 0, facts_of(accounts, lead));
  fill(accounts, merged, 0, facts_of(accounts, merged));
  fold_merge_facts(agreement, lead, merged);
  if (!record_knows(own, agreement->account.domain)) slots[OF_DOMAIN] = others[OF_DOMAIN];
  if (agreement->account.email != NONE && !email_is_key(agreement) &&
      !record_knows(own, agreement->account.email))
    slots[OF_EMAIL] = others[OF_EMAIL];
  for (uint32_t i = 0; i < record_seen_words(agreement->RECORD); i++) own[i] |= other_own[i];
  fill(accounts, lead, account_of(accounts, lead), facts_of(accounts, lead));
}
