/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The matrix's rule in all its cases, answers to questions, codes and words, who may do what twice: on either engine. */
#include "house_for_tests.h"

/* ---- the rule: every mix of gates with every mix of what is decisive ---- */

static Suggestion expected(int gates, int decisive)
{
    if (gates & 2) return SUGGESTS_NO;                    /* bit 0: a gate yes; 1: a gate no; 2: a gate not known */
    if (gates & 4) return SUGGESTS_ASKING_BACK;
    bool for_it = decisive & 1, against = decisive & 2, mixed = decisive & 4;
    if (mixed || for_it == against) return SUGGESTS_TALKING;
    return for_it ? SUGGESTS_YES : SUGGESTS_NO;
}

static void matrix_rule(void **state)
{
    (void)state;
    static const Verdict gate[] = { GATE_YES, GATE_NO, GATE_UNKNOWN }, said[] = { SPEAKS_FOR, SPEAKS_AGAINST, SPEAKS_MIXED };
    MatrixQuestion g = { .kind = MATRIX_GATE }, w = { .kind = MATRIX_WEIGHED };
    for (int gates = 0; gates < 8; gates++)
        for (int decisive = 0; decisive < 8; decisive++) {
            Weighed at[10] = { { &w, IMPORTANT, SPEAKS_AGAINST }, { &w, MINOR, SPEAKS_FOR } };     /* these order, and decide nothing */
            int n = 2;
            for (int i = 0; i < 3; i++) if (gates >> i & 1) at[n++] = (Weighed){ &g, COUNTS_NOT, gate[i] };
            for (int i = 0; i < 3; i++) if (decisive >> i & 1) at[n++] = (Weighed){ &w, DECISIVE, said[i] };
            assert_int_equal(matrix_suggests(at, n), expected(gates, decisive));
            Weighed turned[10];
            for (int i = 0; i < n; i++) turned[i] = at[n - 1 - i];
            assert_int_equal(matrix_suggests(turned, n), expected(gates, decisive));                /* in whatever order */
        }
    Weighed unanswered[] = { { &g, COUNTS_NOT, VERDICT_NONE }, { &w, DECISIVE, SPEAKS_FOR } };
    assert_int_equal(matrix_suggests(unanswered, 2), SUGGESTS_ASKING_BACK);
    assert_true(decision_departs(SUGGESTS_NO, S("yes")).len && decision_departs(SUGGESTS_ASKING_BACK, S("in part")).len && decision_departs(SUGGESTS_YES, S("no")).len);
    assert_true(!decision_departs(SUGGESTS_NO, S("not now")).len && !decision_departs(SUGGESTS_TALKING, S("yes")).len && !decision_departs(SUGGESTS_YES, S("not now")).len);
}

/* ---- answers ---- */

static Str mended(AsksKind kind, const char *words, Said said_)
{
    Question q = { .key = S("k"), .kind = kind, .choices = S("Tea\nCoffee"), .needed = true, .may_decline = true };
    Answer a = { S("k"), said_, str_c(words) };
    return answer_fault(arena, &q, &a, 0);
}

