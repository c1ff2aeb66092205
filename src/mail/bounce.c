/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Who did not get a letter: from a delivery report (RFC 3464) where there is one, else from what a server wrote to people.
 * Of 315 real ones about half have a report that can be read. */
#include "mail/bounce.h"

#include <strings.h>

/* ---- addresses in a text ---- */

static bool of_address(char c) { return (unsigned char)c > ' ' && c != 0x7f && !strchr("<>()[],;:\"'|\\`{}", c); }

Str mail_address_in(Str *rest)
{
    while (rest->len) {
        const char *at = memchr(rest->at, '@', rest->len);
        if (!at) break;
        const char *from = at, *to = at + 1, *end = rest->at + rest->len;
        if (from > rest->at && from[-1] == '"') {          /* "odd name"@host */
            for (from -= 2; from > rest->at && *from != '"' && *from != '\n'; ) from--;
            if (from < rest->at || *from != '"') from = at;
        } else while (from > rest->at && of_address(from[-1])) from--;
        while (to < end && of_address(*to) && *to != '@') to++;
        rest->len -= (size_t)(to - rest->at), rest->at = to;
        while (to > at && strchr(".=-", to[-1])) to--;
        Str found = { from, (size_t)(to - from) };
        while (found.len && found.at[0] == '.') found.at++, found.len--;
        bool host = (size_t)(to - at) > 3 && (memchr(at, '.', (size_t)(to - at)) || str_is((Str){ at + 1, (size_t)(to - at) - 1 }, "localhost"));
        if (from < at && host && found.len <= 254 && (size_t)(at - from) <= 64 + 40) return found;
    }
    *rest = S("");
    return S("");
}

static Str usual(Arena *a, Str address) { return str_lower_ascii(a, address); }

static MailFailed *failed_at(Arena *a, MailIn *to, Str recipient)
{
    Str is = usual(a, recipient);
    for (int i = 0; i < to->count; i++) if (str_eq(usual(a, to->at[i].recipient), is)) return &to->at[i];
    if (to->count == MAIL_FAILED_MOST) return NULL;
    to->at[to->count] = (MailFailed){ .recipient = recipient, .status = S("") };
    return &to->at[to->count++];
}

/* ---- a report ---- */

typedef struct { Str recipient, original, action, status, diagnostic; } Block;

static Str value_of(Str line, const char *name)
{
    size_t n = strlen(name);
    if (line.len <= n || strncasecmp(line.at, name, n) || line.at[n] != ':') return S("");
    return str_trim((Str){ line.at + n + 1, line.len - n - 1 });
}

static void block_line(Block *b, Str line)
{
    Str v;
    if ((v = value_of(line, "Final-Recipient")).len) b->recipient = mail_address_in(&v);
    else if ((v = value_of(line, "Original-Recipient")).len) b->original = mail_address_in(&v);
    else if ((v = value_of(line, "Action")).len) b->action = v;
    else if ((v = value_of(line, "Status")).len) b->status = bounce_status_in(v);
    else if ((v = value_of(line, "Diagnostic-Code")).len) b->diagnostic = v;
}

static void block_done(Arena *a, const Block *b, Str words, MailIn *to)
{
    Str who = b->recipient.len ? b->recipient : b->original;
    bool came = !strncasecmp(b->action.at ? b->action.at : "", "delivered", 9) || !strncasecmp(b->action.at ? b->action.at : "", "relayed", 7) || !strncasecmp(b->action.at ? b->action.at : "", "expanded", 8);
    MailFailed *f = who.len && !came ? failed_at(a, to, who) : NULL;
    if (!f) return;
    Str inner = bounce_status_in(b->diagnostic);
    bool vague = !b->status.len || str_ends(b->status, S(".0.0"));
    f->status = vague && inner.len ? inner : b->status;
    BounceWords own = b->diagnostic.len ? bounce_words(a, f->status, b->diagnostic) : (BounceWords){ 0 }, all = own.known ? own : bounce_words(a, f->status, words);
    f->hard = all.known && all.hard && !(own.known && bounce_judged_text(a, b->status, b->diagnostic, words));
}

static bool starts_block(Str line) { return value_of(line, "Final-Recipient").len || value_of(line, "Original-Recipient").len; }

/* Blocks are parted by blank lines; some servers forget those, and begin the next with its recipient. */
static bool of_several(Arena *a, Str report)
{
    Str low = str_lower_ascii(a, report), name = S("final-recipient:");
    ptrdiff_t first = str_find(low, name);
    return first >= 0 && str_find((Str){ low.at + first + 1, low.len - (size_t)first - 1 }, name) >= 0;
}

static void read_report(Arena *a, Str report, Str words, MailIn *to)
{
    Block b = { 0 };
    if (of_several(a, report)) words = S("");              /* what was written to people speaks of all of them */
    Buf whole = buf_open(a, 256);
    for (bool more = true; more; ) {
        more = report.len > 0;
        Str line = more ? str_cut(&report, '\n') : S("");
        if (line.len && line.at[line.len - 1] == '\r') line.len--;
        if (more && line.len && (line.at[0] == ' ' || line.at[0] == '\t') && !starts_block(str_trim(line))) { buf_byte(&whole, ' '), buf_str(&whole, str_trim(line)); continue; }
        if (whole.len) block_line(&b, str_copy(a, buf_view(&whole)));
        whole.len = 0;
        bool ends = !line.len || (starts_block(line) && b.recipient.len && value_of(line, "Final-Recipient").len);
        if (ends && (b.recipient.len || b.original.len || !more)) block_done(a, &b, words, to), b = (Block){ 0 };
        buf_str(&whole, str_trim(line));
    }
}

