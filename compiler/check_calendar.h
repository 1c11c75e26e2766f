/* Calendars: hours of weekdays, days with hours of their own, closed days, `like` another. */
#ifndef MOPS_CHECK_CALENDAR_H
#define MOPS_CHECK_CALENDAR_H

#include "compiler/checker.h"

void check_calendar_name(Checker *checker, const Node *node);
/* After all names: what they say. */
void check_calendars(Checker *checker);

/* The calendar of a name, NULL after a message. */
const Calendar *check_calendar_named(Checker *checker, Text name, Span span);

#endif
