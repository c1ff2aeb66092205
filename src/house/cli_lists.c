/* SPDX-License-Identifier: AGPL-3.0-or-later
 * kith import and kith export. */
#include "house/begin.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "people/group_sheet.h"

typedef struct { const char *kind, *file, *report, *format; GroupImport from; } ListOptions;

static const char import_use[] = "use: kith import groups FILE.csv [--map 'Header=field,...'] [--encoding NAME] [--directory no|members|public]\n"
    "                               [--dry-run] [--partial] [--report FILE]\n";
static const char export_use[] = "use: kith export groups -o FILE [--format csv|json|xlsx]\n";

static bool read_import(ListOptions *o, int argc, char **argv)
{
    static const char *const choices[] = { "no", "members", "public" };
    o->from.directory = DIRECTORY_PUBLIC;
    for (int i = 0; i < argc; i++) {
        const char *next = i + 1 < argc ? argv[i + 1] : NULL;
        if (!strcmp(argv[i], "--dry-run")) { o->from.dry_run = true; continue; }
        if (!strcmp(argv[i], "--partial")) { o->from.partial = true; continue; }
        if (argv[i][0] != '-' && !o->kind) { o->kind = argv[i]; continue; }
        if (argv[i][0] != '-' && !o->file) { o->file = argv[i]; continue; }
        if (!next) return false;
        if (!strcmp(argv[i], "--map")) o->from.map = next;
        else if (!strcmp(argv[i], "--encoding")) o->from.encoding = next;
        else if (!strcmp(argv[i], "--report")) o->report = next;
        else if (!strcmp(argv[i], "--directory")) {
            int n = 0;
            while (n < 3 && strcmp(next, choices[n])) n++;
            if (n == 3) return false;
            o->from.directory = (DirectoryChoice)n;
        } else return false;
        i++;
    }
    o->from.path = o->file;
    return o->kind && o->file;
}

static void say_notes(const GroupImported *r)
{
    const SheetNotes *n = r->notes;
    printf("Read as %.*s, parted by %s. %lld rows.\n", FMT(n->encoding), n->delimiter == ',' ? "commas" : n->delimiter == ';' ? "semicolons" : n->delimiter == '|' ? "bars" : "tabs", r->rows);
    if (n->empty_rows) printf("%lld empty rows were passed over.\n", n->empty_rows);
    if (n->encoding_assumed) {
        puts("The list does not say how its letters are written. These would read otherwise in another encoding; look at them:");
        for (int i = 0; i < n->odd_count; i++) printf("    line %lld: %.*s\n", n->odd[i].line, FMT(utf8_cut(n->odd[i].text, 100)));
    }
    if (n->twice_count) puts("These look as if their letters were written twice over. They were taken as they stand:");
    for (int i = 0; i < n->twice_count; i++) printf("    line %lld: %.*s, perhaps %.*s\n", n->twice[i].line, FMT(utf8_cut(n->twice[i].text, 80)), FMT(utf8_cut(n->twice[i].instead, 80)));
    if (r->unknown.len) printf("Columns that Kith has no field for were kept as they are, and are given out again: %.*s\n", FMT(r->unknown));
    if (r->again) puts("This very list was taken in before.");
}

static int say_end(const ListOptions *o, const GroupImported *r, bool kept)
{
    const char *would = o->from.dry_run ? "would be " : "";
    printf("%lld %sadded, %lld %schanged, %lld unchanged, %lld joined to a row further up, %lld refused. %lld are likely to be there twice.\n",
        r->added, would, r->changed, would, r->unchanged, r->joined, r->refused, r->likely);
    if (o->report) printf("The report, a line for each row, is in %s\n", o->report);
    if (o->from.dry_run) return 0;
    if (kept) return 0;
    fprintf(stderr, "kith: nothing was taken in, because %lld rows cannot be. Mend them, or take the rest with --partial.%s\n", r->refused,
        o->report ? "" : " --report FILE says which and why.");
    return 1;
}

int cli_import(House *h, int argc, char **argv)
{
    ListOptions o = { 0 };
    GroupImported r = { .stopped = S(""), .unknown = S("") };
    Str why = S("");
    if (!read_import(&o, argc, argv)) return fputs(import_use, stderr), 2;
    if (strcmp(o.kind, "groups")) return fprintf(stderr, "kith: %s cannot be imported yet; groups can\n", o.kind), 2;
    if (access(o.file, R_OK)) die("The list %s cannot be read.", o.file);
    Db *db = house_db(h);
    if (o.report && !(o.from.report = fopen(o.report, "w"))) die("The report cannot be written to %s.", o.report);
    o.from.progress = progress;
    Tx *tx = tx_open(h->arena, db, TX_WRITE);
    bool read_it = groups_import_trusted(tx, &o.from, &r, &why);
    bool keep = read_it && !o.from.dry_run && !r.stopped.len && (o.from.partial || !r.refused);
    TxEnd end = tx_close(tx, keep);
    db_close(db);
    if (o.from.report && fclose(o.from.report)) die("The report could not be written whole.");
    if (!read_it) die("%.*s", FMT(why));
    if (end == TX_FULL) die("The disk is full. Nothing was taken in.");
    if (keep && end != TX_KEPT) die("The list could not be written down. Nothing was taken in.");
    say_notes(&r);
    if (r.stopped.len) die("Reading stopped: %.*s Nothing was taken in.", FMT(r.stopped));
    return say_end(&o, &r, keep);
}

int cli_export(House *h, int argc, char **argv)
{
    ListOptions o = { .format = NULL };
    for (int i = 0; i < argc; i++) {
        if (argv[i][0] != '-' && !o.kind) { o.kind = argv[i]; continue; }
        if (i + 1 >= argc) return fputs(export_use, stderr), 2;
        if (!strcmp(argv[i], "-o")) o.file = argv[++i];
        else if (!strcmp(argv[i], "--format")) o.format = argv[++i];
        else return fputs(export_use, stderr), 2;
    }
    if (!o.kind || !o.file) return fputs(export_use, stderr), 2;
    if (strcmp(o.kind, "groups")) return fprintf(stderr, "kith: %s cannot be exported yet; groups can\n", o.kind), 2;
    if (!o.format) o.format = str_ends(str_c(o.file), S(".json")) ? "json" : str_ends(str_c(o.file), S(".xlsx")) ? "xlsx" : "csv";
    bool xlsx = !strcmp(o.format, "xlsx"), json = !strcmp(o.format, "json");
    if (!xlsx && !json && strcmp(o.format, "csv")) return fputs(export_use, stderr), 2;
    Db *db = house_db(h);
    const char *part = str_format(h->arena, "%s.part", o.file).at;
    FILE *to = xlsx ? NULL : fopen(part, "w");
    if (!xlsx && !to) die("The file %s cannot be written.", o.file);
    Tx *tx = tx_open(h->arena, db, TX_READ);
    SheetOut *out = xlsx ? sheet_out_xlsx(h->arena, part) : json ? sheet_out_json(h->arena, to) : sheet_out_csv(h->arena, to, true);
    Str why = S("");
    bool whole = groups_export_trusted(tx, out, &why);
    whole = tx_close(tx, true) == TX_KEPT && whole;
    if (to && (fflush(to) || fsync(fileno(to)) || fclose(to))) whole = false;
    db_close(db);
    if (!whole || rename(part, o.file)) { unlink(part); die("The file %s could not be written whole. %.*s", o.file, FMT(why)); }
    return 0;
}
