/* SPDX-License-Identifier: AGPL-3.0-or-later
 * OAI-PMH 2.0 (openarchives.org, 2015-01-08).  Deletions are kept for ever.  A resumption token holds all that is needed to go
 * on (the last date and mark, never a count of rows), signed, so that it outlives a restart and loses nothing that changes meanwhile. */
#include "knowledge/cite.h"

#include "knowledge/knowledge.h"
#include "seal/seal.h"

enum { A_PAGE = 100 };

typedef struct {
    Visit *v;
    Html *h;
    Str verb, identifier, prefix, set, token, from_text, until_text;
    Time from, until;
    i64 after_at; Str after_mark; i64 sent, size;         /* of a token */
    Buf errors;
} Oai;

static void lit(Html *h, const char *s) { html_lit(h, s, strlen(s)); }

/* What XML cannot hold is tidied out when it comes in (utf8_tidy). */
static void element(Html *h, const char *name, Str words)
{
    if (!words.len) return;
    lit(h, "<"), lit(h, name), lit(h, ">"), html_str(h, words), lit(h, "</"), lit(h, name), lit(h, ">");
}

static void fail(Oai *o, const char *code, const char *words) { buf_format(&o->errors, "<error code=\"%s\">%s</error>", code, words); }
static bool failed(const Oai *o) { return o->errors.len > 0; }

static Str domain(Visit *v) { return library_domain(v->tx, v->who); }

/* ---- arguments ---- */

static const char *const arguments[] = { "verb", "identifier", "metadataPrefix", "from", "until", "set", "resumptionToken" };
static Str *place_of(Oai *o, int i) { Str *const at[] = { &o->verb, &o->identifier, &o->prefix, &o->from_text, &o->until_text, &o->set, &o->token }; return at[i]; }

/* Each at most once, none empty, no other. */
static bool read_arguments(Oai *o)
{
    const HttpRequest *r = o->v->http;
    const HttpField *at = r->method == HTTP_POST ? r->fields : r->args;
    int count = r->method == HTTP_POST ? r->field_count : r->arg_count;
    int times[COUNT(arguments) + 1] = { 0 };
    bool fine = true;
    for (int i = 0; i < count; i++) {
        int k = 0;
        while (k < COUNT(arguments) && !str_is(at[i].name, arguments[k])) k++;
        bool taken = k < COUNT(arguments) && !times[k]++ && at[i].value.len && at[i].value.len <= 500;
        if (taken) *place_of(o, k) = at[i].value;
        else fine = fine && k == 0;
    }
    static const char verbs[] = "|Identify|ListMetadataFormats|ListSets|GetRecord|ListIdentifiers|ListRecords|";
    if (times[0] != 1 || !o->verb.len || str_find(o->verb, S("|")) >= 0 || !strstr(verbs, str_format(o->v->arena, "|%.*s|", FMT(o->verb)).at)) { fail(o, "badVerb", "There is no such verb, or it was given twice."); return false; }
    if (!fine) fail(o, "badArgument", "An argument is not known here, is empty, or was given twice.");
    return fine;
}

static bool verb_is(const Oai *o, const char *verb) { return str_is(o->verb, verb); }
static bool lists(const Oai *o) { return verb_is(o, "ListIdentifiers") || verb_is(o, "ListRecords"); }

/* A setSpec: parts of plain letters, figures and a few signs (OAI-PMH.xsd).  A hope in another script is no set. */
static bool spec_is_fine(Str s)
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

static void read_range(Oai *o)
{
    o->from = (Time){ 0 }, o->until = (Time){ INT64_MAX };
    bool fine = (!o->from_text.len || read_date(o->v->arena, o->from_text, false, &o->from)) && (!o->until_text.len || read_date(o->v->arena, o->until_text, true, &o->until));
    if (o->from_text.len && o->until_text.len && o->from_text.len != o->until_text.len) fine = false;
    if (!fine || o->from.us > o->until.us) fail(o, "badArgument", "Dates are YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, both alike, the earlier one first.");
}

/* Which arguments a verb takes; a token stands alone. */
static void check_arguments(Oai *o)
{
    bool one = verb_is(o, "GetRecord"), dated = o->from_text.len || o->until_text.len || o->set.len, fine = true;
    if (o->token.len) fine = (lists(o) || verb_is(o, "ListSets")) && !o->prefix.len && !dated && !o->identifier.len;
    else if (lists(o)) fine = o->prefix.len && !o->identifier.len;
    else if (one) fine = o->identifier.len && o->prefix.len && !dated;
    else fine = !o->prefix.len && !dated && (!o->identifier.len || verb_is(o, "ListMetadataFormats"));
    if (!fine) { fail(o, "badArgument", "This verb takes other arguments."); return; }
    if (lists(o)) read_range(o);
    if (o->set.len && !spec_is_fine(o->set)) fail(o, "badArgument", "A set is named by letters, figures and -_.!~*'(), in parts with a colon between.");
    if (o->prefix.len && !str_is(o->prefix, "oai_dc")) fail(o, "cannotDisseminateFormat", "There is oai_dc.");
}

