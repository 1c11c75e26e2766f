/* The page: everything that it says stands here as text and tables, so that it can be read without
 * scripts, by screen readers and in print; page/charts.js draws the charts from the same figures.
 */
#include <string.h>

#include "compiler/report/page.h"
#include "compiler/report/words.h"

/* What is being written. */
typedef struct {
  Arena *arena;
  const Report *report;
  Output *out;
  const char *const *headings; /* of the present table */
  int column;
} Page;

/* ---- texts --------------------------------------------------------------------------------- */

static void put(const Page *page, const char *html) {
  output_text(page->out, html);
}

static void put_text(const Page *page, const char *text) {
  for (; *text; text++) switch (*text) {
    case '<': put(page, "&lt;"); break;
    case '>': put(page, "&gt;"); break;
    case '&': put(page, "&amp;"); break;
    case '"': put(page, "&quot;"); break;
    default: output_char(page->out, *text);
    }
}

static void put_element(const Page *page, const char *element, const char *text) {
  output_char(page->out, '<');
  put(page, element);
  output_char(page->out, '>');
  put_text(page, text);
  put(page, "</");
  output_add(page->out, element, strcspn(element, " "));
  put(page, ">");
}

static const char *label(const Page *page, Named named) {
  return report_label(page->arena, named);
}

static const char *label_of(const Page *page, Text name) {
  return report_label(page->arena, (Named){name, {"", 0}});
}

/* A name at the beginning of a line: "no budget", "No budget". */
static const char *capital(const Page *page, const char *text) {
  char *copy = (char *)(uintptr_t)text_copy(page->arena, text, strlen(text)).bytes;
  if (*copy >= 'a' && *copy <= 'z') *copy = (char)(*copy - 'a' + 'A');
  return copy;
}

/* ---- tables --------------------------------------------------------------------------------
 * Each cell carries its column's heading: rows of tables that are too wide are shown as lists. The
 * heading of a column of texts, not of numbers, begins with TEXTS. */

#define TEXTS "\t"

enum { NARROW_COLUMNS = 4, MOST_COLUMNS = 16 };

static void begin_table(Page *page, const char *caption, const char *const *headings) {
  int columns = 0;
  while (headings[columns]) columns++;
  page->headings = headings;
  put(page, columns > MOST_COLUMNS     ? "<table class=\"many\">"
            : columns > NARROW_COLUMNS ? "<table class=\"wide\">"
                                       : "<table>");
  put_element(page, "caption", caption);
  put(page, "<thead><tr>");
  for (; *headings; headings++)
    if (**headings == *TEXTS)
      put_element(page, "th scope=\"col\" class=\"text\"", *headings + 1);
    else
      put_element(page, "th scope=\"col\"", *headings);
  put(page, "</tr></thead><tbody>\n");
}

static void end_table(const Page *page) {
  put(page, "</tbody></table>\n");
}

static void begin_row(Page *page, const char *head) {
  put(page, "<tr>");
  put_element(page, "th scope=\"row\"", head);
  page->column = 1;
}

static void end_row(const Page *page) {
  put(page, "</tr>\n");
}

static void put_cell(Page *page, const char *text) {
  const char *heading = page->headings[page->column++];
  int texts = *heading == *TEXTS;
  put(page, texts ? "<td class=\"text\" data-label=\"" : "<td data-label=\"");
  put_text(page, heading + texts);
  put(page, "\">");
  put_text(page, text);
  put(page, "</td>");
}

static void put_count(Page *page, int64_t count) {
  char words[WORDS_SIZE];
  put_cell(page, words_count(count, words));
}

static void put_share(Page *page, int64_t share) {
  char words[WORDS_SIZE];
  put_cell(page, words_share(share, words));
}

static void put_time(Page *page, int64_t time, TimeKind kind) {
  char words[WORDS_SIZE];
  put_cell(page, words_time(time, kind, words));
}

/* Some headings, then one for each week. */
static const char *const *headings_with_weeks(const Page *page, const char *const *first) {
  uint32_t count = 0, weeks = page->report->week_count;
  while (first[count]) count++;
  const char **all = arena_take(page->arena, (count + weeks + 1) * sizeof *all);
  memcpy(all, first, count * sizeof *all);
  for (uint32_t week = 0; week < weeks; week++) {
    char words[WORDS_SIZE];
    words_week(page->report, week, words);
    all[count + week] = text_copy(page->arena, words, strlen(words)).bytes;
  }
  return all;
}

