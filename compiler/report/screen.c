/* The figures on one screen, about 100 columns wide: what matters most stands first, and what does
 * not fit is summed or left to the page. */
#include <stdlib.h>
#include <string.h>

#include "compiler/report/words.h"

enum {
  COLUMN = 49,      /* of the two beside each other */
  COLUMN_ROWS = 24, /* at most */
  SHOWN_REPS = 10,
  SHOWN_WEEKS = 7,
  SHOWN_VALUES = 6,
  BAR = 14,
  NEXT = 40
};

/* ---- texts of a width ---------------------------------------------------------------------- */

/* Characters, not bytes. */
static int width_of(const char *text) {
  int width = 0;
  for (; *text; text++) width += ((unsigned char)*text & 0xC0) != 0x80;
  return width;
}

static void blanks(Output *out, int count) {
  for (int i = 0; i < count; i++) output_char(out, ' ');
}

/* What is too long ends with "…". */
static void left(Output *out, const char *text, int width) {
  int length = width_of(text);
  if (length <= width) {
    output_text(out, text);
    blanks(out, width - length);
    return;
  }
  int shown = 0;
  const char *at = text;
  for (; shown < width - 1 || ((unsigned char)*at & 0xC0) == 0x80; at++)
    shown += ((unsigned char)at[1] & 0xC0) != 0x80;
  output_add(out, text, (size_t)(at - text));
  output_text(out, "…");
}

static void right(Output *out, const char *text, int width) {
  blanks(out, width - width_of(text));
  output_text(out, text);
}

static void right_count(Output *out, int64_t count, int width) {
  char words[WORDS_SIZE];
  right(out, words_count(count, words), width);
}

/* As long as the number is of the greatest, in eighths of a character. */
static void bar(Output *out, int64_t number, int64_t greatest, int width) {
  static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  int64_t eighths = greatest > 0 ? (number * width * 8 + greatest / 2) / greatest : 0;
  if (number > 0 && eighths == 0) eighths = 1;
  int used = (int)(eighths / 8) + (eighths % 8 > 0);
  for (int i = 0; i < eighths / 8; i++) output_text(out, "█");
  output_text(out, parts[eighths % 8]);
  blanks(out, width - used);
}

/* Lines have no blanks at their ends. */
typedef struct {
  Output *out, *line;
} Lines;

static void end_line(Lines *lines) {
  size_t length;
  const char *bytes = output_bytes(lines->line, &length);
  while (length > 0 && bytes[length - 1] == ' ') length--;
  output_add(lines->out, bytes, length);
  output_char(lines->out, '\n');
  output_clear(lines->line);
}

/* A column's; negative width: at its left. */
typedef struct {
  const char *text;
  int width;
} Heading;

static void write_headings(Output *out, const Heading *headings) {
  for (; headings->text; headings++)
    if (headings->width < 0)
      left(out, headings->text, -headings->width);
    else
      right(out, headings->text, headings->width);
}

/* ---- funnel -------------------------------------------------------------------------------- */

/* The most frequent first, which alone says after how long. */
static int by_count(const void *left_side, const void *right_side) {
  const NextStage *const *a = left_side, *const *b = right_side;
  if ((*a)->count != (*b)->count) return (*a)->count > (*b)->count ? -1 : 1;
  return (*a > *b) - (*a < *b);
}

static void write_next(Arena *arena, const StageFigures *stage, Output *out) {
  char words[WORDS_SIZE];
  Output *next = output_open_memory();
  const NextStage **order = arena_take(arena, (stage->next_count + 1) * sizeof *order);
  for (uint32_t i = 0; i < stage->next_count; i++) order[i] = stage->next + i;
  qsort(order, stage->next_count, sizeof *order, by_count);
  for (uint32_t i = 0; i < stage->next_count; i++) {
    if (i > 0) output_text(next, ", ");
    output_text(next, report_label(arena, (Named){order[i]->stage.name, {"", 0}}));
    output_char(next, ' ');
    output_text(next, words_share(report_share(order[i]->count, stage->entered), words));
    if (i > 0) continue;
    output_text(next, " in ");
    output_text(next, words_time(order[i]->half, TIME_ELAPSED, words));
  }
  if (stage->gone > 0) {
    output_text(next, stage->next_count > 0 ? ", gone " : "gone ");
    output_text(next, words_count(stage->gone, words));
  }
  output_char(next, '\0');
  size_t length;
  left(out, output_bytes(next, &length), NEXT);
  output_close(next);
}

