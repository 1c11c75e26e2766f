/* One walk over all figures of a report, with the name of each, for those who write them down as
 * data: so JSON and CSV say the same, in one order. */
#ifndef MOPS_REPORT_WALK_H
#define MOPS_REPORT_WALK_H

#include "compiler/report/report.h"

typedef enum {
  VALUE_IS_COUNT,
  VALUE_IS_SECONDS, /* milliseconds */
  VALUE_IS_POINTS,  /* ten-thousandths */
  VALUE_IS_PERCENT, /* thousandths: 62.5 is 625 */
  VALUE_IS_FLAG,
  VALUE_IS_TEXT, /* empty: null */
  VALUE_IS_DATE, /* a day */
  VALUE_IS_INSTANT
} ValueIs;

typedef struct {
  ValueIs is;
  int64_t number; /* MOPS_MISSING: null */
  Text text;
} Value;

/* Lists are of items, which begin with what tells them apart: `{"stage":"mql"`. An item without a
 * value stands alone, in no list, by its name. */
typedef struct Walker Walker;
struct Walker {
  void (*begin_list)(Walker *walker, const char *name);
  void (*begin_item)(Walker *walker, const char *name, const Value *value);
  void (*tell)(Walker *walker, const char *name, const Value *value);
  void (*end_item)(Walker *walker);
  void (*end_list)(Walker *walker);
};

void walk_report(const Report *report, Walker *walker);

/* As JSON and CSV have it, without the quotes of texts; null is nothing. */
void value_write(const Value *value, Output *out);

#endif
