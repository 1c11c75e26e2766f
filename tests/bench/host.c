/* The MOPS host of the benchmark: decides through mops.h alone, and reads with runtime/io.
 *
 *   host TRACK IMAGE FOLDER OUT REPETITIONS
 *
 *   core     events parsed before, folded one by one in order of time
 *   e2e      from the text of events.jsonl to the final lines in OUT: parse, look up the lead, fold
 *   engine   the same through mops_engine, which also keeps all leads' wake-ups; no final lines
 *   history  one record on leads with 10, 1,000 and 100,000 events behind them
 *   parts    what each step of e2e takes, measured by doing only the steps up to it
 *
 * core, e2e and engine run twice in turn: without a sink and with one that reads every decision
 * and reason. Prints a line for each measurement, `NAME COUNT NANOSECONDS`; `#` begins remarks. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "runtime/io/json.h"
#include "runtime/io/lines.h"
#include "runtime/io/output.h"
#include "runtime/io/reader.h"
#include "runtime/mops.h"

typedef struct {
  uint32_t lead;
  const mops_record *record;
} Event;

/* Each lead begins at one, as mops.h advises. */
enum { CACHE_LINE = 64, LARGEST_RECORD = 64 };

/* What a sink saw. */
typedef struct {
  uint64_t decisions, stages, reasons, fired, turned; /* event rules; fact rules */
  int64_t points; /* so that the reasons are read */
} Seen;

typedef struct {
  const char *image_path, *folder, *out;
  int repetitions;
  mops_agreement *agreement;
  size_t lead_size;
  uint32_t engagement, fit, qualified;
  uint32_t lead_count;
  char (*ids)[8];            /* all of the workload's ids have 8 bytes */
  mops_record **lead_records;
  char *leads, *fresh;       /* lead_count leads; as they are before their first event */
  int16_t *peaks;            /* each lead's highest engagement */
  uint64_t *keys;            /* ids as numbers: open addressing, 0 is free */
  uint32_t *key_leads;       /* their leads */
  uint32_t table_size, table_shift; /* 2 ^ (64 - table_shift) */
  Event *events;
  uint32_t event_count;
  Seen seen;
} Host;

static void give_up(const char *what) {
  fprintf(stderr, "host: %s\n", what);
  exit(1);
}

static void *take(size_t size) {
  void *memory = calloc(1, size ? size : 1);
  if (memory == NULL) give_up("no memory left");
  return memory;
}

static double now(void) {
  struct timespec instant;
  clock_gettime(CLOCK_MONOTONIC, &instant);
  return (double)instant.tv_sec * 1e9 + (double)instant.tv_nsec;
}

static void report(const char *name, uint64_t count, double nanoseconds) {
  printf("%s %llu %.0f\n", name, (unsigned long long)count, nanoseconds);
}

static const char *path_of(const Host *host, const char *name) {
  static char path[4096];
  snprintf(path, sizeof path, "%s/%s", host->folder, name);
  return path;
}

/* ---- the sink -------------------------------------------------------------------------------- */

static void see(void *to, const mops_decision *decision) {
  Seen *seen = to;
  seen->decisions++;
  seen->stages += decision->kind == MOPS_DECISION_STAGE;
  seen->reasons += decision->because_count;
  for (size_t i = 0; i < decision->because_count; i++) {
    const mops_reason *reason = decision->because + i;
    seen->points += reason->points;
    seen->fired += reason->kind == MOPS_REASON_RULE;
    seen->turned += reason->kind == MOPS_REASON_HOLDS || reason->kind == MOPS_REASON_ENDS;
  }
}

/* An engine without leads, for its worker: it knows whose turn it is in pools. */
static mops_engine *new_pools(Host *host, int reasons) {
  mops_engine *pools;
  mops_sink sink = {&host->seen, see};
  if (mops_engine_create(host->agreement, NULL, reasons ? &sink : NULL, 0, &pools) != MOPS_OK)
    give_up("no memory left");
  host->seen = (Seen){0};
  return pools;
}

/* ---- leads ----------------------------------------------------------------------------------- */

static mops_lead *lead_at(const Host *host, uint32_t lead) {
  return (mops_lead *)(void *)(host->leads + lead * host->lead_size);
}

