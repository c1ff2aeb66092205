/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Sound and film, moved into a fresh container as they are: nothing is decoded, and nothing but the streams comes
 * along.  FFmpeg's libraries are large and seldom wanted, so the child looks for them itself, before it locks itself up;
 * without them no recording is taken, and everything else goes on. */
#include "files/inside.h"

#include <dlfcn.h>
#include <libavformat/avformat.h>
#include <unistd.h>

#define NUMBER_(n) #n
#define NUMBER(n) NUMBER_(n)
#define EACH(f) f(avformat_alloc_context) f(avformat_open_input) f(avformat_find_stream_info) f(avformat_alloc_output_context2) f(avformat_new_stream) f(avformat_write_header) \
    f(av_read_frame) f(av_interleaved_write_frame) f(av_write_trailer) f(avio_alloc_context) f(avio_flush)
#define EACH_CODEC(f) f(avcodec_parameters_copy) f(av_packet_rescale_ts) f(av_packet_alloc) f(av_packet_unref)
#define EACH_UTIL(f) f(av_malloc) f(av_strdup) f(av_log_set_level) f(av_dict_set)
#define FIELD(name) __typeof__(&name) name;
static struct { EACH(FIELD) EACH_CODEC(FIELD) EACH_UTIL(FIELD) } av;

enum { LONGEST = 30 * 60, BLOCK = 65536, STREAMS = 8 };
static const struct { const char *in, *out; } formats[] = {
    { "mov,mp4,m4a,3gp,3g2,mj2", "mp4" }, { "matroska,webm", "webm" }, { "ogg", "ogg" }, { "mp3", "mp3" }, { "wav", "wav" }, { "flac", "flac" }, { "aac", "adts" },
};
const char *const av_types[][3] = {
    { "audio/mp4", "video/mp4", ".mp4" }, { "audio/webm", "video/webm", ".webm" }, { "audio/ogg", "video/ogg", ".ogg" }, { "audio/mpeg", NULL, ".mp3" }, { "audio/wav", NULL, ".wav" }, { "audio/flac", NULL, ".flac" },
    { "audio/aac", NULL, ".aac" },
};

bool clean_av_ready(void)
{
    void *format = dlopen("libavformat.so." NUMBER(LIBAVFORMAT_VERSION_MAJOR), RTLD_NOW), *codec = dlopen("libavcodec.so." NUMBER(LIBAVCODEC_VERSION_MAJOR), RTLD_NOW),
        *util = dlopen("libavutil.so." NUMBER(LIBAVUTIL_VERSION_MAJOR), RTLD_NOW);
    if (!format || !codec || !util) return false;
    bool all = true;
#define FIND(lib, name) *(void **)(void *)&av.name = dlsym(lib, #name), all = all && av.name;
#define FIND_FORMAT(name) FIND(format, name)
#define FIND_CODEC(name) FIND(codec, name)
#define FIND_UTIL(name) FIND(util, name)
    EACH(FIND_FORMAT) EACH_CODEC(FIND_CODEC) EACH_UTIL(FIND_UTIL)
    return all;
}

static int take(void *fd, uint8_t *to, int n)
{
    ssize_t got = read(*(int *)fd, to, (size_t)n);
    return got > 0 ? (int)got : AVERROR_EOF;
}

static int put(void *fd, uint8_t *from, int n) { return clean_write(*(int *)fd, from, (size_t)n) ? n : -1; }

static int64_t seek_to(void *fd, int64_t to, int how)
{
    if (how == AVSEEK_SIZE) {
        off_t here = lseek(*(int *)fd, 0, SEEK_CUR), end = lseek(*(int *)fd, 0, SEEK_END);
        lseek(*(int *)fd, here, SEEK_SET);
        return end;
    }
    return lseek(*(int *)fd, to, how & ~AVSEEK_FORCE);
}

static AVFormatContext *opened(int *from)
{
    AVFormatContext *in = av.avformat_alloc_context();
    if (!in) return NULL;
    in->pb = av.avio_alloc_context(av.av_malloc(BLOCK), BLOCK, 0, from, take, NULL, seek_to);
    /* Playlists and the like would open other files; only plain containers are even looked at. */
    in->format_whitelist = av.av_strdup("mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,mp3,wav,flac,aac");
    in->probesize = 2 << 20;
    if (av.avformat_open_input(&in, NULL, NULL, NULL) < 0) return NULL;
    return av.avformat_find_stream_info(in, NULL) >= 0 ? in : NULL;
}

static int format_of(const AVFormatContext *in)
{
    for (int i = 0; i < COUNT(formats); i++) if (!strcmp(in->iformat->name, formats[i].in)) return i;
    return -1;
}

static int streams_over(AVFormatContext *in, AVFormatContext *out, int map[STREAMS], AvSeen *seen)
{
    int made = 0;
    for (unsigned i = 0; i < in->nb_streams && i < STREAMS; i++) {
        enum AVMediaType type = in->streams[i]->codecpar->codec_type;
        bool cover = in->streams[i]->disposition & AV_DISPOSITION_ATTACHED_PIC;
        map[i] = -1;
        if ((type != AVMEDIA_TYPE_AUDIO && type != AVMEDIA_TYPE_VIDEO) || cover) continue;
        AVStream *to = av.avformat_new_stream(out, NULL);
        if (!to || av.avcodec_parameters_copy(to->codecpar, in->streams[i]->codecpar) < 0) return 0;
        to->codecpar->codec_tag = 0, to->time_base = in->streams[i]->time_base;
        map[i] = made++;
        seen->film = seen->film || type == AVMEDIA_TYPE_VIDEO;
    }
    return made;
}

static bool packets_over(AVFormatContext *in, AVFormatContext *out, const int map[STREAMS], AvSeen *seen)
{
    AVPacket *p = av.av_packet_alloc();
    int64_t packets = 0;
    while (p && av.av_read_frame(in, p) >= 0) {
        int from = p->stream_index, to = from < STREAMS ? map[from] : -1;
        if (to >= 0) {
            AVRational base = in->streams[from]->time_base;
            if (p->pts != AV_NOPTS_VALUE && base.den) seen->seconds = (int)(p->pts * base.num / base.den) > seen->seconds ? (int)(p->pts * base.num / base.den) : seen->seconds;
            if (seen->seconds > LONGEST) return false;
            av.av_packet_rescale_ts(p, base, out->streams[to]->time_base);
            p->stream_index = to, p->pos = -1;
            if (av.av_interleaved_write_frame(out, p) < 0) return false;
            packets++;
        }
        av.av_packet_unref(p);
    }
    return packets > 0;
}

bool clean_av(int from, int to, AvSeen *seen)
{
    int map[STREAMS];
    AVFormatContext *out = NULL;
    av.av_log_set_level(AV_LOG_QUIET);
    lseek(from, 0, SEEK_SET);
    AVFormatContext *in = opened(&from);
    if (!in || (seen->format = format_of(in)) < 0) return false;
    if (av.avformat_alloc_output_context2(&out, NULL, formats[seen->format].out, NULL) < 0 || !out) return false;
    out->pb = av.avio_alloc_context(av.av_malloc(BLOCK), BLOCK, 1, &to, NULL, put, seek_to);
    out->flags |= AVFMT_FLAG_BITEXACT;
    if (!streams_over(in, out, map, seen) || (seen->film && !av_types[seen->format][1])) return false;
    if (av.avformat_write_header(out, NULL) < 0 || !packets_over(in, out, map, seen) || av.av_write_trailer(out) < 0) return false;
    av.avio_flush(out->pb);
    return out->pb->error >= 0;
}