/* ---- tokens ---- */

static Str token_body(Oai *o, i64 at, Str mark, i64 sent)
{
    return str_format(o->v->arena, "%.*s|%.*s|%.*s|%.*s|%.*s|%lld|%.*s|%lld|%lld", FMT(o->verb), FMT(o->prefix), FMT(o->from_text), FMT(o->until_text), FMT(o->set), at, FMT(mark), sent, o->size);
}

static Str token_made(Oai *o, i64 at, Str mark, i64 sent)
{
    Str body = token_body(o, at, mark, sent);
    return str_format(o->v->arena, "%.*s.%.*s", FMT(base64url(o->v->arena, body.at, body.len)), FMT(seal_sign(o->v->arena, "oai.token", body)));
}

static void token_read(Oai *o)
{
    Str rest = o->token, coded = str_cut(&rest, '.'), body = S("");
    if (!base64url_decode(o->v->arena, coded, &body) || !seal_signed("oai.token", body, rest)) { fail(o, "badResumptionToken", "This token is not one of ours."); return; }
    if (!str_eq(str_cut(&body, '|'), o->verb)) { fail(o, "badResumptionToken", "This token is of another list."); return; }
    o->prefix = str_cut(&body, '|'), o->from_text = str_cut(&body, '|'), o->until_text = str_cut(&body, '|'), o->set = str_cut(&body, '|');
    Str at = str_cut(&body, '|');
    o->after_mark = str_cut(&body, '|');
    if (!str_int(at, &o->after_at) || !str_int(str_cut(&body, '|'), &o->sent) || !str_int(body, &o->size)) fail(o, "badResumptionToken", "This token is not one of ours.");
}

/* ---- records ---- */

typedef struct { i64 id; Str mark, kind, language; Time at; bool there; } Record;

static void sets_of(Oai *o, const Record *r)
{
    element(o->h, "setSpec", str_format(o->v->arena, "type:%.*s", FMT(r->kind)));
    if (spec_is_fine(r->language)) element(o->h, "setSpec", str_format(o->v->arena, "lang:%.*s", FMT(r->language)));
    Compass hopes = hopes_of_work(o->v->tx, NOBODY, r->id);
    for (int i = 0; i < hopes.count; i++) if (spec_is_fine(hopes.at[i].slug)) element(o->h, "setSpec", str_format(o->v->arena, "hope:%.*s", FMT(hopes.at[i].slug)));
}

static void header(Oai *o, const Record *r)
{
    lit(o->h, r->there ? "<header>" : "<header status=\"deleted\">");
    element(o->h, "identifier", str_format(o->v->arena, "oai:%.*s:%.*s", FMT(domain(o->v)), FMT(r->mark)));
    element(o->h, "datestamp", time_rfc3339(o->v->arena, r->at));
    sets_of(o, r);
    lit(o->h, "</header>");
}

#define LISTED "select id, mark, kind, language, record_at, case when state = 'public' and level = 2 and may_harvest = 1 then 1 else 0 end from work where harvested_at > 0"
static Record read_record(Query *q) { return (Record){ db_int(q, 0), db_str(q, 1), db_str(q, 2), db_str(q, 3), db_time(q, 4), db_bool(q, 5) }; }

static Record find_record(Oai *o)
{
    Record r = { 0 };
    Str start = str_format(o->v->arena, "oai:%.*s:", FMT(domain(o->v)));
    if (!str_starts(o->identifier, start)) return r;
    Query q = db_query(o->v->tx, SQL(LISTED " and mark = $1 and record_at <= $2"), T(((Str){ o->identifier.at + start.len, o->identifier.len - start.len })), AT(time_now()));
    if (db_next(&q)) r = read_record(&q);
    db_end(&q);
    return r;
}

static void metadata(Oai *o, const Record *r)
{
    WorkWhole x = work_whole(o->v->tx, NOBODY, work_trusted(o->v->tx, r->id), o->v->network);
    lit(o->h, "<metadata>"), record_metadata(o->h, o->v->arena, &x), lit(o->h, "</metadata>");
}

/* ---- sets: "type", "type:news", "lang:en", "hope:.." ---- */

typedef struct { Str kind, language, hope; bool hoped, none; } Set;