static void put_weeks(Page *page, const int64_t *weeks) {
  for (uint32_t week = 0; week < page->report->week_count; week++) put_count(page, weeks[week]);
}

/* Where charts.js draws: the chart's kind, and which of the figures it is of. */
static void put_chart(const Page *page, const char *kind, uint32_t index, const char *what) {
  put(page, "<figure class=\"chart\" data-chart=\"");
  put(page, kind);
  put(page, "\" data-of=\"");
  output_number(page->out, index);
  put(page, "\" aria-label=\"");
  put_text(page, what);
  put(page, "\"></figure>\n");
}

static void begin_section(const Page *page, const char *id, const char *heading, const char *says) {
  put(page, "<section id=\"");
  put(page, id);
  put(page, "\">");
  put_element(page, "h2", heading);
  put_element(page, "p", says);
  put(page, "\n");
}

/* A chart and the tables about the same stand beside each other where there is room. */
static void begin_pair(const Page *page) {
  put(page, "<div class=\"pair\">\n");
}
static void end_pair(const Page *page) {
  put(page, "</div>\n");
}
static void end_section(const Page *page) {
  put(page, "</section>\n");
}

/* ---- the head ------------------------------------------------------------------------------ */

static void put_tile(const Page *page, const char *number, const char *what) {
  put(page, "<li>");
  put_element(page, "strong", number);
  output_char(page->out, ' ');
  put_element(page, "span", what);
  put(page, "</li>\n");
}

static void put_tiles(const Page *page) {
  const Report *report = page->report;
  char words[WORDS_SIZE];
  put(page, "<ul class=\"tiles\">\n");
  for (uint32_t i = 0; i < report->stage_count; i++) {
    const StageFigures *stage = report->stages + i;
    if (!text_equal(stage->stage.name, report->scored_stage.name)) continue;
    Text what = text_format(page->arena, "times a lead entered %s", label(page, stage->stage));
    put_tile(page, words_count(stage->entered, words), what.bytes);
  }
  for (uint32_t i = 0; i < report->sla_count && i < 3; i++) {
    const SlaFigures *sla = report->slas + i;
    if (sla->counts[CLOCKS_STARTED] == 0) continue;
    Text in_time = text_format(page->arena, "%s, in time", label(page, sla->sla));
    Text half = text_format(page->arena, "%s, half of the answers within; 95%% within %s",
                            label(page, sla->sla), words_time(sla->answers.most, sla->time, words));
    put_tile(page, words_share(report_compliance(sla->counts), words), in_time.bytes);
    if (sla->answers.count > 0)
      put_tile(page, words_time(sla->answers.half, sla->time, words), half.bytes);
  }
  put(page, "</ul>\n");
}

static void put_header(const Page *page) {
  const Report *report = page->report;
  char words[WORDS_SIZE], first[WORDS_SIZE];
  put(page, "<header>");
  put_element(page, "h1", report->agreement.bytes);
  put(page, "<p class=\"period\">");
  put_text(page, words_period(report->first_day, report->last_day, words));
  put(page, "</p>\n<p>");
  if (report->version.length > 0) {
    put(page, "Version ");
    put_text(page, report->version.bytes);
    put(page, " of the agreement. ");
  }
  put(page, words_count(report->leads, first));
  put(page, report->leads == 1 ? " lead, " : " leads, ");
  put(page, words_count(report->counted, words));
  put(page, report->counted == 1 ? " decision" : " decisions");
  if (report->last != MOPS_MISSING) {
    put(page, ". What began in these days counts, with what became of it until ");
    put(page, words_day(day_of(report->clock, report->last), words));
  }
  put(page, ". Weeks begin on Monday; the clock is that of ");
  put_text(page, report->zone.bytes);
  put(page, ".");
  if (report->set_aside > 0) {
    put(page, " <strong>Lines set aside, which do not count: ");
    put(page, words_count(report->set_aside, words));
    put(page, ".</strong>");
  }
  put(page, "</p>\n");
  put_tiles(page);
  put(page, "</header>\n");
}

/* ---- stages -------------------------------------------------------------------------------- */

