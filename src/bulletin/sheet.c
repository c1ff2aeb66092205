/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The words of an edition, once; the text of a letter and its HTML are two ways to write them and say the same (A11Y-14).
 * Nothing in it is loaded from anywhere and no link knows who reads it, but for the one that stops it (R3, SEC-12). */
#include "bulletin/edition.h"

#include "html/html.h"

/* ---- one item as blocks ---- */

enum { UNIT = 0x1f, RECORD = 0x1e };                     /* utf8_tidy() lets neither through */

static void put_block(Buf *b, BlockKind kind, const char *label, Str words)
{
    if (!str_trim(words).len) return;
    buf_format(b, "%d%c%s%c%.*s%c", kind, UNIT, label, UNIT, FMT(words), RECORD);
}

Str blocks_written(Arena *a, const Item *i, Str base_url)
{
    const FactsBox *x = &i->facts;
    Buf b = buf_open(a, 1024);
    put_block(&b, BLOCK_NOTE, "Content note", i->content_note);
    if (i->lived_led) put_block(&b, BLOCK_NOTE, "", S("Led by people with lived experience"));
    put_block(&b, BLOCK_WORDS, "", i->body);
    if (i->own_words && !i->own) put_block(&b, BLOCK_NOTE, "", x->run_by.len ? str_format(a, "In the words of %.*s", FMT(x->run_by)) : S("In the words of whoever sent it"));
    else put_block(&b, BLOCK_FACT, "Who runs it", x->run_by);
    if (i->needs_facts) {
        put_block(&b, BLOCK_FACT, "What it is for", x->purpose);
        put_block(&b, BLOCK_FACT, "What is paid", x->payment);
        put_block(&b, BLOCK_FACT, "How and when it is paid", x->paid_when);
        put_block(&b, BLOCK_FACT, "So that you can take part", x->access);
        put_block(&b, BLOCK_FACT, "Staying unnamed", x->anonymity);
        put_block(&b, BLOCK_FACT, "What you tell", x->data_use);
        put_block(&b, BLOCK_FACT, "What can still change", x->may_change);
        if (x->hear_back_on.us) put_block(&b, BLOCK_FACT, "You hear what came of it", time_date_words(a, x->hear_back_on));
    }
    put_block(&b, BLOCK_LINK, "More about it", str_starts(i->link, S("/")) ? str_format(a, "%.*s%.*s", FMT(base_url), FMT(i->link)) : i->link);
    return buf_view(&b);
}

Blocks blocks_read(Arena *a, Str written)
{
    enum { MOST = 24 };
    Block *at = arena_array(a, Block, MOST);
    int count = 0;
    while (written.len && count < MOST) {
        Str one = str_cut(&written, RECORD);
        i64 kind = 0;
        if (!str_int(str_cut(&one, UNIT), &kind) || kind < BLOCK_NOTE || kind > BLOCK_LINK) continue;
        at[count].kind = (BlockKind)kind, at[count].label = str_cut(&one, UNIT), at[count].words = one;
        count++;
    }
    return (Blocks){ at, count };
}

/* ---- the whole ---- */

EditionSheet sheet_of(Tx *tx, Who who, const Edition *e, const PlacedItems *items, const Network *n)
{
    Arena *a = tx_arena(tx);
    SheetItem *at = arena_array(a, SheetItem, items->count + 1);
    Sections sections = sections_of(tx, who, e->bulletin->id);
    Time day = e->began_at.us ? e->began_at : e->send_at;
    for (int i = 0; i < items->count; i++) {
        const Placed *p = &items->at[i];
        at[i] = (SheetItem){ .section = p->section, .section_name = S("More"), .title = p->title, .blocks = blocks_read(a, p->words), .gone = p->gone };
        for (int k = 0; k < sections.count; k++) if (sections.at[k].id == p->section) at[i].section_name = sections.at[k].name;
    }
    return (EditionSheet){ .name = e->bulletin->name, .date = time_date_words(a, day), .title = e->title, .intro = e->intro, .network = n->name, .language = n->language,
        .help_url = str_format(a, "%.*s/help-now", FMT(n->base_url)), .web_url = str_format(a, "%.*s/bulletins/%.*s/%.*s", FMT(n->base_url), FMT(e->bulletin->slug), FMT(e->slug)),
        .stop_url = S(""), .choose_url = str_format(a, "%.*s/me/post", FMT(n->base_url)), .why = S("You get this because you agreed to it."), .at = at, .count = items->count };
}

