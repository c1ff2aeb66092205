/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Letters as messages, and what a mail server may answer to one. */
#include "post_office.h"

#include <fcntl.h>
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mail/mail.h"

static Arena *arena;
static char folder[64];

static Mail plain(void)
{
    return (Mail){ .from_name = S("The network"), .from = S("no-reply@net.test"), .to_name = S(""), .to = S("zoe@home.test"), .subject = S("Your link"),
        .text = S("Hello,\n\nhere is the link:\nhttps://net.test/in?a=1&b=2\n\nTea & <cake>.\n"), .message_id = S("1.abc@net.test"), .language = S("cy"),
        .date = { 1700000000000000 } };
}

static GMimeMessage *read_back(Str bytes)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes.at, bytes.len);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *msg = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser), g_object_unref(stream);
    assert_non_null(msg);
    return msg;
}

static Str part_text(GMimeMessage *msg, int n)
{
    GMimeMultipart *both = GMIME_MULTIPART(g_mime_message_get_mime_part(msg));
    assert_int_equal(g_mime_multipart_get_count(both), 2);
    char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(g_mime_multipart_get_part(both, n)));
    Str s = str_copy(arena, str_c(text));
    g_free(text);
    return s;
}

/* What a reader of the HTML part sees: no tags, no title, white space run together. */
static Str words_of_html(Str html)
{
    ptrdiff_t body = str_find(html, S("<body"));
    assert_true(body > 0);
    Buf b = buf_open(arena, html.len);
    bool tag = false;
    for (size_t i = (size_t)body; i < html.len; i++) {
        if (html.at[i] == '<') tag = true, buf_byte(&b, ' ');
        else if (html.at[i] == '>') tag = false;
        else if (!tag) buf_byte(&b, html.at[i]);
    }
    static const char *const names[][2] = { { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&#39;", "'" } };
    Buf to = buf_open(arena, b.len);
    for (size_t i = 0; i < b.len; ) {
        Str rest = { b.at + i, b.len - i };
        int k = 0;
        while (k < COUNT(names) && !str_starts(rest, str_c(names[k][0]))) k++;
        buf_byte(&to, k < COUNT(names) ? names[k][1][0] : b.at[i]);
        i += k < COUNT(names) ? strlen(names[k][0]) : 1;
    }
    return utf8_line(arena, buf_view(&to));
}

static int header_count(GMimeMessage *msg) { return g_mime_header_list_get_count(g_mime_object_get_header_list(GMIME_OBJECT(msg))); }

static int recipients(GMimeMessage *msg)
{
    int n = 0;
    for (int i = GMIME_ADDRESS_TYPE_TO; i <= GMIME_ADDRESS_TYPE_BCC; i++)
        n += internet_address_list_length(g_mime_message_get_addresses(msg, (GMimeAddressType)i));
    return n;
}

static void lines_are_short(Str s)
{
    while (s.len) {
        Str line = str_cut(&s, '\n');
        assert_true(line.len && line.at[line.len - 1] == '\r');
        assert_true(line.len <= 998);
        for (size_t i = 0; i < line.len; i++) assert_true((unsigned char)line.at[i] < 0x80);
    }
}

static void a_letter_says_the_same_twice(void **state)
{
    (void)state;
    Mail m = plain();
    Str bytes = mail_compose(arena, &m);
    GMimeMessage *msg = read_back(bytes);
    Str text = part_text(msg, 0), html = part_text(msg, 1);
    assert_true(str_eq(utf8_line(arena, text), utf8_line(arena, m.text)));
    assert_true(str_eq(words_of_html(html), utf8_line(arena, m.text)));
    assert_true(str_find(html, S("<html lang=\"cy\">")) >= 0);
    assert_true(str_find(html, S("<a href=\"https://net.test/in?a=1&amp;b=2\">https://net.test/in?a=1&amp;b=2</a>")) > 0);
    assert_true(str_find(html, S("<img")) < 0 && str_find(html, S("src=")) < 0);
    assert_string_equal(g_mime_message_get_message_id(msg), "1.abc@net.test");
    assert_string_equal(g_mime_object_get_header(GMIME_OBJECT(msg), "Auto-Submitted"), "auto-generated");
    assert_string_equal(g_mime_object_get_header(GMIME_OBJECT(msg), "MIME-Version"), "1.0");
    assert_true(g_mime_content_type_is_type(g_mime_object_get_content_type(g_mime_message_get_mime_part(msg)), "multipart", "alternative"));
    assert_int_equal(g_date_time_to_unix(g_mime_message_get_date(msg)), 1700000000);
    assert_int_equal(recipients(msg), 1);
    lines_are_short(bytes);
    g_object_unref(msg);
}

static void words_of_any_script_and_length(void **state)
{
    (void)state;
    Mail m = plain();
    Buf text = buf_open(arena, 4096), subject = buf_open(arena, 4096);
    for (int i = 0; i < 700; i++) buf_str(&text, S("Zoë مرحبا")), buf_str(&subject, S("Grüße "));
    buf_str(&text, S("\r\n\r\n.\r\n.. a dot alone\r\nFrom the start\n"));
    for (int i = 0; i < 3000; i++) buf_byte(&subject, 'x');
    m.text = buf_view(&text), m.subject = S("Grüße, Zoë: \xF0\x9F\x8C\xB1 und mehr"), m.from_name = S("Łódź, \"قوة\" <network>");
    Str bytes = mail_compose(arena, &m);
    lines_are_short(bytes);
    for (int i = 0; i < 2; i++) {                         /* many words, and one that cannot be folded */
        Mail longer = m;
        longer.from_name = longer.to_name = longer.subject = i ? (Str){ subject.at + subject.len - 3000, 3000 } : buf_view(&subject);
        lines_are_short(mail_compose(arena, &longer));
    }
    GMimeMessage *msg = read_back(bytes);
    assert_true(str_eq(utf8_line(arena, part_text(msg, 0)), utf8_line(arena, m.text)));
    assert_true(str_eq(words_of_html(part_text(msg, 1)), utf8_line(arena, m.text)));
    assert_string_equal(g_mime_message_get_subject(msg), m.subject.at);
    InternetAddress *from = internet_address_list_get_address(g_mime_message_get_from(msg), 0);
    assert_int_equal(internet_address_list_length(g_mime_message_get_from(msg)), 1);
    assert_string_equal(internet_address_get_name(from), "Łódź, \"قوة\" <network>");
    assert_string_equal(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(from)), "no-reply@net.test");
    g_object_unref(msg);
}

static void no_name_adds_a_header_or_a_recipient(void **state)
{
    (void)state;
    static const char *const bad[] = { "Zoe\r\nBcc: all@evil.test", "Zoe\nX-Evil: 1\n\nbody", "Zoe\rBcc: all@evil.test", "a@evil.test, b@evil.test", "\"", "<x@evil.test>",
        "Zoe <x@evil.test>, b", "\xff\xfe\r\nBcc: x@evil.test", "=?utf-8?q?x=0D=0ABcc:_y@evil.test?=", "(a", "\xE2\x80\xA8 Bcc: x@evil.test", "a;b:c@evil.test;" };
    Mail m = plain();
    GMimeMessage *usual = read_back(mail_compose(arena, &m));
    for (int i = 0; i < COUNT(bad); i++) {
        m = plain();
        m.to_name = m.from_name = m.subject = str_c(bad[i]);
        Str bytes = mail_compose(arena, &m);
        GMimeMessage *msg = read_back(bytes);
        assert_int_equal(recipients(msg), 1);
        assert_int_equal(internet_address_list_length(g_mime_message_get_from(msg)), 1);
        InternetAddress *to = internet_address_list_get_address(g_mime_message_get_to(msg), 0);
        assert_string_equal(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(to)), "zoe@home.test");
        assert_true(header_count(msg) <= header_count(usual));
        assert_null(g_mime_object_get_header(GMIME_OBJECT(msg), "X-Evil"));
        bytes.len = (size_t)str_find(bytes, S("\r\n\r\n")) + 2;
        assert_true(str_find(bytes, S("\nBcc")) < 0);
        assert_true(str_eq(utf8_line(arena, plain().text), utf8_line(arena, part_text(msg, 0))));
        lines_are_short(bytes);
        g_object_unref(msg);
    }
    g_object_unref(usual);
}