static void answers(void **state)
{
    (void)state;
    static const struct { AsksKind kind; const char *good, *bad; } table[] = {
        { ASKS_ONE, "Tea", "Milk" }, { ASKS_SEVERAL, "Tea\nCoffee", "Tea\nMilk" }, { ASKS_YES_NO, "not sure", "maybe" }, { ASKS_DATE, "2027-02-28", "28/2/27" }, { ASKS_MONEY, "125050", "some" },
        { ASKS_LINK, "https://x.example/a", "javascript:1" }, { ASKS_BUDGET, "Fares\t1200", "Fares\tlots" }, { ASKS_CONSENT, "yes", "no" },
    };
    for (int i = 0; i < COUNT(table); i++) {
        assert_int_equal(mended(table[i].kind, table[i].good, SAID).len, 0);
        assert_true(mended(table[i].kind, table[i].bad, SAID).len > 0);
        assert_true(mended(table[i].kind, "", PASSED_OVER).len > 0);                                /* it is needed */
        assert_int_equal(mended(table[i].kind, "", RATHER_NOT).len, 0);                             /* and saying so is an answer (R56) */
    }
    i64 pence = 0;
    static const struct { const char *typed; i64 pence; } money[] = { { "1250", 125000 }, { "£1,250.50", 125050 }, { "1 250,5", 125050 }, { "0.05", 5 }, { "12,000", 1200000 } };
    for (int i = 0; i < COUNT(money); i++) {
        assert_int_equal(money_read(arena, str_c(money[i].typed), &pence).len, 0);
        assert_int_equal(pence, money[i].pence);
    }
    static const char *const not_money[] = { "", "-5", "5e9", "99999999999999999999", "five" };
    for (int i = 0; i < COUNT(not_money); i++) assert_true(money_read(arena, str_c(not_money[i]), &pence).len > 0);
    assert_true(str_is(money_shown(arena, 125050), "£1,250.50"));
    money_of_country(S("IE"));
    assert_true(str_is(money_shown(arena, 1200000000), "€12,000,000") && str_is(money_code(), "EUR"));
    money_of_country(S("GB"));
    Question q = { .when_key = S("k"), .when_is = S("Tea\nCoffee") };
    Answer coffee = { S("k"), SAID, S("Coffee") }, milk = { S("k"), SAID, S("Milk") };
    assert_true(question_open(&q, &(Answers){ &coffee, 1 }) && !question_open(&q, &(Answers){ &milk, 1 }) && !question_open(&q, &(Answers){ &milk, 0 }));
}

static void codes(void **state)
{
    (void)state;
    Str seen[2000];
    for (int i = 0; i < COUNT(seen); i++) {
        i64 id = id_new();
        seen[i] = str_format(arena, "%.*s %.*s", FMT(entry_code(arena, id)), FMT(entry_word(arena, id)));
        assert_true(entry_word(arena, id).len > 2 && entry_code(arena, id).len == 9);
        assert_true(str_eq(entry_code(arena, id), entry_code(arena, id)));
        for (int k = 0; k < i; k++) assert_false(str_eq(seen[i], seen[k]));
    }
}

static void months(void **state)
{
    (void)state;
    static const struct { const char *at, *month; } table[] = { { "2026-01-01T00:00:00Z", "2026-01-01" }, { "2026-01-31T23:59:59Z", "2026-01-01" }, { "2024-02-29T12:00:00Z", "2024-02-01" }, { "2027-03-01T00:00:00Z", "2027-03-01" }, { "2000-12-31T01:00:00Z", "2000-12-01" } };
    for (int i = 0; i < COUNT(table); i++) {
        Time t, m;
        assert_true(time_from_rfc3339(str_c(table[i].at), &t) && time_from_rfc3339(str_c(table[i].month), &m));
        assert_int_equal(month_of(t).us, m.us);
    }
}

/* ---- nobody speaks for all (R27) ---- */

static void claims(void **state)
{
    (void)state;
    static const char *const all[] = { "Members think that the bus should stay.", "We heard it often: the community says no.", "Survivors want more.", "OUR MEMBERS BELIEVE it.",
        "Members think so: 212 of them.", "212 members think so, asked by post in 2026." };
    static const char *const fine[] = { "Forty riders told us.", "Some members may think otherwise.", "In 2026, 212 of 412 members asked by post; those members want it, and [others differ](/about/others).", "" };
    for (int i = 0; i < COUNT(all); i++) assert_true(claim_fault(arena, str_c(all[i])).len > 0);
    for (int i = 0; i < COUNT(fine); i++) if (claim_fault(arena, str_c(fine[i])).len) fail_msg("%s", fine[i]);
}

/* ---- a version that was published never changes; whoever waits is let in; drafts go ---- */

static const DoorKeeper *keeper(Tx *tx, i64 person) { return door_keeper(tx, (Who){ .person = person, .gates = 1u << ANYONE | 1u << MEMBERS | 1u << DESK | 1u << DECIDERS }); }