static Set read_set(Str s)
{
    Set set = { .kind = S(""), .language = S(""), .hope = S("") };
    if (!s.len || str_is(s, "type") || str_is(s, "lang")) return set;
    if (str_is(s, "hope")) set.hoped = true;
    else if (str_starts(s, S("type:"))) set.kind = (Str){ s.at + 5, s.len - 5 };
    else if (str_starts(s, S("lang:"))) set.language = (Str){ s.at + 5, s.len - 5 };
    else if (str_starts(s, S("hope:"))) set.hope = (Str){ s.at + 5, s.len - 5 };
    else set.none = true;
    return set;
}

#define MATCHES " and record_at <= $2 and ($3 = '' or kind = $3) and ($4 = '' or language = $4)" \
    " and ($5 = '' or exists (select 1 from work_hope h join compass c on c.id = h.compass where h.work = work.id and ($5 = '*' or c.slug = $5)))"

static void list(Oai *o)
{
    Tx *tx = o->v->tx;
    Set s = read_set(o->set);
    Str hope = s.hoped ? S("*") : s.hope;
    Time now = time_now(), until = o->until.us < now.us ? o->until : now;      /* what is told later is not here yet */
    bool records = verb_is(o, "ListRecords"), again = o->token.len > 0;
    if (!again) o->size = s.none ? 0 : db_one_int(tx, SQL("select count(*) from work where harvested_at > 0 and record_at >= $1" MATCHES), AT(o->from), AT(until), T(s.kind), T(s.language), T(hope));
    Record *at = arena_array(o->v->arena, Record, A_PAGE + 1);
    int count = 0;
    if (!again) o->after_at = o->from.us, o->after_mark = S("");
    Query q = db_query(tx, SQL(LISTED MATCHES " and (record_at, mark) > ($1, $6) order by record_at, mark limit $7"), I(o->after_at), AT(until), T(s.kind), T(s.language), T(hope), T(o->after_mark),
        I(s.none ? 0 : A_PAGE + 1));
    while (count < A_PAGE + 1 && db_next(&q)) at[count++] = read_record(&q);
    db_end(&q);
    if (!count) { fail(o, "noRecordsMatch", "Nothing matches this."); return; }      /* also where all that was left has changed since and is past `until` */
    lit(o->h, records ? "<ListRecords>" : "<ListIdentifiers>");
    for (int i = 0; i < count && i < A_PAGE; i++) {
        if (records) lit(o->h, "<record>");
        header(o, &at[i]);
        if (records && at[i].there) metadata(o, &at[i]);
        if (records) lit(o->h, "</record>\n");
    }
    bool more = count > A_PAGE;
    if (more || again) {
        lit(o->h, "<resumptionToken completeListSize=\""), html_int(o->h, o->size), lit(o->h, "\" cursor=\""), html_int(o->h, o->sent), lit(o->h, "\">");
        if (more) html_str(o->h, token_made(o, at[A_PAGE - 1].at.us, at[A_PAGE - 1].mark, o->sent + A_PAGE));
        lit(o->h, "</resumptionToken>");
    }
    lit(o->h, records ? "</ListRecords>" : "</ListIdentifiers>");
}

static void list_sets(Oai *o)
{
    Html *h = o->h;
    if (o->token.len) { fail(o, "badResumptionToken", "This list fits at once."); return; }
    lit(h, "<ListSets><set><setSpec>type</setSpec><setName>By kind</setName></set>");
    for (const WorkKind *k = work_kinds; k->slug; k++) lit(h, "<set>"), element(h, "setSpec", str_format(o->v->arena, "type:%s", k->slug)), element(h, "setName", str_c(k->many)), lit(h, "</set>");
    lit(h, "<set><setSpec>lang</setSpec><setName>By language</setName></set>");
    Query q = db_query(o->v->tx, SQL("select language from work where harvested_at > 0 group by language order by language"));
    while (db_next(&q)) {
        Str language = db_str(&q, 0);
        if (spec_is_fine(language)) lit(h, "<set>"), element(h, "setSpec", str_format(o->v->arena, "lang:%.*s", FMT(language))), element(h, "setName", language), lit(h, "</set>");
    }
    db_end(&q);
    Compass all = compass_seen_by(o->v->tx, NOBODY);
    lit(h, "<set><setSpec>hope</setSpec><setName>By theme and hope</setName></set>");
    for (int i = 0; i < all.count; i++) {
        if ((!str_is(all.at[i].kind, "hope") && !str_is(all.at[i].kind, "theme")) || !spec_is_fine(all.at[i].slug)) continue;
        lit(h, "<set>"), element(h, "setSpec", str_format(o->v->arena, "hope:%.*s", FMT(all.at[i].slug))), element(h, "setName", all.at[i].words), lit(h, "</set>");
    }
    lit(h, "</ListSets>");
}

