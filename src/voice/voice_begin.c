/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What a new network's doors ask and by what it weighs: read from assets/doors.tsv and assets/matrix.tsv once, and
 * data that the network changes from then on. */
#include "voice/voice.h"

#include "web/assets.h"

static int number(Str s)
{
    i64 n;
    return str_int(s, &n) ? (int)n : 0;
}

static Door door_from(Str line, int position)
{
    Door d = { .position = position, .sign = S("open"), .grace_hours = 48, .role = S("") };
    d.slug = str_cut(&line, '\t'), d.purpose = str_cut(&line, '\t'), d.name = str_cut(&line, '\t'), d.for_whom = str_cut(&line, '\t'), d.needs_right = str_cut(&line, '\t');
    d.minutes = number(str_cut(&line, '\t')), d.answer_days = number(str_cut(&line, '\t')), d.capacity = number(str_cut(&line, '\t')), d.when_full = str_cut(&line, '\t'),
        d.publishes = str_cut(&line, '\t'), d.leads_to = str_cut(&line, '\t');
    d.will_ask = str_cut(&line, '\t'), d.read_by = str_cut(&line, '\t'), d.then_what = str_cut(&line, '\t'), d.closed_words = line;
    return d;
}

static void begin_doors(Tx *tx)
{
    const Asset *f = asset("doors.tsv");
    Question at[QUESTIONS_MOST];
    i64 door = 0;
    int count = 0, position = 0;
    for (Str rest = f ? f->bytes : S(""); ; ) {
        Str line = str_cut(&rest, '\n'), word = str_cut(&line, '\t');
        if (str_is(word, "ask") && count < QUESTIONS_MOST) { at[count++] = question_read(tx_arena(tx), line); continue; }
        if (door && count) questions_begin_trusted(tx, door, at, count);
        if (!str_is(word, "door")) return;
        Door d = door_from(line, position++);
        door = door_make_trusted(tx, &d), count = 0;
    }
}

static void use_from(MatrixQuestion *q, Str use)
{
    static const char *const words[] = { "", "decisive", "important", "minor" };
    int k = ask_kind_number(str_cut(&use, ':'));
    if (k < 0) return;
    q->used[k] = true;
    for (int i = 0; i < COUNT(words); i++) if (str_is(use, words[i])) q->importance[k] = (Importance)i;
}

static void begin_matrix(Tx *tx)
{
    const Asset *f = asset("matrix.tsv");
    MatrixQuestion *at = arena_array(tx_arena(tx), MatrixQuestion, MATRIX_MOST);
    int count = 0;
    for (Str rest = f ? f->bytes : S(""); rest.len && count < MATRIX_MOST; ) {
        Str line = str_cut(&rest, '\n'), kind = str_cut(&line, '\t');
        MatrixQuestion *q = &at[count++];
        q->key = str_cut(&line, '\t'), q->words = str_cut(&line, '\t'), q->help = str_cut(&line, '\t');
        for (int k = MATRIX_GATE; k <= MATRIX_NOTE; k++) if (str_is(kind, matrix_kind_word((MatrixKind)k))) q->kind = (MatrixKind)k;
        while (line.len) use_from(q, str_cut(&line, ' '));
    }
    matrix_begin_trusted(tx, at, count);
}

void voice_begin_trusted(Tx *tx)
{
    if (db_one_int(tx, SQL("select count(*) from door"))) return;
    begin_doors(tx);
    begin_matrix(tx);
}
