/* SPDX-License-Identifier: AGPL-3.0-or-later
 * kith import and kith export. */
#include "house/begin.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chronicle/chronicle.h"
#include "knowledge/knowledge.h"
#include "people/group_sheet.h"
#include "register/members_sheet.h"

typedef struct { const char *kind, *file, *report, *format, *undo; ListImport from; } ListOptions;

static const char import_use[] = "use: kith import members|groups FILE.csv [--map 'Header=field,...'] [--encoding NAME] [--dry-run] [--partial] [--report FILE]\n"
    "         groups:  [--directory no|members|public]\n"
    "         members: [--class individual|supporter|none] [--dates day-first|month-first]\n"
    "     kith import works FILE.json|.bib|.ris|--oai URL [--publish] [--dry-run]     kith import works --help tells more\n"
    "     kith import members --lists           which lists were taken in\n"
    "     kith import members --undo NUMBER     takes one out again, within seven days\n";
static const char works_use[] = "use: kith import works FILE.json|FILE.bib|FILE.ris [--publish] [--dry-run]\n"
    "     kith import works --oai URL [--publish] [--dry-run]\n\n"
    "Takes in a library: CSL-JSON (also what kith export works gives out), BibTeX, RIS, or another repository over OAI-PMH.\n"
    "Works come in as drafts, with their dates. --publish shows those that say nothing of a state, or that they are public.\n"
    "--dry-run says what would come in, and changes nothing.\n\n"
    "What is here already is passed over: it is known by its id, its mark, or, without an id, by its DOI or its title, authors and year.\n"
    "What was taken back here does not come in again. What could not be taken is told line by line, apart from the count.\n"
    "From a repository, what is new there follows here and what was deleted there is taken back; others cannot harvest it from here.\n";
static const char export_use[] = "use: kith export members|groups|works|audit|asks|decisions|heard -o FILE [--format csv|json|xlsx]\n";

static bool read_import(ListOptions *o, int argc, char **argv)
{
    static const char *const choices[] = { "no", "members", "public" };
    o->from.directory = DIRECTORY_PUBLIC;
    for (int i = 0; i < argc; i++) {
        const char *next = i + 1 < argc ? argv[i + 1] : NULL;
        if (!strcmp(argv[i], "--dry-run")) { o->from.dry_run = true; continue; }
        if (!strcmp(argv[i], "--partial")) { o->from.partial = true; continue; }
        if (!strcmp(argv[i], "--lists")) { o->undo = ""; continue; }
        if (argv[i][0] != '-' && !o->kind) { o->kind = argv[i]; continue; }
        if (argv[i][0] != '-' && !o->file) { o->file = argv[i]; continue; }
        if (!next) return false;
        if (!strcmp(argv[i], "--map")) o->from.map = next;
        else if (!strcmp(argv[i], "--encoding")) o->from.encoding = next;
        else if (!strcmp(argv[i], "--report")) o->report = next;
        else if (!strcmp(argv[i], "--undo")) o->undo = next;
        else if (!strcmp(argv[i], "--class") && (!strcmp(next, "individual") || !strcmp(next, "supporter") || !strcmp(next, "none"))) o->from.class_kind = strcmp(next, "none") ? next : "";
        else if (!strcmp(argv[i], "--dates") && (!strcmp(next, "day-first") || !strcmp(next, "month-first"))) o->from.month_first = !strcmp(next, "month-first");
        else if (!strcmp(argv[i], "--directory")) {
            int n = 0;
            while (n < 3 && strcmp(next, choices[n])) n++;
            if (n == 3) return false;
            o->from.directory = (DirectoryChoice)n;
        } else return false;
        i++;
    }
    o->from.path = o->file;
    o->from.actor = ACTOR_COMMAND;
    return o->kind && (o->file || (o->undo && !strcmp(o->kind, "members")));
}

