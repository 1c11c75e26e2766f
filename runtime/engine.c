/* Many leads: a table of keys, the leads in blocks that never move, and a heap of their wake-ups.
 * The order of everything is spec/4-meaning's: instant, due steps before records, key bytes. */
#include <string.h>

#include "runtime/account.h"
#include "runtime/fold.h"
#include "runtime/memory.h"
#include "runtime/record.h"
#include "runtime/roster.h"
#include "runtime/route.h"

#define LEADS_PER_BLOCK 256u
#define KEY_BLOCK ((size_t)65536)
#define NOT_WAITING UINT32_MAX

/* A key and the lead that it means: its own, unless it was merged into another. A key may be known
 * without a lead: one that was merged away, or that another was merged into before its first
 * record. */
typedef struct {
  char *key;
  uint32_t length;
  uint32_t waiting; /* place in the heap, or NOT_WAITING */
  uint32_t into;    /* the entry that it was merged into, or NONE */
} Entry;

typedef struct KeyBlock KeyBlock;
struct KeyBlock {
  KeyBlock *next;
  size_t used, size;
  char bytes[];
};

struct mops_engine {
  const mops_agreement *agreement;
  mops_memory memory;
  mops_worker *worker;
  int64_t now;
  Entry *entries; /* in the order in which keys first came */
  uint32_t count, capacity;
  uint32_t leads;  /* entries that have a lead */
  char **blocks;   /* LEADS_PER_BLOCK leads each */
  uint32_t *table; /* open addressing: entry + 1, or 0 */
  uint32_t table_size;
  uint32_t *heap; /* leads by next wake-up, then key bytes */
  uint32_t heap_count;
  uint32_t *order; /* room for leads that are looked at in the order of their keys */
  Accounts *accounts; /* NULL: there are none */
  Roster *roster;
  int64_t next_away;    /* when the next absence begins; INT64_MAX: none that anything waits for */
  int exhausted;        /* there was not enough memory to remember what leads are given */
  mops_record *absence; /* room for a rep_away, or NULL */
  KeyBlock *keys;
};

/* ---- leads ------------------------------------------------------------------------------- */

static size_t lead_size(const mops_engine *engine) {
  uint32_t slots = engine->agreement->META->slots;
  if (engine->accounts) slots += accounts_slots(engine->agreement);
  return slots * sizeof(int64_t);
}

static int64_t *lead_at(const mops_engine *engine, uint32_t lead) {
  char *block = engine->blocks[lead / LEADS_PER_BLOCK];
  return (int64_t *)(void *)(block + lead % LEADS_PER_BLOCK * lead_size(engine));
}

/* FNV-1a, then a final mix so that the low bits depend on all bytes. */
static uint32_t key_hash(const char *key, size_t length) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < length; i++)
    hash = (hash ^ (unsigned char)key[i]) * UINT64_C(0x100000001b3);
  return (uint32_t)(hash ^ hash >> 32);
}

/* The place of a key in the table: its lead's, or the free one where it belongs. */
static uint32_t table_place(const mops_engine *engine, const char *key, size_t length) {
  uint32_t mask = engine->table_size - 1, place = key_hash(key, length) & mask;
  for (;; place = (place + 1) & mask) {
    uint32_t lead = engine->table[place];
    if (!lead) return place;
    const Entry *entry = engine->entries + lead - 1;
    if (entry->length == length && memcmp(entry->key, key, length) == 0) return place;
  }
}

static int table_grow(mops_engine *engine) {
  uint32_t size = engine->table_size * 2;
  uint32_t *table = memory_take(&engine->memory, size, sizeof *table);
  if (!table) return 0;
  memory_free(&engine->memory, engine->table, engine->table_size * sizeof *table);
  engine->table = table;
  engine->table_size = size;
  for (uint32_t i = 0; i < engine->count; i++) {
    const Entry *entry = engine->entries + i;
    if (entry->length) engine->table[table_place(engine, entry->key, entry->length)] = i + 1;
  }
  return 1;
}

/* A larger copy of an array, NULL when memory is exhausted; the old one is left as it is. */
static void *array_copy(const mops_engine *engine, const void *array, uint32_t count,
                        uint32_t capacity, size_t size) {
  void *copy = memory_take(&engine->memory, capacity, size);
  if (copy && count) memcpy(copy, array, count * size);
  return copy;
}

