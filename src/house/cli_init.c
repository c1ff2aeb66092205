/* SPDX-License-Identifier: AGPL-3.0-or-later
 * kith init: a new network in a new folder.  Nothing that is there is written over. */
#include "house/begin.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "seal/seal.h"

static void make_folder(House *h)
{
    if (mkdir(h->data, 0700) && access(h->data, W_OK | X_OK)) die("The folder %s cannot be made or written to.", h->data);
    mkdir(str_format(h->arena, "%s/files", h->data).at, 0700);
    mkdir(str_format(h->arena, "%s/outbox", h->data).at, 0700);
}

Db *house_begin(House *h)
{
    Str why = S("");
    const char *file = str_format(h->arena, "%s/kith.db", h->data).at;
    if (!access(file, F_OK) && !strncmp(h->db_url, "sqlite:", 7)) die("There is a network in %s already. Nothing was touched.", h->data);
    make_folder(h);
    if (!access(h->key, F_OK)) die("There is a key in %s already, so this folder is in use. Nothing was touched.", h->data);
    Db *db = db_open_new(h->db_url, &why, h->arena);
    if (!db) die("%.*s", FMT(why));
    if (db_version(db) != 0) die("This database holds a network already. Nothing was touched.");
    if (!seal_make(h->key, &why, h->arena)) die("%.*s", FMT(why));
    if (!db_migrate(db, db_migrations, &why, h->arena)) die("The database could not be prepared: %.*s", FMT(why));
    return db;
}

void house_furnish_trusted(Tx *tx, Str name, Str short_name, Str strapline)
{
    Arena *a = tx_arena(tx);
    Str check = seal(a, "key.check", 0, S("kith"));
    setting_put(tx, "key_check", base64url(a, check.at, check.len));
    setting_put(tx, "name", name);
    setting_put(tx, "short_name", short_name);
    setting_put(tx, "strapline", strapline);
    setting_put(tx, "language", S("en"));
    setting_put(tx, "country", S("GB"));
    setting_put(tx, "time_zone", S("Europe/London"));
    setting_put(tx, "exit_url", S("https://www.wikipedia.org/"));
    setting_put(tx, "mail_name", S("Post"));
    people_begin_trusted(tx, name, S("GB"));
    voice_begin_trusted(tx);
    bulletin_begin_trusted(tx);
    knowledge_begin_trusted(tx);
}

i64 house_administrator_trusted(Tx *tx, Str email)
{
    i64 person = person_make_trusted(tx, S("Administrator"), S("email"), S(""));
    address_give_trusted(tx, person, S("email"), email, S("set up"));
    consent_give_trusted(tx, person, S("keep"), S("set up"), 0);
    role_give_trusted(tx, person, S("administrator"), 0);
    return person;
}

Str house_base_url(House *h)
{
    Str url = read_secret(h, "BASE_URL");
    return url.len ? url : S("http://127.0.0.1:8080");
}

int cli_init(House *h, int argc, char **argv)
{
    Str name = S(""), admin = S("");
    for (int i = 0; i + 1 < argc; i += 2) {
        if (!strcmp(argv[i], "--name")) name = str_trim(str_c(argv[i + 1]));
        else if (!strcmp(argv[i], "--admin")) admin = email_usual(h->arena, str_c(argv[i + 1]));
        else return fprintf(stderr, "kith: init does not know %s\n", argv[i]), 2;
    }
    if (argc % 2 || !name.len || !admin.len) return fputs("use: kith init --name NAME --admin EMAIL\n", stderr), 2;
    if (!utf8_valid(name) || utf8_length(name) > 120) return fputs("kith: the name is text of at most 120 letters\n", stderr), 2;
    if (email_fault(admin).len) return fprintf(stderr, "kith: %.*s\n", FMT(email_fault(admin))), 2;
    Db *db = house_begin(h);
    Tx *tx = tx_open(h->arena, db, TX_WRITE);
    house_furnish_trusted(tx, name, utf8_cut(name, 24), S(""));
    i64 person = house_administrator_trusted(tx, admin);
    Str link = sign_in_link_make_trusted(tx, person, house_base_url(h));
    TxEnd end = tx_close(tx, true);
    db_close(db);
    if (end != TX_KEPT) die("The new network could not be written.");
    printf("A new network is in %s.\nWithout the key %s nothing that is sealed can be read.\n", h->data, h->key);
    if (!key_copy(h, str_format(h->arena, "%s/recovery-copy.txt", h->data).at)) die("The recovery copy of the key could not be written. Make one with: kith key copy -o FILE");
    printf("\nStart it with: kith serve --data %s\nThen, within 15 minutes, sign in here:\n%.*s\n", h->data, FMT(link));
    return 0;
}

/* Of those who share an address the one for whom all was stopped comes first. */
static i64 whom_to_let_in(Tx *tx, Str email, bool thaw, Str base)
{
    People there = people_at_trusted(tx, email);
    Network n = { .name = setting(tx, "name", S("")), .base_url = base };
    i64 person = 0;
    for (int i = 0; thaw && i < there.count; i++)
        if (thaw_by_hand_trusted(tx, there.at[i].id, &n) && !person) person = there.at[i].id;
    return person || !there.count ? person : there.at[0].id;
}

int cli_sign_in_link(House *h, int argc, char **argv)
{
    Str base = read_secret(h, "BASE_URL"), email = S("");
    bool thaw = false;
    for (int i = 0; i < argc; i++) {
        if (!strcmp(argv[i], "--base-url") && i + 1 < argc) base = str_c(argv[++i]);
        else if (!strcmp(argv[i], "--thaw")) thaw = true;
        else if (argv[i][0] == '-' || email.len) return fputs("use: kith sign-in-link EMAIL [--thaw] [--base-url URL]\n", stderr), 2;
        else email = email_usual(h->arena, str_c(argv[i]));
    }
    if (!email.len) return fputs("use: kith sign-in-link EMAIL [--thaw] [--base-url URL]\n", stderr), 2;
    Db *db = house_db(h);
    Str link = S("");
    TxEnd end = TX_AGAIN;
    for (int tries = 0; tries < 20 && end == TX_AGAIN; tries++) {
        Tx *tx = tx_open(h->arena, db, TX_WRITE);
        Str from = base.len ? base : setting(tx, "base_url", house_base_url(h));
        i64 person = whom_to_let_in(tx, email, thaw, from);
        link = person ? sign_in_link_make_trusted(tx, person, from) : S("");
        end = tx_close(tx, true);
    }
    db_close(db);
    if (!link.len) return fputs("kith: nobody here has this address\n", stderr), 1;
    if (end != TX_KEPT) die("The link could not be written down.");
    printf("%.*s\n", FMT(link));
    return 0;
}