static void say_notes(const ListImported *r)
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
    if (r->left_out.len) printf("Columns that no list may bring were left out; people say such things themselves if they want to: %.*s\n", FMT(r->left_out));
    if (r->again) puts("This very list was taken in before.");
}

static int say_end(const ListOptions *o, const ListImported *r, bool kept)
{
    const char *would = o->from.dry_run ? "would be " : "";
    printf("%lld %sadded, %lld %schanged, %lld unchanged, %lld joined to a row further up, %lld refused. %lld are likely to be there twice.\n",
        r->added, would, r->changed, would, r->unchanged, r->joined, r->refused, r->likely);
    if (r->held) printf("%lld asked to be erased and were not taken in again.\n", r->held);
    if (o->report) printf("The report, a line for each row, is in %s\n", o->report);
    if (o->from.dry_run) return 0;
    if (kept && r->id) printf("To take this list out again within seven days: kith import members --undo %lld\n", r->id);
    if (kept) return 0;
    fprintf(stderr, "kith: nothing was taken in, because %lld rows cannot be. Mend them, or take the rest with --partial.%s\n", r->refused,
        o->report ? "" : " --report FILE says which and why.");
    return 1;
}

static int say_lists(House *h, Db *db)
{
    Tx *tx = tx_open(h->arena, db, TX_READ);
    TakenIns all = taken_in_lately_trusted(tx);
    for (int i = 0; i < all.count; i++)
        printf("%lld  %.*s  %.*s: %lld added, %lld changed%s\n", all.at[i].id, FMT(time_words(h->arena, all.at[i].at)), FMT(all.at[i].file_name), all.at[i].added, all.at[i].changed,
            all.at[i].undone_at.us ? ", taken out again" : all.at[i].may_undo ? "" : ", can no longer be undone");
    if (!all.count) puts("No list of people was taken in.");
    return tx_close(tx, true) == TX_KEPT ? 0 : 1;
}

static int undo_list(House *h, Db *db, const char *number)
{
    i64 id = 0;
    Undone u = { 0 };
    Outcome o = GONE;
    TxEnd end = TX_AGAIN;
    for (int tries = 0; tries < 20 && end == TX_AGAIN; tries++) {
        u = (Undone){ 0 };
        Tx *tx = tx_open(h->arena, db, TX_WRITE);
        o = str_int(str_c(number), &id) ? members_undo_trusted(tx, id, ACTOR_COMMAND, &u) : GONE;
        end = tx_close(tx, o == DONE);
    }
    switch (o) {
    case DONE:
        if (end != TX_KEPT) die("It could not be written down. Nothing was changed.");
        printf("%lld taken out, %lld put back as they were, %lld left as they are because they did something themselves since.\n", u.taken_out, u.put_back, u.spared);
        return 0;
    case CONFLICT: fputs("kith: this list was taken in more than seven days ago. What it brought stays; records can be changed one by one at the desk.\n", stderr); return 1;
    case GONE: case INVALID: fputs("kith: there is no such list, or it was taken out already. `kith import members --lists` names them.\n", stderr); return 1;
    }
    return 1;
}

static void say_works(const WorksImport *from, const WorksImported *r)
{
    const char *would = from->dry_run ? "would be " : "", *how = !from->publish ? " as drafts" : r->shown == r->added ? " and shown" : "";
    printf("%lld works %staken in%s, %lld were here already, %lld could not be taken.\n", r->added, would, how, r->twice, r->refused);
    if (from->publish && r->shown != r->added) printf("%lld of them %sshown; the others are drafts, because the list says that they were not public.\n", r->shown, would);
    if (r->again) printf("%lld stand in the list a second time.\n", r->again);
    if (r->held) printf("%lld were taken back here and do not come in again.\n", r->held);
    if (r->changed) printf("%lld %schanged as their repository has them now.\n", r->changed, would);
    if (r->gone) printf("%lld %staken back, because they were deleted there.\n", r->gone, would);
    if (r->cut) printf("%lld had something longer than there is room for, which was cut.\n", r->cut);
}