bool section_unwanted(Str without, i64 section)
{
    i64 id = 0;
    while (without.len) if (str_int(str_cut(&without, ' '), &id) && id == section) return true;
    return false;
}

static bool shown(const SheetItem *i, Str without) { return !i->gone && !section_unwanted(without, i->section); }

bool sheet_empty(const EditionSheet *s, Str without)
{
    for (int i = 0; i < s->count; i++) if (shown(&s->at[i], without)) return false;
    return true;
}

/* ---- as text: complete, and the first thing that was written ---- */

static void underlined(Buf *b, Str words, char with)
{
    size_t n = utf8_length(words);
    buf_format(b, "%.*s\n", FMT(words));
    for (size_t i = 0; i < n && i < 70; i++) buf_byte(b, with);
    buf_str(b, S("\n\n"));
}

static void text_link(Buf *b, Str words, Str url) { buf_format(b, "%.*s:\n%.*s\n\n", FMT(words), FMT(url)); }

static void text_item(Buf *b, const SheetItem *i)
{
    buf_format(b, "* %.*s\n\n", FMT(i->title));
    for (int k = 0; k < i->blocks.count; k++) {
        const Block *x = &i->blocks.at[k];
        if (x->kind == BLOCK_WORDS) buf_format(b, "%.*s\n\n", FMT(x->words));
        else if (x->kind == BLOCK_LINK) text_link(b, str_format(b->arena, "%.*s: %.*s", FMT(x->label), FMT(i->title)), x->words);
        else if (x->label.len) buf_format(b, "%.*s: %.*s\n%s", FMT(x->label), FMT(x->words), k + 1 < i->blocks.count && i->blocks.at[k + 1].kind == BLOCK_FACT ? "" : "\n");
        else buf_format(b, "(%.*s)\n\n", FMT(x->words));
    }
}

Str sheet_text(Arena *a, const EditionSheet *s, Str without)
{
    Buf b = buf_open(a, 16384);
    i64 section = 0;
    buf_str(&b, S("Hello,\n\nthis is what there is this time, to read whenever you like.\n\n"));
    underlined(&b, s->title, '=');
    text_link(&b, S("Help and support, at any time"), s->help_url);
    text_link(&b, S("On the web, to read it larger"), s->web_url);
    if (s->intro.len) buf_format(&b, "%.*s\n\n", FMT(s->intro));
    for (int i = 0; i < s->count; i++) {
        if (!shown(&s->at[i], without)) continue;
        if (s->at[i].section != section) underlined(&b, s->at[i].section_name, '~');
        section = s->at[i].section;
        text_item(&b, &s->at[i]);
    }
    buf_format(&b, "* * *\n\nPassing something on is not endorsing it. If you have something for the bulletin, send it through the door on our page.\n\n%.*s\n\n", FMT(s->why));
    if (s->stop_url.len) text_link(&b, S("Stop it, without signing in"), s->stop_url);
    text_link(&b, S("Choose how often, which parts, and in which form"), s->choose_url);
    buf_format(&b, "%.*s\n", FMT(s->network));
    return buf_view(&b);
}

/* ---- as HTML: one column, the reader's own fonts and colours, no pictures ---- */

#define LIT(text) html_lit(h, "" text, sizeof(text) - 1)

static void paragraphs(Html *h, Str words)
{
    bool open = false;
    while (words.len) {
        Str one = str_trim(str_cut(&words, '\n'));
        if (!one.len) { if (open) LIT("</p>\n"); open = false; continue; }
        if (open) LIT("<br>\n");
        else LIT("<p dir=\"auto\" style=\"margin:0 0 1em\">");
        open = true;
        html_str(h, one);
    }
    if (open) LIT("</p>\n");
}

