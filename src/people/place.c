/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The regions of Great Britain and Northern Ireland, and three ways to them:
 * slug, postcode, words.  Everything returned is constant text. */
#include "people/place.h"

enum { NOWHERE = -1, LONDON, SOUTH_EAST, NORTH_WEST, YORKSHIRE, WEST_MIDLANDS, SOUTH_WEST, EAST, EAST_MIDLANDS, NORTH_EAST,
    WALES, SCOTLAND, NORTHERN_IRELAND, PLACES };

static const Place places[PLACES] = {
    { S("london"), S("London") }, { S("south-east"), S("South East") }, { S("north-west"), S("North West") },
    { S("yorkshire-and-the-humber"), S("Yorkshire and the Humber") }, { S("west-midlands"), S("West Midlands") },
    { S("south-west"), S("South West") }, { S("east-of-england"), S("East of England") },
    { S("east-midlands"), S("East Midlands") }, { S("north-east"), S("North East") }, { S("wales"), S("Wales") },
    { S("scotland"), S("Scotland") }, { S("northern-ireland"), S("Northern Ireland") },
};

/* The letters that a postcode begins with.  Some areas cross a border (CH into Wales, SY into Wales, KT into Surrey, HP
 * into Hertfordshire, TD into England): each stands where most of it, or the town it is named after, lies. */
static const char *const areas[PLACES] = {
    [LONDON] = " BR CR E EC EN HA IG KT N NW RM SE SM SW TW UB W WC ",
    [SOUTH_EAST] = " BN CT DA GU HP ME MK OX PO RG RH SL SO TN ",
    [NORTH_WEST] = " BB BL CA CH CW FY L LA M OL PR SK WA WN ",
    [YORKSHIRE] = " BD DN HD HG HU HX LS S WF YO ",
    [WEST_MIDLANDS] = " B CV DY HR ST SY TF WR WS WV ",
    [SOUTH_WEST] = " BA BH BS DT EX GL PL SN SP TA TQ TR ",
    [EAST] = " AL CB CM CO IP LU NR PE SG SS WD ",
    [EAST_MIDLANDS] = " DE LE LN NG NN ",
    [NORTH_EAST] = " DH DL NE SR TS ",
    [WALES] = " CF LD LL NP SA ",
    [SCOTLAND] = " AB DD DG EH FK G HS IV KA KW KY ML PA PH TD ZE ",
    [NORTHERN_IRELAND] = " BT ",
};

/* What people write, folded.  The first row that holds one of their words wins, so the rows go from what could be
 * mistaken ("north east lincolnshire", "north west london") over regions and counties to towns. */