static void put_stage(Page *page, const StageFigures *stage) {
  Output *went = output_open_memory();
  char words[WORDS_SIZE];
  for (uint32_t i = 0; went && i < stage->next_count; i++) {
    const NextStage *next = stage->next + i;
    if (i > 0) output_text(went, "; ");
    output_text(went, label_of(page, next->stage.name));
    output_char(went, ' ');
    output_text(went, words_count(next->count, words));
    output_text(went, " (");
    output_text(went, words_share(report_share(next->count, stage->entered), words));
    output_text(went, "), half within ");
    output_text(went, words_time(next->half, TIME_ELAPSED, words));
  }
  size_t length = 0;
  const char *bytes = went ? output_bytes(went, &length) : "";
  begin_row(page, text_format(page->arena, "%s%s", label(page, stage->stage),
                              stage->final ? " (final)" : "")
                      .bytes);
  put_count(page, stage->entered);
  put_count(page, stage->leads);
  put_count(page, stage->gone);
  put_count(page, stage->still);
  put_cell(page, text_copy(page->arena, bytes, length).bytes);
  end_row(page);
  output_close(went);
}

static void put_stages(Page *page) {
  static const char *const headings[] = {"Stage",       "Entered",          "Leads", "Gone",
                                         "Still there", TEXTS "Went on to", NULL};
  static const char *const by_week[] = {"Stage", NULL};
  const Report *report = page->report;
  if (report->stage_count == 0) return;
  begin_section(
      page, "funnel", "Funnel",
      "Each time that a lead entered a stage, and where it went from there. Who came back is "
      "counted again; \xE2\x80\x9CLeads\xE2\x80\x9D are different ones.");
  put_chart(page, "funnel", 0, "How often leads entered each stage");
  begin_table(page, "What became of them", headings);
  for (uint32_t i = 0; i < report->stage_count; i++) put_stage(page, report->stages + i);
  end_table(page);
  begin_table(page, "Entered, by week", headings_with_weeks(page, by_week));
  for (uint32_t i = 0; i < report->stage_count; i++) {
    begin_row(page, label(page, report->stages[i].stage));
    put_weeks(page, report->stages[i].weeks);
    end_row(page);
  }
  end_table(page);
  end_section(page);
}

/* ---- SLAs ---------------------------------------------------------------------------------- */

#define CLOCK_HEADINGS                                                                             \
  "Started", "In time", "Late", "Never met", "Open", "Cancelled", "Passed on", "Share in time"

static void put_clocks(Page *page, const int64_t counts[CLOCK_COUNTS]) {
  for (int i = 0; i < CLOCK_COUNTS; i++) put_count(page, counts[i]);
  put_share(page, report_compliance(counts));
}

static void put_sla_weeks(Page *page, const SlaFigures *sla, uint32_t index) {
  static const char *const headings[] = {"Week", CLOCK_HEADINGS, NULL};
  begin_pair(page);
  put_chart(page, "weeks", index, "Verdicts by week");
  begin_table(page, "By the week in which it started", headings);
  for (uint32_t week = 0; week < page->report->week_count; week++) {
    char words[WORDS_SIZE];
    begin_row(page, words_week(page->report, week, words));
    put_clocks(page, sla->weeks[week]);
    end_row(page);
  }
  begin_row(page, "All");
  put_clocks(page, sla->counts);
  end_row(page);
  end_table(page);
  end_pair(page);
}

static void put_sla_owners(Page *page, const SlaFigures *sla, uint32_t index) {
  static const char *const headings[] = {"Who", CLOCK_HEADINGS, NULL};
  begin_pair(page);
  put_chart(page, "owners", index, "Verdicts by rep");
  begin_table(page, "By whose the lead was", headings);
  for (uint32_t i = 0; i < sla->owner_count; i++) {
    begin_row(page, label(page, sla->owners[i].owner));
    put_clocks(page, sla->owners[i].counts);
    end_row(page);
  }
  end_table(page);
  end_pair(page);
}

static void put_answer_row(Page *page, const char *who, const Spread *answers, TimeKind time) {
  begin_row(page, who);
  put_count(page, answers->count);
  put_time(page, answers->half, time);
  put_time(page, answers->most, time);
  end_row(page);
}