/* The product's highest bits depend on all of the key: the last digits stand in its high bytes. */
static uint32_t first_place(const Host *host, uint64_t key) {
  return (uint32_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> host->table_shift);
}

static uint32_t place_of(const Host *host, const char *id) {
  uint64_t key;
  memcpy(&key, id, sizeof key);
  uint32_t place = first_place(host, key);
  while (host->keys[place] != 0 && host->keys[place] != key)
    place = (place + 1) & (host->table_size - 1);
  return place;
}

static uint32_t find_lead(const Host *host, const char *id, size_t length) {
  uint32_t place = length == 8 ? place_of(host, id) : 0;
  if (length != 8 || host->keys[place] == 0) give_up("an event of an unknown lead");
  return host->key_leads[place];
}

/* Leads are more than a processor's second cache holds, so a host that knows which come next asks
 * for them: by the time that an event is folded its lead is there. */
enum { AHEAD = 8 };

static void start_leads(Host *host) {
  memcpy(host->leads, host->fresh, host->lead_count * host->lead_size);
  memset(host->peaks, 0, host->lead_count * sizeof *host->peaks);
}

/* One event, and what its lead has at most. */
static inline void fold_event(const Host *host, mops_worker *worker, uint32_t lead,
                              const mops_record *record) {
  mops_fold(worker, lead_at(host, lead), record);
  int16_t points =
      (int16_t)(mops_lead_score(host->agreement, lead_at(host, lead), host->engagement) / 10000);
  if (points > host->peaks[lead]) host->peaks[lead] = points;
}

/* ---- reading --------------------------------------------------------------------------------- */

static Reader *open_reader(const Host *host, const char *name, int events, Tally *unlisted) {
  InputOptions options = {.path = path_of(host, name),
                          .events = events,
                          .time_column = events ? NULL : "created_at",
                          .at = MOPS_MISSING};
  Reader *reader = reader_open(host->agreement, &options, unlisted);
  if (reader == NULL) give_up("cannot open the workload");
  return reader;
}

static int read_next(Reader *reader, ReaderRecord *record) {
  ReaderResult result = reader_next(reader, record);
  if (result == READER_BAD || result == READER_FAILED) give_up(record->problem.text);
  return result == READER_RECORD;
}

static mops_record *copy_record(const BuiltRecord *built, void *to) {
  return memcpy(to, built->record, built->record_size);
}

static void read_leads(Host *host) {
  Tally unlisted = {0};
  ReaderRecord record;
  Reader *reader = open_reader(host, "leads.jsonl", 0, &unlisted);
  uint32_t room = 1 << 20;
  host->ids = take(room * sizeof *host->ids);
  host->lead_records = take(room * sizeof *host->lead_records);
  while (read_next(reader, &record)) {
    if (host->lead_count == room || record.built.key_length != 8) give_up("not this workload");
    memcpy(host->ids[host->lead_count], record.built.key, 8);
    host->lead_records[host->lead_count++] = copy_record(&record.built, take(record.built.record_size));
  }
  reader_close(reader);
  tally_free(&unlisted);
}

static void index_leads(Host *host) {
  host->table_size = 2;
  host->table_shift = 63;
  while (host->table_size < host->lead_count * 2) host->table_size *= 2, host->table_shift--;
  host->keys = take(host->table_size * sizeof *host->keys);
  host->key_leads = take(host->table_size * sizeof *host->key_leads);
  for (uint32_t i = 0; i < host->lead_count; i++) {
    uint32_t place = place_of(host, host->ids[i]);
    memcpy(&host->keys[place], host->ids[i], sizeof *host->keys);
    host->key_leads[place] = i;
  }
}

/* Leads with their facts, before their first event. */
static void fold_leads(Host *host) {
  host->leads = aligned_alloc(CACHE_LINE, host->lead_count * host->lead_size);
  if (host->leads == NULL) give_up("no memory left");
  host->fresh = take(host->lead_count * host->lead_size);
  host->peaks = take(host->lead_count * sizeof *host->peaks);
  mops_engine *pools = new_pools(host, 0);
  mops_worker *worker = mops_engine_worker(pools);
  for (uint32_t i = 0; i < host->lead_count; i++) {
    mops_lead_start(host->agreement, lead_at(host, i));
    mops_fold(worker, lead_at(host, i), host->lead_records[i]);
  }
  mops_engine_free(pools);
  memcpy(host->fresh, host->leads, host->lead_count * host->lead_size);
}

