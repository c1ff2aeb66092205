/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Messages by GMime.  Whatever a name, a subject or an address holds, the
 * message has one sender, one recipient and the headers named here. */
#include "mail/mail.h"

#include <gmime/gmime.h>
#include <pthread.h>

#include "html/html.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void begin(void) { g_mime_init(); }

bool mail_address_fits(Str a)
{
    if (a.len < 3 || a.len > 254 || !utf8_valid(a)) return false;
    for (size_t i = 0; i < a.len; i++)
        if ((unsigned char)a.at[i] <= ' ' || a.at[i] == 0x7f || strchr(",;:<>\"\\()[]", a.at[i])) return false;
    Str host = a, name = str_cut(&host, '@');
    return name.len && host.len && str_find(host, S("@")) < 0;
}

/* One line, without what ends a line: a name must not become a header.  Cut, because a word of a thousand letters cannot
 * be folded and no line may be longer than 998 bytes. */
static const char *line(Arena *a, Str s) { return str_cstr(a, utf8_cut(utf8_line(a, s), 200)); }

static bool is_link(Str line)
{
    return (str_starts(line, S("https://")) || str_starts(line, S("http://"))) && str_find(line, S(" ")) < 0 && str_find(line, S("\t")) < 0;
}

static void html_line(Html *h, Str line)
{
    bool link = is_link(line);
    if (link) html_lit(h, "<a href=\"", 9), html_url(h, line), html_lit(h, "\">", 2);
    html_str(h, line);
    if (link) html_lit(h, "</a>", 4);
}

#define LIT(text) html_lit(h, "" text, sizeof(text) - 1)

/* One column in the reader's own fonts and colours.  dir=auto: each paragraph runs the way its own words do.  Mail on the web
 * shows what is inside the body as a part of its own page, so the language and the letter's name stand there once more. */
static Str html_of(Arena *a, const Mail *m, Str text)
{
    Html *h = html_open(a);
    bool open = false;
    LIT("<!DOCTYPE html>\n<html lang=\"");
    html_str(h, m->language);
    LIT("\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>");
    html_str(h, utf8_line(a, m->subject));
    LIT("</title></head>\n<body style=\"max-width:36em;margin:0 auto;padding:1em;font:1em/1.5 system-ui,sans-serif;overflow-wrap:break-word\">\n<div role=\"article\" lang=\"");
    html_str(h, m->language);
    LIT("\" aria-label=\"");
    html_str(h, utf8_line(a, m->subject));
    LIT("\">\n");
    while (text.len) {
        Str one = str_trim(str_cut(&text, '\n'));
        if (!one.len) {
            if (open) LIT("</p>\n");
            open = false;
            continue;
        }
        if (open) LIT("<br>\n");
        else LIT("<p dir=\"auto\">");
        open = true;
        html_line(h, one);
    }
    if (open) LIT("</p>\n");
    LIT("</div>\n</body></html>\n");
    return html_done(h);
}

/* GMime's own way to set a text picks the smallest charset that fits, and the page inside says UTF-8. */
static GMimePart *part(const char *subtype, Str text)
{
    GMimePart *p = g_mime_part_new_with_type("text", subtype);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(text.at, text.len);
    GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(p), "charset", "utf-8");
    g_mime_part_set_content(p, content);
    g_mime_part_set_content_encoding(p, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    g_object_unref(content), g_object_unref(stream);
    return p;
}

static void add_mailbox(GMimeMessage *msg, GMimeAddressType as, Arena *a, Str name, Str address)
{
    if (!mail_address_fits(address)) return;              /* "a@b, c@d" would be two recipients */
    const char *shown = line(a, name);
    InternetAddress *one = internet_address_mailbox_new(*shown ? shown : NULL, str_cstr(a, address));
    internet_address_set_charset(one, "utf-8");
    internet_address_list_add(g_mime_message_get_addresses(msg, as), one);
    g_object_unref(one);
}