static void arrays_free(mops_engine *engine, Entry *entries, uint32_t *heap, uint32_t *order,
                        char **blocks, uint32_t capacity) {
  memory_free(&engine->memory, entries, capacity * sizeof *entries);
  memory_free(&engine->memory, heap, capacity * sizeof *heap);
  memory_free(&engine->memory, order, capacity * sizeof *order);
  memory_free(&engine->memory, blocks, capacity / LEADS_PER_BLOCK * sizeof *blocks);
}

/* Room for twice as many leads, or none of it. */
static int leads_grow(mops_engine *engine) {
  uint32_t old = engine->capacity, capacity = old ? old * 2 : LEADS_PER_BLOCK;
  Entry *entries = array_copy(engine, engine->entries, old, capacity, sizeof *entries);
  uint32_t *heap = array_copy(engine, engine->heap, old, capacity, sizeof *heap);
  uint32_t *order = memory_take(&engine->memory, capacity, sizeof *order);
  char **blocks = array_copy(engine, engine->blocks, old / LEADS_PER_BLOCK,
                             capacity / LEADS_PER_BLOCK, sizeof *blocks);
  if (!entries || !heap || !order || !blocks) {
    arrays_free(engine, entries, heap, order, blocks, capacity);
    return 0;
  }
  arrays_free(engine, engine->entries, engine->heap, engine->order, engine->blocks, old);
  engine->entries = entries;
  engine->heap = heap;
  engine->order = order;
  engine->blocks = blocks;
  engine->capacity = capacity;
  return 1;
}

/* The block of leads that lead number `lead` stands in is there only once it is needed. */
static int block_ensure(mops_engine *engine, uint32_t lead) {
  char **block = &engine->blocks[lead / LEADS_PER_BLOCK];
  if (!*block) *block = memory_take(&engine->memory, LEADS_PER_BLOCK, lead_size(engine));
  return *block != NULL;
}

static char *key_keep(mops_engine *engine, const char *key, size_t length) {
  KeyBlock *block = engine->keys;
  if (!block || block->size - block->used < length) {
    size_t size = length > KEY_BLOCK ? length : KEY_BLOCK;
    block = memory_take(&engine->memory, 1, sizeof *block + size);
    if (!block) return NULL;
    block->size = size;
    block->next = engine->keys;
    engine->keys = block;
  }
  char *kept = block->bytes + block->used;
  memcpy(kept, key, length);
  block->used += length;
  return kept;
}

/* A lead as it is before its first record. */
static void lead_start(mops_engine *engine, uint32_t lead) {
  int64_t *slots = lead_at(engine, lead);
  const Entry *entry = engine->entries + lead;
  mops_lead_start(engine->agreement, (mops_lead *)(void *)slots);
  record_key(engine->agreement, slots + engine->agreement->META->facts_slot, entry->key,
             entry->length);
  if (engine->accounts) accounts_meet(engine->accounts, slots, entry->key, entry->length);
  fold_derive(engine->agreement, slots);
}

static int has_lead(const mops_engine *engine, uint32_t entry) {
  return lead_at(engine, entry)[SLOT_LAST] != VALUE_MISSING;
}

/* A new entry; its number, or UINT32_MAX when memory is exhausted. */
static uint32_t entry_add(mops_engine *engine, const char *key, size_t length) {
  if (engine->count == engine->capacity && !leads_grow(engine)) return UINT32_MAX;
  if (!block_ensure(engine, engine->count)) return UINT32_MAX;
  if (engine->count * 2 >= engine->table_size && !table_grow(engine)) return UINT32_MAX;
  char *kept = key_keep(engine, key, length);
  if (!kept) return UINT32_MAX;
  uint32_t lead = engine->count++;
  engine->table[table_place(engine, key, length)] = lead + 1;
  engine->entries[lead] = (Entry){kept, (uint32_t)length, NOT_WAITING, NONE};
  lead_start(engine, lead);
  return lead;
}

/* The entry at the end of a chain of merged ones; halves the chain on the way, so that none grows
 * long. */
static uint32_t entry_root(const mops_engine *engine, uint32_t entry) {
  Entry *entries = engine->entries;
  for (uint32_t into; (into = entries[entry].into) != NONE; entry = into)
    if (entries[into].into != NONE) into = entries[entry].into = entries[into].into;
  return entry;
}