static void put_answers(Page *page, const SlaFigures *sla, uint32_t index) {
  static const char *const headings[] = {"Who", "Answers", "Half within", "95% within", NULL};
  static const char *const bins[] = {"After", "Answers", NULL};
  if (sla->answers.count == 0) return;
  begin_pair(page);
  put_chart(page, "times", index, "Time to answer");
  begin_table(page, "Time to answer", bins);
  for (uint32_t i = 0; i < sla->bins.count; i++) {
    char words[WORDS_SIZE];
    begin_row(page, words_times(sla->bins.items + i, sla->time, words));
    put_count(page, sla->bins.items[i].count);
    end_row(page);
  }
  end_table(page);
  end_pair(page);
  begin_pair(page);
  put_chart(page, "ranks", index, "Time to answer by rep: median and 95th percentile");
  begin_table(page, "Time to answer, by whose the lead was", headings);
  for (uint32_t i = 0; i < sla->owner_count; i++)
    put_answer_row(page, label(page, sla->owners[i].owner), &sla->owners[i].answers, sla->time);
  put_answer_row(page, "All", &sla->answers, sla->time);
  end_table(page);
  end_pair(page);
}

static void put_slas(Page *page) {
  static const char *const says[] = {
      [TIME_OPEN] = "Times are open time: hours in which nobody works do not count.",
      [TIME_ELAPSED] = "Times are elapsed time.",
      [TIME_MIXED] = "Times are as each target counts: open time, or elapsed."};
  for (uint32_t i = 0; i < page->report->sla_count; i++) {
    const SlaFigures *sla = page->report->slas + i;
    Text id = text_format(page->arena, "sla-%u", i);
    begin_section(page, id.bytes, capital(page, label(page, sla->sla)), says[sla->time]);
    put_sla_weeks(page, sla, i);
    if (sla->owner_count > 0) put_sla_owners(page, sla, i);
    put_answers(page, sla, i);
    end_section(page);
  }
}

/* ---- load ---------------------------------------------------------------------------------- */

static void put_load(Page *page) {
  static const char *const headings[] = {"Who",  TEXTS "Manager",    "Leads", "Of them taken over",
                                         "Lost", "Holds at the end", NULL};
  const Report *report = page->report;
  if (report->load_count == 0) return;
  begin_section(
      page, "load", "Who got leads",
      "Leads that somebody got, also again; of them those taken over because another had not "
      "answered in time; those lost in that way; and how many they held at the end, in no "
      "final stage.");
  put_chart(page, "load", 0, "Leads that each rep got");
  begin_table(page, "Leads, in all and by week", headings_with_weeks(page, headings));
  for (uint32_t i = 0; i < report->load_count; i++) {
    const LoadFigures *load = report->load + i;
    begin_row(page, text_format(page->arena, "%s%s", label(page, load->owner),
                                load->is_queue ? " (queue)" : "")
                        .bytes);
    put_cell(page, load->manager.length ? label_of(page, load->manager) : "");
    put_count(page, load->assigned);
    put_count(page, load->reassigned);
    put_count(page, load->lost);
    put_count(page, load->held);
    put_weeks(page, load->weeks);
    end_row(page);
  }
  end_table(page);
  end_section(page);
}

/* ---- reasons ------------------------------------------------------------------------------- */

static int64_t count_of(const ReasonsOf *reasons, Text value) {
  for (uint32_t i = 0; i < reasons->value_count; i++)
    if (text_equal(reasons->values[i].value, value)) return reasons->values[i].count;
  return 0;
}

static void put_reason_owners(Page *page, const ReasonFigures *reason) {
  uint32_t values = reason->all.value_count;
  const char **headings = arena_take(page->arena, (values + 3) * sizeof *headings);
  headings[0] = "Who";
  for (uint32_t i = 0; i < values; i++)
    headings[i + 1] = label_of(page, reason->all.values[i].value);
  headings[values + 1] = "All";
  begin_table(page, "By whose the lead was", headings);
  for (uint32_t i = 0; i < reason->owner_count; i++) {
    begin_row(page, label(page, reason->owners[i].owner));
    for (uint32_t k = 0; k < values; k++)
      put_count(page, count_of(reason->owners + i, reason->all.values[k].value));
    put_count(page, reason->owners[i].count);
    end_row(page);
  }
  end_table(page);
}

