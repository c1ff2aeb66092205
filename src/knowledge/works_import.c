/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A network's past library comes in: CSL-JSON, BibTeX, RIS, or from another repository over OAI-PMH.  Names are kept as one
 * piece; an id that is here already is passed over; nothing is shown unless that was asked for. */
#include "knowledge/knowledge.h"

#include <curl/curl.h>
#include <jansson.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <stdlib.h>

#include "knowledge/bibliography.h"

enum { FILE_MOST = 512 * 1024 * 1024, PAGE_MOST = 32 * 1024 * 1024 };

typedef struct { Tx *tx; const WorksImport *from; WorksImported *to; SearchBook *book; Arena *one; i64 nobody; } Importing;

/* ---- one ---- */

static Str kind_from(const Cited *c)
{
    if (c->kind.len && work_kind(c->kind)) return c->kind;
    Str t = c->type;
    static const char *const reports[] = { "report", "techreport", "RPRT", "thesis", "phdthesis", "mastersthesis", "THES", "book", "BOOK", "dataset" };
    static const char *const blogs[] = { "post-weblog", "post", "BLOG", "webpage", "ELEC" };
    for (int i = 0; i < COUNT(reports); i++) if (str_is(t, reports[i])) return S("research");
    for (int i = 0; i < COUNT(blogs); i++) if (str_is(t, blogs[i])) return S("member-blog");
    return str_is(t, "article-newspaper") || str_is(t, "NEWS") ? S("news") : S("article");
}

static void one_in(void *with, const Cited *c)
{
    Importing *m = with;
    Tx *tx = m->tx;
    Arena *before = tx_arena_swap(tx, m->one);
    Work w = { .kind = kind_from(c), .state = S("draft"), .title = utf8_cut(c->title, 300), .other_title = S(""), .summary = utf8_cut(c->abstract, 4000),
        .content_note = utf8_cut(c->content_note, 500), .provenance = c->provenance, .coverage = S(""),
        .language = c->language.len >= 2 && c->language.len <= 20 ? c->language : S("en"), .licence = c->licence.len ? c->licence : S("kept"), .publisher = c->publisher,
            .doi = c->doi, .source = c->url, .source_id = c->id, .body = c->text,
        .level = 2, .may_index = true, .may_harvest = true, .may_quote = true };
    if (!w.title.len) w.title = w.body.len || w.summary.len ? S("Untitled") : S("");
    bool twice = c->id.len && db_one_int(tx, SQL("select count(*) from work where source_id = $1 and source_id <> ''"), T(c->id)) > 0;
    if (twice) m->to->twice++;
    else if (!w.title.len || w.body.len > MARKDOWN_MOST) m->to->refused++;
    else {
        i64 id = work_insert_trusted(tx, &w);
        for (int i = 0; i < c->author_count; i++) contributor_add_trusted(tx, id, S("author"), byline_make_trusted(tx, S("free"), 0, c->authors[i]));
        if (!c->author_count) contributor_add_trusted(tx, id, S("author"), byline_make_trusted(tx, S("free"), 0, w.publisher.len ? w.publisher : S("Unsigned")));
        topics_put_trusted(tx, id, c->keywords);
        if (m->from->publish) work_show_trusted(tx, m->book, id, c->issued.us ? c->issued : time_now());
        m->to->added++;
    }
    tx_arena_swap(tx, before);
    arena_reset(m->one);
}

/* ---- from another repository ---- */

typedef struct { Buf *to; } Pouring;

static size_t pour(char *p, size_t size, size_t n, void *with)
{
    Pouring *f = with;
    if (f->to->len + size * n > PAGE_MOST) return 0;
    buf_add(f->to, p, size * n);
    return size * n;
}

static bool fetch(CURL *c, Str url, Buf *to)
{
    Pouring f = { to };
    to->len = 0;
    curl_easy_setopt(c, CURLOPT_URL, url.at);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(c, CURLOPT_MAXREDIRS, 3L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, 120L);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, pour);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, &f);
    curl_easy_setopt(c, CURLOPT_FAILONERROR, 1L);
    return curl_easy_perform(c) == CURLE_OK;
}

static bool named(const xmlNode *n, const char *name) { return n->type == XML_ELEMENT_NODE && !strcmp((const char *)n->name, name); }

static Str words_in_node(Arena *a, xmlNode *n)
{
    xmlChar *s = xmlNodeGetContent(n);
    Str words = utf8_line(a, str_copy(a, str_c(s ? (const char *)s : "")));
    xmlFree(s);
    return words;
}

