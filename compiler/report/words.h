/* Figures as people read them, on the screen and on the page. */
#ifndef MOPS_REPORT_WORDS_H
#define MOPS_REPORT_WORDS_H

#include "compiler/report/report.h"

enum { WORDS_SIZE = 64 };

/* "1,234" */
const char *words_count(int64_t count, char out[WORDS_SIZE]);
/* Thousandths: "93.8%", "100%"; null "–". */
const char *words_share(int64_t share, char out[WORDS_SIZE]);
/* "45 s", "12 min", "3.5 h", "2.1 days"; of open time, whose days have few hours, "52 h"; null "–".
 */
const char *words_time(int64_t milliseconds, TimeKind kind, char out[WORDS_SIZE]);
/* "52.5" */
const char *words_points(int64_t points, char out[WORDS_SIZE]);
/* "5 Oct" */
const char *words_day(int64_t day, char out[WORDS_SIZE]);
/* A week by its Monday, with the year if there is more than one of it: "5 Oct", "5 Oct 2026" */
const char *words_week(const Report *report, uint32_t week, char out[WORDS_SIZE]);
/* "1 to 31 October 2026" */
const char *words_period(int64_t first_day, int64_t last_day, char out[WORDS_SIZE]);
/* "2 to 4 h", "0 to 30 min", "12 h or more" */
const char *words_times(const Bin *bin, TimeKind kind, char out[WORDS_SIZE]);
/* "50 to 60": until just before 60 */
const char *words_bin(const Bin *bin, char out[WORDS_SIZE]);

#endif