/* ---- a text ---- */

/* Up to where the letter that came back begins. */
static Str before_returned(Str words)
{
    static const char *const begins[] = { "Received:", "Return-Path:", "--- Below this line", "Message headers follow", "------ This is a copy", "--- The header of the original", "----- Original message", "----- Message header follows", "---- Unsent message",
        "--- Original message", "-----Original Message", "----- Unsent", "|------------------------- Message text", "Original message headers:", "Original message follows", "The following text was generated during the delivery attempt of the mail's header", "Content-Type: message/rfc822", "Content-Type: text/rfc822-headers" };
    Str rest = words;
    while (rest.len) {
        const char *at = rest.at;
        Str line = str_trim(str_cut(&rest, '\n'));
        for (int i = 0; i < COUNT(begins); i++)
            if (str_starts(line, str_c(begins[i])) && at > words.at) return (Str){ words.at, (size_t)(at - words.at) };
    }
    return words;
}

static bool is_in(Arena *a, Str address, Str list)
{
    Str is = usual(a, address);
    for (Str one; (one = mail_address_in(&list)).len; ) if (str_eq(usual(a, one), is)) return true;
    return false;
}

/* "<a@b>: 550 no such person", "a@b", ">>> a@b", "    To: a@b": a line that is about an address. */
static Str led_by(Str line)
{
    static const char *const leads[] = { "To:", "RCPT TO:", "RCPT To:", ">>> RCPT To:", "Recipient:", "Failed Recipient:", "Address:", "Intended recipient:", "Invalid final delivery userid:", "For:", "Final-Recipient: rfc822;" };
    Str s = str_trim(line), rest;
    for (int i = 0; i < COUNT(leads); i++)
        if (s.len > strlen(leads[i]) && !strncasecmp(s.at, leads[i], strlen(leads[i]))) s.at += strlen(leads[i]), s.len -= strlen(leads[i]);
    if (s.len > 4 && s.at[0] == '5' && s.at[3] == ' ') s.at += 4, s.len -= 4;
    while (s.len && strchr(" \t<>*-\"'[(", s.at[0])) s.at++, s.len--;
    rest = s;
    Str found = mail_address_in(&rest);
    return found.len && found.at == s.at ? found : S("");
}

/* What is written from a line about one address up to the next is about that one. */
static void words_about(Arena *a, Str words, MailFailed *f)
{
    Str status = bounce_status_in(words);
    BounceWords w = bounce_words(a, status, words);
    if (!w.known) return;
    f->status = status, f->hard = w.hard && !bounce_judged_text(a, status, words, words);
}

static void read_words(Arena *a, const BounceParts *p, Str words, MailIn *to, bool also_to)
{
    MailFailed *about = NULL;
    const char *since = words.at;
    for (Str rest = words; rest.len && to->count < MAIL_FAILED_MOST; ) {
        const char *at = rest.at;
        Str line = str_cut(&rest, '\n'), who = led_by(line);
        if (!who.len || (!also_to && is_in(a, who, p->to)) || is_in(a, who, p->from)) continue;
        if (about) words_about(a, (Str){ since, (size_t)(at - since) }, about);
        about = failed_at(a, to, who), since = at;
    }
    if (about) words_about(a, (Str){ since, (size_t)(words.at + words.len - since) }, about);
    Str rest = words;
    for (Str who; !to->count && (who = mail_address_in(&rest)).len; )
        if ((also_to || !is_in(a, who, p->to)) && !is_in(a, who, p->from)) failed_at(a, to, who);
}

/* What was not said of each is said of all. */
static void fill_from(Arena *a, Str words, MailIn *to)
{
    Str status = bounce_status_in(words);
    BounceWords w = bounce_words(a, status, words);
    for (int i = 0; i < to->count; i++) {
        if (to->at[i].status.len || to->at[i].hard) continue;
        to->at[i].status = status, to->at[i].hard = w.known && w.hard && !bounce_judged_text(a, status, words, words);
    }
}

void bounce_read(Arena *a, const BounceParts *p, MailIn *to)
{
    Str words = before_returned(p->words);
    if (str_find(words, S("\"notificationType\":\"Delivery\"")) >= 0) return;         /* a service that tells of what arrived */
    if (p->status.len) read_report(a, p->status, words, to);
    if (to->count) return;
    if (str_find(p->words, S("Final-Recipient:")) >= 0 || str_find(p->words, S("Final-recipient:")) >= 0) read_report(a, p->words, words, to);
    if (to->count) return;
    if (str_find(words, S("address(es) failed:")) >= 0) read_words(a, p, words, to, false);
    Str failed = to->count ? S("") : p->failed_header;
    for (Str who; (who = mail_address_in(&failed)).len && to->count < MAIL_FAILED_MOST; ) failed_at(a, to, who);
    if (!to->count) read_words(a, p, words, to, false);
    fill_from(a, words, to);
    if (to->count) return;
    /* Nobody is named: it went to whom the letter that came back was addressed to. */
    bool speaks = p->status.len || bounce_words(a, bounce_status_in(words), words).known || str_find(words, S("550 ")) >= 0;
    for (Str rest = p->returned; speaks && rest.len && !to->count; ) {
        Str line = str_cut(&rest, '\n');
        Str who = line.len > 3 && !strncasecmp(line.at, "To:", 3) ? mail_address_in(&line) : S("");
        if (who.len) failed_at(a, to, who);
    }
    if (speaks && !to->count) read_words(a, p, words, to, true);
    fill_from(a, words, to);
}