/* All events side by side in one block, as records: their texts are resolved to classes. */
static void read_events(Host *host) {
  Tally unlisted = {0};
  ReaderRecord record;
  Reader *reader = open_reader(host, "events.jsonl", 1, &unlisted);
  uint32_t room = 4 << 20;
  host->events = take(room * sizeof *host->events);
  char *records = take((size_t)room * LARGEST_RECORD);
  while (read_next(reader, &record)) {
    if (host->event_count == room || record.built.record_size > LARGEST_RECORD) give_up("not this workload");
    host->events[host->event_count++] =
        (Event){find_lead(host, record.built.key, record.built.key_length),
                copy_record(&record.built, records)};
    records += record.built.record_size;
  }
  reader_close(reader);
  tally_free(&unlisted);
}

/* ---- writing --------------------------------------------------------------------------------- */

#define OUTPUT_LITERAL(output, literal) output_add(output, literal, sizeof(literal) - 1)

/* Who got the lead, and by when it is to be answered; null for one that never was an MQL. */
static void write_hand_over(const Host *host, Output *out, const mops_lead *lead) {
  int64_t owner = mops_lead_owner(host->agreement, lead);
  if (owner == MOPS_MISSING) {
    OUTPUT_LITERAL(out, ",\"route\":null,\"due\":null,\"peak\":");
    return;
  }
  char due[32];
  size_t length = mops_instant_format(mops_lead_clock(host->agreement, lead, 0).due, due);
  OUTPUT_LITERAL(out, ",\"route\":\"");
  output_text(out, mops_owner_title(host->agreement, (uint32_t)owner));
  OUTPUT_LITERAL(out, "\",\"due\":\"");
  output_add(out, due, length);
  OUTPUT_LITERAL(out, "\",\"peak\":");
}

static void write_line(const Host *host, mops_worker *worker, Output *out, uint32_t number) {
  const mops_lead *lead = lead_at(host, number);
  OUTPUT_LITERAL(out, "{\"id\":\"");
  output_add(out, host->ids[number], 8);
  OUTPUT_LITERAL(out, "\",\"engagement\":");
  output_points(out, mops_lead_score(host->agreement, lead, host->engagement));
  OUTPUT_LITERAL(out, ",\"fit\":");
  output_points(out, mops_lead_score(host->agreement, lead, host->fit));
  if (mops_lead_definition(worker, lead, host->qualified).number == 1)
    OUTPUT_LITERAL(out, ",\"mql\":true");
  else
    OUTPUT_LITERAL(out, ",\"mql\":false");
  write_hand_over(host, out, lead);
  output_number(out, host->peaks[number]);
  OUTPUT_LITERAL(out, "}\n");
}

/* Each lead as of its last fold. */
static void write_lines(Host *host) {
  Output *out = output_open(host->out);
  if (out == NULL) give_up("cannot write the final lines");
  mops_engine *pools = new_pools(host, 0);
  for (uint32_t i = 0; i < host->lead_count; i++) {
    for (size_t line = 0; i + 1 < host->lead_count && line < host->lead_size; line += CACHE_LINE)
      __builtin_prefetch(host->leads + (i + 1) * host->lead_size + line);
    write_line(host, mops_engine_worker(pools), out, i);
  }
  mops_engine_free(pools);
  if (output_close(out) != 0) give_up("cannot write the final lines");
}

/* ---- tracks ---------------------------------------------------------------------------------- */

static void print_seen(const Host *host, const char *track) {
  const Seen *seen = &host->seen;
  printf("# %s: %llu decisions, %llu of them stages; %llu reasons, %llu of them rules that fired, "
         "%llu facts that turned\n",
         track, (unsigned long long)seen->decisions, (unsigned long long)seen->stages,
         (unsigned long long)seen->reasons, (unsigned long long)seen->fired,
         (unsigned long long)seen->turned);
}

