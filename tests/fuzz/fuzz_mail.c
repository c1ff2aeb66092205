/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What comes in by mail: messages as anybody may write them, and the talk by which they are handed over. */
#include "mail/bounce.h"
#include "mail/mail.h"

#include <stdlib.h>

static bool ours(void *with, Str recipient) { (void)with; return str_starts(recipient, S("a")); }

static LmtpAnswer give(void *with, Str recipient, Str message)
{
    (void)with;
    if (!recipient.len || message.len > MAIL_IN_MOST) abort();
    return (LmtpAnswer)(message.len % 3);
}

static void talk(Arena *a, Str all)
{
    const LmtpConfig c = { .path = "", .ours = ours, .give = give };
    Buf out = buf_open(a, 256);
    LmtpTalk *t = lmtp_talk(a, &c, &out);
    while (all.len) {
        size_t n = 1 + (unsigned char)all.at[0] % 61;
        if (n > all.len) n = all.len;
        if (!lmtp_read(t, (Str){ all.at, n }, &out)) break;
        all.at += n, all.len -= n;
    }
    if (out.len < 5) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *a = arena_open();
    Str s = { (const char *)data, size };
    const MailIn *m = mail_read(a, s);
    if (m->count > MAIL_FAILED_MOST || m->named_count > MAIL_NAMED_MOST || !utf8_valid(m->text) || !utf8_valid(m->subject)) abort();
    if ((m->kind == MAIL_HARD || m->kind == MAIL_SOFT) && !m->count && !m->named_count && m->kind == MAIL_HARD) abort();
    for (int i = 0; i < m->count; i++) if (!m->at[i].recipient.len || m->at[i].recipient.len > 254) abort();
    if (utf8_valid(s)) {
        if (mail_written(a, s).len > s.len + 1) abort();
        (void)mail_text_of_html(a, s);
    }
    talk(a, s);
    arena_close(a);
    return 0;
}