/* The entry that a key means now, NONE: it is not known. */
static uint32_t entry_find(const mops_engine *engine, const char *key, size_t length) {
  uint32_t entry = engine->table[table_place(engine, key, length)];
  return entry ? entry_root(engine, entry - 1) : NONE;
}

static uint32_t entry_ensure(mops_engine *engine, const char *key, size_t length) {
  uint32_t entry = entry_find(engine, key, length);
  return entry != NONE ? entry : entry_add(engine, key, length);
}

/* ---- wake-ups ---------------------------------------------------------------------------- */

static int key_before(const mops_engine *engine, uint32_t a, uint32_t b) {
  const Entry *first = engine->entries + a, *second = engine->entries + b;
  uint32_t shared = first->length < second->length ? first->length : second->length;
  int order = memcmp(first->key, second->key, shared);
  return order ? order < 0 : first->length < second->length;
}

/* Deadlines are of the millisecond before: so they come before due steps. */
static int wakes_before(const mops_engine *engine, uint32_t a, uint32_t b) {
  const int64_t *slots_a = lead_at(engine, a), *slots_b = lead_at(engine, b);
  int is_due_a = !(slots_a[SLOT_FLAGS] & LEAD_DEADLINE),
      is_due_b = !(slots_b[SLOT_FLAGS] & LEAD_DEADLINE);
  if (slots_a[SLOT_NEXT] != slots_b[SLOT_NEXT]) return slots_a[SLOT_NEXT] < slots_b[SLOT_NEXT];
  if (is_due_a != is_due_b) return is_due_a < is_due_b;
  return key_before(engine, a, b);
}

static void heap_put(mops_engine *engine, uint32_t place, uint32_t lead) {
  engine->heap[place] = lead;
  engine->entries[lead].waiting = place;
}

static void heap_up(mops_engine *engine, uint32_t place, uint32_t lead) {
  while (place && wakes_before(engine, lead, engine->heap[(place - 1) / 2])) {
    heap_put(engine, place, engine->heap[(place - 1) / 2]);
    place = (place - 1) / 2;
  }
  heap_put(engine, place, lead);
}

static void heap_down(mops_engine *engine, uint32_t place, uint32_t lead) {
  for (uint32_t child; (child = place * 2 + 1) < engine->heap_count; place = child) {
    if (child + 1 < engine->heap_count &&
        wakes_before(engine, engine->heap[child + 1], engine->heap[child]))
      child++;
    if (!wakes_before(engine, engine->heap[child], lead)) break;
    heap_put(engine, place, engine->heap[child]);
  }
  heap_put(engine, place, lead);
}

/* Puts a lead where its next wake-up belongs; quiet leads do not wait. */
static void wake_update(mops_engine *engine, uint32_t lead) {
  int waits = lead_at(engine, lead)[SLOT_NEXT] != INT64_MAX;
  uint32_t place = engine->entries[lead].waiting;
  if (place == NOT_WAITING) {
    if (waits) heap_up(engine, engine->heap_count++, lead);
    return;
  }
  if (!waits) {
    uint32_t last = engine->heap[--engine->heap_count];
    engine->entries[lead].waiting = NOT_WAITING;
    if (last == lead) return;
    lead = last;
  }
  heap_up(engine, place, lead);
  heap_down(engine, engine->entries[lead].waiting, lead);
}

static void worker_names(mops_engine *engine, uint32_t lead) {
  engine->worker->key = engine->entries[lead].key;
  engine->worker->key_length = engine->entries[lead].length;
}

/* Room for what is remembered of whom a lead is given to. */
static void reserve(mops_engine *engine) {
  if (!roster_reserve(engine->roster)) engine->exhausted = 1;
}

static void run_leads(mops_engine *engine, int64_t until) {
  while (engine->heap_count && !engine->exhausted) {
    uint32_t lead = engine->heap[0];
    int64_t *slots = lead_at(engine, lead);
    if (slots[SLOT_NEXT] > until) break;
    worker_names(engine, lead);
    fold_wake(engine->worker, slots);
    wake_update(engine, lead);
    reserve(engine);
  }
}

/* ---- reps that go and come ---------------------------------------------------------------- */

/* Whether anything waits for what a record of this type does to leads. */
static int is_waited_for(const mops_agreement *agreement, uint32_t type) {
  const ImageRecord *row = agreement->RECORD + type;
  uint32_t candidates = row->choice_count;
  for (uint32_t i = row->run_first; i < row->run_first + row->run_count; i++)
    candidates += agreement->RUN[i].count;
  return candidates != 0;
}