static void run_core(Host *host, int reasons) {
  mops_engine *pools = new_pools(host, reasons);
  mops_worker *worker = mops_engine_worker(pools);
  start_leads(host);
  double start = now();
  for (uint32_t i = 0; i < host->event_count; i++) {
    if (i + AHEAD < host->event_count) {
      const Event *soon = &host->events[i + AHEAD];
      mops_prefetch(worker, lead_at(host, soon->lead), soon->record);
    }
    fold_event(host, worker, host->events[i].lead, host->events[i].record);
  }
  report(reasons ? "core+reasons" : "core", host->event_count, now() - start);
  mops_engine_free(pools);
}

/* An event that was read and waits for its lead to be found, and then for the lead's memory. */
typedef struct {
  uint32_t lead;
  char key[8];
  _Alignas(8) char record[LARGEST_RECORD];
} Waiting;

enum { FOUND = 2 }; /* after so many events the place in the table of keys is there */

static void read_waiting(const Host *host, Waiting *waiting, const BuiltRecord *built) {
  uint64_t key;
  if (built->key_length != sizeof key) give_up("an event of an unknown lead");
  memcpy(&key, built->key, sizeof key);
  memcpy(waiting->key, &key, sizeof key);
  __builtin_prefetch(host->keys + first_place(host, key));
  __builtin_prefetch(host->key_leads + first_place(host, key));
  copy_record(built, waiting->record);
}

static void find_waiting(const Host *host, mops_worker *worker, Waiting *waiting) {
  waiting->lead = find_lead(host, waiting->key, sizeof waiting->key);
  mops_prefetch(worker, lead_at(host, waiting->lead),
                (const mops_record *)(const void *)waiting->record);
}

static void fold_waiting(const Host *host, mops_worker *worker, const Waiting *waiting) {
  fold_event(host, worker, waiting->lead, (const mops_record *)(const void *)waiting->record);
}

static void run_e2e(Host *host, int reasons) {
  Seen seen;
  Waiting queue[AHEAD];
  Tally unlisted = {0};
  ReaderRecord record;
  uint64_t count = 0;
  mops_engine *pools = new_pools(host, reasons);
  mops_worker *worker = mops_engine_worker(pools);
  start_leads(host);
  double start = now();
  Reader *reader = open_reader(host, "events.jsonl", 1, &unlisted);
  for (; read_next(reader, &record); count++) {
    if (count >= AHEAD) fold_waiting(host, worker, &queue[count % AHEAD]);
    if (count >= FOUND) find_waiting(host, worker, &queue[(count - FOUND) % AHEAD]);
    read_waiting(host, &queue[count % AHEAD], &record.built);
  }
  for (uint64_t i = count < FOUND ? 0 : count - FOUND; i < count; i++)
    find_waiting(host, worker, &queue[i % AHEAD]);
  for (uint64_t i = count < AHEAD ? 0 : count - AHEAD; i < count; i++)
    fold_waiting(host, worker, &queue[i % AHEAD]);
  reader_close(reader);
  seen = host->seen;
  write_lines(host);
  report(reasons ? "e2e+reasons" : "e2e", count, now() - start);
  host->seen = seen;
  mops_engine_free(pools);
  tally_free(&unlisted);
}

/* All leads are entered before, at the first event's instant: that is not what is measured. Final
 * lines can't be had here, because the engine goes on with all leads; refusals are looked for. */
static void run_engine(Host *host, int reasons) {
  Tally unlisted = {0};
  ReaderRecord record;
  uint64_t count = 0;
  mops_engine *engine;
  mops_sink sink = {&host->seen, see};
  host->seen = (Seen){0};
  if (mops_engine_create(host->agreement, NULL, reasons ? &sink : NULL, 0, &engine) != MOPS_OK)
    give_up("no memory left");
  for (uint32_t i = 0; i < host->lead_count; i++)
    host->lead_records[i]->at = host->events[0].record->at;
  for (uint32_t i = 0; i < host->lead_count; i++)
    mops_engine_fold(engine, host->ids[i], 8, host->lead_records[i], NULL);
  double start = now();
  Reader *reader = open_reader(host, "events.jsonl", 1, &unlisted);
  for (; read_next(reader, &record); count++)
    if (mops_engine_fold(engine, record.built.key, record.built.key_length, record.built.record,
                         NULL) != MOPS_OK)
      give_up("the engine refuses an event");
  reader_close(reader);
  report(reasons ? "engine+reasons" : "engine", count, now() - start);
  mops_engine_free(engine);
  tally_free(&unlisted);
}