static int import_works(House *h, int argc, char **argv)
{
    WorksImport from = { .notes = stderr, .progress = progress };
    WorksImported r = { 0 };
    Str why = S("");
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--publish")) from.publish = true;
        else if (!strcmp(argv[i], "--dry-run")) from.dry_run = true;
        else if (!strcmp(argv[i], "--oai") && i + 1 < argc && !from.oai) from.oai = argv[++i];
        else if (argv[i][0] != '-' && !from.path) from.path = argv[i];
        else return fputs(works_use, stderr), 2;
    }
    if (!from.path == !from.oai) return fputs(works_use, stderr), 2;
    Db *db = house_db(h);
    bool whole = works_import_trusted(h->arena, db, &from, &r, &why);
    db_close(db);
    i64 any = r.added + r.changed + r.gone;
    if (whole || any) say_works(&from, &r);
    if (!whole) die("%.*s %s", FMT(why), !any || from.dry_run ? "Nothing was taken in." : "What is counted here came in before that, and stays; take the list in again and it goes on from there.");
    return r.refused && !any && !r.twice && !r.held ? 1 : 0;
}

static bool asks_help(int argc, char **argv)
{
    for (int i = 0; i < argc; i++) if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) return true;
    return false;
}

int cli_import(House *h, int argc, char **argv)
{
    bool works = argc && !strcmp(argv[0], "works");
    if (asks_help(argc, argv)) return fputs(works ? works_use : import_use, stdout), 0;
    if (works) return import_works(h, argc, argv);
    ListOptions o = { 0 };
    ListImported r = { .stopped = S(""), .unknown = S(""), .left_out = S("") };
    Str why = S("");
    if (!read_import(&o, argc, argv)) return fputs(import_use, stderr), 2;
    bool members = !strcmp(o.kind, "members");
    if (!members && strcmp(o.kind, "groups")) return fprintf(stderr, "kith: %s cannot be imported; members, groups and works can\n", o.kind), 2;
    if (o.undo) {
        Db *db = house_db(h);
        int rc = *o.undo ? undo_list(h, db, o.undo) : say_lists(h, db);
        db_close(db);
        return rc;
    }
    if (access(o.file, R_OK)) die("The list %s cannot be read.", o.file);
    Db *db = house_db(h);
    if (o.report && !(o.from.report = fopen(o.report, "w"))) die("The report cannot be written to %s.", o.report);
    o.from.progress = progress;
    Tx *tx = tx_open(h->arena, db, TX_WRITE);
    bool read_it = members ? members_import_trusted(tx, &o.from, &r, &why) : groups_import_trusted(tx, &o.from, &r, &why);
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

/* ---- giving out ---- */

/* A whole list of people is counted for everybody, in the same transaction that reads it. */
static bool give_members(Tx *tx, SheetOut *out, Str *why)
{
    i64 count = 0, id = id_new();
    bool whole = members_export_trusted(tx, out, str_format(tx_arena(tx), "G-%lld", id), &count, why);
    noted_trusted(tx, ACTOR_COMMAND, &(Noted){ "exported", 0, str_format(tx_arena(tx), "G-%lld, %lld people", id, count) });
    happened_trusted(tx, &(Happens){ .actor = ACTOR_COMMAND, .kind = "members list", .subject_kind = "", .words = str_format(tx_arena(tx), "A whole list of people was given out: %lld.", count) });
    return whole;
}

/* What people asked is theirs too: that it was given out is written down where everybody at the desk sees it. */
static bool give_asks(Tx *tx, SheetOut *out, Str *why)
{
    i64 count = 0;
    bool whole = entries_export_trusted(tx, out, &count, why);
    happened_trusted(tx, &(Happens){ .actor = ACTOR_COMMAND, .kind = "asks list", .subject_kind = "", .words = str_format(tx_arena(tx), "Everything that came through the doors was given out: %lld.", count) });
    return whole;
}

static void give_audit_row(void *with, const AuditRow *r)
{
    SheetOut *out = with;
    Arena *a = arena_open();
    sheet_out_int(out, r->seq);
    sheet_out_cell(out, time_rfc3339(a, r->at));
    sheet_out_int(out, r->actor);
    sheet_out_cell(out, r->kind);
    sheet_out_int(out, r->subject);
    sheet_out_cell(out, r->words);
    sheet_out_end_row(out);
    arena_close(a);
}

static bool give_audit(Tx *tx, SheetOut *out, Str *why)
{
    const Str heads[] = { S("number"), S("at"), S("who"), S("what"), S("of whom"), S("words") };
    sheet_out_begin(out, heads, COUNT(heads));
    audit_every_trusted(tx, give_audit_row, out);
    return sheet_out_finish(out, why) && !tx_doomed(tx);
}

static const struct { const char *kind; bool (*give)(Tx *tx, SheetOut *out, Str *why); TxKind tx; } givens[] = {
    { "members", give_members, TX_WRITE }, { "groups", groups_export_trusted, TX_READ }, { "works", works_export_trusted, TX_READ }, { "audit", give_audit, TX_READ },
    { "asks", give_asks, TX_WRITE }, { "decisions", decisions_export_trusted, TX_READ }, { "heard", heard_export_trusted, TX_READ },
};

static bool read_export(ListOptions *o, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        if (argv[i][0] != '-' && !o->kind) { o->kind = argv[i]; continue; }
        if (i + 1 >= argc) return false;
        if (!strcmp(argv[i], "-o")) o->file = argv[++i];
        else if (!strcmp(argv[i], "--format")) o->format = argv[++i];
        else return false;
    }
    if (!o->kind || !o->file) return false;
    if (!o->format) o->format = str_ends(str_c(o->file), S(".json")) ? "json" : str_ends(str_c(o->file), S(".xlsx")) ? "xlsx" : "csv";
    return !strcmp(o->format, "xlsx") || !strcmp(o->format, "json") || !strcmp(o->format, "csv");
}

