/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Contrast as WCAG reckons it, from relative luminance. */
#include "web/colour.h"

#include <math.h>
#include <stdlib.h>

bool colour_known(Str c)
{
    if (c.len != 7 || c.at[0] != '#') return false;
    for (size_t i = 1; i < 7; i++)
        if (!strchr("0123456789abcdefABCDEF", c.at[i])) return false;
    return true;
}

typedef struct { double r, g, b; } Rgb;

static Rgb rgb_of(Str c)
{
    char text[8] = { 0 };
    memcpy(text, c.at + 1, 6);
    long n = strtol(text, NULL, 16);
    return (Rgb){ (double)(n >> 16 & 255) / 255, (double)(n >> 8 & 255) / 255, (double)(n & 255) / 255 };
}

static double linear(double x) { return x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4); }
static double luminance(Rgb c) { return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b); }

double colour_contrast(Str a, Str b)
{
    double x = luminance(rgb_of(a)) + 0.05, y = luminance(rgb_of(b)) + 0.05;
    return x > y ? x / y : y / x;
}

static Str text_of(Arena *a, Rgb c)
{
    return str_format(a, "#%02x%02x%02x", (unsigned)(c.r * 255 + 0.5), (unsigned)(c.g * 255 + 0.5), (unsigned)(c.b * 255 + 0.5));
}

static Rgb mixed(Rgb c, double towards, double share)
{
    return (Rgb){ c.r + (towards - c.r) * share, c.g + (towards - c.g) * share, c.b + (towards - c.b) * share };
}

Str colour_nearest(Arena *a, Str c, Str paper, double least)
{
    double towards = luminance(rgb_of(paper)) > 0.18 ? 0 : 1;
    Str now = str_lower_ascii(a, c);
    for (int step = 1; step <= 100 && colour_contrast(now, paper) < least; step++)
        now = text_of(a, mixed(rgb_of(c), towards, step / 100.0));
    return now;
}

Str colour_for_dark(Arena *a, Str c) { return colour_nearest(a, c, S("#17140F"), 4.5); }