static void an_address_is_one_address(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "a", "@b", "a@", "a@b, c@d", "a@b\r\nBcc: c@d", "a b@c", "<a@b>", "a@b@c", "a\x7f@b", "\"a\"@b", "a@[1.2.3.4]", "\xff@b", "g:a@b" };
    for (int i = 0; i < COUNT(bad); i++) assert_false(mail_address_fits(str_c(bad[i])));
    assert_true(mail_address_fits(S("zoë+list@exämple.test")));
    Mail m = plain();
    m.to = S("a@b.test, c@d.test");
    GMimeMessage *msg = read_back(mail_compose(arena, &m));
    assert_int_equal(recipients(msg), 0);
    g_object_unref(msg);
}

/* ---- to a server ---- */

static MailAnswer tried(OfficeMood mood, bool plain_line)
{
    Mail m = plain();
    office_forget();
    office_mood(mood);
    MailLine *line = mail_line_open(&(MailServer){ .url = office_url(), .plain = plain_line, .seconds = 1 });
    MailAnswer answer = mail_send(line, m.from, m.to, mail_compose(arena, &m));
    mail_line_close(line);
    return answer;
}

static void gives(OfficeMood mood, MailEnd end, int code)
{
    MailAnswer answer = tried(mood, true);
    if (answer.end != end || answer.code != code) fail_msg("mood %d: end %d, code %d, %s", (int)mood, (int)answer.end, answer.code, answer.why);
}

