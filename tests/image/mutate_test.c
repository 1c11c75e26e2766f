/* Forged images: takes images (or the small one of build_image.c and those of examples), changes
 * something in each of many copies, makes lengths, meaning and checksum fit again, and loads them.
 * Most are refused. Those that get past the verifier must be harmless: 1,000 records are folded
 * through mops.h, twice, and both runs must end in the same state; a sanitizer watches over both.
 *
 *   mutate [-n MUTANTS] [-s SEED] [IMAGE...]      SOAK_SECONDS in the environment: for so long
 *
 * Fields are changed to values that a mistake would give (a neighbour's, one too many, none),
 * because a random one is refused at once and tests nothing behind the first check; and numbers to
 * others that could stand there, so that at least a third of the mutants are run. */
#include "compiler/commands/commands.h"
#include "tests/image/build_image.h"
#include "tests/lib/tap.h"

#include <stdlib.h>
#include <time.h>

#define RECORDS 1000
#define MAX_STEPS 20000 /* due steps of one fold; a forged period of a millisecond has more */

/* ---- chance -------------------------------------------------------------------------------- */

/* xorshift64*: the same mutants on every machine for the same seed. */
static uint64_t chance(uint64_t *state) {
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * UINT64_C(0x2545f4914f6cdd1d);
}

static uint32_t below(uint64_t *state, uint32_t limit) {
  return limit ? (uint32_t)((chance(state) >> 32) % limit) : 0;
}

/* ---- mutants ------------------------------------------------------------------------------- */

static Draft draft_of_image(const unsigned char *image) {
  Draft draft = {{NULL}, {0}};
  const ImageHeader *header = (const ImageHeader *)(const void *)image;
  const ImageSection *table = (const ImageSection *)(header + 1);
  for (uint32_t i = 0; i < header->section_count; i++) {
    uint32_t kind = table[i].kind;
    size_t size = table[i].rows * table[i].row_size;
    if (kind >= SECTION_KINDS || !size) continue;
    draft.rows[kind] = malloc(size);
    if (!draft.rows[kind]) abort();
    memcpy(draft.rows[kind], image + table[i].offset, size);
    draft.count[kind] = (uint32_t)table[i].rows;
  }
  return draft;
}

/* A section with at least `rows` rows. META always has one, and code more than two. */
static uint32_t some_section(const Draft *draft, uint64_t *state, uint32_t rows) {
  for (;;) {
    uint32_t kind = below(state, SECTION_KINDS);
    if (draft->count[kind] >= rows) return kind;
  }
}

static int64_t plausible(const Draft *draft, uint64_t *state, uint32_t kind, uint32_t row,
                         const FieldSpec *field) {
  int64_t now = shape_read(field, draft_row(draft, kind, row));
  int64_t limit = field->shape == SHAPE_BELOW || field->shape == SHAPE_SLOT
                      ? field->of
                      : draft->count[field->of >= 0 && field->of < SECTION_KINDS ? field->of : 0];
  uint32_t other = below(state, draft->count[kind]);
  switch (below(state, 12)) {
  case 0: return 0;
  case 1: return 1;
  case 2: return (int64_t)((uint64_t)now + 1);
  case 3: return (int64_t)((uint64_t)now - 1);
  case 4: return limit - 1;
  case 5: return limit;
  case 6: return field->size == sizeof(int64_t) ? VALUE_MISSING : NONE;
  case 7: return field->size == sizeof(int64_t) ? VALUE_LIMIT : UINT16_MAX;
  case 8: return shape_read(field, draft_row(draft, kind, other));
  case 9: return below(state, limit > 0 && limit < NONE ? (uint32_t)limit : 64);
  case 10: return now ^ (int64_t)(UINT64_C(1) << below(state, field->size * 8));
  default: return (int64_t)(0 - (uint64_t)now);
  }
}

