/* Dates and days since 1970 against a walk, day by day, through 1,600 years. */
#include "runtime/calendar.h"
#include "tap.h"

static int length_of(int64_t year, int month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int is_leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
  return days[month - 1] + (month == 2 && is_leap);
}

/* The first day that is another than the walk says, or INT64_MAX. */
static int64_t first_other(int64_t year, int64_t day, int64_t years) {
  for (int64_t end = year + years; year < end; year++)
    for (int month = 1; month <= 12; month++)
      for (int i = 1; i <= length_of(year, month); i++, day++) {
        CivilDate date = civil_of_days(day);
        int same = date.year == year && date.month == month && date.day == i;
        if (!same || days_of_civil(year, month, i) != day) return day;
      }
  return INT64_MAX;
}

int main(void) {
  is_int(days_of_civil(1970, 1, 1), 0, "days are counted from 1970-01-01");
  is_int(days_of_civil(2000, 2, 29), 11016, "30 years of 365 days, 7 leap days, 59 days");
  is_int(first_other(1970, 0, 1200), INT64_MAX, "each day from 1970 to 3169");
  /* 400 years are 146,097 days, and 1970 - 5 * 400 is -30 */
  is_int(first_other(-30, INT64_C(-5) * 146097, 400), INT64_MAX, "each day from -30 to 369");
  return tap_done();
}
