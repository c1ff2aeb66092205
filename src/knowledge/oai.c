/* SPDX-License-Identifier: AGPL-3.0-or-later
 * OAI-PMH 2.0 (openarchives.org, 2015-01-08).  Deletions are kept for ever.  A resumption token holds all that is needed to go
 * on (the last date and mark, never a count of rows), signed, so that it outlives a restart and loses nothing that changes meanwhile. */
#include "knowledge/cite.h"

#include "knowledge/knowledge.h"
#include "knowledge/oai_ask.h"

enum { A_PAGE = 100 };

typedef struct { Visit *v; Html *h; OaiAsk ask; Str domain; } Oai;

static void lit(Html *h, const char *s) { html_lit(h, s, strlen(s)); }

/* What XML cannot hold is tidied out when it comes in (utf8_tidy). */
static void element(Html *h, const char *name, Str words)
{
    if (!words.len) return;
    lit(h, "<"), lit(h, name), lit(h, ">"), html_str(h, words), lit(h, "</"), lit(h, name), lit(h, ">");
}

/* ---- records ---- */

typedef struct { i64 id; Str mark, kind, language; Time at; bool there; } Record;

static void sets_of(Oai *o, const Record *r)
{
    element(o->h, "setSpec", str_format(o->v->arena, "type:%.*s", FMT(r->kind)));
    if (oai_spec(r->language)) element(o->h, "setSpec", str_format(o->v->arena, "lang:%.*s", FMT(r->language)));
    Compass hopes = hopes_of_work(o->v->tx, NOBODY, r->id);
    for (int i = 0; i < hopes.count; i++) if (oai_spec(hopes.at[i].slug)) element(o->h, "setSpec", str_format(o->v->arena, "hope:%.*s", FMT(hopes.at[i].slug)));
}

static void header(Oai *o, const Record *r)
{
    lit(o->h, r->there ? "<header>" : "<header status=\"deleted\">");
    element(o->h, "identifier", str_format(o->v->arena, "oai:%.*s:%.*s", FMT(o->domain), FMT(r->mark)));
    element(o->h, "datestamp", time_rfc3339(o->v->arena, r->at));
    sets_of(o, r);
    lit(o->h, "</header>");
}

#define LISTED "select id, mark, kind, language, record_at, case when state = 'public' and level = 2 and may_harvest = 1 then 1 else 0 end from work where harvested_at > 0"
static Record read_record(Query *q) { return (Record){ db_int(q, 0), db_str(q, 1), db_str(q, 2), db_str(q, 3), db_time(q, 4), db_bool(q, 5) }; }

static Record find_record(Oai *o)
{
    Record r = { 0 };
    Str start = str_format(o->v->arena, "oai:%.*s:", FMT(o->domain));
    if (!str_starts(o->ask.identifier, start)) return r;
    Query q = db_query(o->v->tx, SQL(LISTED " and mark = $1 and record_at <= $2"), T(((Str){ o->ask.identifier.at + start.len, o->ask.identifier.len - start.len })), AT(time_now()));
    if (db_next(&q)) r = read_record(&q);
    db_end(&q);
    return r;
}

/* The whole of a work and its forms is read for a few lines of it: a hundred of them are not kept in memory at once. */
static void metadata(Oai *o, const Record *r)
{
    Arena *one = arena_open(), *before = tx_arena_swap(o->v->tx, one);
    const Work *w = work_trusted(o->v->tx, r->id);
    if (w) {
        WorkWhole x = work_whole(o->v->tx, NOBODY, w, o->v->network);
        lit(o->h, "<metadata>"), record_metadata(o->h, one, &x), lit(o->h, "</metadata>");
    }
    tx_arena_swap(o->v->tx, before);
    arena_close(one);
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
    Set s = read_set(o->ask.set);
    Str hope = s.hoped ? S("*") : s.hope;
    Time now = time_now(), until = o->ask.until.us < now.us ? o->ask.until : now;      /* what is told later is not here yet */
    bool records = oai_verb(&o->ask, "ListRecords"), again = o->ask.token.len > 0;
    if (!again) o->ask.size = s.none ? 0 : db_one_int(tx, SQL("select count(*) from work where harvested_at > 0 and record_at >= $1" MATCHES), AT(o->ask.from), AT(until), T(s.kind), T(s.language), T(hope));
    Record *at = arena_array(o->v->arena, Record, A_PAGE + 1);
    int count = 0;
    if (!again) o->ask.after_at = o->ask.from.us, o->ask.after_mark = S("");
    Query q = db_query(tx, SQL(LISTED MATCHES " and (record_at, mark) > ($1, $6) order by record_at, mark limit $7"), I(o->ask.after_at), AT(until), T(s.kind), T(s.language), T(hope), T(o->ask.after_mark),
        I(s.none ? 0 : A_PAGE + 1));
    while (count < A_PAGE + 1 && db_next(&q)) at[count++] = read_record(&q);
    db_end(&q);
    if (!count) { oai_fail(&o->ask, "noRecordsMatch", "Nothing matches this."); return; }      /* also where all that was left has changed since and is past `until` */
    lit(o->h, records ? "<ListRecords>" : "<ListIdentifiers>");
    for (int i = 0; i < count && i < A_PAGE; i++) {
        if (records) lit(o->h, "<record>");
        header(o, &at[i]);
        if (records && at[i].there) metadata(o, &at[i]);
        if (records) lit(o->h, "</record>\n");
    }
    bool more = count > A_PAGE;
    if (more || again) {
        lit(o->h, "<resumptionToken completeListSize=\""), html_int(o->h, o->ask.size), lit(o->h, "\" cursor=\""), html_int(o->h, o->ask.sent), lit(o->h, "\">");
        if (more) html_str(o->h, oai_token(o->v->arena, &o->ask, at[A_PAGE - 1].at.us, at[A_PAGE - 1].mark, o->ask.sent + A_PAGE));
        lit(o->h, "</resumptionToken>");
    }
    lit(o->h, records ? "</ListRecords>" : "</ListIdentifiers>");
}

