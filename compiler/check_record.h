/* Enums, record types, the lead and its events. */
#ifndef MOPS_CHECK_RECORD_H
#define MOPS_CHECK_RECORD_H

#include "compiler/checker.h"

void check_enumeration(Checker *checker, const Node *node);

/* The enum that reps or pools make: `rep`, `pool`. Its members, with their spellings, are added one
 * by one: nodes of NODE_MEMBER or of whatever declares a name; 0: there is one of the name. */
EnumerationScope *check_enumeration_start(Checker *checker, const char *name, Span span);
int check_enumeration_add(Checker *checker, EnumerationScope *scope, const Node *node);
void check_enumeration_spell(Checker *checker, EnumerationScope *scope, Text member, Text spelling,
                             Span span);

/* Enters a record type; its fields are checked by check_record_fields, once all types are named. */
void check_record_name(Checker *checker, const Node *node);
void check_record_fields(Checker *checker);

void check_lead(Checker *checker, const Node *node);
void check_event_declaration(Checker *checker, const Node *node);

/* `enum text { … }`: a field of type `text` would not be of this one. 1 after a message, 0: it may
 * be called so. */
int check_names_type(Checker *checker, const char *kind, const Node *node);

/* A type that is no record. Returns 0 after a message. */
int check_value_type(Checker *checker, const Node *node, Type *type);

/* A value of a field as it stands in the agreement (a default, a test's entry), told by
 * check_literal; for a text, number is not set. */
typedef enum {
  LITERAL_FITS,
  LITERAL_OTHER_KIND,
  LITERAL_OUT_OF_RANGE,
  LITERAL_UNKNOWN_MEMBER,
  LITERAL_REPORTED /* it has no value, which was said */
} Fit;
Fit check_literal(Checker *checker, const Type *type, const Node *node, int64_t *number);

/* What the unknown name of a type may mean: the usual word of other systems ("string"), or empty;
 * record types and plain types, for a search; all that there is. */
Text check_usual_type(Text name);
void check_offer_types(const Checker *checker, Nearest *nearest);
const char *check_available_types(void);

/* The member that an outside spelling means ("Software as a service"), or NULL. */
Member *check_member_spelled(Checker *checker, const EnumerationScope *scope, Text text);

/* The member that takes what no other is spelled like, or NULL. */
Member *check_member_rest(const Enumeration *enumeration);

#endif
