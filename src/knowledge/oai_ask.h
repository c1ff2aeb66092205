/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The arguments of OAI-PMH 2.0, section 3, and our resumption tokens. */
#ifndef KITH_OAI_ASK_H
#define KITH_OAI_ASK_H

#include "base/base.h"
#include "http/http.h"

/* Texts are as they were sent, "" where they were not.  from and until hold the whole range, both ends in it; of a token: where its list
 * goes on (the record behind which, how many were sent, how many there were).  errors: <error> elements. */
typedef struct {
    Str verb, identifier, prefix, set, token, from_text, until_text;
    Time from, until;
    i64 after_at; Str after_mark; i64 sent, size;
    Buf errors;
} OaiAsk;

/* Everything that can be told without a look at the library: badVerb, badArgument, cannotDisseminateFormat, badResumptionToken. */
OaiAsk oai_ask(Arena *a, const HttpField *at, int count);
bool oai_verb(const OaiAsk *o, const char *verb);
bool oai_lists(const OaiAsk *o);                         /* ListIdentifiers or ListRecords */
void oai_fail(OaiAsk *o, const char *code, const char *words);
bool oai_failed(const OaiAsk *o);
bool oai_spec(Str s);                                    /* can be a setSpec: parts of plain letters, figures and a few signs (OAI-PMH.xsd); a hope in another script is no set */
Str oai_token(Arena *a, const OaiAsk *o, i64 at, Str mark, i64 sent);       /* signed; all that is needed to go on behind this record */

#endif
