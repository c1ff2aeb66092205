/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The teller and its common rules: rooms, times, kettles, buses, letters, budgets.
 * No story of anybody's distress belongs here, and no real body's name. */
#include "house/demo_draw.h"

/* Choices are drawn evenly; say one twice to have it twice as often. */
static const Rule common[] = {
    { "day", "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday" },
    { "days", "{day}s|{day}s|every other {day}|the first {day} of the month|the last {day} of the month|most {day}s|{day}s in term time|{day}s all year round" },
    { "hour", "at ten|at eleven|from noon|at half past one|at two|from three|at four|at half past five|from six|at seven|in the morning|after lunch|in the early evening|after the school run" },
    { "room", "the back room of a library|a room over a bakery|an old ticket office|a scout hut|a chapel hall|the upstairs of a café|a church basement|a portable cabin behind the allotments"
        "|a shop that stands empty|the canteen of a mill|a room lent by a housing co-op|a community laundry|a former bank|a tea room by the bus station|the reading room|a boat shed|a school kitchen"
        "|a disused waiting room|the hall of a tenants' association|a greenhouse with a heater|a borrowed office with six chairs|a room with a view of the depot|a corner of the market hall" },
    { "drink", "tea|coffee|mint tea|chai|hot squash|cocoa|builder's tea|tea and toast|soup|lemon and ginger" },
    { "few", "four|five|six|seven|eight|nine|ten|a dozen|fifteen|about twenty|between five and fifteen|sometimes three, sometimes thirty" },
    { "years", "since last winter|since the spring|for two years|for three years|for six years|for eleven years|since before the library closed|since the bus was cut|for longer than anybody wrote down" },
    { "thing", "an urn|two kettles|a kettle that whistles|one good printer|a box of biscuits|a folding table|a noticeboard|a shared phone|a laptop with a new battery|a trolley|a shelf of books|a tin for fares"
        "|a sewing machine|four flasks|a badge maker|a box of stamps|a rota on the wall|a blackboard|a big teapot|an atlas with the covers gone" },
    { "bus", "the 12|the 47|the 8A|the 203|the night bus|the X5|the 31|the little bus|the last bus|the 66" },

    { "meet_room", "We meet on {days} {hour} in {room}.|There is a table and {drink} on {days} {hour}.|{few_big} of us come to {room} on {days}.|You will find us in {room} on {days} {hour}."
        "|We have met in {room} {years}.|On {days} we open the door {hour} and put the kettle on.|We borrow {room} on {days}, and leave it as we found it."
        "|We go between {room} and {room}, whichever is warm.|Every week somebody with a key opens {room} {hour}." },
    { "few_big", "Four or five|Six|Seven or eight|Nine|About a dozen|Fifteen|Some twenty" },
    { "meet_online", "We meet online on {days} {hour}.|Our calls are on {days} {hour}; cameras may stay off.|We have had a call on {days} {years}.|There is a call on {days} and a slow e-mail list between."
        "|We write to each other all week and talk on {days} {hour}.|You can join by phone as well as by video on {days}.|On {days} the line is open {hour}, and nobody has to speak.|We meet by text only, on {days} {hour}." },
    { "detail_room", "We own {thing} and {thing}.|{bus_big} stops outside.|Fares are paid back in coins on the day.|Somebody will meet you at the bus stop if you ask.|There is {drink} at the start and at the end."
        "|We keep {thing}, which anybody may borrow.|Washing up is done by whoever is nearest the sink.|The radiator works if you kick it.|The door is heavy; knock and one of us comes."
        "|We bring {drink} and share what there is.|Chairs are set out in a half circle, with two by the door for those who like to be near it.|If {bus} does not run, we start late."
        "|There is a quiet room with a lamp.|Dogs who can sit still are let in.|We keep coats on until the heater has caught up.|There is always one chair more than people.|Whoever comes first puts up the sign." },
    { "bus_big", "The 12|The 47|The 8A|The 203|The X5|The 31|The little bus|The 66" },
    { "detail_online", "We send data top-ups to those who need them.|Notes go round the next day, for those who were asleep.|The link is the same every time.|Captions are on, and we check them."
        "|We have a phone number for when the link does not work.|One of us opens early to help with sound.|Nothing is recorded.|Those who would rather type do so, and somebody reads it out."
        "|We post {drink} bags to each other in winter.|Letters and postcards count as being there.|Each call has a beginning, a break and an end, and we keep to them." },
    { "how", "Nobody leads twice running.|We take turns with the keys.|Decisions wait a week, so that those who were away can say what they think.|We agree by talking until nobody minds; if somebody does mind, we wait."
        "|There is a short agreement on the wall, which we change every year.|What is said in the room stays in the room.|You can come and say nothing.|We write down what we decide and pin it up."
        "|Two of us look after the tin and show the book to anybody.|Jobs are drawn from a hat, and may be put back.|We start with who needs to leave early.|When we disagree we write down both."
        "|There is no committee, only a list of who does what this month.|No professional is in the room unless we asked one in.|We stop on time, because some of us count on it.|Meetings are short and the minutes shorter."
        "|We have a treasurer, a secretary and a great many opinions.|Everybody gets the same say, however long they have been coming." },
    { "money", "It costs nothing to come.|We run on {sum} a year and what people bring.|Most of the money goes on rent and stamps.|Last year's budget was {sum}, and we publish it.|We pay people for their time when there is money, and say so when there is not."
        "|We have never had a grant, and have never had a meeting about targets.|A raffle pays for {thing}.|We spent {sum} last year, most of it on fares.|The hall wants {sum} a year, and we are looking for it.|Our whole budget fits on the back of an envelope." },
    { "sum", "60 pounds|140 pounds|300 pounds|480 pounds|750 pounds|900 pounds|1,400 pounds|2,600 pounds|4,000 pounds|7,500 pounds|11,000 pounds" },
    { "new_yes", "New people are welcome on any {day}.|Just come; somebody will show you where the cups are.|Come once, or every week, or once a year.|You can bring somebody with you.|There is no form.|You do not have to say why you came." },
    { "new_private", "New people are welcome; write first.|Write, and one of us calls you back.|You can come to a first cup somewhere else." },
    { "new_ask", "Write to us before you first come, so that somebody looks out for you.|Call first: we move about.|We like to have a word on the phone before somebody's first time.|Send a line or a voice message, and one of us answers within a week."
        "|We are a small room, so ask first." },
    { "new_no", "We are full at the moment and keep a list.|We are not taking new people until the autumn; other groups near us are.|For now we are staying the size we are.|We can tell you how we began, if you want to start one where you live." },

    { "access", "Step-free from the street.|One step at the door; we have a ramp.|A lift, which mostly works.|The toilet is step-free.|We are up a flight of stairs; tell us and we move the meeting downstairs.|Hearing loop in the main room.|Large print by asking."
        "|British Sign Language by asking two weeks before.|Low light and no strip lamps.|A quiet room next door.|No scent, if we can help it.|Parking for two cars; a bus stop at the door.|Breaks every 40 minutes.|Cameras off is fine.|Live captions by a person."
        "|You can lie down if you need to.|We can pay for a taxi.|Childcare by asking.|You can come by phone.|Tell us what you need, and we say plainly whether we can.|Fidgeting, pacing and leaving early are all fine.|Chairs without arms." },
};

static const char *choices_named(const Teller *t, Str name)
{
    for (int i = 0; i < t->own_count; i++) if (str_is(name, t->own[i].name)) return t->own[i].choices;
    for (int i = 0; i < COUNT(common); i++) if (str_is(name, common[i].name)) return common[i].choices;
    die("no rule {%.*s} to tell from", FMT(name));
}

Str tell_of(const Teller *t, const char *choices)
{
    Str rest = draw_of(t->draw, choices);
    Buf b = buf_open(t->arena, rest.len + 64);
    for (ptrdiff_t at; (at = str_find(rest, S("{"))) >= 0; ) {
        buf_add(&b, rest.at, (size_t)at);
        rest.at += at + 1, rest.len -= (size_t)at + 1;
        buf_str(&b, tell_of(t, choices_named(t, str_cut(&rest, '}'))));
    }
    buf_str(&b, rest);
    return buf_view(&b);
}
