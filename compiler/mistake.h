/* The words for syntax mistakes, apart from the code that finds them. The lexer, the builder and
 * the parser's driver say which mistake and where; this module says it to a marketing operations
 * manager: what is wrong, what was expected, what to write instead. */
#ifndef MOPS_MISTAKE_H
#define MOPS_MISTAKE_H

#include "compiler/diag.h"

/* The codes of the syntax, E0101 to E0199. None is ever reused. */
#define E_UNEXPECTED "E0101"    /* something stands where something else is expected */
#define E_NO_CLAUSE "E0102"     /* a line begins with what no clause of its block begins with */
#define E_NO_DECLARATION "E0103" /* a word begins no declaration */
#define E_OUTSIDE "E0104"       /* a clause stands outside of every declaration */
#define E_LATER "E0105"         /* the language has it, but not in this version yet */
#define E_OPEN_TEXT "E0106"     /* a text is not opened or not closed on its line */
#define E_QUOTES "E0107"        /* quotes other than "straight double quotes" */
#define E_ESCAPE "E0108"        /* an unknown escape in a text */
#define E_OPERATOR "E0109"      /* an operator is written differently: ==, &&, =>, … */
#define E_TYPOGRAPHY "E0110"    /* a typeset sign instead of a typed one: –, →, ≥ */
#define E_WORD "E0111"          /* a word is written differently: AND, if, misspelled keywords */
#define E_SEMICOLON "E0112"     /* a semicolon */
#define E_NOT_CLOSED "E0113"    /* a bracket or brace is never closed */
#define E_CLOSES_NOTHING "E0114" /* a bracket or brace closes nothing */
#define E_NO_BRACE "E0115"      /* a block's `{` is missing, another sign, or on the next line */
#define E_CHARACTER "E0116"     /* a character not used here, or another language's comment */
#define E_INVISIBLE "E0117"     /* an invisible or text-direction character */
#define E_BYTES "E0118"         /* bytes that are not UTF-8 */
#define E_TOO_DEEP "E0119"      /* nested too deep, or a condition too long */
#define E_NUMBER "E0120"        /* a number too large, or written differently: 7days, 1,000, 5k, $5 */
#define E_DATE "E0121"          /* a date or time is written differently */
#define E_DURATION "E0122"      /* a number without a unit, or a unit without a fixed length */
#define E_RESERVED "E0123"      /* a reserved word as a name */
#define E_NAME "E0124"          /* a name with letters, signs or blanks that names can't have */
#define E_NO_LABEL "E0125"      /* a rule of a score without a label */
#define E_NO_SIGN "E0126"       /* a rule of a score without + or - */
#define E_CHAIN "E0127"         /* two comparisons in a row */
#define E_MISSING "E0128"       /* a word or sign is missing that can only be one */
#define E_TOO_MANY "E0129"      /* so many mistakes that the rest is not shown */

/* More mistakes than these are not shown: it is probably no agreement. */
enum { LARGEST_NUMBER_OF_MISTAKES = 200 };

/* Like diag_error, but NULL once too many were reported; diag_help and the like accept NULL. */
Diagnostic *mistake(Diagnostics *diagnostics, const char *code, Span span, const char *label,
                    const char *title, ...) __attribute__((format(printf, 5, 6)));

/* Reported as mistaken and read as meant: how another language or a text processor writes it. */
void mistake_operator(Diagnostics *diagnostics, Span span, const char *meant);
void mistake_typography(Diagnostics *diagnostics, Span span, const char *meant);
void mistake_quotes(Diagnostics *diagnostics, Span span, uint32_t open_size, uint32_t close_size);
void mistake_semicolon(Diagnostics *diagnostics, Span span);
void mistake_date(Diagnostics *diagnostics, Span span);
void mistake_time(Diagnostics *diagnostics, Span span);
void mistake_month_name(Diagnostics *diagnostics, Span span); /* October 1, 2026 */
void mistake_half_day(Diagnostics *diagnostics, Span span);   /* 2026-10-05 3:00 PM */
void mistake_comment(Diagnostics *diagnostics, Span comment, Span sign); /* its first two bytes */
void mistake_split_word(Diagnostics *diagnostics, Span words, const char *right); /* life cycle */
void mistake_glued_number(Diagnostics *diagnostics, Span number, Span word);
/* 30d, 50pts */
void mistake_glued_unit(Diagnostics *diagnostics, Span number, Span word, const char *right);
/* `1.5 hours` */
void mistake_decimal_length(Diagnostics *diagnostics, Span span);
void mistake_glued_range(Diagnostics *diagnostics, Span low, Span high); /* 0and100 */
void mistake_thousands(Diagnostics *diagnostics, Span span);
void mistake_amount(Diagnostics *diagnostics, Span span, Text usual); /* $5,000 */
void mistake_percent(Diagnostics *diagnostics, Span span);
void mistake_bare_text(Diagnostics *diagnostics, Span span);
void mistake_name_letters(Diagnostics *diagnostics, Span span);
void mistake_large_number(Diagnostics *diagnostics, Span span);
void mistake_months(Diagnostics *diagnostics, Span span, int64_t number);
void mistake_too_deep(Diagnostics *diagnostics, Span span);

/* Texts. missing is where the closing quote probably belongs; empty at 0 if nobody knows. */
void mistake_open_text(Diagnostics *diagnostics, Span span, Span missing);
void mistake_no_first_quote(Diagnostics *diagnostics, Span span);
void mistake_escape(Diagnostics *diagnostics, Span span);

/* Characters that no token begins with, once for a run of them. */
void mistake_no_text(Diagnostics *diagnostics, Span start); /* the whole file: one report */
void mistake_bytes(Diagnostics *diagnostics, Span span);
void mistake_invisible(Diagnostics *diagnostics, Span span);
void mistake_character(Diagnostics *diagnostics, Span span);

/* Brackets. block names what a brace belongs to: "score engagement". */
void mistake_not_closed(Diagnostics *diagnostics, Span open, Span end, const char *closer);
void mistake_block_not_closed(Diagnostics *diagnostics, Span open, Span end, Text block);
void mistake_closes_nothing(Diagnostics *diagnostics, Span span);
/* close is where the `}` belongs that is missing too, or 0. */
void mistake_no_brace(Diagnostics *diagnostics, Span after, Text block, uint32_t close);
/* `lifecycle:`; before is where its head ends. */
void mistake_no_sign(Diagnostics *diagnostics, Span sign, Span before, Text block);
/* Another bracket than one of `{}` or `[]`; close is empty at 0 if the closing one is right. */
void mistake_brace(Diagnostics *diagnostics, Span open, Span close, const char *brackets);
void mistake_brace_on_next_line(Diagnostics *diagnostics, Span brace, Span gap);

#endif