static void identify(Oai *o)
{
    Html *h = o->h;
    Visit *v = o->v;
    Time earliest = { db_one_int(v->tx, SQL("select coalesce(min(harvested_at), 0) from work where harvested_at > 0")) };
    Str base = str_format(v->arena, "%.*s/oai", FMT(v->network->base_url)), name = domain(v);
    lit(h, "<Identify>");
    element(h, "repositoryName", v->network->name), element(h, "baseURL", base), element(h, "protocolVersion", S("2.0"));
    element(h, "adminEmail", v->network->contact_email.len ? v->network->contact_email : str_format(v->arena, "library@%.*s", FMT(name)));
    element(h, "earliestDatestamp", time_rfc3339(v->arena, earliest)), element(h, "deletedRecord", S("persistent")), element(h, "granularity", S("YYYY-MM-DDThh:mm:ssZ")), element(h, "compression", S("gzip"));
    lit(h, "<description><oai-identifier xmlns=\"http://www.openarchives.org/OAI/2.0/oai-identifier\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
        " xsi:schemaLocation=\"http://www.openarchives.org/OAI/2.0/oai-identifier http://www.openarchives.org/OAI/2.0/oai-identifier.xsd\"><scheme>oai</scheme>");
    element(h, "repositoryIdentifier", name), element(h, "delimiter", S(":")), element(h, "sampleIdentifier", str_format(v->arena, "oai:%.*s:0123456789", FMT(name)));
    lit(h, "</oai-identifier></description>");
    lit(h, "</Identify>");
}

static void formats(Oai *o)
{
    if (o->identifier.len && !find_record(o).id) { fail(o, "idDoesNotExist", "There is nothing of that name."); return; }
    lit(o->h, "<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix><schema>http://www.openarchives.org/OAI/2.0/oai_dc.xsd</schema>"
        "<metadataNamespace>http://www.openarchives.org/OAI/2.0/oai_dc/</metadataNamespace></metadataFormat></ListMetadataFormats>");
}

static void get_record(Oai *o)
{
    Record r = find_record(o);
    if (!r.id) { fail(o, "idDoesNotExist", "There is nothing of that name."); return; }
    lit(o->h, "<GetRecord><record>");
    header(o, &r);
    if (r.there) metadata(o, &r);
    lit(o->h, "</record></GetRecord>");
}

static void answer(Oai *o)
{
    if (!read_arguments(o)) return;
    check_arguments(o);
    if (failed(o)) return;
    if (o->token.len && lists(o)) token_read(o);
    if (o->token.len && lists(o) && !failed(o)) read_range(o);
    if (failed(o)) return;
    if (lists(o)) list(o);
    else if (verb_is(o, "Identify")) identify(o);
    else if (verb_is(o, "ListSets")) list_sets(o);
    else if (verb_is(o, "GetRecord")) get_record(o);
    else formats(o);
}

/* The request is repeated with its arguments, but for badVerb and badArgument. */
static void request(Oai *o, Html *h)
{
    bool bare = str_find(buf_view(&o->errors), S("badVerb")) >= 0 || str_find(buf_view(&o->errors), S("badArgument")) >= 0;
    lit(h, "<request");
    const HttpRequest *r = o->v->http;
    const HttpField *at = r->method == HTTP_POST ? r->fields : r->args;
    int count = r->method == HTTP_POST ? r->field_count : r->arg_count;
    for (int i = 0; !bare && i < count; i++) lit(h, " "), html_str(h, at[i].name), lit(h, "=\""), html_str(h, utf8_tidy(o->v->arena, at[i].value)), lit(h, "\"");
    lit(h, ">"), html_str(h, str_format(o->v->arena, "%.*s/oai", FMT(o->v->network->base_url))), lit(h, "</request>\n");
}

static Reply serve(Visit *v)
{
    Oai o = { .v = v, .h = html_open(v->arena), .errors = buf_open(v->arena, 64), .verb = S(""), .identifier = S(""), .prefix = S(""), .set = S(""), .token = S(""),
        .from_text = S(""), .until_text = S(""), .after_mark = S("") };
    answer(&o);
    Html *h = html_open(v->arena);
    lit(h, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
        " xsi:schemaLocation=\"http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd\">\n");
    element(h, "responseDate", time_rfc3339(v->arena, time_now()));
    request(&o, h);
    Str body = failed(&o) ? buf_view(&o.errors) : html_done(o.h);
    html_lit(h, body.at, body.len);
    lit(h, "\n</OAI-PMH>\n");
    return reply_bytes(v, S("text/xml; charset=utf-8"), html_done(h));
}

const Route oai_routes[] = {
    { GET,  "/oai", ANYONE,  serve },
    { ASKED, "/oai", TOKENED, serve },
    { 0 }
};