static void mutate_field(Draft *draft, uint64_t *state) {
  uint32_t kind = some_section(draft, state, 1), row = below(state, draft->count[kind]);
  const FieldSpec *field =
      &section_specs[kind].fields[below(state, section_specs[kind].field_count)];
  field_write(field, draft_row(draft, kind, row), plausible(draft, state, kind, row, field));
}

/* A number that means something other but breaks nothing: points, bounds, periods, operands of
 * code. */
static int is_number(uint32_t kind, const FieldSpec *field) {
  if (kind == SECTION_META || kind == SECTION_NODE || kind == SECTION_INITIAL ||
      kind == SECTION_ZONE || kind == SECTION_OFFSET)
    return 0;
  return field->size == sizeof(int64_t) && field->shape != SHAPE_STAGES;
}

static void mutate_number(Draft *draft, uint64_t *state) {
  static const int64_t units[] = {1, POINT, 60000, DAY_MS};
  for (;;) {
    uint32_t kind = some_section(draft, state, 1);
    const FieldSpec *field =
        &section_specs[kind].fields[below(state, section_specs[kind].field_count)];
    if (!is_number(kind, field)) continue;
    unsigned char *row = draft_row(draft, kind, below(state, draft->count[kind]));
    int64_t unit = units[below(state, 4)], by = (int64_t)below(state, 200) - 50;
    field_write(field, row, below(state, 2) ? by * unit : shape_read(field, row) / 2 + by * unit);
    return;
  }
}

static void mutate_byte(Draft *draft, uint64_t *state) {
  uint32_t kind = some_section(draft, state, 1);
  unsigned char *row = draft_row(draft, kind, below(state, draft->count[kind]));
  row[below(state, section_specs[kind].row_size)] = (unsigned char)chance(state);
}

static void mutate_bit(Draft *draft, uint64_t *state) {
  uint32_t kind = some_section(draft, state, 1);
  unsigned char *row = draft_row(draft, kind, below(state, draft->count[kind]));
  row[below(state, section_specs[kind].row_size)] ^= (unsigned char)(1u << below(state, 8));
}

static void mutate_swap(Draft *draft, uint64_t *state) {
  uint32_t kind = some_section(draft, state, 2), size = section_specs[kind].row_size;
  unsigned char *one = draft_row(draft, kind, below(state, draft->count[kind]));
  unsigned char *other = draft_row(draft, kind, below(state, draft->count[kind]));
  for (uint32_t i = 0; i < size; i++) {
    unsigned char byte = one[i];
    one[i] = other[i];
    other[i] = byte;
  }
}

static void mutate_length(Draft *draft, uint64_t *state) {
  uint32_t kind = some_section(draft, state, 1);
  if (below(state, 2)) {
    draft->count[kind]--;
    return;
  }
  unsigned char row[128];
  memcpy(row, draft_row(draft, kind, below(state, draft->count[kind])),
         section_specs[kind].row_size);
  draft_add(draft, kind, row);
}

/* The container itself: a byte of header or table, or less of the image. */
static unsigned char *mutate_container(const Draft *draft, uint64_t *state, size_t *size) {
  unsigned char *image = draft_image(draft, size);
  size_t start = sizeof(ImageHeader) + SECTION_KINDS * sizeof(ImageSection);
  if (below(state, 2)) {
    size_t at = below(state, (uint32_t)start);
    image[at] = (unsigned char)chance(state);
    return image;
  }
  *size = below(state, (uint32_t)*size / 8 + 1) * (size_t)8;
  unsigned char *cut = malloc(*size + 1); /* of its own size, for the sanitizer */
  if (!cut) abort();
  memcpy(cut, image, *size);
  free(image);
  ImageHeader *header = (ImageHeader *)(void *)cut;
  if (*size >= sizeof *header) header->length = *size;
  return cut;
}