static const struct { int place; const char *words; } spoken[] = {
    { NOWHERE, "new york|new south wales|isle of man|jersey|guernsey|republic of ireland" },
    { NORTHERN_IRELAND, "northern ireland|ulster|londonderry" },
    { WALES, "wales|cymru" },
    { SCOTLAND, "scotland|alba|scottish borders|na h eileanan siar" },
    { LONDON, "london" },
    { YORKSHIRE, "north east lincolnshire|north lincolnshire|yorkshire and the humber|yorkshire|humberside|humber" },
    { SOUTH_WEST, "bath and north east somerset|north east somerset" },
    { WEST_MIDLANDS, "newcastle under lyme" },
    { EAST_MIDLANDS, "north east derbyshire|east midlands" },
    { WEST_MIDLANDS, "west midlands" },
    { NORTH_EAST, "north east|northeast" }, { NORTH_WEST, "north west|northwest" },
    { SOUTH_EAST, "south east|southeast" }, { SOUTH_WEST, "south west|southwest|west country" },
    { EAST, "east of england|eastern england|east anglia" },
    { NORTH_WEST, "greater manchester|gtr manchester|merseyside|lancashire|lancs|cheshire|cumbria" },
    { YORKSHIRE, "n yorks|s yorks|w yorks|e yorks" },
    { NORTH_EAST, "tyne and wear|tyneside|wearside|teesside|tees valley|northumberland|county durham|co durham" },
    { WEST_MIDLANDS, "shropshire|staffordshire|staffs|warwickshire|worcestershire|herefordshire|black country" },
    { EAST_MIDLANDS, "derbyshire|nottinghamshire|notts|leicestershire|leics|lincolnshire|lincs|northamptonshire|northants|rutland" },
    { EAST, "essex|suffolk|norfolk|cambridgeshire|cambs|hertfordshire|herts|bedfordshire|beds" },
    { SOUTH_EAST, "kent|surrey|sussex|hampshire|hants|isle of wight|berkshire|berks|buckinghamshire|bucks|oxfordshire|oxon" },
    { SOUTH_WEST, "cornwall|kernow|devon|dorset|somerset|wiltshire|wilts|gloucestershire|glos|isles of scilly" },
    { WALES, "gwynedd|powys|dyfed|gwent|glamorgan|pembrokeshire|carmarthenshire|ceredigion|monmouthshire|conwy|flintshire|denbighshire|anglesey|ynys mon|rhondda" },
    { SCOTLAND, "highlands|highland|fife|lothian|lanarkshire|ayrshire|aberdeenshire|angus|tayside|argyll|orkney|shetland|western isles|hebrides|dumfries and galloway|renfrewshire" },
    { NORTHERN_IRELAND, "county antrim|county armagh|county down|county fermanagh|county tyrone|co antrim|co armagh|co down|co fermanagh|co tyrone" },
    { LONDON, "hackney|lambeth|southwark|camden|islington|tower hamlets|newham|haringey|lewisham|greenwich|brixton|tottenham|croydon|barnet|ealing|brent|enfield|bromley|walthamstow|waltham forest|hounslow|harrow|havering|hillingdon|wandsworth|redbridge|bexley|barking|dagenham|hammersmith|fulham|kensington|westminster|peckham" },
    { NORTH_WEST, "manchester|liverpool|salford|bolton|bury|oldham|rochdale|stockport|tameside|trafford|wigan|preston|blackpool|blackburn|burnley|lancaster|morecambe|carlisle|kendal|barrow in furness|chester|crewe|warrington|birkenhead|wirral|knowsley|sefton|southport|st helens|macclesfield" },
    { YORKSHIRE, "leeds|sheffield|bradford|hull|wakefield|huddersfield|halifax|kirklees|calderdale|doncaster|rotherham|barnsley|harrogate|scarborough|whitby|grimsby|scunthorpe|hebden bridge|york" },
    { WEST_MIDLANDS, "birmingham|coventry|wolverhampton|stoke|stoke on trent|walsall|dudley|sandwell|solihull|telford|shrewsbury|worcester|hereford|stafford|tamworth|nuneaton|rugby|leamington spa|redditch" },
    { EAST_MIDLANDS, "nottingham|leicester|derby|lincoln|northampton|mansfield|chesterfield|loughborough|kettering|corby|boston|grantham|buxton" },
    { NORTH_EAST, "newcastle|newcastle upon tyne|gateshead|sunderland|middlesbrough|durham|darlington|hartlepool|stockton on tees|south shields|north shields|redcar" },
    { EAST, "norwich|ipswich|cambridge|peterborough|luton|bedford|colchester|chelmsford|southend|southend on sea|watford|stevenage|st albans|kings lynn|great yarmouth|lowestoft|harlow|basildon|bury st edmunds" },
    { SOUTH_EAST, "brighton|hove|southampton|portsmouth|oxford|reading|milton keynes|slough|canterbury|margate|maidstone|medway|folkestone|dover|hastings|eastbourne|crawley|guildford|woking|basingstoke|winchester|aylesbury|thanet|gravesend|dartford" },
    { SOUTH_WEST, "bristol|plymouth|exeter|bournemouth|poole|swindon|gloucester|cheltenham|bath|torbay|torquay|truro|penzance|falmouth|taunton|salisbury|weymouth|stroud|barnstaple" },
    { WALES, "cardiff|caerdydd|swansea|abertawe|newport|wrexham|wrecsam|bangor|aberystwyth|merthyr tydfil|llanelli|caerphilly|bridgend|barry|carmarthen" },
    { SCOTLAND, "glasgow|glaschu|edinburgh|dun eideann|aberdeen|dundee|inverness|perth|stirling|paisley|falkirk|dumfries|kilmarnock|greenock|ayr" },
    { NORTHERN_IRELAND, "belfast|derry|lisburn|newry|armagh|omagh|enniskillen|ballymena|coleraine|antrim|craigavon" },
};

