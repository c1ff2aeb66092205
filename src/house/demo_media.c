/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Pictures and a sound made by code, so that nobody's are needed: flat shapes in the colours of the house, and a kettle. */
#include "house/demo_shelf.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>

enum { WIDE = 480, HIGH = 360, RATE = 8000 };
typedef struct { unsigned char rgb[3]; } Paint;
static const Paint ground = { { 0xED, 0xE6, 0xD6 } }, ink = { { 0x1F, 0x1B, 0x16 } }, indigo = { { 0x38, 0x36, 0x8C } }, amber = { { 0xD9, 0x92, 0x1A } }, white = { { 0xFF, 0xFF, 0xFF } };

static void dot(unsigned char *at, int x, int y, Paint p)
{
    if (x >= 0 && x < WIDE && y >= 0 && y < HIGH) memcpy(at + (y * WIDE + x) * 3, p.rgb, 3);
}

static void slab(unsigned char *at, int x, int y, int w, int h, Paint p)
{
    for (int j = y; j < y + h; j++) for (int i = x; i < x + w; i++) dot(at, i, j, p);
}

static void disc(unsigned char *at, int x, int y, int rx, int ry, Paint p)
{
    for (int j = -ry; j <= ry; j++) for (int i = -rx; i <= rx; i++) if (i * i * ry * ry + j * j * rx * rx <= rx * rx * ry * ry) dot(at, x + i, y + j, p);
}

static void slope(unsigned char *at, int x, int y, int dx, int dy, int thick, Paint p)     /* dx, dy: how far it goes */
{
    int steps = abs(dx) > abs(dy) ? abs(dx) : abs(dy);
    for (int i = 0; i <= steps; i++) slab(at, x + dx * i / steps, y + dy * i / steps, thick, thick, p);
}

static void kettle(unsigned char *at)
{
    disc(at, 230, 130, 92, 70, ink), disc(at, 230, 136, 68, 52, ground);                  /* its handle */
    slope(at, 318, 230, 90, -96, 34, indigo);                                            /* its spout */
    disc(at, 230, 235, 120, 96, indigo), slab(at, 110, 235, 240, 80, indigo);
    slab(at, 90, 310, 280, 14, ink), disc(at, 230, 138, 20, 14, amber), slab(at, 170, 148, 120, 10, ink);
    for (int i = 0; i < 3; i++) disc(at, 424 - i * 6, 96 - i * 30, 16 - i * 2, 9, white);   /* steam */
}

static void bench(unsigned char *at)
{
    for (int i = 0; i < 3; i++) slab(at, 60, 110 + i * 34, 360, 22, indigo);
    slab(at, 50, 226, 380, 26, amber);
    for (int i = 0; i < 2; i++) slab(at, 86 + i * 290, 100, 18, 152, ink), slab(at, 86 + i * 290, 252, 18, 68, ink);
    slab(at, 0, 320, WIDE, 8, ink);
}

static void bus(unsigned char *at)
{
    slab(at, 40, 90, 400, 200, indigo), slab(at, 40, 240, 400, 14, amber);
    for (int i = 0; i < 4; i++) slab(at, 60 + i * 76, 116, 60, 70, white);
    slab(at, 372, 116, 54, 150, white), slab(at, 398, 116, 4, 150, ink);                  /* its door */
    for (int i = 0; i < 2; i++) disc(at, 120 + i * 220, 292, 36, 36, ink), disc(at, 120 + i * 220, 292, 14, 14, ground);
    slab(at, 0, 328, WIDE, 8, ink);
}

bool demo_picture(Arena *a, Drawn which, const char *path)
{
    unsigned char *at = arena_alloc(a, (size_t)WIDE * HIGH * 3);
    png_image image = { .version = PNG_IMAGE_VERSION, .width = WIDE, .height = HIGH, .format = PNG_FORMAT_RGB };
    slab(at, 0, 0, WIDE, HIGH, ground);
    if (which == DRAWN_KETTLE) kettle(at);
    if (which == DRAWN_BENCH) bench(at);
    if (which == DRAWN_BUS) bus(at);
    return png_image_write_to_file(&image, path, 0, at, 0, NULL) != 0;
}

/* ---- the sound ---- */

static unsigned char *number(unsigned char *to, uint32_t n, int bytes)
{
    for (int i = 0; i < bytes; i++) *to++ = (unsigned char)(n >> (8 * i));
    return to;
}

/* Noise, dull at first; it rises and grows lighter for six seconds, rolls, then the switch clicks and it dies away. */
static int sample(int i, int *dull, uint32_t *chance)
{
    int ms = i / (RATE / 1000), loud = ms < 6000 ? 200 + ms * 2200 / 6000 : ms < 6900 ? 2400 : 2400 * (8000 - ms) / 1100, hold = ms < 6000 ? 24 - ms / 300 : 4;
    *chance = *chance * 1664525u + 1013904223u;
    *dull += ((int)(*chance >> 16) - 32768 - *dull) / hold;
    int roll = ms > 4500 && ms < 7200 ? (int)((unsigned)(i * 37) % 900) - 450 : 0, click = ms >= 6900 && ms < 6906 ? 9000 : 0;
    return *dull * loud / 9000 + roll * loud / 4800 + click;
}

bool demo_sound(Arena *a, const char *path)
{
    enum { COUNT_OF = RATE * DEMO_SOUND_SECONDS };
    unsigned char *bytes = arena_alloc(a, 44 + COUNT_OF * 2), *to = bytes;
    int dull = 0;
    uint32_t chance = 7;
    memcpy(to, "RIFF", 4), to = number(to + 4, 36 + COUNT_OF * 2, 4), memcpy(to, "WAVEfmt ", 8), to += 8;
    to = number(to, 16, 4), to = number(to, 1, 2), to = number(to, 1, 2), to = number(to, RATE, 4), to = number(to, RATE * 2, 4), to = number(to, 2, 2), to = number(to, 16, 2);
    memcpy(to, "data", 4), to = number(to + 4, COUNT_OF * 2, 4);
    for (int i = 0; i < COUNT_OF; i++) to = number(to, (uint32_t)sample(i, &dull, &chance), 2);
    FILE *f = fopen(path, "wb");
    if (!f) return false;
    bool whole = fwrite(bytes, 1, (size_t)(to - bytes), f) == (size_t)(to - bytes);
    return fclose(f) == 0 && whole;
}