static void run_track(Host *host, const char *name, void (*run)(Host *host, int reasons)) {
  for (int i = 0; i < host->repetitions; i++) {
    run(host, 1);
    run(host, 0);
  }
  run(host, 1);
  print_seen(host, name);
}

/* ---- parts ----------------------------------------------------------------------------------- */

static uint64_t part_lines(Host *host) {
  Line line;
  uint64_t count = 0;
  Lines *lines = lines_open(path_of(host, "events.jsonl"));
  while (lines_next(lines, &line) == LINES_LINE) count++;
  lines_close(lines);
  return count;
}

static uint64_t part_json(Host *host) {
  Line line;
  JsonRecord object;
  JsonProblem problem;
  uint64_t count = 0, block_end = 0;
  Lines *lines = lines_open(path_of(host, "events.jsonl"));
  JsonParser *parser = json_parser_create(NULL);
  while (lines_next(lines, &line) == LINES_LINE) {
    if (line.place >= block_end) {
      size_t ahead = lines_ahead(lines, &line);
      json_take_block(parser, line.text, ahead);
      block_end = line.place + ahead;
    }
    count += (uint64_t)json_parse(parser, line.text, line.length, &object, &problem);
  }
  json_parser_free(parser);
  lines_close(lines);
  return count;
}

static uint64_t part_records(Host *host) {
  Tally unlisted = {0};
  ReaderRecord record;
  uint64_t count = 0;
  Reader *reader = open_reader(host, "events.jsonl", 1, &unlisted);
  while (read_next(reader, &record)) count++;
  reader_close(reader);
  tally_free(&unlisted);
  return count;
}

static uint64_t part_lookup(Host *host) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < host->event_count; i++)
    sum += find_lead(host, host->ids[host->events[i].lead], 8) == host->events[i].lead;
  return sum;
}

static uint64_t part_writing(Host *host) {
  write_lines(host);
  return host->event_count;
}

/* Due steps are told apart from records by letting time pass first; the clock is looked at only
 * where something is due, and what looking takes is subtracted. */
static void part_due(Host *host) {
  double spent = 0, start = now(), looking;
  uint64_t due = 0;
  enum { LOOKS = 100000 };
  for (int i = 0; i < LOOKS; i++) now();
  looking = (now() - start) / LOOKS;
  mops_engine *pools = new_pools(host, 0);
  mops_worker *worker = mops_engine_worker(pools);
  start_leads(host);
  for (uint32_t i = 0; i < host->event_count; i++) {
    const mops_record *record = host->events[i].record;
    mops_lead *lead = lead_at(host, host->events[i].lead);
    if (mops_lead_next(lead) <= record->at) {
      start = now();
      mops_advance(worker, lead, record->at);
      spent += now() - start - looking;
      due++;
    }
    mops_fold(worker, lead, record);
  }
  mops_engine_free(pools);
  report("part-due", host->event_count, spent);
  printf("# %llu of %u events had due steps before them\n", (unsigned long long)due,
         host->event_count);
}

static void run_parts(Host *host) {
  static const struct {
    const char *name;
    uint64_t (*run)(Host *host);
  } parts[] = {{"part-lines", part_lines},
               {"part-json", part_json},
               {"part-records", part_records},
               {"part-lookup", part_lookup},
               {"part-writing", part_writing}};
  for (int i = 0; i < host->repetitions; i++) {
    for (size_t part = 0; part < sizeof parts / sizeof *parts; part++) {
      double start = now();
      uint64_t count = parts[part].run(host);
      report(parts[part].name, count, now() - start);
    }
    part_due(host);
  }
}

/* ---- history --------------------------------------------------------------------------------- */

enum { COPIES = 1000, ROUND = 8, MINUTE = 60000 };

