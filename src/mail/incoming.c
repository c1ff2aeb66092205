/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A message that came, taken apart by GMime: its words, what a server reports in it, and the head of the letter of ours
 * that it brings back. */
#include "mail/incoming.h"

#include <gmime/gmime.h>
#include <pthread.h>

#include "mail/bounce.h"

enum { DEEP_MOST = 12, PARTS_MOST = 60, TEXT_MOST = 256 * 1024, HEAD_MOST = 16 * 1024 };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void begin(void) { g_mime_init(); }

const char *mail_kind_word(MailKind k)
{
    static const char *const words[] = { "unrecognised", "hard", "soft", "complaint", "unsubscribe", "auto_reply", "reply" };
    return words[k];
}

typedef struct { Arena *arena; Buf plain, html, status, feedback, returned; int parts; bool report; } Taken;

static void add_most(Buf *b, Str s, size_t most)
{
    if (b->len < most) buf_add(b, s.at, s.len < most - b->len ? s.len : most - b->len), buf_byte(b, '\n');
}

/* In UTF-8, whatever the part says it is: what cannot be read so is taken byte by byte. */
static Str in_utf8(Arena *a, Str s, const char *charset)
{
    if (utf8_valid(s)) return s;
    iconv_t cd = g_mime_iconv_open("utf-8", charset && *charset ? charset : "windows-1252");
    if (cd == (iconv_t)-1) cd = g_mime_iconv_open("utf-8", "iso-8859-1");
    char *out = cd == (iconv_t)-1 ? NULL : g_mime_iconv_strndup(cd, s.at, s.len);
    if (cd != (iconv_t)-1) g_mime_iconv_close(cd);
    Str read = out ? str_copy(a, str_c(out)) : S("");
    g_free(out);
    if (read.len && utf8_valid(read)) return read;
    Buf b = buf_open(a, s.len + 1);
    for (size_t i = 0; i < s.len; i++) buf_byte(&b, (signed char)s.at[i] > 0 ? s.at[i] : '?');
    return buf_view(&b);
}

static Str content_of(Arena *a, GMimePart *p)
{
    GMimeDataWrapper *content = g_mime_part_get_content(p);
    if (!content) return S("");
    GByteArray *bytes = g_byte_array_new();
    GMimeStream *to = g_mime_stream_mem_new_with_byte_array(bytes);       /* `to` owns the bytes */
    g_mime_data_wrapper_write_to_stream(content, to);
    Str s = str_copy(a, (Str){ (const char *)bytes->data, bytes->len < TEXT_MOST ? bytes->len : TEXT_MOST });
    g_object_unref(to);
    return s;
}

static void take_part(Taken *t, GMimePart *p)
{
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(p));
    const char *kind = g_mime_content_type_get_media_type(type), *sub = g_mime_content_type_get_media_subtype(type);
    bool text = kind && !strcasecmp(kind, "text"), message = kind && !strcasecmp(kind, "message");
    if ((!text && !message) || !sub) return;
    Str s = in_utf8(t->arena, content_of(t->arena, p), g_mime_object_get_content_type_parameter(GMIME_OBJECT(p), "charset"));
    bool attached = g_mime_part_is_attachment(p);
    if (!strcasecmp(sub, "delivery-status") || !strcasecmp(sub, "global-delivery-status") || !strcasecmp(sub, "x-delivery-status")) add_most(&t->status, s, TEXT_MOST);
    else if (!strcasecmp(sub, "feedback-report")) add_most(&t->feedback, s, TEXT_MOST);
    else if (!strcasecmp(sub, "rfc822-headers") || !strcasecmp(sub, "rfc822") || !strcasecmp(sub, "global-headers")) add_most(&t->returned, s, HEAD_MOST);
    else if (text && !strcasecmp(sub, "html") && !attached) add_most(&t->html, s, TEXT_MOST);
    else if (text && !attached) add_most(&t->plain, s, TEXT_MOST);
}

