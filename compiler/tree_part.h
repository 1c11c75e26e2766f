/* What the parts of the tree's output share: JSON as it is written, and expressions (tree.c), which
 * routes have too (tree_routing.c). */
#ifndef MOPS_TREE_PART_H
#define MOPS_TREE_PART_H

#include <stdio.h>

#include "compiler/model.h"

typedef struct {
  FILE *out;
  const Sources *sources;
  int first; /* nothing was written in the innermost object or list yet */
} Json;

/* tree_json.c. A bound that isn't there is null. */
void json_comma(Json *json);
void json_begin(Json *json, char bracket);
void json_end(Json *json, char bracket);
void json_text(Json *json, Text text);
void json_number(Json *json, int64_t number);
void json_key(Json *json, const char *name);
void json_key_text(Json *json, const char *name, Text text);
void json_key_word(Json *json, const char *name, const char *word);
void json_key_number(Json *json, const char *name, int64_t number);
void json_key_flag(Json *json, const char *name, int flag);
int64_t json_line_of(const Json *json, Span span);
void json_key_file(Json *json, Span span);
/* Where it stands: its line, and its file if that is not the first. */
void json_key_line(Json *json, Span span);
/* An item of a list, on a line of its own. */
void json_item(Json *json);
/* of Text* */
void json_texts(Json *json, const char *name, const List *list);
/* A list that is a part of the whole. */
void json_begin_section(Json *json, const char *name);

/* tree.c. expression may be NULL. */
void tree_key_expression(Json *json, const char *name, const Expression *expression);
void tree_write_triggers(Json *json, const char *name, const List *triggers);

/* tree_routing.c */
void tree_write_routing(Json *json, const Model *model);

#endif
