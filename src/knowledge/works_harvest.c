/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Another repository's records over OAI-PMH.  Each page is fetched whole before anything of it is written, so that a slow
 * repository keeps nobody here waiting. */
#include "knowledge/works_import.h"

#include <curl/curl.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>
#include <unistd.h>

enum { PAGE_MOST = 16 * 1024 * 1024, PAGES_MOST = 100000, WAITS_MOST = 10, WAIT_MOST = 300, WORDS_MOST = 64 * 1024 };

/* ---- pages ---- */

typedef struct { Buf *to; bool full; } Pouring;

static size_t pour(char *p, size_t size, size_t n, void *with)
{
    Pouring *f = with;
    f->full = f->to->len + size * n > PAGE_MOST;
    if (f->full) return 0;
    buf_add(f->to, p, size * n);
    return size * n;
}

/* A repository that is busy says for how long (503, Retry-After), and is asked again then. */
static bool fetch(Arena *a, CURL *c, Str url, Buf *to, Str *why)
{
    for (int waits = 0; ; waits++) {
        Pouring f = { to, false };
        long status = 0;
        curl_off_t after = 0;
        to->len = 0;
        curl_easy_setopt(c, CURLOPT_URL, url.at);
        curl_easy_setopt(c, CURLOPT_WRITEDATA, &f);
        CURLcode rc = curl_easy_perform(c);
        curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(c, CURLINFO_RETRY_AFTER, &after);
        if (rc == CURLE_OK && status == 200) return true;
        if (f.full) return *why = S("The repository answered more than 16 MB at once."), false;
        if (rc != CURLE_OK) return *why = str_format(a, "The repository did not answer: %s.", curl_easy_strerror(rc)), false;
        if ((status != 503 && status != 429) || waits == WAITS_MOST) return *why = str_format(a, "The repository answered with the status %ld.", status), false;
        sleep((unsigned)(after > 0 ? after < WAIT_MOST ? after : WAIT_MOST : 10));
    }
}

static CURL *asking(void)
{
    CURL *c = curl_easy_init();
    if (!c) return NULL;
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(c, CURLOPT_MAXREDIRS, 3L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, 120L);
    curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, pour);
    return c;
}

Str harvest_origin(Arena *a, const char *base)
{
    Str s = str_trim(str_c(base));
    ptrdiff_t scheme = str_find(s, S("://"));
    if (scheme > 0) s.at += scheme + 3, s.len -= (size_t)scheme + 3;
    while (s.len && s.at[s.len - 1] == '/') s.len--;
    return str_lower_ascii(a, s);
}

/* ---- XML ---- */

/* A document type of its own could make a few bytes into very many: nothing after it is read. */
static void stop_at_doctype(void *with, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    xmlParserCtxt *p = with;
    (void)name, (void)external, (void)system;
    p->_private = p;
    xmlStopParser(p);
}