int places_of(Str country, const Place **at)
{
    bool here = str_is(country, "GB");
    *at = here ? places : NULL;
    return here ? PLACES : 0;
}

static Str slug_at(int place) { return place == NOWHERE ? S("") : places[place].slug; }

Str place_name(Str slug)
{
    for (int i = 0; i < PLACES; i++) if (str_eq(slug, places[i].slug)) return places[i].name;
    return S("");
}

Str place_known(Str slug)
{
    for (int i = 0; i < PLACES; i++) if (str_eq(slug, places[i].slug)) return places[i].slug;
    return S("");
}

/* ---- postcodes ---- */

static bool letter(char c) { return c >= 'A' && c <= 'Z'; }
static bool digit(char c) { return c >= '0' && c <= '9'; }

/* Upper case without spaces; the length, or 0 when there is anything a postcode does not hold. */
static size_t bare(Str postcode, char to[8])
{
    size_t n = 0;
    for (size_t i = 0; i < postcode.len; i++) {
        char c = postcode.at[i];
        if (c == ' ' || c == '\t' || c == '\xC2' || c == '\xA0') continue;   /* the last two are a no-break space */
        if (c >= 'a' && c <= 'z') c = (char)(c - 32);
        if (n == 7 || (!letter(c) && !digit(c))) return 0;
        to[n++] = c;
    }
    return n;
}

/* One or two letters, a digit, and perhaps one more digit or letter: M1, M60, W1A, SW1A. Answers how many letters lead. */
static size_t outward_letters(const char *p, size_t n)
{
    size_t lead = n > 1 && letter(p[1]) ? 2 : 1;
    bool shaped = n > lead && n <= lead + 2 && letter(p[0]) && digit(p[lead]);
    return shaped ? lead : 0;
}

Str place_from_postcode(Str postcode)
{
    char p[8], area[5] = " ";
    size_t n = bare(postcode, p), outward = n >= 5 ? n - 3 : n;
    if (n >= 5 && !(digit(p[n - 3]) && letter(p[n - 2]) && letter(p[n - 1]))) return S("");
    size_t lead = n ? outward_letters(p, outward) : 0;
    if (!lead) return S("");
    memcpy(area + 1, p, lead);
    area[lead + 1] = ' ', area[lead + 2] = '\0';
    for (int i = 0; i < PLACES; i++) if (strstr(areas[i], area)) return places[i].slug;
    return S("");
}

/* ---- words ---- */

/* " salford gtr manchester ": folded, everything but letters a space, so that whole words can be found with a space on
 * either side. */
static Str padded(Arena *a, Str words)
{
    Str folded = utf8_fold(a, words);
    Buf b = buf_open(a, folded.len + 2);
    buf_byte(&b, ' ');
    for (size_t i = 0; i < folded.len; i++) {
        char c = folded.at[i];
        bool part = (c >= 'a' && c <= 'z') || (c & 0x80);
        if (part) buf_byte(&b, c);
        else if (c == '&') buf_str(&b, b.at[b.len - 1] == ' ' ? S("and ") : S(" and "));
        else if (b.at[b.len - 1] != ' ') buf_byte(&b, ' ');
    }
    if (b.at[b.len - 1] != ' ') buf_byte(&b, ' ');
    return buf_view(&b);
}

static bool holds(Arena *a, Str text, const char *words)
{
    for (Str rest = str_c(words); rest.len; ) {
        Str one = str_cut(&rest, '|');
        if (str_find(text, str_format(a, " %.*s ", FMT(one))) >= 0) return true;
    }
    return false;
}

Str place_from_words(Str words)
{
    Arena *a = arena_open();
    Str text = padded(a, utf8_cut(words, 400)), found = S("");
    for (int i = 0; i < COUNT(spoken); i++)
        if (holds(a, text, spoken[i].words)) { found = slug_at(spoken[i].place); break; }
    arena_close(a);
    return found;
}