static void write_funnel(Arena *arena, const Report *report, Lines *lines) {
  int64_t most = 0;
  for (uint32_t i = 0; i < report->stage_count; i++)
    if (report->stages[i].entered > most) most = report->stages[i].entered;
  if (report->stage_count == 0) return;
  write_headings(lines->line, (const Heading[]){{"FUNNEL", -24},
                                                {"entered", 8},
                                                {"leads", 7},
                                                {"", BAR + 1},
                                                {"went on to, after (median)", -NEXT},
                                                {"still", 6},
                                                {NULL, 0}});
  end_line(lines);
  for (uint32_t i = 0; i < report->stage_count; i++) {
    const StageFigures *stage = report->stages + i;
    Output *out = lines->line;
    left(out, report_label(arena, stage->stage), 24);
    right_count(out, stage->entered, 8);
    right_count(out, stage->leads, 7);
    output_char(out, ' ');
    bar(out, stage->entered, most, BAR - 1);
    output_char(out, ' ');
    if (stage->final && stage->next_count == 0)
      left(out, "final", NEXT);
    else
      write_next(arena, stage, out);
    right_count(out, stage->still, 6);
    end_line(lines);
  }
  end_line(lines);
}

/* ---- SLAs ---------------------------------------------------------------------------------- */

static void write_sla_weeks(const Report *report, const SlaFigures *sla, Lines *lines) {
  uint32_t first = report->week_count > SHOWN_WEEKS ? report->week_count - SHOWN_WEEKS : 0;
  output_text(lines->line, first > 0 ? "  … by week" : "  by week  ");
  for (uint32_t week = first; week < report->week_count; week++) {
    char day[WORDS_SIZE], share[WORDS_SIZE];
    right(lines->line, words_day(week_monday(report->first_week + week), day), 8);
    output_char(lines->line, ' ');
    left(lines->line, words_share(report_compliance(sla->weeks[week]), share), 5);
  }
  end_line(lines);
}

static void write_sla(Arena *arena, const Report *report, const SlaFigures *sla, Lines *lines) {
  Output *out = lines->line;
  char words[WORDS_SIZE];
  const int64_t *counts = sla->counts;
  int64_t share = report_compliance(counts);
  left(out, report_label(arena, sla->sla), 24);
  right(out, words_share(share, words), 7);
  output_char(out, ' ');
  bar(out, share == MOPS_MISSING ? 0 : share, 1000, BAR);
  right_count(out, counts[CLOCKS_MET], 8);
  right_count(out, counts[CLOCKS_LATE], 7);
  right_count(out, counts[CLOCKS_BREACHED], 7);
  right_count(out, counts[CLOCKS_OPEN], 6);
  right_count(out, counts[CLOCKS_CANCELLED] + counts[CLOCKS_PASSED_ON], 7);
  right(out, words_time(sla->answers.half, sla->time, words), 9);
  right(out, words_time(sla->answers.most, sla->time, words), 9);
  end_line(lines);
  write_sla_weeks(report, sla, lines);
}

static void write_slas(Arena *arena, const Report *report, Lines *lines) {
  if (report->sla_count == 0) return;
  write_headings(lines->line, (const Heading[]){{"ANSWERED IN TIME", -24},
                                                {"share", 7},
                                                {"in time", BAR + 9},
                                                {"late", 7},
                                                {"never", 7},
                                                {"open", 6},
                                                {"other", 7},
                                                {"half", 9},
                                                {"95%", 9},
                                                {NULL, 0}});
  end_line(lines);
  for (uint32_t i = 0; i < report->sla_count; i++)
    write_sla(arena, report, report->slas + i, lines);
  end_line(lines);
}

/* ---- reps ---------------------------------------------------------------------------------- */

/* One row: a rep, or several together. */
typedef struct {
  const LoadFigures *load;
  const SlaOwner *clocks; /* of the SLA that is shown, or NULL */
} RepRow;

static const SlaOwner *clocks_of(const SlaFigures *sla, Text owner) {
  for (uint32_t i = 0; sla && i < sla->owner_count; i++)
    if (text_equal(sla->owners[i].owner.name, owner)) return sla->owners + i;
  return NULL;
}

/* The one with the most clocks. */
static const SlaFigures *main_sla(const Report *report) {
  const SlaFigures *main = NULL;
  for (uint32_t i = 0; i < report->sla_count; i++)
    if (report->slas[i].counts[CLOCKS_STARTED] > (main ? main->counts[CLOCKS_STARTED] : 0))
      main = report->slas + i;
  return main;
}

/* Those with anything to tell, who got most first: an insertion, for the few that are shown. */
static uint32_t rank_reps(Arena *arena, const Report *report, const SlaFigures *sla,
                          RepRow **rows) {
  uint32_t count = 0;
  *rows = arena_take(arena, (report->load_count + 1) * sizeof **rows);
  for (uint32_t i = 0; i < report->load_count; i++) {
    const LoadFigures *load = report->load + i;
    RepRow row = {load, clocks_of(sla, load->owner.name)};
    if (!load->assigned && !load->lost && !load->held && !row.clocks) continue;
    uint32_t at = count++;
    for (; at > 0 && (*rows)[at - 1].load->assigned < load->assigned; at--)
      (*rows)[at] = (*rows)[at - 1];
    (*rows)[at] = row;
  }
  return count;
}