typedef void (*Mutation)(Draft *draft, uint64_t *state);
static const struct {
  Mutation mutate; /* NULL: of the container */
  const char *name;
} mutations[] = {
    {mutate_number, "numbers"}, {mutate_number, "numbers"},    {mutate_number, "numbers"},
    {mutate_number, "numbers"}, {mutate_number, "numbers"},    {mutate_field, "fields"},
    {mutate_field, "fields"},   {mutate_field, "fields"},      {mutate_byte, "bytes"},
    {mutate_bit, "bits"},       {mutate_swap, "rows swapped"}, {mutate_length, "rows more or less"},
    {NULL, "container"},
};
#define MUTATIONS ((uint32_t)(sizeof mutations / sizeof *mutations))

static unsigned char *mutant_of(const unsigned char *image, uint64_t *state, uint32_t which,
                                size_t *size) {
  Draft draft = draft_of_image(image);
  unsigned char *mutant;
  for (uint32_t i = below(state, 3) + 1; mutations[which].mutate && i > 0; i--)
    mutations[which].mutate(&draft, state);
  if (mutations[which].mutate)
    mutant = draft_image(&draft, size);
  else
    mutant = mutate_container(&draft, state, size);
  draft_free(&draft);
  return mutant;
}

/* ---- folding ------------------------------------------------------------------------------- */

typedef struct {
  const mops_agreement *agreement;
  mops_worker *worker;
  mops_lead *lead;
  size_t lead_size;
  int64_t at;
  long long steps, decisions;
} Fold;

static void count_decision(void *host, const mops_decision *decision) {
  Fold *fold = host;
  char text[64];
  fold->decisions++;
  for (size_t i = 0; i < decision->because_count; i++)
    if (decision->because[i].has_value)
      mops_value_format(fold->agreement, decision->because[i].value, text, sizeof text);
}

static void count_reason(void *host, const mops_reason *reason) {
  const Fold *fold = host;
  char text[16];
  if (reason->has_value) mops_value_format(fold->agreement, reason->value, text, sizeof text);
}

static void some_value(const Fold *fold, uint64_t *state, char text[64]) {
  const mops_agreement *agreement = fold->agreement;
  uint32_t string = below(state, agreement->count[SECTION_STRING]);
  uint32_t node = below(state, agreement->count[SECTION_NODE]);
  switch (below(state, 6)) {
  case 0: snprintf(text, 64, "%u", below(state, 1000)); break;
  case 1: snprintf(text, 64, "-%u.%u", below(state, 100000000), below(state, 10000)); break;
  case 2: snprintf(text, 64, "%.63s", agreement_text(agreement, string)); break;
  case 3:
    if (agreement->count[SECTION_NODE]) {
      const ImageNode *row = agreement->NODE + node;
      snprintf(text, 64, "%.*s", row->label_length < 40 ? (int)row->label_length : 40,
               (const char *)&agreement->BYTE[row->label_first].byte);
    }
    break;
  case 4: snprintf(text, 64, "%s", below(state, 2) ? "true" : "no"); break;
  default: snprintf(text, 64, "jo%u@acme.io", below(state, 50));
  }
}

static void set_fields(const Fold *fold, uint64_t *state, mops_record *record) {
  uint32_t fields = mops_field_count(fold->agreement, record->type);
  for (uint32_t i = 0; i < fields; i++) {
    char text[64] = "";
    mops_problem problem;
    if (below(state, 4) == 0) continue;
    some_value(fold, state, text);
    mops_input input = below(state, 4) ? MOPS_INPUT_CELL : (mops_input)below(state, 5);
    mops_record_set(fold->agreement, record, i, input, text, strlen(text), &problem);
  }
}

/* Time runs in single steps, so that forged timers can be cut off. */
static int pass_time(Fold *fold) {
  while (mops_lead_next(fold->lead) <= fold->at) {
    if (++fold->steps > MAX_STEPS) return 0;
    mops_advance(fold->worker, fold->lead, mops_lead_next(fold->lead));
  }
  return 1;
}

