/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Postcodes and place words come out as regions; nothing else comes out at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "people/place.h"

typedef struct { const char *in, *slug; } Case;

static void all(const Case *c, int count, Str (*of)(Str))
{
    for (int i = 0; i < count; i++) {
        Str got = of(str_c(c[i].in));
        if (!str_is(got, c[i].slug)) fail_msg("\"%s\" gave \"%.*s\", not \"%s\"", c[i].in, FMT(got), c[i].slug);
    }
}

static void postcodes(void **state)
{
    static const Case c[] = {
        { "SW1A 1AA", "london" }, { "sw1a1aa", "london" }, { " e8 3 gd ", "london" }, { "W1A", "london" }, { "EC1V\xC2\xA0" "9HL", "london" },
        { "BN1 1AA", "south-east" }, { "M60 1NW", "north-west" }, { "M1", "north-west" }, { "LS1 4DY", "yorkshire-and-the-humber" },
        { "S1 2HH", "yorkshire-and-the-humber" }, { "B33 8TH", "west-midlands" }, { "BS1 5TR", "south-west" }, { "NR1 3QU", "east-of-england" },
        { "NG1 5DT", "east-midlands" }, { "NE1 4LP", "north-east" }, { "CF10 3NP", "wales" }, { "LL57 1DT", "wales" }, { "G2 1DU", "scotland" },
        { "ZE1 0HE", "scotland" }, { "BT1 5GS", "northern-ireland" }, { "bt7 1nn", "northern-ireland" },
        { "", "" }, { "   ", "" }, { "Leeds", "" }, { "ZZ1 1ZZ", "" }, { "SW", "" }, { "12345", "" }, { "JE2 3QA", "" }, { "SW1A 1A", "" },
        { "SW1A 11A", "" }, { "75008", "" }, { "M60 1NW M60 1NW", "" }, { "M\xC3\xA9 1NW", "" }, { "GIR 0AA", "" }, { "BF1 2AT", "" },
    };
    (void)state;
    all(c, COUNT(c), place_from_postcode);
}

/* Every area there is, once. */
static void every_area(void **state)
{
    static const char every[] = "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX"
        " FK FY G GL GU HA HD HG HP HR HS HU HX IG IP IV KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL"
        " PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE";
    (void)state;
    Arena *a = arena_open();
    int count = 0;
    for (Str rest = str_c(every); rest.len; count++) {
        Str area = str_cut(&rest, ' ');
        if (!place_from_postcode(str_format(a, "%.*s1 1AA", FMT(area))).len) fail_msg("no region for %.*s", FMT(area));
    }
    assert_int_equal(count, 121);
    arena_close(a);
}

static void words(void **state)
{
    static const Case c[] = {
        { "London", "london" }, { "north west London", "london" }, { "Londonderry", "northern-ireland" }, { "HACKNEY", "london" },
        { "Salford, Gtr Manchester", "north-west" }, { "Yorkshire & the Humber", "yorkshire-and-the-humber" }, { "York", "yorkshire-and-the-humber" },
        { "New York", "" }, { "North East Lincolnshire", "yorkshire-and-the-humber" }, { "north-east", "north-east" },
        { "Newcastle-under-Lyme", "west-midlands" }, { "Newcastle upon Tyne", "north-east" }, { "King\xE2\x80\x99s Lynn", "east-of-england" },
        { "East of England", "east-of-england" }, { "Ynys M\xC3\xB4n", "wales" }, { "Caerdydd", "wales" }, { "D\xC3\xB9n \xC3\x88" "ideann", "scotland" },
        { "Derry", "northern-ireland" }, { "Bath & North East Somerset", "south-west" }, { "Tyne & Wear", "north-east" },
        { "", "" }, { "England", "" }, { "online", "" }, { "the whole UK", "" }, { "Yorkville", "" }, { "\xE4\xBC\xA6\xE6\x95\xA6", "" },
    };
    (void)state;
    all(c, COUNT(c), place_from_words);
}

static void names(void **state)
{
    (void)state;
    const Place *at;
    int count = places_of(S("GB"), &at);
    assert_int_equal(count, 12);
    for (int i = 0; i < count; i++) {
        assert_true(str_eq(place_name(at[i].slug), at[i].name));
        assert_true(str_eq(place_known(at[i].slug), at[i].slug));
        assert_true(str_eq(place_from_words(at[i].name), at[i].slug));
        assert_int_equal(at[i].slug.at[at[i].slug.len], '\0');
    }
    assert_int_equal(places_of(S("FR"), &at), 0);
    assert_int_equal(place_name(S("atlantis")).len, 0);
    assert_int_equal(place_known(S("")).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(postcodes), cmocka_unit_test(every_area), cmocka_unit_test(words), cmocka_unit_test(names) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