static xmlDoc *page_read(Arena *a, const Buf *page, Str *why)
{
    xmlParserCtxt *p = xmlNewParserCtxt();
    if (!p) return NULL;
    p->sax->internalSubset = stop_at_doctype;
    xmlDoc *doc = xmlCtxtReadMemory(p, page->at, (int)page->len, "oai.xml", NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    bool stopped = p->_private != NULL;
    Str start = str_lower_ascii(a, (Str){ page->at, page->len < 1000 ? page->len : 1000 });
    if (doc && (stopped || doc->intSubset)) xmlFreeDoc(doc), doc = NULL;
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    bool html = str_find(start, S("<html")) >= 0 || str_find(start, S("<!doctype html")) >= 0 || (root && !strcasecmp((const char *)root->name, "html"));
    if (html) *why = S("What came back is a web page and not OAI-PMH. The address of a repository often ends in /oai or /oai/request.");
    else if (stopped) *why = S("What came back brings a document type of its own, which OAI-PMH has not. It was not read.");
    else if (!root) *why = S("What came back could not be read as XML.");
    else if (strcmp((const char *)root->name, "OAI-PMH")) *why = S("What came back is XML and not OAI-PMH. The address of a repository often ends in /oai or /oai/request.");
    xmlFreeParserCtxt(p);
    if (doc && why->len) xmlFreeDoc(doc), doc = NULL;
    return doc;
}

static bool named(const xmlNode *n, const char *name) { return n->type == XML_ELEMENT_NODE && !strcmp((const char *)n->name, name); }

static Str words_in_node(Arena *a, xmlNode *n)
{
    xmlChar *s = xmlNodeGetContent(n);
    Str words = utf8_line(a, utf8_cut(str_c(s ? (const char *)s : ""), WORDS_MOST));
    xmlFree(s);
    return words;
}

static bool attribute_is(xmlNode *n, const char *name, const char *value)
{
    xmlChar *s = xmlGetProp(n, (const xmlChar *)name);
    bool is = s && !strcmp((const char *)s, value);
    xmlFree(s);
    return is;
}

/* ---- one record ---- */

/* "Rowan (translator)"; whoever had a part that is not said helped to edit. */
static void contributor(Arena *a, Cited *c, Str s)
{
    for (int i = 0; work_roles[i] && s.len && s.at[s.len - 1] == ')'; i++) {
        Str end = str_format(a, " (%s)", work_roles[i]);
        if (s.len > end.len && str_ends(str_lower_ascii(a, s), end)) { cited_name(a, c, work_roles[i], (Str){ s.at, s.len - end.len }); return; }
    }
    cited_name(a, c, "editor", s);
}

/* Of several dates the earliest; of one year the most precise. */
static void date(Arena *a, Cited *c, Str s)
{
    Cited other = cited_empty();
    if (!cited_date(&other, s)) return;
    int was = c->issued.us ? str_cmp((Str){ time_rfc3339(a, other.issued).at, 4 }, (Str){ time_rfc3339(a, c->issued).at, 4 }) : -1;
    if (was < 0 || (was == 0 && date_precision(other.issued) > date_precision(c->issued))) c->issued = other.issued;
}

static void identifier(Arena *a, Cited *c, Str s)
{
    bool doi = str_find(str_lower_ascii(a, s), S("doi.org/")) >= 0 || str_starts(str_lower_ascii(a, s), S("doi:"));
    if (doi && !c->doi.len) c->doi = s;
    else if (!doi && str_starts(s, S("http")) && !c->url.len) c->url = s;
}

typedef struct { Buf about, words, types, rights; } Gathered;

static void gather(Buf *b, Str s, const char *between) { if (b->len + s.len < WORDS_MOST) buf_format(b, "%s%.*s", b->len ? between : "", FMT(s)); }

static void element_in(Arena *a, Cited *c, Gathered *g, xmlNode *n)
{
    Str s = words_in_node(a, n), note = S("Content note: ");
    if (named(n, "title") && !c->title.len) c->title = s;
    else if (named(n, "title") && !c->other_title.len) c->other_title = s;
    else if (named(n, "creator")) cited_name(a, c, "author", s);
    else if (named(n, "contributor")) contributor(a, c, s);
    else if (named(n, "description") && str_starts(s, note) && !c->content_note.len) c->content_note = (Str){ s.at + note.len, s.len - note.len };
    else if (named(n, "description")) gather(&g->about, s, "\n\n");
    else if (named(n, "subject")) gather(&g->words, s, "\n");
    else if (named(n, "date")) date(a, c, s);
    else if (named(n, "language") && !c->language.len) c->language = s;
    else if (named(n, "publisher") && !c->publisher.len) c->publisher = s;
    else if (named(n, "coverage") && !c->coverage.len) c->coverage = s;
    else if (named(n, "identifier")) identifier(a, c, s);
    else if (named(n, "type")) gather(&g->types, s, "\n");
    else if (named(n, "rights")) gather(&g->rights, s, "\n");
}

static void header_in(Arena *a, Cited *c, xmlNode *header)
{
    c->gone = attribute_is(header, "status", "deleted");
    for (xmlNode *n = header->children; n; n = n->next) {
        Str s = named(n, "identifier") || named(n, "datestamp") ? words_in_node(a, n) : S("");
        if (named(n, "identifier")) c->id = s;
        else if (s.len && time_from_rfc3339(s, &c->record_at) && s.len == 10) c->record_at = time_after(c->record_at, DAYS(1) - 1);     /* at some time of that day */
    }
}

static void record_in(WorksIn *in, Arena *one, xmlNode *record, int number)
{
    Cited c = cited_empty();
    Gathered g = { buf_open(one, 400), buf_open(one, 100), buf_open(one, 40), buf_open(one, 40) };
    c.number = number;
    for (xmlNode *part = record->children; part; part = part->next) {
        if (named(part, "header")) header_in(one, &c, part);
        xmlNode *dc = named(part, "metadata") ? part->children : NULL;
        while (dc && !named(dc, "dc")) dc = dc->next;
        for (xmlNode *n = dc ? dc->children : NULL; n; n = n->next) if (n->type == XML_ELEMENT_NODE) element_in(one, &c, &g, n);
    }
    c.abstract = buf_view(&g.about), c.keywords = buf_view(&g.words), c.type = buf_view(&g.types), c.licence = buf_view(&g.rights);
    if (!c.id.len) return;
    cited_settled(one, &c);
    works_take(in, &c);
}

/* ---- the walk ---- */

typedef struct { WorksIn *in; Arena *kept; int records; i64 size; } Walk;

/* One page of ListRecords: the token of the next, or "". */
static void page_in(Walk *w, const Buf *page, Str *token, Str *why)
{
    Arena *one = arena_open();
    xmlDoc *doc = page_read(w->kept, page, why);
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    *token = S("");
    for (xmlNode *n = root ? root->children : NULL; n; n = n->next) {
        bool none = named(n, "error") && attribute_is(n, "code", "noRecordsMatch");      /* an empty repository is no reason to stop */
        if (named(n, "error") && !none) *why = str_format(w->kept, "The repository said: %.*s", FMT(utf8_cut(words_in_node(w->kept, n), 500)));
        for (xmlNode *r = named(n, "ListRecords") ? n->children : NULL; r; r = r->next) {
            if (named(r, "record")) record_in(w->in, one, r, ++w->records);
            else if (named(r, "resumptionToken")) {
                xmlChar *size = xmlGetProp(r, (const xmlChar *)"completeListSize");
                w->size = size ? atoll((const char *)size) : 0;
                xmlFree(size);
                *token = words_in_node(w->kept, r);
            }
            arena_reset(one);
        }
    }
    if (doc) xmlFreeDoc(doc);
    arena_close(one);
    works_part_done(w->in);
}

bool works_harvest(WorksIn *in, const WorksImport *from, Arena *a, Str *why)
{
    Arena *pages = arena_open();
    Walk w = { .in = in, .kept = pages };
    Seen tokens = { .arena = a };
    Str token = S("");
    CURL *c = asking();
    if (!c) *why = S("There is not enough memory to ask another repository.");
    for (int n = 0; c && !why->len && !works_stopped(in) && (!n || token.len); n++) {
        Buf page = buf_open(pages, 1 << 18);
        char *coded = curl_easy_escape(c, token.at ? token.at : "", (int)token.len);
        Str url = str_format(pages, "%s%sverb=ListRecords&%s%s", from->oai, strchr(from->oai, '?') ? "&" : "?", n ? "resumptionToken=" : "metadataPrefix=oai_dc", n ? coded : "");
        curl_free(coded);
        if (n == PAGES_MOST) *why = S("The repository goes on without an end.");
        else if (fetch(pages, c, url, &page, why)) page_in(&w, &page, &token, why);
        if (token.len && seen_before(&tokens, token)) *why = S("The repository goes round in a circle: it gave the same place to go on from twice.");
        token = str_copy(a, token), *why = str_copy(a, *why);
        if (from->progress && w.size) from->progress("Records", w.records < w.size ? w.records : w.size, w.size);
        arena_reset(pages);
    }
    if (c) curl_easy_cleanup(c);
    arena_close(pages);
    return !why->len;
}