/* A heap with the last key on top. */
static void order_down(mops_engine *engine, uint32_t place, uint32_t count) {
  uint32_t *order = engine->order, lead = order[place];
  for (uint32_t child; (child = place * 2 + 1) < count; place = child) {
    if (child + 1 < count && key_before(engine, order[child], order[child + 1])) child++;
    if (!key_before(engine, lead, order[child])) break;
    order[place] = order[child];
  }
  order[place] = lead;
}

/* The leads of an owner in the order of their keys; returns how many. */
static uint32_t leads_of(mops_engine *engine, uint32_t owner) {
  uint32_t count = 0, *order = engine->order;
  for (uint32_t i = 0; i < engine->count; i++)
    if (has_lead(engine, i) && lead_owner(engine->agreement, lead_at(engine, i)) == owner)
      order[count++] = i;
  for (uint32_t i = count / 2; i > 0; i--) order_down(engine, i - 1, count);
  for (uint32_t i = count; i > 1; i--) {
    uint32_t last = order[0];
    order[0] = order[i - 1];
    order[i - 1] = last;
    order_down(engine, 0, i - 1);
  }
  return count;
}

/* Where nothing waits for it, it lets no lead do more than a move that was held back. */
static void happens_to_leads(mops_engine *engine, const mops_record *record, int64_t now) {
  int waited_for = is_waited_for(engine->agreement, record->type);
  if (!waited_for && !engine->agreement->count[SECTION_MOVE]) return;
  uint32_t count = leads_of(engine, (uint32_t)record->value[REP_AWAY_REP]);
  for (uint32_t i = 0; i < count && !engine->exhausted; i++) {
    int held_back = lead_at(engine, engine->order[i])[SLOT_FLAGS] & LEAD_HELD_BACK;
    if (!waited_for && !held_back) continue;
    worker_names(engine, engine->order[i]);
    fold_record(engine->worker, lead_at(engine, engine->order[i]), record, now);
    wake_update(engine, engine->order[i]);
    reserve(engine);
  }
}

static void absences_begin(mops_engine *engine, int64_t now) {
  for (uint32_t i = 0; i < engine->agreement->count[SECTION_OWNER]; i++) {
    if (!roster_begins(engine->roster, i, now, &engine->absence->value[REP_AWAY_UNTIL])) continue;
    engine->absence->at = now;
    engine->absence->value[REP_AWAY_REP] = i;
    engine->absence->value[REP_AWAY_FROM] = now;
    happens_to_leads(engine, engine->absence, now);
  }
}

static void find_absence(mops_engine *engine, int64_t now) {
  engine->next_away = engine->absence ? roster_next(engine->roster, now) : INT64_MAX;
}

/* Everything that is due up to and including an instant, of every lead and rep. */
static void run_due(mops_engine *engine, int64_t until) {
  while (engine->next_away <= until) {
    int64_t now = engine->next_away;
    run_leads(engine, now);
    engine->now = now;
    absences_begin(engine, now);
    find_absence(engine, now);
  }
  run_leads(engine, until);
  if (until > engine->now) engine->now = until;
}

/* A record of its own, for absences that begin later than they are known. */
static int take_absence(mops_engine *engine) {
  const mops_agreement *agreement = engine->agreement;
  uint32_t type = 0;
  for (uint32_t i = 1; i < agreement->count[SECTION_RECORD]; i++)
    if (agreement->RECORD[i].kind == RECORD_CODE_REP_AWAY) type = i;
  engine->next_away = INT64_MAX;
  if (!type || !is_waited_for(agreement, type)) return 1;
  engine->absence = memory_take(&engine->memory, 1, mops_record_size(agreement, type));
  return engine->absence && mops_record_start(agreement, type, 0, engine->absence) == MOPS_OK;
}

/* ---- the engine -------------------------------------------------------------------------- */

