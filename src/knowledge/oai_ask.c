/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What a harvester asks for, before anything is looked up. */
#include "knowledge/oai_ask.h"

#include "seal/seal.h"

void oai_fail(OaiAsk *o, const char *code, const char *words) { buf_format(&o->errors, "<error code=\"%s\">%s</error>", code, words); }
bool oai_failed(const OaiAsk *o) { return o->errors.len > 0; }

/* ---- arguments ---- */

enum { TOKEN = 6, VALUE_MOST = 500, TOKEN_MOST = 4 * VALUE_MOST };      /* a token holds the others, in base64 */
static const char *const arguments[] = { "verb", "identifier", "metadataPrefix", "from", "until", "set", "resumptionToken" };
static Str *place_of(OaiAsk *o, int i) { Str *const at[] = { &o->verb, &o->identifier, &o->prefix, &o->from_text, &o->until_text, &o->set, &o->token }; return at[i]; }

/* Each at most once, none empty, no other. */
static bool read_arguments(OaiAsk *o, Arena *a, const HttpField *at, int count)
{
    int times[COUNT(arguments) + 1] = { 0 };
    bool fine = true;
    for (int i = 0; i < count; i++) {
        int k = 0;
        while (k < COUNT(arguments) && !str_is(at[i].name, arguments[k])) k++;
        bool taken = k < COUNT(arguments) && !times[k]++ && at[i].value.len && at[i].value.len <= (size_t)(k == TOKEN ? TOKEN_MOST : VALUE_MOST);
        if (taken) *place_of(o, k) = at[i].value;
        else fine = fine && k == 0;
    }
    static const char verbs[] = "|Identify|ListMetadataFormats|ListSets|GetRecord|ListIdentifiers|ListRecords|";
    if (times[0] != 1 || !o->verb.len || str_find(o->verb, S("|")) >= 0 || !strstr(verbs, str_format(a, "|%.*s|", FMT(o->verb)).at)) { oai_fail(o, "badVerb", "There is no such verb, or it was given twice."); return false; }
    if (!fine) oai_fail(o, "badArgument", "An argument is not known here, is empty, or was given twice.");
    return fine;
}

bool oai_verb(const OaiAsk *o, const char *verb) { return str_is(o->verb, verb); }
bool oai_lists(const OaiAsk *o) { return oai_verb(o, "ListIdentifiers") || oai_verb(o, "ListRecords"); }

bool oai_spec(Str s)
{
    bool part = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-_.!~*'()", c));
        if (!plain && !(c == ':' && part)) return false;
        part = plain;
    }
    return part;
}

/* "2024-03-01" or "2024-03-01T10:00:00Z" and nothing else. */
static bool read_date(Arena *a, Str s, bool until, Time *to)
{
    bool day = s.len == 10, second = s.len == 20 && s.at[10] == 'T' && s.at[19] == 'Z';
    for (size_t i = 0; i < s.len; i++) {
        bool figure = s.at[i] >= '0' && s.at[i] <= '9', dash = i == 4 || i == 7, colon = i == 13 || i == 16;
        if (!(dash ? s.at[i] == '-' : colon ? s.at[i] == ':' : i == 10 || i == 19 ? true : figure)) return false;
    }
    if (!(day || second) || !time_from_rfc3339(s, to)) return false;
    Str again = time_rfc3339(a, *to);                     /* the thirtieth of February is no day */
    if (!str_eq(s, (Str){ again.at, s.len }) && !(second && str_eq(s, again))) return false;
    if (until) *to = time_after(*to, day ? DAYS(1) - 1 : SECONDS(1) - 1);
    return true;
}

static void read_range(OaiAsk *o, Arena *a)
{
    o->from = (Time){ 0 }, o->until = (Time){ INT64_MAX };
    bool fine = (!o->from_text.len || read_date(a, o->from_text, false, &o->from)) && (!o->until_text.len || read_date(a, o->until_text, true, &o->until));
    if (o->from_text.len && o->until_text.len && o->from_text.len != o->until_text.len) fine = false;
    if (!fine || o->from.us > o->until.us) oai_fail(o, "badArgument", "Dates are YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, both alike, the earlier one first.");
}

/* Which arguments a verb takes; a token stands alone. */
static void check_arguments(OaiAsk *o, Arena *a)
{
    bool one = oai_verb(o, "GetRecord"), dated = o->from_text.len || o->until_text.len || o->set.len, fine = true;
    if (o->token.len) fine = (oai_lists(o) || oai_verb(o, "ListSets")) && !o->prefix.len && !dated && !o->identifier.len;
    else if (oai_lists(o)) fine = o->prefix.len && !o->identifier.len;
    else if (one) fine = o->identifier.len && o->prefix.len && !dated;
    else fine = !o->prefix.len && !dated && (!o->identifier.len || oai_verb(o, "ListMetadataFormats"));
    if (!fine) { oai_fail(o, "badArgument", "This verb takes other arguments."); return; }
    if (oai_lists(o)) read_range(o, a);
    if (o->set.len && !oai_spec(o->set)) oai_fail(o, "badArgument", "A set is named by letters, figures and -_.!~*'(), in parts with a colon between.");
    if (o->prefix.len && !str_is(o->prefix, "oai_dc")) oai_fail(o, "cannotDisseminateFormat", "There is oai_dc.");
}

/* ---- tokens ---- */

static Str token_body(Arena *a, const OaiAsk *o, i64 at, Str mark, i64 sent)
{
    return str_format(a, "%.*s|%.*s|%.*s|%.*s|%.*s|%lld|%.*s|%lld|%lld", FMT(o->verb), FMT(o->prefix), FMT(o->from_text), FMT(o->until_text), FMT(o->set), at, FMT(mark), sent, o->size);
}

Str oai_token(Arena *a, const OaiAsk *o, i64 at, Str mark, i64 sent)
{
    Str body = token_body(a, o, at, mark, sent);
    return str_format(a, "%.*s.%.*s", FMT(base64url(a, body.at, body.len)), FMT(seal_sign(a, "oai.token", body)));
}

static void token_read(OaiAsk *o, Arena *a)
{
    Str rest = o->token, coded = str_cut(&rest, '.'), body = S("");
    if (!base64url_decode(a, coded, &body) || !seal_signed("oai.token", body, rest)) { oai_fail(o, "badResumptionToken", "This token is not one of ours."); return; }
    if (!str_eq(str_cut(&body, '|'), o->verb)) { oai_fail(o, "badResumptionToken", "This token is of another list."); return; }
    o->prefix = str_cut(&body, '|'), o->from_text = str_cut(&body, '|'), o->until_text = str_cut(&body, '|'), o->set = str_cut(&body, '|');
    Str at = str_cut(&body, '|');
    o->after_mark = str_cut(&body, '|');
    if (!str_int(at, &o->after_at) || !str_int(str_cut(&body, '|'), &o->sent) || !str_int(body, &o->size)) oai_fail(o, "badResumptionToken", "This token is not one of ours.");
}

OaiAsk oai_ask(Arena *a, const HttpField *at, int count)
{
    OaiAsk o = { .errors = buf_open(a, 64), .verb = S(""), .identifier = S(""), .prefix = S(""), .set = S(""), .token = S(""), .from_text = S(""), .until_text = S(""), .after_mark = S("") };
    if (!read_arguments(&o, a, at, count)) return o;
    check_arguments(&o, a);
    if (oai_failed(&o) || !o.token.len || !oai_lists(&o)) return o;
    token_read(&o, a);
    if (!oai_failed(&o)) read_range(&o, a);
    return o;
}
