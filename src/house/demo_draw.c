/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Draws and the teller.  A Draw is splitmix64 begun from seed, purpose and index. */
#include "house/demo_draw.h"

/* Each step adds a fixed odd number and stirs the bits.  Unlike most generators it needs no warming up, so a fresh one
 * for each item is both cheap and good. */
uint64_t draw_next(Draw *d)
{
    uint64_t z = d->state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

Draw draw_open(uint64_t seed, uint64_t what, int index)
{
    Draw d = { seed };
    d.state = draw_next(&d) ^ what;
    d.state = draw_next(&d) ^ (uint64_t)(uint32_t)index;
    d.state = draw_next(&d);
    return d;
}

int draw_below(Draw *d, int n) { return (int)(((draw_next(d) >> 32) * (uint64_t)n) >> 32); }
bool draw_percent(Draw *d, int percent) { return draw_below(d, 100) < percent; }

int draw_share(Draw *d, const int *percent, int count)
{
    int at = draw_below(d, 100), i = 0;
    for (; i < count - 1 && at >= percent[i]; i++) at -= percent[i];
    return i;
}

Str draw_of(Draw *d, const char *choices)
{
    int count = 1;
    for (const char *p = choices; *p; p++) count += *p == '|';
    int which = draw_below(d, count);
    Str rest = str_c(choices), one = str_cut(&rest, '|');
    while (which-- > 0) one = str_cut(&rest, '|');
    return one;
}

Str demo_region(Draw *d)
{
    static const int percent[] = { 24, 14, 12, 9, 9, 9, 8, 7, 4, 2, 1, 1 };
    static const char *const slugs[] = { "london", "south-east", "north-west", "yorkshire-and-the-humber", "west-midlands", "south-west",
        "east-of-england", "east-midlands", "north-east", "wales", "scotland", "" };
    return str_c(slugs[draw_share(d, percent, COUNT(percent))]);
}

Str demo_town(Arena *a, Draw *d, Str region)
{
    static const char first[] = "Brannel|Corvel|Dunnel|Elsing|Fennel|Garrel|Hesper|Inkel|Jessam|Kedder|Lorrin|Marrel|Nessel|Orrin|Pippen"
        "|Quennel|Rasken|Sorrel|Tessel|Umbrel|Vennel|Wexen|Yarrel|Zennel|Ambrel|Bessel|Cammel|Derrin|Ossel|Pellin";
    Str head = draw_of(d, first);
    bool wales = str_is(region, "wales");
    if (wales || str_is(region, "scotland")) {
        Str before = draw_of(d, wales ? "Cwm|Pont|Bryn" : "Inver|Strath|Glen");   /* FMT names its argument twice: never draw inside it */
        return str_format(a, "%.*s %.*s", FMT(before), FMT(head));
    }
    Str tail = draw_of(d, str_is(region, "london") ? "wick|hithe|ford|stead|low" : str_is(region, "north-east") || str_is(region, "yorkshire-and-the-humber")
        ? "thorpe|thwaite|by|shaw|wick" : str_is(region, "south-west") ? "combe|stow|mouth|leigh|worthy" : "wick|combe|mere|holt|ford|stead|worth|low");
    return str_format(a, "%.*s%.*s", FMT(head), FMT(tail));
}