mops_status mops_engine_create(const mops_agreement *agreement, const mops_memory *memory,
                               const mops_sink *sink, int trace, mops_engine **out) {
  mops_memory host = memory_or_default(memory);
  mops_engine *engine = memory_take(&host, 1, sizeof *engine);
  *out = NULL;
  if (!engine) return MOPS_NO_MEMORY;
  engine->agreement = agreement;
  engine->memory = host;
  engine->now = INT64_MIN;
  engine->table_size = 1024;
  engine->table = memory_take(&host, engine->table_size, sizeof *engine->table);
  engine->roster = roster_create(agreement, &host);
  if (!engine->table || !engine->roster || !take_absence(engine) ||
      mops_worker_create(agreement, &host, sink, trace, &engine->worker) != MOPS_OK) {
    mops_engine_free(engine);
    return MOPS_NO_MEMORY;
  }
  engine->worker->roster = engine->roster;
  *out = engine;
  return MOPS_OK;
}

void mops_engine_free(mops_engine *engine) {
  if (!engine) return;
  mops_memory host = engine->memory;
  uint32_t capacity = engine->capacity;
  for (uint32_t i = 0; i < capacity / LEADS_PER_BLOCK; i++)
    memory_free(&host, engine->blocks[i], LEADS_PER_BLOCK * lead_size(engine));
  for (KeyBlock *block = engine->keys, *next; block; block = next) {
    next = block->next;
    memory_free(&host, block, sizeof *block + block->size);
  }
  arrays_free(engine, engine->entries, engine->heap, engine->order, engine->blocks, capacity);
  memory_free(&host, engine->table, engine->table_size * sizeof *engine->table);
  mops_worker_free(engine->worker);
  roster_free(engine->roster);
  accounts_free(engine->accounts);
  if (engine->absence)
    memory_free(&host, engine->absence, mops_record_size(engine->agreement, engine->absence->type));
  memory_free(&host, engine, sizeof *engine);
}

static mops_status refuse_early(const mops_engine *engine, mops_problem *problem) {
  char instant[32];
  mops_instant_format(engine->agreement->META->effective, instant);
  if (problem) {
    static const char text[] = "the agreement is in force only from ";
    memcpy(problem->text, text, sizeof text - 1);
    memcpy(problem->text + sizeof text - 1, instant, sizeof instant);
    problem->field = MOPS_NOT_FOUND;
  }
  return MOPS_BAD_RECORD;
}

/* Whether leads have required fields besides their key. */
static int agreement_asks(const mops_agreement *agreement) {
  const ImageRecord *lead = agreement->RECORD;
  for (uint32_t i = 0; i < lead->count; i++) {
    uint32_t flags = agreement->FIELD[lead->first + i].flags;
    if (flags & FIELD_REQUIRED && !(flags & FIELD_KEY)) return 1;
  }
  return 0;
}

static mops_status admit(const mops_engine *engine, size_t length, const mops_record *record,
                         int is_new, mops_problem *problem) {
  const mops_agreement *agreement = engine->agreement;
  if (!length || record->type >= agreement->count[SECTION_RECORD]) return MOPS_MISUSE;
  if (record->values != agreement->RECORD[record->type].values ||
      agreement->RECORD[record->type].derived)
    return MOPS_MISUSE;
  if (record->at < -VALUE_LIMIT || record->at > VALUE_LIMIT) return MOPS_MISUSE;
  if (!fold_takes(agreement, record->type)) return MOPS_MISUSE;
  int64_t effective = agreement->META->effective;
  if (effective != INT64_MIN && record->at < effective) return refuse_early(engine, problem);
  if (is_new && record->type != 0 && agreement_asks(agreement)) {
    if (problem)
      *problem = (mops_problem){
          "the lead is not known, and a lead's first record needs its required fields",
          MOPS_NOT_FOUND};
    return MOPS_BAD_RECORD;
  }
  return is_new && record->type == 0 ? record_requires(agreement, record, problem) : MOPS_OK;
}

/* Lets everything happen that is due before a record of an instant. *now: when it is judged. */
static mops_status judge_at(mops_engine *engine, int64_t at, int64_t *now) {
  int late = at < engine->now;
  *now = late ? engine->now : at;
  run_due(engine, *now);
  return late ? MOPS_LATE : MOPS_OK;
}

