/* Accounts: what is known of companies, for the leads that belong to them. A lead belongs to the
 * account with the longest domain that its own ends with, at a dot; what its record of the company
 * lacks is the account's. What was given up: an account can't change while there are leads, because
 * nothing says which leads it has. Lead records carry the ends of their domains (domain.h)
 * after what was given of their fields. */
#ifndef MOPS_ACCOUNT_H
#define MOPS_ACCOUNT_H

#include "runtime/agreement.h"
#include "runtime/domain.h"

/* What the fields of the lead say of accounts: of an image that was verified. */
AccountShape account_shape(const mops_agreement *agreement);
/* Words of a lead record for the ends of domains: of the company's, and of the e-mail address's
 * unless that is the key. */
uint32_t account_words(const mops_agreement *agreement);
/* A field of a lead record was set from this text: notes the ends of its domain if accounts ask for
 * them. */
void account_note(const mops_agreement *agreement, mops_record *record, uint32_t field,
                  const char *bytes, size_t length);

typedef struct Accounts Accounts;

/* NULL: no memory, or the agreement has no place for accounts. */
Accounts *accounts_create(const mops_agreement *agreement, const mops_memory *memory);
void accounts_free(Accounts *accounts);
/* As mops_engine_account. */
mops_status accounts_add(Accounts *accounts, const mops_record *record, mops_problem *problem);

/* Slots that an engine's lead has for this, after its own: all 0 at first. The functions below put
 * what leads lack into their facts; what follows from that is the caller's to do. */
uint32_t accounts_slots(const mops_agreement *agreement);
/* A lead with this key begins, or has it now. */
void accounts_meet(const Accounts *accounts, int64_t *lead, const char *key, size_t length);
/* A lead record as if it had carried what the lead's account says. Until the next call. */
const mops_record *accounts_join(Accounts *accounts, int64_t *lead, const mops_record *record);
/* Whether the lead has a field's value from its account. */
int accounts_say(const Accounts *accounts, int64_t *lead, uint32_t field);
/* Two leads are about to become one: puts together what they said themselves. */
void accounts_merge(const Accounts *accounts, int64_t *lead, int64_t *merged);

#endif
