/* Domains by their ends, since texts are not kept: the fingerprints of the last two labels, the
 * last three, and so on. Case (of ASCII letters), a dot at the end and `www.` at the beginning
 * don't count. */
#ifndef MOPS_DOMAIN_H
#define MOPS_DOMAIN_H

#include <stddef.h>
#include <stdint.h>

enum { DOMAIN_ENDS = 8 };
/* LABELS: how many there are, 0: it is no domain. Then the ends of two labels and more, 0: there is
 * none; of a domain with too many labels the longest are left out. */
enum { DOMAIN_LABELS, DOMAIN_FIRST_END, DOMAIN_WORDS = DOMAIN_FIRST_END + DOMAIN_ENDS };

void domain_ends(const char *bytes, size_t length, uint64_t ends[DOMAIN_WORDS]);
/* Of what stands after the @ of an e-mail address. */
void domain_of_address(const char *bytes, size_t length, uint64_t ends[DOMAIN_WORDS]);
/* The end that is the whole domain, 0: it has one label, or too many to be told apart. */
uint64_t domain_whole(const uint64_t ends[DOMAIN_WORDS]);

#endif