mops_status mops_engine_fold(mops_engine *engine, const char *key, size_t length,
                             const mops_record *record, mops_problem *problem) {
  uint32_t lead = entry_find(engine, key, length);
  int is_new = lead == NONE || !has_lead(engine, lead);
  mops_status status = admit(engine, length, record, is_new, problem);
  int64_t now;
  if (status != MOPS_OK) return status;
  status = judge_at(engine, record->at, &now);
  if (lead == NONE) lead = entry_add(engine, key, length);
  reserve(engine);
  if (lead == NONE || engine->exhausted) return MOPS_NO_MEMORY;
  worker_names(engine, lead);
  if (engine->accounts && record->type == 0)
    record = accounts_join(engine->accounts, lead_at(engine, lead), record);
  fold_record(engine->worker, lead_at(engine, lead), record, now);
  engine->leads += (uint32_t)is_new;
  wake_update(engine, lead);
  return status;
}

/* ---- merging and erasing ----------------------------------------------------------------- */

static mops_status refuse(mops_problem *problem, const char *text) {
  if (problem) {
    strcpy(problem->text, text);
    problem->field = MOPS_NOT_FOUND;
  }
  return MOPS_BAD_RECORD;
}

/* Its owner has a lead less. */
static void lead_leaves(mops_engine *engine, uint32_t lead) {
  const int64_t *slots = lead_at(engine, lead);
  roster_count(engine->roster, lead_owner(engine->agreement, slots), slots[SLOT_STAGE], -1);
}

/* Nothing of a lead is left but its key, which may mean another. */
static void lead_end(mops_engine *engine, uint32_t lead) {
  int64_t *slots = lead_at(engine, lead);
  engine->leads -= (uint32_t)has_lead(engine, lead);
  slots[SLOT_NEXT] = INT64_MAX;
  wake_update(engine, lead);
  memset(slots, 0, lead_size(engine));
  mops_lead_start(engine->agreement, (mops_lead *)(void *)slots);
}

/* from and into are different entries; those that have a lead are up to `now`. */
static void entries_merge(mops_engine *engine, uint32_t from, uint32_t into, const MergedKey *key,
                          int64_t now) {
  int64_t *merged = lead_at(engine, from), *survivor = lead_at(engine, into);
  worker_names(engine, into);
  if (has_lead(engine, from) && has_lead(engine, into)) {
    if (engine->accounts) accounts_merge(engine->accounts, survivor, merged);
    lead_leaves(engine, from); /* before routes ask who has how many */
    fold_merged(engine->worker, survivor, merged, key, now);
  } else if (has_lead(engine, from)) { /* it goes on under the other key */
    memcpy(survivor, merged, lead_size(engine));
    engine->leads++;
    record_key(engine->agreement, survivor + engine->agreement->META->facts_slot,
               engine->entries[into].key, engine->entries[into].length);
    if (engine->accounts)
      accounts_meet(engine->accounts, survivor, engine->entries[into].key,
                    engine->entries[into].length);
    fold_merged(engine->worker, survivor, NULL, key, now);
  }
  lead_end(engine, from);
  engine->entries[from].into = into;
  wake_update(engine, into);
}

/* Whether two keys mean one lead, known or not. */
static int are_one(const mops_engine *engine, const char *key, size_t length, const char *other,
                   size_t other_length) {
  uint32_t entry = entry_find(engine, key, length);
  if (length == other_length && memcmp(key, other, length) == 0) return 1;
  return entry != NONE && entry == entry_find(engine, other, other_length);
}

mops_status mops_engine_merge(mops_engine *engine, const char *key, size_t length, const char *into,
                              size_t into_length, int64_t at, mops_problem *problem) {
  int64_t effective = engine->agreement->META->effective, now;
  if (at < -VALUE_LIMIT || at > VALUE_LIMIT || !length || !into_length) return MOPS_MISUSE;
  if (effective != INT64_MIN && at < effective) return refuse_early(engine, problem);
  if (are_one(engine, key, length, into, into_length))
    return refuse(problem, "both keys mean one lead already");
  uint32_t from = entry_ensure(engine, key, length);
  uint32_t survivor = from == NONE ? NONE : entry_ensure(engine, into, into_length);
  if (survivor == NONE) return MOPS_NO_MEMORY;
  mops_status status = judge_at(engine, at, &now);
  reserve(engine);
  if (engine->exhausted) return MOPS_NO_MEMORY;
  entries_merge(engine, from, survivor, &(MergedKey){key, length}, now);
  return status;
}

/* Takes an entry's key out of the table. Those after it, up to the next gap, may have been put
 * there because of it, so they are put in again. */
