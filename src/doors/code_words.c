/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Codes and words that bring back what somebody began.  Both are made from the entry's number by a key outside the
 * database, so they are written down nowhere and can be shown again to whoever is there already. */
#include "doors/entry.h"

#include "seal/seal.h"

/* Short, plain, easily told apart on the phone: 256 of them. */
static const char words[] =
    "acorn|album|amber|anchor|angle|ankle|apple|apron|arrow|atlas|attic|autumn|bacon|badge|bakery|ballad|bamboo|banjo|barley|barn|basket|beach|beacon|beetle|"
    "bench|berry|bicycle|biscuit|blanket|blossom|bonnet|bottle|branch|bread|breeze|brick|bridge|broom|bubble|bucket|butter|button|cabin|cable|cactus|camera|canal|candle|"
    "canoe|carpet|carrot|castle|celery|chalk|cheese|cherry|chimney|circle|clock|cloud|clover|cobbler|coffee|comet|compass|copper|coral|corner|cotton|cradle|crayon|cricket|"
    "crystal|cupboard|curtain|cushion|daisy|dancer|dawn|desk|dinner|dolphin|donkey|dragon|drawer|drum|eagle|easel|echo|elbow|ember|engine|fabric|falcon|farm|feather|"
    "fern|ferry|fiddle|field|finch|flag|flint|flour|flute|forest|fountain|fox|garden|garlic|gate|ginger|glacier|glove|granite|grape|grass|guitar|hammer|hammock|"
    "harbour|hazel|hedge|heron|hill|honey|horizon|hotel|iceberg|igloo|inkwell|island|ivory|ivy|jacket|jelly|jigsaw|jumper|kayak|kernel|kettle|kitchen|kite|ladder|lagoon|"
    "lake|lamp|lantern|lemon|lentil|library|linen|lizard|lobster|locket|loom|magnet|mango|maple|marble|market|meadow|melon|mirror|mitten|moon|mortar|mountain|mug|muffin|"
    "napkin|needle|nest|nettle|notebook|oak|oasis|ocean|olive|onion|orange|orbit|orchard|otter|oven|owl|paddle|paint|paper|parrot|parsley|pasture|peach|pebble|pencil|"
    "pepper|piano|picnic|pillow|pine|planet|plum|pocket|pond|poppy|potato|puddle|puzzle|quilt|rabbit|radio|radish|rain|raven|ribbon|rice|river|robin|rocket|rope|saddle|"
    "saffron|sail|salmon|sandal|saucer|scarf|shell|shovel|silver|sofa|spoon|spring|squirrel|stable|starling|stone|sugar|sunset|table|tailor|teapot|thimble|thunder|ticket|tulip|umbrella|valley|vine|violin|walnut|willow|window|yarn|yoghurt|zebra";

static void stirred(Arena *a, i64 id, unsigned char to[16])
{
    Str key = seal_keyed(a, "entry.code", str_format(a, "%lld", id));
    memcpy(to, key.at, 16);
}

Str entry_code(Arena *a, i64 id)
{
    static const char signs[] = "23456789BCDFGHJKMNPQRSTVWXYZ";  /* none that are taken for another, and no vowels: no words by chance */
    unsigned char raw[16];
    char out[9];
    stirred(a, id, raw);
    uint64_t n = 0;
    for (int i = 0; i < 8; i++) n = n << 8 | raw[i];
    for (int i = 0; i < 9; i++) {
        if (i == 4) { out[i] = '-'; continue; }
        out[i] = signs[n % 28], n /= 28;
    }
    return str_copy(a, (Str){ out, sizeof out });
}

Str entry_word(Arena *a, i64 id)
{
    unsigned char raw[16];
    stirred(a, id, raw);
    Str rest = str_c(words), one = str_cut(&rest, '|');
    for (int i = raw[8]; i > 0; i--) one = str_cut(&rest, '|');
    return one;
}