static void put_reason(Page *page, const ReasonFigures *reason, uint32_t index) {
  static const char *const headings[] = {"Value", "Times", "Share", NULL};
  Text heading = text_format(page->arena, "%s: %s", capital(page, label_of(page, reason->event)),
                             label_of(page, reason->field));
  put_element(page, "h3", heading.bytes);
  begin_pair(page);
  put_chart(page, "reasons", index, heading.bytes);
  begin_table(page, heading.bytes, headings);
  for (uint32_t i = 0; i < reason->all.value_count; i++) {
    const Counted *value = reason->all.values + i;
    begin_row(page, label_of(page, value->value));
    put_count(page, value->count);
    put_share(page, report_share(value->count, reason->all.count));
    end_row(page);
  }
  end_table(page);
  end_pair(page);
  put_reason_owners(page, reason);
}

static void put_reasons(Page *page) {
  const Report *report = page->report;
  if (report->reason_count == 0) return;
  begin_section(page, "reasons", "Reasons given",
                "What events said that moved leads, or that clocks waited for.");
  for (uint32_t i = 0; i < report->reason_count; i++) put_reason(page, report->reasons + i, i);
  end_section(page);
}

/* ---- scores -------------------------------------------------------------------------------- */

static void put_scores(Page *page) {
  static const char *const headings[] = {"Points", "Leads", NULL};
  const Report *report = page->report;
  char words[WORDS_SIZE];
  if (report->score_count == 0) return;
  Text heading = text_format(page->arena, "Scores at %s", label(page, report->scored_stage));
  begin_section(page, "scores", heading.bytes, "What leads scored as they entered the stage.");
  for (uint32_t i = 0; i < report->score_count; i++) {
    const ScoreFigures *score = report->scores + i;
    put_element(page, "h3", capital(page, label(page, score->score)));
    if (score->count > 0)
      put_element(
          page, "p",
          text_format(page->arena, "Half scored %s or less.", words_points(score->half, words))
              .bytes);
    if (score->unknown > 0)
      put_element(page, "p",
                  text_format(page->arena,
                              "Not known, because their beginning is not among the "
                              "decisions: %s.",
                              words_count(score->unknown, words))
                      .bytes);
    if (score->bins.count == 0) continue;
    begin_pair(page);
    put_chart(page, "scores", i, "Distribution of the score");
    begin_table(page, "From the first number until just before the second", headings);
    for (uint32_t k = 0; k < score->bins.count; k++) {
      begin_row(page, words_bin(score->bins.items + k, words));
      put_count(page, score->bins.items[k].count);
      end_row(page);
    }
    end_table(page);
    end_pair(page);
  }
  end_section(page);
}

/* ---- the page ------------------------------------------------------------------------------ */

/* As JSON may stand in a script element: no "<". */
static void put_figures(const Page *page) {
  Output *json = output_open_memory();
  if (!json) return;
  size_t length, plain = 0;
  report_write_json(page->report, json);
  const char *bytes = output_bytes(json, &length);
  put(page, "<script type=\"application/json\" id=\"figures\">");
  for (size_t i = 0; i < length; i++) {
    if (bytes[i] != '<') continue;
    output_add(page->out, bytes + plain, i - plain);
    put(page, "\\u003c");
    plain = i + 1;
  }
  output_add(page->out, bytes + plain, length - plain);
  put(page, "</script>\n");
  output_close(json);
}

/* Nothing is loaded from anywhere, and the policy makes sure of it. */
static void put_head(const Page *page) {
  char words[WORDS_SIZE];
  put(page, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<meta name=\"color-scheme\" content=\"light dark\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n<title>");
  put_text(page, page->report->agreement.bytes);
  put(page, ", ");
  put_text(page, words_period(page->report->first_day, page->report->last_day, words));
  put(page, "</title>\n<style>\n");
  output_add(page->out, page_style, page_style_length);
  put(page, "</style>\n</head>\n<body>\n<main>\n");
}

void report_write_page(Arena *arena, const Report *report, Output *out) {
  Page page = {.arena = arena, .report = report, .out = out};
  put_head(&page);
  put_header(&page);
  put_stages(&page);
  put_slas(&page);
  put_load(&page);
  put_reasons(&page);
  put_scores(&page);
  put(&page, "</main>\n");
  put_figures(&page);
  put(&page, "<script>\n");
  output_add(out, page_script, page_script_length);
  put(&page, "</script>\n</body>\n</html>\n");
}