static void table_remove(mops_engine *engine, uint32_t entry) {
  uint32_t mask = engine->table_size - 1;
  uint32_t place = table_place(engine, engine->entries[entry].key, engine->entries[entry].length);
  engine->table[place] = 0;
  for (place = (place + 1) & mask; engine->table[place]; place = (place + 1) & mask) {
    uint32_t moved = engine->table[place];
    const Entry *other = engine->entries + moved - 1;
    engine->table[place] = 0;
    engine->table[table_place(engine, other->key, other->length)] = moved;
  }
}

/* Looks at every key for those that were merged into the lead's: erasing is rare. */
static void keys_erase(mops_engine *engine, uint32_t root) {
  for (uint32_t i = 0; i < engine->count; i++)
    if (i != root && engine->entries[i].length && entry_root(engine, i) == root)
      engine->entries[i].into = root; /* no key on the way may be missed */
  for (uint32_t i = 0; i < engine->count; i++) {
    Entry *entry = engine->entries + i;
    if (!entry->length || (i != root && entry->into != root)) continue;
    table_remove(engine, i);
    memset(entry->key, 0, entry->length);
    entry->length = 0;
    entry->into = NONE;
  }
}

/* Others with the same values may have been given to somebody since then. */
static void forget_assignment(mops_engine *engine, uint32_t lead) {
  const ImageMeta *meta = engine->agreement->META;
  const int64_t *slots = lead_at(engine, lead);
  if (meta->owner_slot != NONE && slots[meta->owner_slot + OWNER_SINCE] != VALUE_MISSING)
    roster_forget(engine->roster, slots + meta->facts_slot, slots[meta->owner_slot + OWNER_SINCE]);
}

mops_status mops_engine_erase(mops_engine *engine, const char *key, size_t length, int64_t at) {
  int64_t now;
  if (at < -VALUE_LIMIT || at > VALUE_LIMIT) return MOPS_MISUSE;
  mops_status status = judge_at(engine, at, &now);
  uint32_t lead = entry_find(engine, key, length);
  if (lead == NONE) return status;
  forget_assignment(engine, lead);
  lead_leaves(engine, lead);
  lead_end(engine, lead);
  keys_erase(engine, lead);
  engine->worker->key = NULL;
  engine->worker->key_length = 0;
  return status;
}

/* ---- accounts ---------------------------------------------------------------------------- */

mops_status mops_engine_account(mops_engine *engine, const mops_record *account,
                                mops_problem *problem) {
  const mops_agreement *agreement = engine->agreement;
  const AccountShape *shape = &agreement->account;
  if (shape->domain == NONE || shape->other != NONE || engine->count) return MOPS_MISUSE;
  if (account->type != 0 || account->values != agreement->RECORD->values) return MOPS_MISUSE;
  if (!engine->accounts) engine->accounts = accounts_create(agreement, &engine->memory);
  if (!engine->accounts) return MOPS_NO_MEMORY;
  return accounts_add(engine->accounts, account, problem);
}

int mops_engine_account_says(const mops_engine *engine, const char *key, size_t length,
                             uint32_t field) {
  uint32_t lead = engine->accounts ? entry_find(engine, key, length) : NONE;
  return lead != NONE && accounts_say(engine->accounts, lead_at(engine, lead), field);
}

/* ---- the roster -------------------------------------------------------------------------- */

/* What is refused is so before time passes for it. */
static mops_status admit_absence(const mops_engine *engine, const mops_record *record, uint32_t rep,
                                 mops_problem *problem) {
  int64_t until = record->value[REP_AWAY_UNTIL];
  if (until <= record->at || until <= record->value[REP_AWAY_FROM])
    return refuse(problem, "the absence ends before it begins");
  if (!roster_has_room(engine->roster, rep, larger(record->at, engine->now)))
    return refuse(problem, "the rep has 32 absences already that are not over");
  return MOPS_OK;
}

static void go_away(mops_engine *engine, const mops_record *record, uint32_t rep, int64_t now) {
  int64_t from = record->value[REP_AWAY_FROM], until = record->value[REP_AWAY_UNTIL];
  if (from == VALUE_MISSING || from < now) from = now;
  roster_away(engine->roster, rep, from, until, now);
  if (from == now && until > now) happens_to_leads(engine, record, now);
  find_absence(engine, now);
}

