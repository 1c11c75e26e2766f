/* Grades: a value put into bands, or conditions tried from the best grade to the worst. */
#ifndef MOPS_CHECK_GRADE_H
#define MOPS_CHECK_GRADE_H

#include "compiler/check_expression.h"

/* Enters a grade's grades as the members of its type. */
void check_grade_names(Checker *checker, DefinitionScope *definition);

/* The grade as an expression. */
Expression *check_grade(Reading *reading, DefinitionScope *definition);

#endif