static void list_sets(Oai *o)
{
    Html *h = o->h;
    if (o->ask.token.len) { oai_fail(&o->ask, "badResumptionToken", "This list fits at once."); return; }
    lit(h, "<ListSets><set><setSpec>type</setSpec><setName>By kind</setName></set>");
    for (const WorkKind *k = work_kinds; k->slug; k++) lit(h, "<set>"), element(h, "setSpec", str_format(o->v->arena, "type:%s", k->slug)), element(h, "setName", str_c(k->many)), lit(h, "</set>");
    lit(h, "<set><setSpec>lang</setSpec><setName>By language</setName></set>");
    Query q = db_query(o->v->tx, SQL("select language from work where harvested_at > 0 group by language order by language"));
    while (db_next(&q)) {
        Str language = db_str(&q, 0);
        if (oai_spec(language)) lit(h, "<set>"), element(h, "setSpec", str_format(o->v->arena, "lang:%.*s", FMT(language))), element(h, "setName", language), lit(h, "</set>");
    }
    db_end(&q);
    Compass all = compass_seen_by(o->v->tx, NOBODY);
    lit(h, "<set><setSpec>hope</setSpec><setName>By theme and hope</setName></set>");
    for (int i = 0; i < all.count; i++) {
        if ((!str_is(all.at[i].kind, "hope") && !str_is(all.at[i].kind, "theme")) || !oai_spec(all.at[i].slug)) continue;
        lit(h, "<set>"), element(h, "setSpec", str_format(o->v->arena, "hope:%.*s", FMT(all.at[i].slug))), element(h, "setName", all.at[i].words), lit(h, "</set>");
    }
    lit(h, "</ListSets>");
}

static void identify(Oai *o)
{
    Html *h = o->h;
    Visit *v = o->v;
    Time earliest = { db_one_int(v->tx, SQL("select coalesce(min(harvested_at), 0) from work where harvested_at > 0")) };
    Str base = str_format(v->arena, "%.*s/oai", FMT(v->network->base_url)), name = o->domain;
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
    if (o->ask.identifier.len && !find_record(o).id) { oai_fail(&o->ask, "idDoesNotExist", "There is nothing of that name."); return; }
    lit(o->h, "<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix><schema>http://www.openarchives.org/OAI/2.0/oai_dc.xsd</schema>"
        "<metadataNamespace>http://www.openarchives.org/OAI/2.0/oai_dc/</metadataNamespace></metadataFormat></ListMetadataFormats>");
}

static void get_record(Oai *o)
{
    Record r = find_record(o);
    if (!r.id) { oai_fail(&o->ask, "idDoesNotExist", "There is nothing of that name."); return; }
    lit(o->h, "<GetRecord><record>");
    header(o, &r);
    if (r.there) metadata(o, &r);
    lit(o->h, "</record></GetRecord>");
}

static void answer(Oai *o)
{
    if (oai_lists(&o->ask)) list(o);
    else if (oai_verb(&o->ask, "Identify")) identify(o);
    else if (oai_verb(&o->ask, "ListSets")) list_sets(o);
    else if (oai_verb(&o->ask, "GetRecord")) get_record(o);
    else formats(o);
}

/* The request is repeated with its arguments, but for badVerb and badArgument. */
static void request(Oai *o, Html *h, const HttpField *at, int count)
{
    Str errors = buf_view(&o->ask.errors);
    bool bare = str_find(errors, S("badVerb")) >= 0 || str_find(errors, S("badArgument")) >= 0;
    lit(h, "<request");
    for (int i = 0; !bare && i < count; i++) lit(h, " "), html_str(h, at[i].name), lit(h, "=\""), html_str(h, utf8_tidy(o->v->arena, at[i].value)), lit(h, "\"");
    lit(h, ">"), html_str(h, str_format(o->v->arena, "%.*s/oai", FMT(o->v->network->base_url))), lit(h, "</request>\n");
}

static Reply serve(Visit *v)
{
    bool post = v->http->method == HTTP_POST;
    const HttpField *at = post ? v->http->fields : v->http->args;
    int count = post ? v->http->field_count : v->http->arg_count;
    Oai o = { .v = v, .h = html_open(v->arena), .ask = oai_ask(v->arena, at, count), .domain = library_domain(v->tx, v->who) };
    if (!oai_failed(&o.ask)) answer(&o);
    Html *h = html_open(v->arena);
    lit(h, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
        " xsi:schemaLocation=\"http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd\">\n");
    element(h, "responseDate", time_rfc3339(v->arena, time_now()));
    request(&o, h, at, count);
    Str body = oai_failed(&o.ask) ? buf_view(&o.ask.errors) : html_done(o.h);
    html_lit(h, body.at, body.len);
    lit(h, "\n</OAI-PMH>\n");
    return reply_bytes(v, S("text/xml; charset=utf-8"), html_done(h));
}

const Route oai_routes[] = {
    { GET,  "/oai", ANYONE,  serve },
    { ASKED, "/oai", TOKENED, serve },
    { 0 }
};