mops_status mops_engine_roster(mops_engine *engine, const mops_record *record,
                               mops_problem *problem) {
  const mops_agreement *agreement = engine->agreement;
  int64_t effective = agreement->META->effective, now;
  if (record->type >= agreement->count[SECTION_RECORD]) return MOPS_MISUSE;
  const ImageRecord *type = agreement->RECORD + record->type;
  if (type->kind < RECORD_CODE_REP_AWAY || record->values != type->values) return MOPS_MISUSE;
  if (record->at < -VALUE_LIMIT || record->at > VALUE_LIMIT) return MOPS_MISUSE;
  int64_t rep = record->value[REP_AWAY_REP];
  if (rep < 0 || rep >= agreement->count[SECTION_OWNER]) return MOPS_MISUSE;
  if (agreement->OWNER[rep].queue) return refuse(problem, "a queue is never away");
  if (effective != INT64_MIN && record->at < effective && type->kind != RECORD_CODE_REP_AWAY)
    return refuse_early(engine, problem);
  if (type->kind == RECORD_CODE_REP_AWAY &&
      admit_absence(engine, record, (uint32_t)rep, problem) != MOPS_OK)
    return MOPS_BAD_RECORD;
  mops_status status = judge_at(engine, record->at, &now);
  if (engine->exhausted) return MOPS_NO_MEMORY;
  if (type->kind == RECORD_CODE_REP_AWAY) {
    go_away(engine, record, (uint32_t)rep, now);
    return status;
  }
  if (type->kind == RECORD_CODE_REP_BACK) {
    roster_back(engine->roster, (uint32_t)rep, now);
    find_absence(engine, now);
    return status;
  }
  roster_left(engine->roster, (uint32_t)rep);
  happens_to_leads(engine, record, now);
  return engine->exhausted ? MOPS_NO_MEMORY : status;
}

mops_status mops_engine_take_over(mops_engine *engine, const mops_engine *before) {
  if (engine == before || engine->count || engine->now != INT64_MIN) return MOPS_MISUSE;
  if (!roster_take_over(engine->roster, before->roster, before->now)) return MOPS_NO_MEMORY;
  find_absence(engine, before->now);
  return MOPS_OK;
}

int64_t mops_engine_gave(const mops_engine *engine, uint32_t pool, uint32_t owner) {
  const uint32_t *count = engine->agreement->count;
  if (pool >= count[SECTION_POOL] || owner >= count[SECTION_OWNER]) return 0;
  return roster_gave(engine->roster, pool, owner);
}

/* ---- what there is ----------------------------------------------------------------------- */

mops_status mops_engine_advance(mops_engine *engine, int64_t until) {
  if (until < -VALUE_LIMIT || until > VALUE_LIMIT) return MOPS_MISUSE;
  if (until < engine->now) return MOPS_OK;
  run_due(engine, until);
  if (engine->exhausted) return MOPS_NO_MEMORY;
  for (uint32_t i = 0; i < engine->count; i++) {
    if (!has_lead(engine, i)) continue;
    worker_names(engine, i);
    fold_until(engine->worker, lead_at(engine, i), until);
  }
  return MOPS_OK;
}

int64_t mops_engine_at(const mops_engine *engine) {
  return engine->now;
}
size_t mops_engine_lead_count(const mops_engine *engine) {
  return engine->leads;
}
size_t mops_engine_place_count(const mops_engine *engine) {
  return engine->count;
}
mops_worker *mops_engine_worker(mops_engine *engine) {
  return engine->worker;
}

const mops_lead *mops_engine_lead_at(const mops_engine *engine, size_t index, const char **key,
                                     size_t *length) {
  if (index >= engine->count || !has_lead(engine, (uint32_t)index)) return NULL;
  *key = engine->entries[index].key;
  *length = engine->entries[index].length;
  return (const mops_lead *)(const void *)lead_at(engine, (uint32_t)index);
}

const mops_lead *mops_engine_lead_find(const mops_engine *engine, const char *key, size_t length) {
  uint32_t lead = entry_find(engine, key, length);
  if (lead == NONE || !has_lead(engine, lead)) return NULL;
  return (const mops_lead *)(const void *)lead_at(engine, lead);
}

const char *mops_engine_key_find(const mops_engine *engine, const char *key, size_t length,
                                 size_t *found_length) {
  uint32_t lead = entry_find(engine, key, length);
  if (lead == NONE) return NULL;
  *found_length = engine->entries[lead].length;
  return engine->entries[lead].key;
}