static int fold_one(Fold *fold, uint64_t *state, uint32_t index) {
  uint32_t types = fold->agreement->count[SECTION_RECORD];
  uint32_t type = index ? below(state, types) : 0;
  mops_record *record = malloc(mops_record_size(fold->agreement, type));
  mops_problem problem;
  if (!record) abort();
  fold->at += (int64_t)(chance(state) % (below(state, 8) ? 6 * 3600000u : 60 * 86400000ull));
  int goes_on = pass_time(fold);
  if (goes_on && mops_record_start(fold->agreement, type, fold->at, record) == MOPS_OK) {
    set_fields(fold, state, record);
    if (mops_record_finish(fold->agreement, record, &problem) == MOPS_OK || below(state, 2))
      mops_fold(fold->worker, fold->lead, record);
  }
  free(record);
  return goes_on;
}

static void ask(Fold *fold) {
  const mops_agreement *agreement = fold->agreement;
  char text[64];
  for (uint32_t i = 0; i < agreement->count[SECTION_SCORE]; i++) {
    mops_lead_score(agreement, fold->lead, i);
    mops_explain_score(fold->worker, fold->lead, i, count_reason, fold);
  }
  for (uint32_t i = 0; i < agreement->count[SECTION_DEFINITION]; i++) {
    mops_explain_definition(fold->worker, fold->lead, i, count_reason, fold);
    mops_value_format(agreement, mops_lead_definition(fold->worker, fold->lead, i), text,
                      sizeof text);
  }
  mops_explain_moves(fold->worker, fold->lead, count_reason, fold);
  mops_explain_further(fold->worker, fold->lead, count_reason, fold);
  mops_explain_next(fold->worker, fold->lead, count_reason, fold);
}

/* What a fold came to: the hash of the lead's last state, and how many decisions there were. */
typedef struct {
  uint64_t hash;
  long long decisions;
  int cut_off;
} Outcome;

static Outcome fold_records(const mops_agreement *agreement, uint64_t seed) {
  Fold fold = {.agreement = agreement, .at = INT64_C(1790000000000)};
  mops_agreement_info info;
  mops_sink sink = {&fold, count_decision};
  mops_agreement_describe(agreement, &info);
  fold.lead_size = info.lead_size;
  fold.lead = malloc(info.lead_size);
  if (!fold.lead || mops_worker_create(agreement, NULL, &sink, (int)(seed & 1), &fold.worker))
    abort();
  mops_lead_start(agreement, fold.lead);
  uint32_t i = 0;
  while (i < RECORDS && fold_one(&fold, &seed, i)) {
    if (i % 100 == 0) ask(&fold);
    i++;
  }
  uint64_t hash = image_hash(IMAGE_HASH_START, fold.lead, fold.lead_size);
  mops_worker_free(fold.worker);
  free(fold.lead);
  return (Outcome){hash, fold.decisions, i < RECORDS};
}

/* ---- the whole ----------------------------------------------------------------------------- */

typedef struct {
  uint64_t made, accepted, cut_off, differing;
} Tally;

static void try_mutant(const unsigned char *image, uint64_t *state, uint32_t which, Tally *tally) {
  size_t size;
  mops_problem problem = {.text = ""};
  mops_agreement *agreement;
  uint64_t seed = chance(state) | 2;
  unsigned char *mutant = mutant_of(image, state, which, &size);
  tally->made++;
  if (image_seal(mutant, size, &agreement, &problem) == MOPS_OK) {
    Outcome once = fold_records(agreement, seed), again = fold_records(agreement, seed);
    tally->accepted++;
    tally->cut_off += (uint64_t)once.cut_off;
    tally->differing += once.hash != again.hash || once.decisions != again.decisions;
    mops_agreement_free(agreement);
  }
  free(mutant);
}

/* All mutants of the mix of mutations, whatever the image. */
static Tally mixed;

