/* SPDX-License-Identifier: AGPL-3.0-or-later
 * kith COMMAND [OPTIONS] */
#include "house/house.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const Command commands[] = {
    { "init", cli_init, "--name NAME --admin EMAIL", "a new, empty network; prints a sign-in link for the first administrator" },
    { "demo", cli_demo, "[--members N] [--groups N] [--seed N]", "a new fictional network, furnished; the same seed gives the same data" },
    { "serve", cli_serve, "[--listen ADDR:PORT] [--base-url URL] [--no-work]", "serves; SIGTERM finishes what is under way" },
    { "work", cli_work, "[--once]", "only the background work: letters and schedules" },
    { "sign-in-link", cli_sign_in_link, "EMAIL [--thaw] [--base-url URL]", "prints a one-time link for an account that exists" },
    { "import", cli_import, "members|groups FILE.csv [--map 'Header=field,...'] [--dry-run] [--partial] [--report FILE] | works FILE|--oai URL [--publish] [--dry-run]", "takes in a list as people really keep it, or a library" },
    { "export", cli_export, "members|groups|works|audit|asks|decisions|heard -o FILE [--format csv|json|xlsx]", "open formats, streamed" },
    { "backup", cli_backup, "FILE", "a consistent copy while serving, checked after writing" },
    { "restore", cli_restore, "FILE", "checks the copy before it touches anything" },
    { "check", cli_check, "", "verifies the database and every stored file; a line for each fault" },
    { "migrate", cli_migrate, "", "brings an older database up to this version, after a backup" },
    { "key", cli_key, "rotate | copy -o FILE | recover FILE", "seals everything anew while serving; a recovery copy of the key under printed words; and back" },
    { "receive-mail", cli_receive_mail, "[--explain] < MESSAGE", "takes one e-mail that came back or in reply; --explain changes nothing and prints what it understood" },
    { "routes", cli_routes, "", "prints every door, its gate and its method" },
    { 0 }
};

static int usage(FILE *to)
{
    fputs("use: kith COMMAND [--data DIR] [--db URL] [OPTIONS]\n\n", to);
    for (const Command *c = commands; c->name; c++) fprintf(to, "  kith %s %s\n      %s\n", c->name, c->usage, c->what);
    fputs("\nThe folder DIR ($KITH_DATA, else ./kith-data) holds everything; --db ($KITH_DB) puts the database elsewhere: postgresql://...\n", to);
    return to == stdout ? 0 : 2;
}

/* Takes --data and --db out of the list wherever they stand. */
static bool take_common(House *h, int *argc, char **argv)
{
    int kept = 0;
    for (int i = 0; i < *argc; i++) {
        const char **to = !strcmp(argv[i], "--data") ? &h->data : !strcmp(argv[i], "--db") ? &h->db_url : NULL;
        if (!to) { argv[kept++] = argv[i]; continue; }
        if (i + 1 >= *argc) { fprintf(stderr, "kith: %s needs a value after it\n", argv[i]); return false; }
        *to = argv[++i];
    }
    *argc = kept;
    return true;
}

static bool asks_help(int argc, char **argv)
{
    for (int i = 0; i < argc; i++) if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) return true;
    return false;
}

static void settle(House *h)
{
    Str data = read_secret(h, "DATA"), db = read_secret(h, "DB");
    if (!h->data) h->data = data.len ? data.at : "./kith-data";
    if (!h->db_url) h->db_url = db.len ? db.at : str_format(h->arena, "sqlite:%s/kith.db", h->data).at;
    h->key = str_format(h->arena, "%s/secret.key", h->data).at;
    const char *given = getenv("CREDENTIALS_DIRECTORY");                  /* systemd: LoadCredential=secret.key:... */
    const char *credential = given ? str_format(h->arena, "%s/secret.key", given).at : NULL;
    if (credential && !access(credential, R_OK)) h->key = credential;
}

int main(int argc, char **argv)
{
    House h = { .arena = arena_open() };
    if (sodium_init() < 0) die("The machine gives no random numbers.");
    setvbuf(stdout, NULL, _IOLBF, 0);
    argc--, argv++;
    if (argc && (!strcmp(argv[0], "--help") || !strcmp(argv[0], "help"))) return usage(stdout);
    if (argc && !strcmp(argv[0], "--version")) { puts("kith " KITH_VERSION); return 0; }
    if (!take_common(&h, &argc, argv) || argc < 1) return usage(stderr);
    settle(&h);
    for (const Command *c = commands; c->name; c++) {
        if (strcmp(c->name, argv[0])) continue;
        if (asks_help(argc, argv) && c->run != cli_import) { printf("use: kith %s %s\n\n%s\n", c->name, c->usage, c->what); return 0; }
        int status = c->run(&h, argc - 1, argv + 1);
        arena_close(h.arena);
        return status;
    }
    fprintf(stderr, "kith: there is no command %s\n", argv[0]);
    return usage(stderr);
}
