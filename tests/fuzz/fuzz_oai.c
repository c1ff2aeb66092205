/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What a harvester asks for, as it stands in an address; and tokens of ours that come back, whole or not. */
#include "http/inside.h"
#include "knowledge/oai_ask.h"
#include "seal/seal.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool fine) { if (!fine) abort(); }

static OaiAsk asked(Arena *a, Str verb, Str token)
{
    HttpField *at = arena_array(a, HttpField, 2);
    at[0].name = S("verb"), at[0].value = verb, at[1].name = S("resumptionToken"), at[1].value = token;
    return oai_ask(a, at, 2);
}

/* Each error is an element with a code of the protocol. */
static void said_well(Str errors)
{
    static const char *const codes[] = { "badVerb", "badArgument", "cannotDisseminateFormat", "badResumptionToken" };
    while (errors.len) {
        expect(str_starts(errors, S("<error code=\"")));
        errors.at += 13, errors.len -= 13;
        Str code = str_cut(&errors, '"');
        bool known = false;
        for (int i = 0; i < COUNT(codes); i++) known = known || str_is(code, codes[i]);
        expect(known && str_starts(errors, S(">")));
        i64 end = str_find(errors, S("</error>"));
        expect(end > 0);
        errors.at += end + 8, errors.len -= (size_t)end + 8;
    }
}

/* The list goes on with the same arguments where it stopped; with another byte in it, or for another list, it is not ours. */
static void goes_on(Arena *a, const OaiAsk *o, unsigned at)
{
    Str token = oai_token(a, o, 1700000000000000 + (i64)at, S("0123456789"), 100), other = str_copy(a, token);
    OaiAsk again = asked(a, o->verb, token);
    expect(!oai_failed(&again) && again.after_at == 1700000000000000 + (i64)at && again.sent == 100 && again.size == o->size && str_is(again.after_mark, "0123456789"));
    expect(again.from.us == o->from.us && again.until.us == o->until.us && str_eq(again.set, o->set) && str_eq(again.prefix, o->prefix));
    char *bytes = arena_array(a, char, other.len);
    for (size_t i = 0; i < other.len; i++) bytes[i] = other.at[i];
    bytes[at % other.len] = bytes[at % other.len] == 'A' ? 'B' : 'A';
    OaiAsk forged = asked(a, o->verb, (Str){ bytes, other.len });
    expect(oai_failed(&forged));
    OaiAsk elsewhere = asked(a, oai_verb(o, "ListRecords") ? S("ListIdentifiers") : S("ListRecords"), token);
    expect(oai_failed(&elsewhere));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool keyed;
    if (!keyed) seal_pretend(7), keyed = true;
    Arena *a = arena_open();
    const HttpField *at = NULL;
    int count = 0;
    if (form_parse(a, (Str){ (const char *)data, size }, &at, &count) == BODY_FINE) {
        OaiAsk o = oai_ask(a, at, count);
        said_well(buf_view(&o.errors));
        if (!oai_failed(&o) && oai_lists(&o) && !o.token.len) {
            expect(str_is(o.prefix, "oai_dc") && !o.identifier.len && o.from.us <= o.until.us && (!o.set.len || oai_spec(o.set)));
            goes_on(a, &o, size ? data[0] + (unsigned)data[size - 1] * 256u : 0);
        }
        if (!oai_failed(&o) && oai_verb(&o, "GetRecord")) expect(o.identifier.len && o.prefix.len);
    }
    arena_close(a);
    return 0;
}