static void link_line(Html *h, Str words, Str url)
{
    LIT("<p style=\"margin:0 0 1em\"><a href=\"");
    html_url(h, url);
    LIT("\">");
    html_str(h, words);
    LIT("</a></p>\n");
}

static void html_facts(Html *h, const Block *x, int count)
{
    LIT("<dl style=\"margin:0 0 1em\">\n");
    for (int i = 0; i < count; i++) {
        LIT("<dt style=\"font-weight:bold\">");
        html_str(h, x[i].label);
        LIT("</dt><dd dir=\"auto\" style=\"margin:0 0 .4em\">");
        html_str(h, x[i].words);
        LIT("</dd>\n");
    }
    LIT("</dl>\n");
}

static void html_item(Html *h, const SheetItem *i)
{
    LIT("<h3 dir=\"auto\" style=\"margin:1.5em 0 .4em;font-size:1.15em\">");
    html_str(h, i->title);
    LIT("</h3>\n");
    for (int k = 0; k < i->blocks.count; k++) {
        const Block *x = &i->blocks.at[k];
        if (x->kind == BLOCK_WORDS) paragraphs(h, x->words);
        else if (x->kind == BLOCK_LINK) link_line(h, str_format(html_arena(h), "%.*s: %.*s", FMT(x->label), FMT(i->title)), x->words);
        else if (x->kind == BLOCK_FACT) {
            int count = 1;
            while (k + count < i->blocks.count && i->blocks.at[k + count].kind == BLOCK_FACT) count++;
            html_facts(h, x, count);
            k += count - 1;
        } else {
            LIT("<p dir=\"auto\" style=\"margin:0 0 .6em\"><em>");
            if (x->label.len) html_str(h, x->label), LIT(": ");
            html_str(h, x->words);
            LIT("</em></p>\n");
        }
    }
}

static void html_top(Html *h, const EditionSheet *s)
{
    LIT("<!DOCTYPE html>\n<html lang=\"");
    html_str(h, s->language);
    LIT("\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>");
    html_str(h, s->title);
    LIT("</title></head>\n<body style=\"max-width:36em;margin:0 auto;padding:1em;font:1.05em/1.55 system-ui,sans-serif;overflow-wrap:break-word\">\n<div role=\"article\" lang=\"");
    html_str(h, s->language);
    LIT("\" aria-label=\"");
    html_str(h, s->title);
    LIT("\">\n<p style=\"margin:0 0 1em\">Hello,</p>\n<p style=\"margin:0 0 1em\">this is what there is this time, to read whenever you like.</p>\n<h1 dir=\"auto\" style=\"font-size:1.6em;line-height:1.25;margin:0 0 .3em\">");
    html_str(h, s->title);
    LIT("</h1>\n");
    link_line(h, S("Help and support, at any time"), s->help_url);
    link_line(h, S("On the web, to read it larger"), s->web_url);
    paragraphs(h, s->intro);
}

Str sheet_html(Arena *a, const EditionSheet *s, Str without)
{
    Html *h = html_open(a);
    i64 section = 0;
    html_top(h, s);
    for (int i = 0; i < s->count; i++) {
        if (!shown(&s->at[i], without)) continue;
        if (s->at[i].section != section) {
            LIT("<h2 style=\"margin:2em 0 0;padding-top:.6em;border-top:1px solid;font-size:1.3em\">");
            html_str(h, s->at[i].section_name);
            LIT("</h2>\n");
        }
        section = s->at[i].section;
        html_item(h, &s->at[i]);
    }
    LIT("<hr style=\"margin:2em 0 1em\">\n<p style=\"margin:0 0 1em\">Passing something on is not endorsing it. If you have something for the bulletin, send it through the door on our page.</p>\n");
    paragraphs(h, s->why);
    if (s->stop_url.len) link_line(h, S("Stop it, without signing in"), s->stop_url);
    link_line(h, S("Choose how often, which parts, and in which form"), s->choose_url);
    paragraphs(h, s->network);
    LIT("</div>\n</body></html>\n");
    return html_done(h);
}
