/* Many leads: a table of keys, the leads in blocks that never move, and a heap of their wake-ups.
 * The order of everything is spec/4-meaning's: instant, due steps before records, key bytes. */
#include <string.h>

#include "runtime/fold.h"
#include "runtime/memory.h"
#include "runtime/record.h"

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
  KeyBlock *keys;
};

/* ---- leads ------------------------------------------------------------------------------- */

static size_t lead_size(const mops_engine *engine) {
  return engine->agreement->META->slots * sizeof(int64_t);
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

static void arrays_free(mops_engine *engine, Entry *entries, uint32_t *heap, char **blocks,
                        uint32_t capacity) {
  memory_free(&engine->memory, entries, capacity * sizeof *entries);
  memory_free(&engine->memory, heap, capacity * sizeof *heap);
  memory_free(&engine->memory, blocks, capacity / LEADS_PER_BLOCK * sizeof *blocks);
}

/* Room for twice as many leads, or none of it. */
static int leads_grow(mops_engine *engine) {
  uint32_t old = engine->capacity, capacity = old ? old * 2 : LEADS_PER_BLOCK;
  Entry *entries = array_copy(engine, engine->entries, old, capacity, sizeof *entries);
  uint32_t *heap = array_copy(engine, engine->heap, old, capacity, sizeof *heap);
  char **blocks = array_copy(engine, engine->blocks, old / LEADS_PER_BLOCK,
                             capacity / LEADS_PER_BLOCK, sizeof *blocks);
  if (!entries || !heap || !blocks) {
    arrays_free(engine, entries, heap, blocks, capacity);
    return 0;
  }
  arrays_free(engine, engine->entries, engine->heap, engine->blocks, old);
  engine->entries = entries;
  engine->heap = heap;
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

static int wakes_before(const mops_engine *engine, uint32_t a, uint32_t b) {
  int64_t next_a = lead_at(engine, a)[SLOT_NEXT], next_b = lead_at(engine, b)[SLOT_NEXT];
  if (next_a != next_b) return next_a < next_b;
  const Entry *first = engine->entries + a, *second = engine->entries + b;
  uint32_t shared = first->length < second->length ? first->length : second->length;
  int order = memcmp(first->key, second->key, shared);
  return order ? order < 0 : first->length < second->length;
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

/* Every due step of every lead up to and including an instant. */
static void run_due(mops_engine *engine, int64_t until) {
  while (engine->heap_count) {
    uint32_t lead = engine->heap[0];
    int64_t *slots = lead_at(engine, lead), next = slots[SLOT_NEXT];
    if (next > until) break;
    worker_names(engine, lead);
    fold_until(engine->worker, slots, next);
    wake_update(engine, lead);
  }
  if (until > engine->now) engine->now = until;
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
  if (!engine->table ||
      mops_worker_create(agreement, &host, sink, trace, &engine->worker) != MOPS_OK) {
    mops_engine_free(engine);
    return MOPS_NO_MEMORY;
  }
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
  arrays_free(engine, engine->entries, engine->heap, engine->blocks, capacity);
  memory_free(&host, engine->table, engine->table_size * sizeof *engine->table);
  mops_worker_free(engine->worker);
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
  if (lead == NONE) return MOPS_NO_MEMORY;
  worker_names(engine, lead);
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
    fold_merged(engine->worker, survivor, merged, key, now);
  } else if (has_lead(engine, from)) { /* it goes on under the other key */
    memcpy(survivor, merged, lead_size(engine));
    engine->leads++;
    record_key(engine->agreement, survivor + engine->agreement->META->facts_slot,
               engine->entries[into].key, engine->entries[into].length);
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

mops_status mops_engine_erase(mops_engine *engine, const char *key, size_t length, int64_t at) {
  int64_t now;
  if (at < -VALUE_LIMIT || at > VALUE_LIMIT) return MOPS_MISUSE;
  mops_status status = judge_at(engine, at, &now);
  uint32_t lead = entry_find(engine, key, length);
  if (lead == NONE) return status;
  lead_end(engine, lead);
  keys_erase(engine, lead);
  engine->worker->key = NULL;
  engine->worker->key_length = 0;
  return status;
}

/* ---- what there is ----------------------------------------------------------------------- */

mops_status mops_engine_advance(mops_engine *engine, int64_t until) {
  if (until < -VALUE_LIMIT || until > VALUE_LIMIT) return MOPS_MISUSE;
  if (until < engine->now) return MOPS_OK;
  run_due(engine, until);
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