static void try_image(const unsigned char *image, const char *name, uint64_t *state,
                      uint64_t mutants) {
  Tally tallies[MUTATIONS] = {{0, 0, 0, 0}}, all = {0, 0, 0, 0};
  for (uint64_t i = 0; i < mutants; i++) try_mutant(image, state, below(state, MUTATIONS), &all);
  mixed.made += all.made;
  mixed.accepted += all.accepted;
  for (uint32_t i = 0; i < MUTATIONS; i++) {
    if (i && mutations[i].mutate == mutations[i - 1].mutate) continue;
    for (uint64_t k = 0; k < mutants / 20; k++) try_mutant(image, state, i, &tallies[i]);
    printf("# %s, %s: %llu of %llu accepted\n", name, mutations[i].name,
           (unsigned long long)tallies[i].accepted, (unsigned long long)tallies[i].made);
    all.made += tallies[i].made;
    all.accepted += tallies[i].accepted;
    all.cut_off += tallies[i].cut_off;
    all.differing += tallies[i].differing;
  }
  ok(all.differing == 0,
     "%s: %llu mutants, %llu accepted and folded twice with one result, %llu cut off", name,
     (unsigned long long)all.made, (unsigned long long)all.accepted,
     (unsigned long long)all.cut_off);
}

static unsigned char *read_image(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  size_t room = (size_t)1 << 24;
  unsigned char *image = malloc(room);
  if (!file || !image) {
    fprintf(stderr, "cannot read %s\n", path);
    exit(2);
  }
  *size = fread(image, 1, room, file);
  fclose(file);
  return image;
}

static void try_path(const char *path, uint64_t *state, uint64_t mutants) {
  size_t size;
  mops_problem problem = {.text = ""};
  Draft small = draft_small();
  unsigned char *image = path ? read_image(path, &size) : draft_image(&small, &size);
  mops_agreement *agreement;
  const char *name = path ? path : "the small image";
  if (ok(image_seal(image, size, &agreement, &problem) == MOPS_OK, "%s itself is accepted", name)) {
    ok(fold_records(agreement, 20261002).decisions > 0, "%s decides on what is folded", name);
    mops_agreement_free(agreement);
    try_image(image, name, state, mutants);
  } else {
    printf("# %s\n", problem.text);
  }
  free(image);
  draft_free(&small);
}

/* What the compiler makes has more of everything than an image written by hand: counts, runs by
 * answer, trees of hundreds of nodes. */
static void try_example(const char *name, uint64_t *state, uint64_t mutants) {
  const char *build = getenv("BUILD");
  char source[64], image[512];
  snprintf(source, sizeof source, "examples/%s/%s.mops", name, name);
  snprintf(image, sizeof image, "%s/tests/image/%s.mopsb", build ? build : "build", name);
  char *arguments[] = {"build", source, "-o", image, NULL};
  if (ok(command_build(4, arguments) == STATUS_CLEAN, "%s is built", source))
    try_path(image, state, mutants);
}

int main(int count, char **arguments) {
  const char *soak = getenv("SOAK_SECONDS");
  time_t end = time(NULL) + (soak ? atol(soak) : 0);
  uint64_t state = 20261001, mutants = 1000;
  int first = 1;
  for (; first + 1 < count && arguments[first][0] == '-'; first += 2) {
    if (arguments[first][1] == 'n')
      mutants = strtoull(arguments[first + 1], NULL, 10);
    else if (arguments[first][1] == 's')
      state = strtoull(arguments[first + 1], NULL, 10) | 1;
  }
  do {
    if (first == count) {
      try_path(NULL, &state, mutants);
      try_example("hello", &state, mutants / 2);
      try_example("northwind", &state, mutants / 2);
    }
    for (int i = first; i < count; i++) try_path(arguments[i], &state, mutants);
  } while (time(NULL) < end);
  ok(mixed.accepted * 3 >= mixed.made, "%llu of %llu mutants get past the verifier, a third",
     (unsigned long long)mixed.accepted, (unsigned long long)mixed.made);
  return tap_done();
}