/* As it stands: GMime would write a long token as an encoded word, which no reader looks for an address in. */
static void add_raw(GMimeMessage *msg, Arena *a, const char *name, Str value)
{
    GMimeObject *o = GMIME_OBJECT(msg);
    g_mime_object_set_header(o, name, "x", NULL);
    GMimeHeader *h = g_mime_header_list_get_header(g_mime_object_get_header_list(o), name);
    if (h) g_mime_header_set_raw_value(h, str_format(a, " %.*s\n", FMT(value)).at);
}

/* What goes between angle brackets: nothing that could end them or the line. */
static Str in_brackets(Arena *a, Str url)
{
    Buf b = buf_open(a, url.len + 1);
    for (size_t i = 0; i < url.len && b.len < 600; i++)
        if ((unsigned char)url.at[i] > ' ' && (unsigned char)url.at[i] < 0x7f && !strchr("<>,", url.at[i])) buf_byte(&b, url.at[i]);
    return buf_view(&b);
}

/* RFC 8058: both headers, and nothing that is not ours between their brackets. */
static void add_list(GMimeMessage *msg, Arena *a, const Mail *m)
{
    add_raw(msg, a, "List-Id", str_format(a, "<%.*s>", FMT(in_brackets(a, m->list_id))));
    add_raw(msg, a, "List-Unsubscribe", str_format(a, "<%.*s>,\n <mailto:%.*s?subject=stop%%20%.*s>", FMT(in_brackets(a, m->stop_url)), FMT(in_brackets(a, m->stop_mail)),
        FMT(in_brackets(a, m->list_name))));
    add_raw(msg, a, "List-Unsubscribe-Post", S("List-Unsubscribe=One-Click"));
    if (m->archive_url.len) add_raw(msg, a, "List-Archive", str_format(a, "<%.*s>", FMT(in_brackets(a, m->archive_url))));
}

static Str written(Arena *a, GMimeMessage *msg)
{
    GMimeFormatOptions *o = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(o, GMIME_NEWLINE_FORMAT_DOS);
    char *bytes = g_mime_object_to_string(GMIME_OBJECT(msg), o);
    Str s = str_copy(a, str_c(bytes));
    g_free(bytes);
    g_mime_format_options_free(o);
    return s;
}

/* The text, and where it is wanted the HTML that says the same; the one that says most comes last. */
static GMimeObject *body_of(Arena *a, const Mail *m)
{
    Str words = str_copy(a, utf8_tidy(a, m->text));
    GMimePart *text = part("plain", words);
    if (m->plain) return GMIME_OBJECT(text);
    GMimePart *html = part("html", m->html.len ? m->html : str_copy(a, html_of(a, m, words)));
    GMimeMultipart *both = g_mime_multipart_new_with_subtype("alternative");
    g_mime_multipart_add(both, GMIME_OBJECT(text));
    g_mime_multipart_add(both, GMIME_OBJECT(html));
    g_object_unref(text), g_object_unref(html);
    return GMIME_OBJECT(both);
}

Str mail_compose(Arena *a, const Mail *m)
{
    pthread_once(&once, begin);
    GMimeMessage *msg = g_mime_message_new(TRUE);
    GMimeObject *body = body_of(a, m);
    GDateTime *date = g_date_time_new_from_unix_utc(m->date.us / 1000000);
    g_mime_message_set_mime_part(msg, body);
    add_mailbox(msg, GMIME_ADDRESS_TYPE_FROM, a, m->from_name, m->from);
    add_mailbox(msg, GMIME_ADDRESS_TYPE_TO, a, m->to_name, m->to);
    if (m->reply_to.len) add_mailbox(msg, GMIME_ADDRESS_TYPE_REPLY_TO, a, S(""), m->reply_to);
    g_mime_message_set_subject(msg, line(a, m->subject), "utf-8");
    g_mime_message_set_date(msg, date);
    g_mime_message_set_message_id(msg, line(a, m->message_id));
    if (m->list_id.len) add_list(msg, a, m);
    else g_mime_object_set_header(GMIME_OBJECT(msg), "Auto-Submitted", "auto-generated", NULL);
    Str s = written(a, msg);
    g_date_time_unref(date);
    g_object_unref(body), g_object_unref(msg);
    return s;
}