static void what_a_server_may_say(void **state)
{
    (void)state;
    gives(OFFICE_WELL, MAIL_KEPT, 250);
    assert_int_equal(office_count(), 1);
    assert_true(str_is(office_recipient(arena, 0), "RCPT TO:<zoe@home.test>"));
    assert_true(str_find(office_text(arena, 0), S("Message-Id: <1.abc@net.test>\r\n")) > 0);
    gives(OFFICE_CLOSED, MAIL_LATER, 421);
    gives(OFFICE_NOT_FOR_YOU, MAIL_LATER, 554);           /* it knows nothing of the letter yet */
    gives(OFFICE_RECIPIENT_450, MAIL_LATER, 450);
    gives(OFFICE_RECIPIENT_550, MAIL_NEVER, 550);
    gives(OFFICE_TEXT_554, MAIL_NEVER, 554);
    gives(OFFICE_SENDER_530, MAIL_LATER, 530);
    gives(OFFICE_DROPS, MAIL_LATER, 0);
    gives(OFFICE_SILENT, MAIL_LATER, 0);
}

static void without_tls_nothing_is_said(void **state)
{
    (void)state;
    MailAnswer answer = tried(OFFICE_WELL, false);
    assert_int_equal(answer.end, MAIL_LATER);
    assert_int_equal(office_tries(), 0);
}

static void letters_share_a_line(void **state)
{
    (void)state;
    Mail m = plain();
    office_forget();
    MailLine *line = mail_line_open(&(MailServer){ .url = office_url(), .plain = true, .seconds = 2 });
    for (int i = 0; i < 3; i++) {
        office_mood(i == 1 ? OFFICE_RECIPIENT_550 : OFFICE_WELL);
        assert_int_equal(mail_send(line, m.from, m.to, mail_compose(arena, &m)).end, i == 1 ? MAIL_NEVER : MAIL_KEPT);
    }
    mail_line_close(line);
    assert_int_equal(office_count(), 2);
    assert_true(office_connections() <= 2);
}

static void a_folder_takes_whole_letters(void **state)
{
    (void)state;
    struct stat st;
    const char *in = str_format(arena, "%s/outbox", folder).at, *path = str_format(arena, "%s/5-7.eml", in).at;
    assert_true(mail_lay(arena, in, "5-7", S("whole")));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(st.st_size, 5);
    assert_false(mail_lay(arena, str_format(arena, "%s/no/such", folder).at, "5-7", S("whole")));
    unlink(path), rmdir(in);
}

static int begins(void **state)
{
    (void)state;
    arena = arena_open();
    log_level(LOG_QUIET);
    strcpy(folder, "/tmp/kith-mail-XXXXXX");
    g_mime_init();
    office_open();
    return mkdtemp(folder) ? 0 : -1;
}

static int ends(void **state)
{
    (void)state;
    office_close();
    rmdir(folder);
    arena_close(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_says_the_same_twice), cmocka_unit_test(words_of_any_script_and_length), cmocka_unit_test(no_name_adds_a_header_or_a_recipient),
        cmocka_unit_test(an_address_is_one_address), cmocka_unit_test(what_a_server_may_say), cmocka_unit_test(without_tls_nothing_is_said),
        cmocka_unit_test(letters_share_a_line), cmocka_unit_test(a_folder_takes_whole_letters),
    };
    return cmocka_run_group_tests(tests, begins, ends);
}