/* One event of each of eight kinds, in turn. */
static void make_round(const Host *host, mops_record *round[ROUND]) {
  static const char *const types[ROUND] = {
      "page_view", "email_open", "page_view",           "email_open",
      "email_skip", "page_view", "case_study_download", "email_open"};
  static const char *const paths[ROUND] = {[0] = "/pricing", [2] = "/blog/post-1", [5] = "/about"};
  for (int i = 0; i < ROUND; i++) {
    uint32_t type = mops_record_type_find(host->agreement, types[i], strlen(types[i]));
    round[i] = take(mops_record_size(host->agreement, type));
    mops_record_start(host->agreement, type, 0, round[i]);
    if (paths[i] == NULL) continue;
    uint32_t field = mops_field_find(host->agreement, type, "path", 4);
    mops_record_set(host->agreement, round[i], field, MOPS_INPUT_TEXT, paths[i], strlen(paths[i]),
                    NULL);
  }
}

/* Eight records each on a thousand leads with so many events behind them. */
static void measure_history(Host *host, uint32_t behind) {
  char name[64];
  mops_record *round[ROUND];
  mops_engine *pools = new_pools(host, 0);
  mops_worker *worker = mops_engine_worker(pools);
  mops_lead *lead = take(host->lead_size);
  int64_t at = host->lead_records[0]->at;
  make_round(host, round);
  mops_lead_start(host->agreement, lead);
  mops_fold(worker, lead, host->lead_records[0]);
  for (uint32_t i = 0; i < behind; i++) {
    round[i % ROUND]->at = at += MINUTE;
    mops_fold(worker, lead, round[i % ROUND]);
  }
  for (uint32_t i = 0; i < COPIES; i++)
    memcpy(host->leads + i * host->lead_size, lead, host->lead_size);
  double start = now();
  for (int step = 0; step < ROUND; step++) {
    round[step]->at = at += MINUTE;
    for (uint32_t i = 0; i < COPIES; i++) mops_fold(worker, lead_at(host, i), round[step]);
  }
  snprintf(name, sizeof name, "history-%u", behind);
  report(name, (uint64_t)COPIES * ROUND, now() - start);
  for (int i = 0; i < ROUND; i++) free(round[i]);
  free(lead);
  mops_engine_free(pools);
}

static void run_history(Host *host) {
  if (host->lead_count < COPIES) give_up("too few leads");
  for (int i = 0; i < host->repetitions; i++) {
    measure_history(host, 10);
    measure_history(host, 1000);
    measure_history(host, 100000);
  }
}

/* ---- the program ----------------------------------------------------------------------------- */

static void load_agreement(Host *host) {
  mops_agreement_info info;
  mops_problem problem;
  FILE *file = fopen(host->image_path, "rb");
  if (file == NULL) give_up("cannot open the image");
  enum { ROOM = 1 << 23 };
  char *image = take(ROOM);
  size_t size = fread(image, 1, ROOM, file);
  fclose(file);
  if (mops_agreement_load(image, size, NULL, &host->agreement, &problem) != MOPS_OK)
    give_up(problem.text);
  mops_agreement_describe(host->agreement, &info);
  host->lead_size = (info.lead_size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
  for (uint32_t i = 0; i < info.scores; i++) {
    const char *name = mops_score_name(host->agreement, i);
    if (strcmp(name, "engagement") == 0) host->engagement = i;
    if (strcmp(name, "fit") == 0) host->fit = i;
  }
  host->qualified = mops_definition_find(host->agreement, "qualified", 9);
  printf("# a lead takes %zu bytes\n", info.lead_size);
}

int main(int count, char **arguments) {
  if (count != 6) give_up("usage: host TRACK IMAGE FOLDER OUT REPETITIONS");
  const char *track = arguments[1];
  Host host = {.image_path = arguments[2],
               .folder = arguments[3],
               .out = arguments[4],
               .repetitions = atoi(arguments[5])};
  load_agreement(&host);
  read_leads(&host);
  index_leads(&host);
  fold_leads(&host);
  read_events(&host);
  if (strcmp(track, "core") == 0) {
    run_track(&host, track, run_core);
    write_lines(&host);
  } else if (strcmp(track, "e2e") == 0) {
    run_track(&host, track, run_e2e);
  } else if (strcmp(track, "engine") == 0) {
    run_track(&host, track, run_engine);
  } else if (strcmp(track, "parts") == 0) {
    run_parts(&host);
  } else if (strcmp(track, "history") == 0) {
    run_history(&host);
  } else {
    give_up("no such track");
  }
  return 0;
}
