/* SPDX-License-Identifier: AGPL-3.0-or-later
 * LMTP, RFC 2033: the words of the talk.  Everything is bounded: a line, the recipients, the message. */
#include "mail/mail.h"

#include <strings.h>

enum { LINE_MOST = 1000, RECIPIENTS_MOST = 50 };
typedef enum { GREETED = 1, HAS_SENDER, TEXT } Step;
struct LmtpTalk { Arena *arena; const LmtpConfig *config; Step step; bool hello, too_long, too_large; Buf line, message; Str to[RECIPIENTS_MOST]; int count; };

static void say(Buf *out, const char *words) { buf_str(out, str_c(words)), buf_add(out, "\r\n", 2); }

LmtpTalk *lmtp_talk(Arena *a, const LmtpConfig *c, Buf *out)
{
    LmtpTalk *t = arena_new(a, LmtpTalk);
    *t = (LmtpTalk){ .arena = a, .config = c, .step = GREETED, .line = buf_open(a, 128), .message = buf_open(a, 4096) };
    say(out, "220 kith LMTP");
    return t;
}

static bool verb(Str line, const char *is)
{
    size_t n = strlen(is);
    return line.len >= n && !strncasecmp(line.at, is, n) && (line.len == n || line.at[n] == ' ' || is[n - 1] == ':');
}

static Str path_in(Str line)
{
    ptrdiff_t open = str_find(line, S("<")), close = str_find(line, S(">"));
    return open >= 0 && close > open ? (Str){ line.at + open + 1, (size_t)(close - open - 1) } : S("");
}

static void forget(LmtpTalk *t) { t->count = 0, t->message.len = 0, t->too_large = false, t->step = GREETED; }

static void recipient(LmtpTalk *t, Str line, Buf *out)
{
    Str to = path_in(line);
    if (t->step != HAS_SENDER) say(out, "503 5.5.1 say who it is from first");
    else if (t->count == RECIPIENTS_MOST) say(out, "452 4.5.3 that is enough for one message");
    else if (!to.len || to.len > 254 || !t->config->ours(t->config->with, to)) say(out, "550 5.1.1 nobody here takes letters at this address");
    else t->to[t->count++] = str_copy(t->arena, to), say(out, "250 2.1.5 yes");
}

static bool command(LmtpTalk *t, Str line, Buf *out)
{
    if (verb(line, "LHLO")) t->hello = true, forget(t), buf_format(out, "250-kith\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE %d\r\n", MAIL_IN_MOST);
    else if (verb(line, "QUIT")) return say(out, "221 2.0.0 goodbye"), false;
    else if (verb(line, "NOOP")) say(out, "250 2.0.0 yes");
    else if (verb(line, "RSET")) forget(t), say(out, "250 2.0.0 forgotten");
    else if (verb(line, "VRFY")) say(out, "252 2.5.0 send it and see");
    else if (!t->hello) say(out, "503 5.5.1 begin with LHLO");
    else if (verb(line, "MAIL FROM:") && t->step == HAS_SENDER) say(out, "503 5.5.1 one at a time");
    else if (verb(line, "MAIL FROM:")) t->step = HAS_SENDER, say(out, "250 2.1.0 yes");
    else if (verb(line, "RCPT TO:")) recipient(t, line, out);
    else if (verb(line, "DATA") && t->count) t->step = TEXT, say(out, "354 go on, a dot ends it");
    else if (verb(line, "DATA")) say(out, "503 5.5.1 to whom?");
    else say(out, "500 5.5.2 this is not known here");
    return true;
}

/* Each recipient has an answer of its own: that is what LMTP is for. */
static void text_ends(LmtpTalk *t, Buf *out)
{
    for (int i = 0; i < t->count; i++) {
        if (t->too_large) { say(out, "552 5.3.4 larger than 10 MB"); continue; }
        switch (t->config->give(t->config->with, t->to[i], buf_view(&t->message))) {
        case LMTP_TAKEN: say(out, "250 2.0.0 taken"); break;
        case LMTP_NOT_OURS: say(out, "550 5.1.1 nobody here takes letters at this address"); break;
        case LMTP_LATER: say(out, "451 4.3.0 not now; it is tried again"); break;
        }
    }
    forget(t);
}

static bool line_read(LmtpTalk *t, Str line, bool whole, Buf *out)
{
    if (t->step == TEXT) {
        if (whole && str_is(line, ".")) { text_ends(t, out); return true; }
        if (whole && str_starts(line, S("."))) line.at++, line.len--;
        if (t->message.len + line.len + 2 > MAIL_IN_MOST) t->too_large = true;
        if (!t->too_large) buf_str(&t->message, line), buf_add(&t->message, "\r\n", 2);
        return true;
    }
    if (!whole) return say(out, "500 5.5.2 this line is too long"), true;
    return command(t, line, out);
}

bool lmtp_read(LmtpTalk *t, Str some, Buf *out)
{
    while (some.len) {
        const char *end = memchr(some.at, '\n', some.len);
        size_t n = end ? (size_t)(end - some.at) : some.len;
        size_t room = t->step == TEXT ? 1024 * 1024 : LINE_MOST;
        if (t->line.len + n > room) n = room - t->line.len, end = NULL;
        buf_add(&t->line, some.at, n);
        some.at += n, some.len -= n;
        bool full = t->line.len >= room && !end;
        if (!end && !full) break;
        if (end) some.at++, some.len--;
        Str line = str_copy(t->arena, buf_view(&t->line));
        if (line.len && line.at[line.len - 1] == '\r') line.len--;
        bool whole = end && !t->too_long;
        t->line.len = 0;
        if (full && t->step != TEXT) { t->too_long = true; continue; }      /* the rest of the line is read away */
        bool long_one = t->too_long;
        t->too_long = full;
        if (!line_read(t, line, whole && !long_one, out)) return false;
    }
    return true;
}