static void write_rep(const char *label, const LoadFigures *load, const SlaOwner *clocks,
                      TimeKind time, Lines *lines) {
  Output *out = lines->line;
  char words[WORDS_SIZE];
  left(out, label, 24);
  right_count(out, load->assigned, 7);
  right_count(out, load->reassigned, 12);
  right_count(out, load->lost, 7);
  right_count(out, load->held, 7);
  if (clocks) {
    int64_t share = report_compliance(clocks->counts);
    right(out, words_share(share, words), 10);
    output_char(out, ' ');
    bar(out, share == MOPS_MISSING ? 0 : share, 1000, BAR - 1);
    if (clocks->answers.count >= 0) {
      right(out, words_time(clocks->answers.half, time, words), 9);
      right(out, words_time(clocks->answers.most, time, words), 9);
    }
  }
  end_line(lines);
}

static void write_others(Arena *arena, const RepRow *rows, uint32_t count, Lines *lines) {
  LoadFigures load = {.assigned = 0};
  SlaOwner clocks = {.answers = {-1, MOPS_MISSING, MOPS_MISSING}}; /* ranks can't be added up */
  for (uint32_t i = 0; i < count; i++) {
    load.assigned += rows[i].load->assigned;
    load.reassigned += rows[i].load->reassigned;
    load.lost += rows[i].load->lost;
    load.held += rows[i].load->held;
    for (int k = 0; rows[i].clocks && k < CLOCK_COUNTS; k++)
      clocks.counts[k] += rows[i].clocks->counts[k];
  }
  write_rep(text_format(arena, "%u others", count).bytes, &load,
            clocks.counts[CLOCKS_STARTED] > 0 ? &clocks : NULL, TIME_OPEN, lines);
}

static void write_reps(Arena *arena, const Report *report, Lines *lines) {
  RepRow *rows;
  const SlaFigures *sla = main_sla(report);
  uint32_t count = rank_reps(arena, report, sla, &rows);
  if (count == 0) return;
  uint32_t shown = count > SHOWN_REPS ? SHOWN_REPS - 1 : count;
  write_headings(lines->line, (const Heading[]){{"WHO GOT LEADS", -24},
                                                {"leads", 7},
                                                {"taken over", 12},
                                                {"lost", 7},
                                                {"hold", 7},
                                                {NULL, 0}});
  if (sla) {
    blanks(lines->line, 6);
    write_headings(lines->line, (const Heading[]){{report_label(arena, sla->sla), -(BAR + 4)},
                                                  {"half", 9},
                                                  {"95%", 9},
                                                  {NULL, 0}});
  }
  end_line(lines);
  for (uint32_t i = 0; i < shown; i++)
    write_rep(report_label(arena, rows[i].load->owner), rows[i].load, rows[i].clocks,
              sla ? sla->time : TIME_OPEN, lines);
  if (shown < count) write_others(arena, rows + shown, count - shown, lines);
  end_line(lines);
}

/* ---- two columns --------------------------------------------------------------------------- */

/* Rows of a block: a heading, then a label, a number and a bar. */
typedef struct {
  const char *label;
  int64_t count;
} BlockRow;

typedef struct {
  Arena *arena;
  Text rows[COLUMN_ROWS];
  int count;
} Column;

static void add_row(Column *column, Output *line) {
  size_t length;
  const char *bytes = output_bytes(line, &length);
  column->rows[column->count++] = text_copy(column->arena, bytes, length);
  output_clear(line);
}

/* A block that has no room is left to the page. */
static void add_block(Column *column, const char *heading, const BlockRow *rows, int count) {
  int blank = column->count > 0;
  if (column->count + blank + 1 + count > COLUMN_ROWS) return;
  Output *line = output_open_memory();
  int64_t most = 0;
  int label = 8;
  for (int i = 0; i < count; i++) {
    if (rows[i].count > most) most = rows[i].count;
    if (width_of(rows[i].label) > label) label = width_of(rows[i].label);
  }
  if (label > 22) label = 22;
  if (blank) add_row(column, line);
  left(line, heading, COLUMN - 1);
  add_row(column, line);
  for (int i = 0; i < count; i++) {
    left(line, rows[i].label, label);
    right_count(line, rows[i].count, 7);
    output_char(line, ' ');
    bar(line, rows[i].count, most, COLUMN - 10 - label);
    add_row(column, line);
  }
  output_close(line);
}