int cli_export(House *h, int argc, char **argv)
{
    ListOptions o = { .format = NULL };
    int k = 0;
    if (!read_export(&o, argc, argv)) return fputs(export_use, stderr), 2;
    while (k < COUNT(givens) && strcmp(o.kind, givens[k].kind)) k++;
    if (k == COUNT(givens)) return fprintf(stderr, "kith: %s cannot be exported; members, groups, works, audit, asks, decisions and heard can\n", o.kind), 2;
    bool xlsx = !strcmp(o.format, "xlsx"), json = !strcmp(o.format, "json");
    Db *db = house_db(h);
    const char *part = str_format(h->arena, "%s.part", o.file).at;
    umask(077);                                           /* a list of people is nobody else's on this machine */
    FILE *to = xlsx ? NULL : fopen(part, "w");
    if (!xlsx && !to) die("The file %s cannot be written.", o.file);
    Tx *tx = tx_open(h->arena, db, givens[k].tx);
    bool csl = json && !strcmp(o.kind, "works");          /* what other libraries read, and import takes in again */
    SheetOut *out = xlsx ? sheet_out_xlsx(h->arena, part) : csl ? NULL : json ? sheet_out_json(h->arena, to) : sheet_out_csv(h->arena, to, true);
    Str why = S("");
    bool whole = csl ? works_export_json_trusted(tx, to, &why) : givens[k].give(tx, out, &why);
    whole = tx_close(tx, whole) == TX_KEPT && whole;
    if (to && (fflush(to) || fsync(fileno(to)) || fclose(to))) whole = false;
    db_close(db);
    if (!whole || rename(part, o.file)) { unlink(part); die("The file %s could not be written whole. %.*s", o.file, FMT(why)); }
    return 0;
}
