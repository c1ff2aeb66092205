/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Messages by GMime. */
#include "mail/mail.h"

#include <gmime/gmime.h>
#include <pthread.h>

#include "html/html.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void begin(void) { g_mime_init(); }

bool mail_address_fits(Str a)
{
    for (size_t i = 0; i < a.len; i++)
        if ((unsigned char)a.at[i] <= ' ' || strchr(",;<>\"\\()", a.at[i])) return false;
    return a.len > 2 && a.len < 255 && str_find(a, S("@")) > 0;
}

/* One line, without what ends a line: a name must not become a header. */
static const char *line(Arena *a, Str s) { return str_cstr(a, utf8_line(a, s)); }

static Str html_of(Arena *a, const Mail *m)
{
    Html *h = html_open(a);
    Str rest = m->text;
    html_lit(h, "<!DOCTYPE html><html lang=\"", 27);
    html_str(h, m->language);
    html_lit(h, "\"><head><meta charset=\"utf-8\"><title>", 37);
    html_str(h, m->subject);
    html_lit(h, "</title></head><body>", 21);
    while (rest.len) {
        ptrdiff_t at = str_find(rest, S("\n\n"));
        Str one = { rest.at, at < 0 ? rest.len : (size_t)at };
        rest.at += one.len + (at < 0 ? 0 : 2), rest.len -= one.len + (at < 0 ? 0 : 2);
        one = str_trim(one);
        if (!one.len) continue;
        bool link = (str_starts(one, S("https://")) || str_starts(one, S("http://"))) && str_find(one, S(" ")) < 0 && str_find(one, S("\n")) < 0;
        html_lit(h, "<p>", 3);
        if (link) html_lit(h, "<a href=\"", 9), html_url(h, one), html_lit(h, "\">", 2);
        html_str(h, one);
        if (link) html_lit(h, "</a>", 4);
        html_lit(h, "</p>\n", 5);
    }
    html_lit(h, "</body></html>\n", 15);
    return html_done(h);
}

static GMimePart *part(const char *subtype, Str text)
{
    GMimeTextPart *p = g_mime_text_part_new_with_subtype(subtype);
    g_mime_text_part_set_charset(p, "utf-8");
    g_mime_text_part_set_text(p, text.at);
    g_mime_part_set_content_encoding(GMIME_PART(p), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    return GMIME_PART(p);
}

Str mail_compose(Arena *a, const Mail *m)
{
    pthread_once(&once, begin);
    GMimeMessage *msg = g_mime_message_new(TRUE);
    GMimeMultipart *both = g_mime_multipart_new_with_subtype("alternative");
    GMimePart *text = part("plain", str_copy(a, m->text)), *html = part("html", str_copy(a, html_of(a, m)));
    GDateTime *date = g_date_time_new_from_unix_utc(m->date.us / 1000000);
    g_mime_multipart_add(both, GMIME_OBJECT(text));
    g_mime_multipart_add(both, GMIME_OBJECT(html));
    g_mime_message_set_mime_part(msg, GMIME_OBJECT(both));
    g_mime_message_add_mailbox(msg, GMIME_ADDRESS_TYPE_FROM, line(a, m->from_name), line(a, m->from));
    g_mime_message_add_mailbox(msg, GMIME_ADDRESS_TYPE_TO, m->to_name.len ? line(a, m->to_name) : NULL, line(a, m->to));
    g_mime_message_set_subject(msg, line(a, m->subject), "utf-8");
    g_mime_message_set_date(msg, date);
    g_mime_message_set_message_id(msg, line(a, m->message_id));
    g_mime_object_set_header(GMIME_OBJECT(msg), "Auto-Submitted", "auto-generated", NULL);
    GMimeFormatOptions *o = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(o, GMIME_NEWLINE_FORMAT_DOS);
    char *bytes = g_mime_object_to_string(GMIME_OBJECT(msg), o);
    Str s = str_copy(a, str_c(bytes));
    g_free(bytes);
    g_mime_format_options_free(o);
    g_date_time_unref(date);
    g_object_unref(text), g_object_unref(html), g_object_unref(both), g_object_unref(msg);
    return s;
}
