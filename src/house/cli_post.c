/* SPDX-License-Identifier: AGPL-3.0-or-later
 * kith receive-mail: one message on standard input, as a mail server's pipe hands it over. */
#include "house/house.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "mail/incoming.h"

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

int cli_receive_mail(House *h, int argc, char **argv)
{
    bool only = argc == 1 && !strcmp(argv[0], "--explain");
    if (argc && !only) return fputs("use: kith receive-mail [--explain] < MESSAGE\n", stderr), 2;
    Str raw = read_all(h->arena, MAIL_IN_MOST);
    if (raw.len > MAIL_IN_MOST) return fputs("This message is larger than 10 MB, which is more than Kith takes.\n", stderr), 1;
    const MailIn *m = mail_read(h->arena, raw);
    if (only) return explain(h->arena, m);
    return 0;
}
