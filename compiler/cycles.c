/* Depth first through what each definition, derived field or event and score was seen to read,
 * without recursion: chains may be as long as the agreement. */
#include "compiler/cycles.h"

enum { VISIT_NEW, VISIT_OPEN, VISIT_DONE };

typedef struct {
  Dependent *dependent;
  uint32_t next; /* of its reads */
} Frame;

typedef struct {
  Checker *checker;
  Frame *frames; /* what is open, each read by the one before */
  uint32_t count;
} Walk;

/* What reads `activity` reads every event that is not passive, so the circle may be there alone. */
static void say_activity(const Walk *walk, Diagnostic *diagnostic, uint32_t start) {
  Checker *checker = walk->checker;
  for (uint32_t i = start - 1; i < walk->count; i++) {
    const Dependent *dependent = walk->frames[i].dependent;
    RecordScope *event = symbols_value(&checker->events, dependent->name);
    if (!event || &event->dependent != dependent || event->model.passive) continue;
    diag_help(checker->diagnostics, diagnostic,
              "if one of them reads `activity`: what the lead does not do itself is no activity, "
              "`event %.*s passive = …`",
              SHOW(dependent->name));
    return;
  }
}

/* a -> b -> c -> a, in words, with a span for each step. */
static void report_circle(Walk *walk, const Dependent *first) {
  Checker *checker = walk->checker;
  uint32_t start = walk->count;
  while (walk->frames[start - 1].dependent != first) start--;
  Text chain = text_of("");
  for (uint32_t i = start - 1; i < walk->count; i++) {
    if (i > start + 8 && i + 2 < walk->count) continue;
    chain = text_format(checker->arena, "%.*s%.*s reads ", SHOW(chain),
                        SHOW(walk->frames[i].dependent->name));
  }
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0210", first->span, "follows from itself",
                 "%s `%.*s` follows from itself: %.*s%.*s", first->kind, SHOW(first->name),
                 SHOW(chain), SHOW(first->name));
  for (uint32_t i = start; i < walk->count && i < start + 8; i++)
    diag_span(checker->diagnostics, diagnostic, walk->frames[i].dependent->span,
              "%s `%.*s` is part of the circle", walk->frames[i].dependent->kind,
              SHOW(walk->frames[i].dependent->name));
  diag_help(checker->diagnostics, diagnostic, "take one of them out of what the other reads");
  say_activity(walk, diagnostic, start);
  for (uint32_t i = start - 1; i < walk->count; i++) walk->frames[i].dependent->in_circle = 1;
}

static void finish(Checker *checker, Dependent *dependent) {
  dependent->visit = VISIT_DONE;
  if (dependent->kind[0] == 'd' || dependent->kind[0] == 'g') /* definition, grade */
    list_add(checker->arena, &checker->model->definitions, dependent->model);
  else if (dependent->kind[0] == 's')
    list_add(checker->arena, &checker->model->score_order, dependent->model);
}

static void open_frame(Walk *walk, Dependent *dependent) {
  dependent->visit = VISIT_OPEN;
  walk->frames[walk->count++] = (Frame){dependent, 0};
}

static void walk_from(Walk *walk, Dependent *start) {
  if (start->visit == VISIT_NEW) open_frame(walk, start);
  while (walk->count > 0) {
    Frame *frame = &walk->frames[walk->count - 1];
    if (frame->next == frame->dependent->reads.count) {
      finish(walk->checker, frame->dependent);
      walk->count--;
      continue;
    }
    Dependent *read = frame->dependent->reads.items[frame->next++];
    int is_reported = read->in_circle && frame->dependent->in_circle;
    if (read->visit == VISIT_NEW)
      open_frame(walk, read);
    else if (read->visit == VISIT_OPEN && !is_reported)
      report_circle(walk, read);
  }
}

void cycles_order(Checker *checker) {
  RecordScope *lead = checker->lead;
  uint32_t total = checker->definitions.count + checker->scores.count + lead->derived_fields.count +
                   checker->events.count;
  Walk walk = {.checker = checker};
  walk.frames = arena_take(checker->arena, (total + 1) * sizeof *walk.frames);
  for (uint32_t i = 0; i < lead->derived_fields.count; i++)
    walk_from(&walk, &((FieldScope *)lead->derived_fields.items[i])->dependent);
  for (uint32_t i = 0; i < checker->definitions.count; i++)
    walk_from(&walk, &((DefinitionScope *)checker->definitions.entries[i].value)->dependent);
  for (uint32_t i = 0; i < checker->scores.count; i++)
    walk_from(&walk, &((ScoreScope *)checker->scores.entries[i].value)->dependent);
  for (uint32_t i = 0; i < checker->events.count; i++) {
    RecordScope *event = checker->events.entries[i].value;
    if (event->dependent.kind) walk_from(&walk, &event->dependent);
  }
}