static void take_object(Taken *t, GMimeObject *o, int deep)
{
    if (!o || deep > DEEP_MOST || ++t->parts > PARTS_MOST) return;
    if (GMIME_IS_MESSAGE_PART(o)) {
        GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(o));
        char *head = inner ? g_mime_object_get_headers(GMIME_OBJECT(inner), NULL) : NULL;
        if (head) add_most(&t->returned, in_utf8(t->arena, str_copy(t->arena, str_c(head)), NULL), HEAD_MOST);
        g_free(head);
        /* Some put the report itself inside a letter: nothing was said outside of it. */
        if (inner && !t->status.len && !t->plain.len && !t->html.len) take_object(t, g_mime_message_get_mime_part(inner), deep + 1);
    } else if (GMIME_IS_MULTIPART(o)) {
        for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(o)) && i < PARTS_MOST; i++) take_object(t, g_mime_multipart_get_part(GMIME_MULTIPART(o), i), deep + 1);
    } else if (GMIME_IS_PART(o)) take_part(t, GMIME_PART(o));
}

/* ---- heads ---- */

static Str header_of(Arena *a, GMimeMessage *m, const char *name)
{
    const char *value = g_mime_object_get_header(GMIME_OBJECT(m), name);
    return value ? utf8_line(a, in_utf8(a, str_copy(a, utf8_cut(str_c(value), 4000)), NULL)) : S("");
}

static Str decoded(Arena *a, Str header)
{
    char *made = g_mime_utils_header_decode_text(NULL, str_cstr(a, header));
    Str s = made ? utf8_line(a, in_utf8(a, str_copy(a, str_c(made)), NULL)) : S("");
    g_free(made);
    return s;
}

static void name_address(MailIn *m, Arena *a, Str address)
{
    Str is = str_lower_ascii(a, address);
    for (int i = 0; i < m->named_count; i++) if (str_eq(m->named[i], is)) return;
    if (m->named_count < MAIL_NAMED_MOST) m->named[m->named_count++] = is;
}

static void name_all(MailIn *m, Arena *a, Str from, int most)
{
    for (Str one; most-- > 0 && (one = mail_address_in(&from)).len; ) name_address(m, a, one);
}

/* The lines of a head that carry an address of ours: where it was sent back to, and how it is stopped. */
static void name_returned(MailIn *m, Arena *a, Str head)
{
    static const char *const names[] = { "return-path:", "list-unsubscribe:", "x-original-mail-from:", "original-mail-from:" };
    bool wanted = false;
    while (head.len) {
        Str line = str_cut(&head, '\n'), low = str_lower_ascii(a, utf8_cut(line, 40));
        bool folded = line.len && (line.at[0] == ' ' || line.at[0] == '\t');
        if (!folded) wanted = false;
        for (int i = 0; !folded && i < COUNT(names); i++) if (str_starts(low, str_c(names[i]))) wanted = true;
        if (wanted) name_all(m, a, line, 4);
    }
}

/* ---- what it is ---- */

static bool says(Arena *a, Str in, const char *what) { return str_find(str_lower_ascii(a, in), str_c(what)) >= 0; }

static bool from_a_server(Arena *a, Str from, Str subject)
{
    static const char *const senders[] = { "mailer-daemon", "postmaster", "mail delivery", "mailerdaemon", "mail-daemon", "mailer_daemon", "no-reply@sns.amazonaws" };
    static const char *const subjects[] = { "undeliver", "delivery status", "delivery failure", "delivery report", "returned mail", "failure notice", "mail failed", "delivery notification", "mail delivery", "mail system error",
        "could not be delivered", "returning to sender", "delivery has failed", "undelivered", "delivery failed", "error sending your mail", "message delayed", "mail could not", "not delivered", "returned to sender", "dsn:", "bounced", "was not accepted",
        "couldn't be delivered", "fatal errors", "delivery error", "returned email", "warning: could not send" };
    for (int i = 0; i < COUNT(senders); i++) if (says(a, from, senders[i])) return true;
    for (int i = 0; i < COUNT(subjects); i++) if (says(a, subject, subjects[i])) return true;
    return false;
}