static void versions(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 staff = person_in(db, "Marek", "marek@x.example"), made = 0;
    Tx *tx = tx_open(arena, db, TX_WRITE);
    const Door *d = door_seen_by(tx, NOBODY, S("outside"));
    const DoorKeeper *by = keeper(tx, staff);
    assert_int_equal(entry_begin(tx, NOBODY, d, S("0123456789012345678901"), &made), DONE);
    int asked = entry_trusted(tx, made)->set->count;
    Question q = { .topic = S("More"), .asks = S("And the weather?"), .kind = ASKS_LONG };
    assert_int_equal(question_put(tx, by, d->id, &q), DONE);
    assert_int_equal(entry_trusted(tx, made)->set->count, asked);
    assert_int_equal(question_publish(tx, by, d->id), DONE);
    assert_int_equal(entry_trusted(tx, made)->set->count, asked);            /* who began goes on with what they began with */
    assert_int_equal(question_set_of_trusted(tx, d->id)->count, asked + 1);
    assert_int_equal(question_publish(tx, by, d->id), GONE);
    keep(tx);
    Buf faults = checked(db);
    if (faults.len) fail_msg("%.*s", FMT(buf_view(&faults)));
    db_close(db);
}

static void drafts_go(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 made = 0;
    Tx *tx = tx_open(arena, db, TX_WRITE);
    const Door *d = door_seen_by(tx, NOBODY, S("outside"));
    assert_int_equal(entry_begin(tx, NOBODY, d, S("0123456789012345678901"), &made), DONE);
    const Filler *by = entry_filler_trusted(tx, made);
    assert_int_equal(entry_save(tx, by, &(Answer){ S("title"), SAID, S("A bus") }, 1), DONE);
    assert_int_equal(entry_reach(tx, by, &(Reach){ S("Jo"), S("email"), S("jo@x.example") }), DONE);
    Time kept = entry_trusted(tx, made)->keep_until;
    int letters = 0;
    for (int day = 20; day >= -1; day--) {
        time_pretend(time_after(kept, -DAYS(day)));
        doors_round_trusted(tx, 0);
        letters = (int)db_one_int(tx, SQL("select count(*) from outbox"));
        assert_int_equal(letters, day >= 14 ? 0 : day >= 3 ? 1 : 2);         /* warned twice (R34) */
        assert_int_equal(db_one_int(tx, SQL("select count(*) from entry_answer")), day > 0 ? 1 : 0);
    }
    time_pretend((Time){ 0 });
    keep(tx);
    db_close(db);
}

static void what_goes_by_itself(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 empty = 0, sent = 0;
    Time now = time_now();
    Tx *tx = tx_open(arena, db, TX_WRITE);
    const Door *d = door_seen_by(tx, NOBODY, S("outside"));
    assert_int_equal(entry_begin(tx, NOBODY, d, S("0123456789012345678901"), &empty), DONE);
    assert_int_equal(entry_begin(tx, NOBODY, d, S("1123456789012345678901"), &sent), DONE);
    assert_int_equal(entry_reach(tx, entry_filler_trusted(tx, sent), &(Reach){ S("Jo"), S("email"), S("jo@x.example") }), DONE);
    db_exec(tx, SQL("update entry set state = 'sent', sent_at = 1, due_at = 2, answered_at = $2 where id = $1"), I(sent), AT(now));
    doors_round_trusted(tx, 0);
    assert_non_null(entry_trusted(tx, empty));
    time_pretend(time_after(now, DAYS(4)));
    doors_round_trusted(tx, 0);
    assert_null(entry_trusted(tx, empty));
    assert_true(str_is(entry_trusted(tx, sent)->name, "Jo"));
    time_pretend(time_after(now, DAYS(731)));
    doors_round_trusted(tx, 0);
    assert_true(!entry_trusted(tx, sent)->name.len && !entry_trusted(tx, sent)->reach.len);
    time_pretend((Time){ 0 });
    keep(tx);
    db_close(db);
}

/* Two who answer at once: one answer leaves. */
static void once(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 made = 0;
    Tx *tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(entry_begin(tx, NOBODY, door_seen_by(tx, NOBODY, S("outside")), S("0123456789012345678901"), &made), DONE);
    db_exec(tx, SQL("update entry set state = 'sent', sent_at = 1, due_at = 2 where id = $1"), I(made));
    assert_true(entry_answered_trusted(tx, made));
    assert_false(entry_answered_trusted(tx, made));
    keep(tx);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(matrix_rule), cmocka_unit_test(answers), cmocka_unit_test(codes), cmocka_unit_test(months), cmocka_unit_test(claims),
        cmocka_unit_test(versions), cmocka_unit_test(drafts_go),
        cmocka_unit_test(once), cmocka_unit_test(what_goes_by_itself) };
    return cmocka_run_group_tests(all, house_up, house_down);
}
