/* SPDX-License-Identifier: AGPL-3.0-or-later
 * kith receive-mail: one message on standard input, as a mail server's pipe hands it over. */
#include "house/house.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bulletin/bulletin.h"
#include "mail/mail.h"

static Str read_all(Arena *a, size_t most)
{
    Buf b = buf_open(a, 64 * 1024);
    char some[16384];
    ssize_t n;
    while (b.len <= most && (n = read(STDIN_FILENO, some, sizeof some)) > 0) buf_add(&b, some, (size_t)n);
    return buf_view(&b);
}

static json_t *text_of(Arena *a, Str s) { Str tidy = utf8_tidy(a, s); return json_stringn(tidy.at ? tidy.at : "", tidy.len); }

static int explain(Arena *a, const MailIn *m)
{
    json_t *all = json_object(), *failed = json_array();
    for (int i = 0; i < m->count; i++) {
        json_t *one = json_object();
        json_object_set_new(one, "recipient", text_of(a, m->at[i].recipient));
        json_object_set_new(one, "status", text_of(a, m->at[i].status));
        json_array_append_new(failed, one);
    }
    json_object_set_new(all, "kind", json_string(mail_kind_word(m->kind)));
    json_object_set_new(all, "recipients", failed);
    json_object_set_new(all, "text", text_of(a, m->text));
    char *made = json_dumps(all, JSON_INDENT(2));
    if (made) puts(made);
    free(made);
    json_decref(all);
    return made ? 0 : 1;
}

/* 75 is what a mail server's pipe takes for "later": it keeps the message and tries again. */
static int act(House *h, const MailIn *m)
{
    enum { LATER = 75 };
    Db *db = house_db(h);
    TxEnd end = TX_AGAIN;
    for (int tries = 0; tries < 3 && end == TX_AGAIN; tries++) {
        Tx *tx = tx_open(h->arena, db, TX_WRITE);
        PostDone done = post_in_trusted(tx, m, str_c(getenv("RECIPIENT") ? getenv("RECIPIENT") : getenv("ORIGINAL_RECIPIENT") ? getenv("ORIGINAL_RECIPIENT") : ""));
        end = tx_close(tx, true);
        if (end == TX_KEPT) log_info("mail in", "kind=%s done=%d", mail_kind_word(m->kind), done);
    }
    db_close(db);
    if (end == TX_KEPT) return 0;
    fputs("The message could not be kept now. Send it again later.\n", stderr);
    return LATER;
}

int cli_receive_mail(House *h, int argc, char **argv)
{
    bool only = argc == 1 && !strcmp(argv[0], "--explain");
    if (argc && !only) return fputs("use: kith receive-mail [--explain] < MESSAGE\n", stderr), 2;
    Str raw = read_all(h->arena, MAIL_IN_MOST);
    if (raw.len > MAIL_IN_MOST) return fputs("This message is larger than 10 MB, which is more than Kith takes.\n", stderr), 1;
    const MailIn *m = mail_read(h->arena, raw);
    return only ? explain(h->arena, m) : act(h, m);
}