static void dc_in(Importing *m, xmlNode *record)
{
    Arena *a = m->one;
    Cited c = cited_empty();
    Buf words = buf_open(a, 100), about = buf_open(a, 400);
    for (xmlNode *part = record->children; part; part = part->next) {
        if (named(part, "header")) {
            xmlChar *status = xmlGetProp(part, (const xmlChar *)"status");
            bool deleted = status && !strcmp((const char *)status, "deleted");
            xmlFree(status);
            if (deleted) return;
            for (xmlNode *n = part->children; n; n = n->next) if (named(n, "identifier")) c.id = words_in_node(a, n);
        }
        xmlNode *dc = named(part, "metadata") ? part->children : NULL;
        while (dc && !named(dc, "dc")) dc = dc->next;
        for (xmlNode *n = dc ? dc->children : NULL; n; n = n->next) {
            if (n->type != XML_ELEMENT_NODE) continue;
            Str s = words_in_node(a, n);
            if (named(n, "title") && !c.title.len) c.title = s;
            else if (named(n, "creator") && c.author_count < CITED_AUTHORS) c.authors[c.author_count++] = s;
            else if (named(n, "description")) buf_format(&about, "%s%.*s", about.len ? "\n\n" : "", FMT(s));
            else if (named(n, "subject")) buf_format(&words, "%.*s\n", FMT(s));
            else if (named(n, "date") && !c.issued.us) cited_date(&c, s);
            else if (named(n, "language") && !c.language.len) c.language = s;
            else if (named(n, "publisher") && !c.publisher.len) c.publisher = s;
            else if (named(n, "identifier") && str_starts(s, S("http")) && !c.url.len) c.url = s;
            else if (named(n, "type") && !c.type.len) c.type = str_lower_ascii(a, s);
        }
    }
    c.abstract = buf_view(&about), c.keywords = buf_view(&words);
    one_in(m, &c);
}

/* One page of ListRecords: the token of the next, or "". */
static bool page_in(Importing *m, Buf *page, Arena *kept, Str *token, Str *why)
{
    xmlDoc *doc = xmlReadMemory(page->at, (int)page->len, "oai.xml", NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    *token = S("");
    if (!root) *why = S("What came back could not be read as XML.");
    for (xmlNode *n = root ? root->children : NULL; n; n = n->next) {
        if (named(n, "error")) *why = str_format(kept, "The repository said: %.*s", FMT(words_in_node(kept, n)));
        if (!named(n, "ListRecords")) continue;
        for (xmlNode *r = n->children; r; r = r->next) {
            if (named(r, "record")) dc_in(m, r);
            else if (named(r, "resumptionToken")) *token = words_in_node(kept, r);
        }
    }
    if (doc) xmlFreeDoc(doc);
    return !why->len;
}

static bool harvest(Importing *m, Str *why)
{
    Arena *a = arena_open();
    Buf page = buf_open(a, 1 << 20);
    Str token = S(""), last = S("");
    CURL *c = curl_easy_init();
    bool ok = c != NULL;
    for (bool more = true; ok && more; ) {
        char *coded = curl_easy_escape(c, token.at ? token.at : "", (int)token.len);
        Str url = token.len ? str_format(a, "%s?verb=ListRecords&resumptionToken=%s", m->from->oai, coded) : str_format(a, "%s?verb=ListRecords&metadataPrefix=oai_dc", m->from->oai);
        curl_free(coded);
        ok = fetch(c, url, &page);
        if (!ok) *why = S("The repository did not answer, or answered too much at once.");
        last = token;
        ok = ok && page_in(m, &page, a, &token, why);
        more = token.len && !str_eq(last, token);         /* a repository that gives the same token for ever is left */
    }
    if (c) curl_easy_cleanup(c);
    arena_close(a);
    return ok;
}

/* ---- all ---- */

static Str file_words(Arena *a, const char *path, Str *why)
{
    FILE *f = fopen(path, "rb");
    Buf b = buf_open(a, 1 << 16);
    char block[65536];
    size_t n;
    if (!f) { *why = str_format(a, "%s cannot be read.", path); return S(""); }
    while ((n = fread(block, 1, sizeof block, f)) > 0 && b.len < FILE_MOST) buf_add(&b, block, n);
    (void)fclose(f);
    if (b.len >= 3 && !memcmp(b.at, "\xEF\xBB\xBF", 3)) b.at += 3, b.len -= 3;
    if (!utf8_valid(buf_view(&b))) *why = S("This file is not UTF-8. Save it so, and take it in again.");
    return buf_view(&b);
}

bool works_import_trusted(Tx *tx, const WorksImport *from, WorksImported *to, Str *why)
{
    Importing m = { .tx = tx, .from = from, .to = to, .book = search_book(tx_arena(tx)), .one = arena_open() };
    Arena *files = arena_open();
    Str path = str_c(from->path ? from->path : "");
    Str all = from->oai ? S("") : file_words(files, from->path, why);
    bool ok = !why->len;
    if (ok && from->oai) ok = harvest(&m, why);
    else if (ok && str_ends(path, S(".json"))) ok = csl_read(files, all, one_in, &m, why);
    else if (ok && str_ends(path, S(".bib"))) ok = bibtex_read(files, all, one_in, &m, why);
    else if (ok && str_ends(path, S(".ris"))) ok = ris_read(files, all, one_in, &m, why);
    else if (ok) ok = false, *why = S("The name of the file ends in .json (CSL-JSON), .bib or .ris.");
    search_book_close_trusted(tx, m.book);
    if (why->len) *why = str_copy(tx_arena(tx), *why);
    arena_close(m.one);
    arena_close(files);
    return ok;
}
