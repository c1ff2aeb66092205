/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the views of signing in print. */
#ifndef KITH_SIGNIN_VIEWS_H
#define KITH_SIGNIN_VIEWS_H

#include "people/means.h"
#include "people/passkey.h"
#include "people/sign_in_change.h"
#include "people/signin.h"
#include "web/parts.h"

/* Hidden until the script finds that the browser has passkeys; the script fills it and sends it. */
typedef struct {
    Str what, action, button;           /* "sign-in", "add" */
    Str ticket, challenge, site, network, back, fault;
    Str handle, person, known;          /* "add": what the passkey calls its person; credentials that are there already, parted by spaces */
    FieldSpec name;                     /* "add" */
    BoxSpec stay;                       /* "sign-in" */
} PasskeyForm;
PasskeyForm passkey_form_of(Visit *v, const char *what, Str fault);
Str passkey_refused(Visit *v, PasskeyWord why);          /* the words for the page; the reason goes into the log */
PasskeyAsk passkey_ask_of(Visit *v, const char *what);
PasskeyAnswer passkey_answer_of(Visit *v);

typedef struct { Faults faults; Str back; FieldSpec email; PasskeyForm passkey; } SignInForm;
typedef struct { Faults faults; Str token; bool needs_code; People people; FieldSpec code; Str carried_code; } SignInGo;
typedef struct { Faults faults; Str back; bool has; FieldSpec email, passphrase; BoxSpec stay; } PassphraseForm;

typedef struct { Str token, at; bool older; } FreezeShown;
typedef struct { Arena *arena; Str token; const Thaw *thaw; } ThawShown;

typedef struct { Arena *arena; Faults faults; Means means; bool links_off; Passkeys passkeys; PasskeyForm add; SignedIns sessions; Changes changes; } MeansShown;
static inline const char *means_word(Str means) { return str_is(means, "passkey") ? "Passkey" : str_is(means, "passphrase") ? "Passphrase" : "Link"; }

typedef struct { Faults faults; Addresses rows; int emails; FieldSpec email; } AddressesShown;
static inline const char *address_kind(Str kind) { return str_is(kind, "email") ? "E-mail" : str_is(kind, "phone") ? "Phone" : "Post"; }

#endif