static void add_reasons(Column *column, const ReasonFigures *reason) {
  BlockRow rows[SHOWN_VALUES + 1];
  int count = 0;
  int64_t rest = reason->all.count;
  for (uint32_t i = 0; i < reason->all.value_count && i < SHOWN_VALUES; i++) {
    Named named = {reason->all.values[i].value, {"", 0}};
    rows[count++] = (BlockRow){report_label(column->arena, named), reason->all.values[i].count};
    rest -= reason->all.values[i].count;
  }
  if (rest > 0) rows[count++] = (BlockRow){"others", rest};
  char words[WORDS_SIZE];
  Named event = {reason->event, {"", 0}}, field = {reason->field, {"", 0}};
  Text heading =
      text_format(column->arena, "REASONS: %s, %s (%s)", report_label(column->arena, event),
                  report_label(column->arena, field), words_count(reason->all.count, words));
  add_block(column, heading.bytes, rows, count);
}

static void add_answers(Column *column, const SlaFigures *sla) {
  static const char *const in[] = {
      [TIME_OPEN] = "open time", [TIME_ELAPSED] = "elapsed time", [TIME_MIXED] = "its time"};
  BlockRow rows[COLUMN_ROWS];
  if (sla->bins.count > COLUMN_ROWS || sla->bins.count == 0) return;
  for (uint32_t i = 0; i < sla->bins.count; i++) {
    char words[WORDS_SIZE];
    rows[i].label =
        text_format(column->arena, "%s", words_times(sla->bins.items + i, sla->time, words)).bytes;
    rows[i].count = sla->bins.items[i].count;
  }
  Text heading = text_format(column->arena, "TIME TO ANSWER: %s, %s",
                             report_label(column->arena, sla->sla), in[sla->time]);
  add_block(column, heading.bytes, rows, (int)sla->bins.count);
}

static void add_scores(Column *column, const Report *report, const ScoreFigures *score) {
  BlockRow rows[COLUMN_ROWS];
  if (score->bins.count > COLUMN_ROWS || score->bins.count == 0) return;
  char words[WORDS_SIZE];
  for (uint32_t i = 0; i < score->bins.count; i++) {
    rows[i].label = text_format(column->arena, "%s", words_bin(score->bins.items + i, words)).bytes;
    rows[i].count = score->bins.items[i].count;
  }
  Named stage = {report->scored_stage.name, {"", 0}};
  Text heading =
      text_format(column->arena, "SCORES AT %s: %s, median %s", report_label(column->arena, stage),
                  report_label(column->arena, score->score), words_points(score->half, words));
  add_block(column, heading.bytes, rows, (int)score->bins.count);
}

static void write_columns(Arena *arena, const Report *report, Lines *lines) {
  Column columns[2] = {{.arena = arena, .count = 0}, {.arena = arena, .count = 0}};
  const SlaFigures *sla = main_sla(report);
  if (report->reason_count > 0) add_reasons(&columns[0], report->reasons);
  if (sla) add_answers(&columns[0], sla);
  for (uint32_t i = 1; i < report->reason_count; i++) add_reasons(&columns[0], report->reasons + i);
  for (uint32_t i = 0; i < report->score_count; i++)
    add_scores(&columns[1], report, report->scores + i);
  for (int row = 0; row < columns[0].count || row < columns[1].count; row++) {
    left(lines->line, row < columns[0].count ? columns[0].rows[row].bytes : "", COLUMN + 2);
    if (row < columns[1].count) output_text(lines->line, columns[1].rows[row].bytes);
    end_line(lines);
  }
}

/* ---- the screen ---------------------------------------------------------------------------- */

static void write_head(Arena *arena, const Report *report, Lines *lines) {
  char period[WORDS_SIZE], leads[WORDS_SIZE], decisions[WORDS_SIZE], set_aside[WORDS_SIZE];
  Text head = text_format(
      arena, "%s%s%s, %s: %s lead%s, %s decision%s", report->agreement.bytes,
      report->version.length > 0 ? " " : "", report->version.length ? report->version.bytes : "",
      words_period(report->first_day, report->last_day, period), words_count(report->leads, leads),
      report->leads == 1 ? "" : "s", words_count(report->counted, decisions),
      report->counted == 1 ? "" : "s");
  output_text(lines->line, head.bytes);
  if (report->set_aside > 0) {
    output_text(lines->line, ", set aside: ");
    output_text(lines->line, words_count(report->set_aside, set_aside));
  }
  end_line(lines);
  end_line(lines);
}

void report_write_screen(Arena *arena, const Report *report, Output *out) {
  Lines lines = {out, output_open_memory()};
  if (!lines.line) return;
  write_head(arena, report, &lines);
  write_funnel(arena, report, &lines);
  write_slas(arena, report, &lines);
  write_reps(arena, report, &lines);
  write_columns(arena, report, &lines);
  output_close(lines.line);
}