/* RFC 3834, and what was there before it. */
static bool answered_by_itself(Arena *a, GMimeMessage *m, Str subject)
{
    static const char *const subjects[] = { "out of office", "auto reply", "autoreply", "auto-reply", "automatic reply", "auto response", "automatische antwort", "abwesen", "réponse automatique", "away until", "on holiday", "on leave", "vacation" };
    Str by = header_of(a, m, "Auto-Submitted"), suppressed = header_of(a, m, "X-Auto-Response-Suppress"), precedence = header_of(a, m, "Precedence");
    if (by.len && !says(a, by, "no")) return true;
    if (says(a, precedence, "auto_reply") || header_of(a, m, "X-Autoreply").len || header_of(a, m, "X-Autorespond").len || header_of(a, m, "X-Autoresponder").len) return true;
    for (int i = 0; i < COUNT(subjects); i++) if (says(a, subject, subjects[i])) return true;
    return suppressed.len && says(a, precedence, "bulk");
}

/* "stop", "unsubscribe", and nothing much else. */
static bool asks_to_stop(Arena *a, Str subject, Str text)
{
    static const char *const words[] = { "unsubscribe", "stop", "remove me", "abmelden", "désabonner", "leave" };
    Str s = str_trim(str_lower_ascii(a, subject)), t = str_trim(str_lower_ascii(a, text));
    for (int i = 0; i < COUNT(words); i++) {
        if (str_starts(s, str_c(words[i])) && s.len < strlen(words[i]) + 40) return true;
        if (str_starts(t, str_c(words[i])) && t.len < strlen(words[i]) + 30) return true;
    }
    return false;
}

/* ARF (RFC 5965): whoever is named did not want it.  A report about signatures (RFC 6591) is about us and nobody's wish. */
static void read_feedback(Arena *a, const Taken *t, MailIn *m)
{
    Str report = buf_view(&t->feedback);
    bool auth = says(a, report, "feedback-type: auth-failure");
    m->kind = auth ? MAIL_SOFT : MAIL_COMPLAINT;
    for (Str rest = report; rest.len && m->count < MAIL_FAILED_MOST; ) {
        Str line = str_cut(&rest, '\n'), low = str_lower_ascii(a, line);
        if (!str_starts(low, S("original-rcpt-to:")) && !str_starts(low, S("removal-recipient:"))) continue;
        Str who = mail_address_in(&line);
        bool there = false;
        for (int i = 0; i < m->count; i++) there |= str_eq(m->at[i].recipient, who);
        if (who.len && !there) m->at[m->count++] = (MailFailed){ .recipient = who, .status = S("") };
    }
    for (Str rest = buf_view(&t->returned); rest.len && !m->count; ) {
        Str line = str_cut(&rest, '\n'), low = str_lower_ascii(a, utf8_cut(line, 20));
        Str who = str_starts(low, S("to:")) || str_starts(low, S("x-hmxmroriginalrecip")) ? mail_address_in(&line) : S("");
        if (who.len) m->at[m->count++] = (MailFailed){ .recipient = who, .status = S("") };
    }
}

static void settle_kind(Arena *a, GMimeMessage *msg, const Taken *t, MailIn *m)
{
    Str plain = t->plain.len ? buf_view(&t->plain) : mail_text_of_html(a, buf_view(&t->html));
    Str failed = header_of(a, msg, "X-Failed-Recipients");
    bool nobody = str_is(str_trim(header_of(a, msg, "Return-Path")), "<>") && !answered_by_itself(a, msg, m->subject);
    bool server = t->status.len || t->report || failed.len || nobody || from_a_server(a, header_of(a, msg, "From"), m->subject);
    if (t->feedback.len || says(a, m->subject, "complaint about message from")) { read_feedback(a, t, m); return; }
    if (server) {
        BounceParts p = { .words = plain, .status = buf_view(&t->status), .failed_header = failed, .returned = buf_view(&t->returned), .from = header_of(a, msg, "From"), .to = header_of(a, msg, "To") };
        bounce_read(a, &p, m);
        if (m->count) m->kind = MAIL_SOFT;
        for (int i = 0; i < m->count; i++) if (m->at[i].hard) m->kind = MAIL_HARD;
        if (m->count) return;
    }
    m->text = mail_written(a, plain);
    if (header_of(a, msg, "X-Apple-Unsubscribe").len) m->kind = MAIL_UNSUBSCRIBE;
    else if (answered_by_itself(a, msg, m->subject)) m->kind = MAIL_AUTO_REPLY;
    else if (server) m->kind = MAIL_UNRECOGNISED;
    else if (asks_to_stop(a, m->subject, m->text)) m->kind = MAIL_UNSUBSCRIBE;
    else m->kind = m->text.len ? MAIL_REPLY : MAIL_UNRECOGNISED;
}

