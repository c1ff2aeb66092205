/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What languages call themselves: whoever looks for theirs finds it by its own name. */
#include "knowledge/shelves.h"

typedef struct { const char *code, *name; bool rtl; } Tongue;
static const Tongue tongues[] = {
    { "am", "አማርኛ", false }, { "ar", "العربية", true }, { "ase", "American Sign Language", false }, { "bfi", "British Sign Language", false }, { "bn", "বাংলা", false }, { "cy", "Cymraeg", false },
    { "de", "Deutsch", false }, { "el", "Ελληνικά", false }, { "en", "English", false }, { "es", "Español", false }, { "fa", "فارسی", true }, { "fr", "Français", false }, { "ga", "Gaeilge", false },
    { "gd", "Gàidhlig", false }, { "gu", "ગુજરાતી", false }, { "he", "עברית", true }, { "hi", "हिन्दी", false }, { "hu", "Magyar", false }, { "isg", "Irish Sign Language", false }, { "it", "Italiano", false },
    { "ku", "Kurdî", false }, { "kw", "Kernewek", false }, { "lt", "Lietuvių", false }, { "nl", "Nederlands", false }, { "pa", "ਪੰਜਾਬੀ", false }, { "pl", "Polski", false }, { "prs", "دری", true },
    { "ps", "پښتو", true }, { "pt", "Português", false }, { "ro", "Română", false }, { "ru", "Русский", false }, { "sco", "Scots", false }, { "so", "Soomaali", false }, { "sq", "Shqip", false },
    { "ta", "தமிழ்", false }, { "ti", "ትግርኛ", false }, { "tr", "Türkçe", false }, { "uk", "Українська", false }, { "ur", "اردو", true }, { "vi", "Tiếng Việt", false }, { "yi", "ייִדיש", true }, { "zh", "中文", false },
};

static const Tongue *tongue(Str code)
{
    Str first = str_cut(&code, '-');                      /* "en" of "en-GB" */
    for (int i = 0; i < COUNT(tongues); i++) if (str_is(first, tongues[i].code)) return &tongues[i];
    return NULL;
}

Str language_name(Str code) { const Tongue *t = tongue(code); return t ? str_c(t->name) : code; }
const char *language_dir(Str code) { const Tongue *t = tongue(code); return t && t->rtl ? "rtl" : "ltr"; }