static void read_heads(Arena *a, GMimeMessage *msg, MailIn *m)
{
    static const char *const ours[] = { "To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "Resent-To" };
    Str from = header_of(a, msg, "From"), rest = from;
    ptrdiff_t angle = str_find(from, S("<"));
    m->subject = decoded(a, header_of(a, msg, "Subject"));
    m->message_id = header_of(a, msg, "Message-ID");
    m->from = str_lower_ascii(a, mail_address_in(&rest));
    if (angle > 0) m->from_name = utf8_cut(str_trim(decoded(a, (Str){ from.at, (size_t)angle })), 200);
    for (int i = 0; i < COUNT(ours); i++) name_all(m, a, header_of(a, msg, ours[i]), 6);
}

/* A text with no head at all, as somebody may feed in by hand. */
static bool has_head(GMimeMessage *m)
{
    static const char *const names[] = { "From", "To", "Subject", "Date", "Received", "Return-Path", "Message-ID", "MIME-Version", "Content-Type" };
    for (int i = 0; i < COUNT(names); i++) if (g_mime_object_get_header(GMIME_OBJECT(m), names[i])) return true;
    return false;
}

static void read_message(Arena *a, GMimeMessage *msg, Str raw, MailIn *m)
{
    Taken t = { .arena = a, .plain = buf_open(a, 1024), .html = buf_open(a, 64), .status = buf_open(a, 64), .feedback = buf_open(a, 64), .returned = buf_open(a, 64) };
    GMimeObject *body = g_mime_message_get_mime_part(msg);
    GMimeContentType *type = body ? g_mime_object_get_content_type(body) : NULL;
    t.report = type && g_mime_content_type_is_type(type, "multipart", "report");
    read_heads(a, msg, m);
    take_object(&t, body, 0);
    if (!t.plain.len && !t.html.len && !t.status.len && !t.feedback.len) {        /* no part could be told from another */
        ptrdiff_t blank = str_find(raw, S("\n\n"));
        if (blank < 0) blank = str_find(raw, S("\r\n\r\n"));
        if (blank >= 0) add_most(&t.plain, in_utf8(a, (Str){ raw.at + blank, raw.len - (size_t)blank < TEXT_MOST ? raw.len - (size_t)blank : TEXT_MOST }, NULL), TEXT_MOST);
    }
    name_returned(m, a, buf_view(&t.returned));
    name_returned(m, a, buf_view(&t.feedback));
    name_returned(m, a, buf_view(&t.plain));
    settle_kind(a, msg, &t, m);
}

const MailIn *mail_read(Arena *a, Str raw)
{
    pthread_once(&once, begin);
    MailIn *m = arena_new(a, MailIn);
    if (raw.len > MAIL_IN_MOST) raw.len = MAIL_IN_MOST;
    if (str_starts(raw, S("From ")) && str_find(raw, S("\n")) > 0) str_cut(&raw, '\n');    /* a mailbox's own line */
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(raw.at ? raw.at : "", raw.len);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *msg = g_mime_parser_construct_message(parser, NULL);
    m->from = m->from_name = m->subject = m->message_id = m->text = S("");
    if (msg && has_head(msg)) read_message(a, msg, raw, m);
    else {
        m->text = mail_written(a, in_utf8(a, (Str){ raw.at, raw.len < TEXT_MOST ? raw.len : TEXT_MOST }, NULL));
        m->kind = !m->text.len ? MAIL_UNRECOGNISED : asks_to_stop(a, S(""), m->text) ? MAIL_UNSUBSCRIBE : MAIL_REPLY;
    }
    if (msg) g_object_unref(msg);
    g_object_unref(parser);
    g_object_unref(stream);
    return m;
}
