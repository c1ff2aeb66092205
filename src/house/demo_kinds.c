/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The ten kinds of group, with invented doings and their own words. */
#include "house/demo_group.h"

const DemoKind demo_kinds[DEMO_KINDS] = {
    { .word = "peer support", .percent = 34,
        .doings = "Listening|Evening Talk|Quiet Company*|Walkers*|Tea and Talk*|Sunday Lunch*|Slow Mornings*|Night Owls*|Long Bench|Kettle|Drop-in*"
            "|Two Chairs",
        .each = "We listen, one at a time, with a sand timer so that nobody is cut short.|We talk through one long evening, with a break for {drink}."
            "|We keep each other company; reading a paper counts.|We walk the same two miles at the pace of the slowest."
            "|Tea first, talk second, and sometimes only tea.|We cook one pot on Sunday and eat it together."
            "|We start late because mornings are hard.|We are awake when others are not, and there is always one of us at the other end."
            "|We meet on a bench, and in {room} when it rains.|One kettle, {few} of us, no agenda.|Drop in, sit down, go when you like."
            "|Two people, two chairs, an hour each way.",
        .any = "We sit together and talk, or do not.|A place to come when the week is long.|People who have been there, with people who are there."
            "|We began as three friends at a bus stop and are still mostly that.|Each of us knows something about getting through a {day}."
            "|We share what has helped, what has not, and who makes the best {drink}.|Nobody here gives advice unless asked for it."
            "|We talk about work, sleep, benefits, neighbours and what is for tea.|An ordinary hour among people who do not need it explained."
            "|We are better at company than at chairing.",
        .by_and_for = "By and for people who have lived through mental distress, whatever they call it."
            "|Everybody here has been through something and nobody has to say what.|Run by the people who come, for the people who come."
            "|For anybody who has been in hospital, and led by us who have.|By and for people who live with ups and downs around {town}."
            "|For people who find evenings hard, run by people who do too.|By people who hear, see or feel things others do not, for the same."
            "|Led by people with experience of distress. No staff.", .whom = "" },
    { .word = "mutual aid", .percent = 13,
        .doings = "Food Share*|Tool Share*|Fares Pool*|Lifts|Pantry*|Repairs|Neighbours*|Parcel Run*|Mending Table*|Form Fillers*|Laundry Rota*"
            "|Warm Rooms*",
        .each = "We share food that shops would throw away, and cook what nobody recognises.|We own {thing} and forty tools, and lend them by the week."
            "|We pay {sum} a year in bus fares, no questions.|We drive each other to appointments and wait outside."
            "|Tins, rice, nappies and stamps, on a shelf anybody may take from.|We mend lamps, zips, bicycles and radios."
            "|We knock on doors in our street, twice a week, if people want it.|We carry parcels, prescriptions and library books up the stairs."
            "|Bring a coat with a hole; leave with a coat.|We fill in forms in pairs: one reads, one writes."
            "|We wash and dry for those whose machine has given up.|We list the rooms that are warm and free to sit in, by day.",
        .any = "We lend, fetch, mend and carry for one another.|We put {sum} in a tin and take it in turns to need it."
            "|Somebody always has a drill, and somebody always has an hour.|What one of us knows about the council, all of us know by {day}."
            "|Nobody keeps count of who gave what.",
        .by_and_for = "By and for neighbours who have had a hard time of it and look out for each other."
            "|For people on low incomes who live with distress, and run by them.|Everybody gives and everybody takes."
            "|Led by disabled people and people with lived experience in {town}.|By and for people whom the system wore out.", .whom = "" },
    { .word = "arts or making", .percent = 11,
        .doings = "Writers*|Choir*|Printmakers*|Quilters*|Zine*|Clay|Drummers*|Sketchers*|Film|Weavers*|Theatre*|Photographers*",
        .each = "We write for twenty minutes and read aloud only if we want to.|We sing what we like, in parts when there are enough of us."
            "|We print from lino, wood and potatoes.|We are making one large quilt out of work shirts."
            "|We fold and staple a zine every season and leave it on {bus}.|We pinch pots; some hold water.|We drum, not quietly, in {room}."
            "|We draw what is on the table.|We make three-minute films about kitchens, buses and weather.|We weave on borrowed looms."
            "|We put on something small every spring, in {room}.|We take one picture a week and hang them all.",
        .any = "We make things and look at them together.|Nobody has to show what they made."
            "|We have made {few} things this year and finished some of them.|It does not have to be good; it has to be ours."
            "|No teacher, one radiator, plenty of paper.",
        .by_and_for = "By and for people with lived experience who make things.|Artists and beginners, all with experience of distress, none in charge."
            "|Led by Mad, ill and neurodivergent makers.|For people who would rather make than talk, run by the same.", .whom = "" },
    { .word = "campaigning", .percent = 11,
        .doings = "Bus Fares|Fair Forms|Rights|Plain Letters|Ward Watch*|Housing Action*|Budget Readers*|Open Records|Benefits Watch*|Complaints School*"
            "|Assembly*|Crossing the Road",
        .each = "We want a bus pass that works before half past nine.|We collect forms that make no sense and send them back, corrected."
            "|We know the rules about tribunals and explain them over {drink}.|We ask offices to write letters that can be read, and show them how."
            "|We go and see wards, write down what we see and send it to those who run them.|We go along to housing offices with each other."
            "|We read the health board's budget so that others do not have to.|We ask for records and publish what comes, with the black bars."
            "|We follow benefit rules and write down what changes, in plain words.|We teach each other to complain, from first letter to last."
            "|Once a season we hold an assembly in {room} and write down every view."
            "|We want one crossing, by the clinic, with a green man who waits.",
        .any = "We write letters, and then we write again.|We go to meetings in twos and report back.|We ask who decided, and ask again."
            "|We keep a list of what was promised, with dates.|We have spoken at {few} meetings and been answered at two.",
        .by_and_for = "By and for people who have been on the other side of the desk.|Led by people with experience of mental health law."
            "|For tenants and claimants living with distress; all of us are.|By people who are tired of being consulted, for the same.", .whom = "" },
    { .word = "racial justice", .percent = 9,
        .doings = "Black Women's|Black Men's|Elders and Daughters*|Roots and Records*|Sound System*|Racial Justice|Brothers' Table*|Sisters' Table*"
            "|Diaspora Readers*|Caribbean Lunch*|South Asian Women's|Global Majority",
        .each = "Black women, one long table, {drink} and no minutes.|Black men walking, talking and getting home in time for the match."
            "|Elders talk, daughters record, and then the other way round.|We keep records of who we are, in our own words."
            "|We built a sound system and we use it.|We write down how people are treated, and ask why, with dates."
            "|Brothers at one table, cooking in turn.|Sisters at one table; children in the next room."
            "|We read one short thing a month from somewhere our families have been.|Rice and peas on {day}, and the dominoes come out after."
            "|We cook, sew and talk, in {few} languages at once.|We share what works across communities, and argue about the rest.",
        .any = "We meet to be at ease, which is harder than it sounds.|We do not explain ourselves here."
            "|We look at what care does to our families and what we would rather have.|We read, remember and plan.",
        .whom = "Black women|Black men|Black elders and their daughters|Black people and people of colour|young Black people who like it loud"
            "|people racialised as Black|men of African and Caribbean heritage|Black women and women of colour|people of the diaspora, all of them"
            "|Caribbean elders and whoever they bring|South Asian women|people of the global majority", .by_and_for = "" },
    { .word = "faith or culture", .percent = 6,
        .doings = "Friday Meal*|Muslim Women's|Jewish Tea*|Langar Helpers*|Irish Song|Polish Table*|Somali Tea*|Chinese Elders'|Traveller Families'"
            "|Welsh Speakers'|Turkish Coffee*|Greek Kitchen*",
        .each = "Prayers, then a meal, then the washing up.|We meet after Friday, without hurry, women only."
            "|Tea, something sweet and a quarrel about the crossword.|We help in the kitchen and eat what we helped with."
            "|We sing the long ones, with all the verses.|We talk Polish at one table and help each other with official letters."
            "|Sweet tea and stories, with the children on the rug.|Elders meet for exercise, mah-jong and soup."
            "|We travel, or used to, and look after each other's paperwork.|We speak Welsh, at every level, over cake."
            "|Coffee the slow way, and nobody looks at the cup unless asked.|We cook from our grandmothers' notes, which leave things out.",
        .any = "Food first; then whoever wants to talk, talks.|We keep the holidays, and keep each other company on them."
            "|Our grandmothers would know what to call this; there is no good word in English."
            "|We help each other with letters and with what the letters mean.",
        .whom = "people of our mosque and their friends|Muslim women|Jewish people, observant or not|Sikh families|Irish people far from home"
            "|Polish people and their neighbours|Somali families|Chinese elders|Gypsy, Roma and Traveller families|Welsh speakers and learners"
            "|Turkish and Kurdish women|Greek and Cypriot women", .by_and_for = "" },
    { .word = "LGBTQ+", .percent = 6,
        .doings = "Queer Supper*|Trans Swimmers*|Queer Readers*|Bi Picnic*|Queer Gardeners*|Lesbian Walkers*|Queer Crafts*|Ace Tea*|Non-binary Knitters*"
            "|Queer Elders*|Banner Makers*|LGBTQ+ Film",
        .each = "Supper, cards and no explaining.|We hire the small pool for an hour, swim, dry off and eat chips."
            "|We read one short thing a month and talk about everything else.|A picnic when dry, {room} when wet."
            "|We garden badly and happily behind {room}.|We walk six miles with two stops.|We knit, glue and cut, and swap what we made."
            "|Tea and board games, and no one asks who we are seeing.|We knit; some of us can."
            "|We eat at noon, talk until four and are home before dark.|We paint banners for whoever needs one."
            "|We watch a film and talk over the end.",
        .any = "Names and pronouns as you like, and they may change between cups.|We go with each other to appointments."
            "|Company first; the rest is an excuse for it.|We have a rota, a tin and a group chat that never sleeps.",
        .whom = "queer people|trans and non-binary people|LGBTQ+ people who read|bi people|queer people with muddy boots|lesbians|queer makers"
            "|ace and aro people|non-binary people|LGBTQ+ people over fifty|LGBTQ+ people who march|LGBTQ+ people and whoever they bring", .by_and_for = "" },
    { .word = "migrants and asylum", .percent = 4,
        .doings = "English Hour*|Asylum Kitchen*|Letters Home*|New Arrivals'|Bus Pass|Interpreters'|Refugee Women's|Two Languages*|Sewing Machines*"
            "|Papers and Tea*|Football and Soup*|Welcome Table*",
        .each = "We talk English for an hour, with mistakes.|We cook what we miss and share the recipe."
            "|We write letters home, and read the answers if we like.|Those who came last year show those who came last week which bus to take."
            "|We ask for bus passes for people who may not work, and lend ours.|We interpret for each other, and get paid when we can."
            "|Women who came here, meeting over sewing and {drink}.|Everything is said twice, once in each language."
            "|We sew, and learn the words for it.|We read official letters together, in {few} languages."
            "|We play football on {days} and eat soup after.|There is a table; sit down, somebody speaks your language or will find who does.",
        .any = "We help each other with forms, phones and buses.|Nobody asks which country, or how.|We eat together and translate the jokes."
            "|We have {few} mother tongues and one kettle.",
        .by_and_for = "By and for people seeking asylum and refugees.|Led by women who came here alone."
            "|For people with papers, without papers, and waiting for papers.|By and for people who moved, by choice or not.", .whom = "" },
    { .word = "survivors of abuse", .percent = 3,
        .doings = "Quiet Hour*|Own Key*|Women's Thursday*|Open Window*|Survivors'|Steady|Phone Tree*|Women's Evening*|Men's Evening*|Everyday|Slow Bread*"
            "|Front Door",
        .each = "An hour with the lamp low and the phones off.|We help each other with locks, leases and moving vans."
            "|Women, on a Thursday, with nothing to sign.|We keep a window on the rest of the week.|An ordinary evening among people who do not ask."
            "|We do small regular things: tea, a walk, a form.|We are at the end of a phone for one another.|Women meet for {drink} and television."
            "|Men meet for {drink} and cards.|We share what we know about schools, flats and bank accounts."
            "|We bake, and it takes as long as it takes.|We help each other to furnish a flat for {sum}.",
        .any = "We do ordinary things in company.|Nobody asks, and nobody has to tell.|We plan small things and do them."
            "|We write to each other between times.",
        .whom = "survivors of abuse|people who left and people thinking of it|women|survivors of any gender|survivors of abuse|people who got away"
            "|survivors of abuse, by phone|women|men|survivors and their children|women and non-binary people|people with a first flat of their own", .by_and_for = "" },
    { .word = "young people", .percent = 3,
        .doings = "Under 25s|Youth Radio*|Skaters*|Young Writers*|Study Hall*|Young Carers'|Gamers*|Saturday Youth|College Lunch*|Bedroom Producers*"
            "|First Flat|Young Cooks*",
        .each = "Cards, homework, toast, all at one table.|We make a radio programme and play it to whoever is in."
            "|We skate when it is dry and talk when it is not.|We write, swap, and print the good bits."
            "|We do homework in the same room, which is oddly easier.|We look after somebody at home; here nobody needs looking after."
            "|We play, mostly together and mostly kindly.|Saturdays, pool table, {drink}.|Lunch between lessons, away from the canteen."
            "|We make tracks on old laptops.|We work out rent, bins and meters together.|We learn to cook five things.",
        .any = "Nobody over 25 has a vote.|We decide what we do at the start of each month.|Come as you are, bring a charger."
            "|We have a budget of {sum} and opinions about it.",
        .by_and_for = "By and for people aged 16 to 25.|Led by young people who have been through the system."
            "|For students and people who are not students, run by us.", .whom = "" },
};

const DemoTongue demo_tongues[] = {
    { "Arabic", "بيت الشاي|مجلس الأصدقاء|نافذة النور|حديقة الياسمين|مقهى الجيران|دار الكلمة|لقاء الجمعة|باب مفتوح|خبز وملح|صوت النساء|طريق العودة|شجرة الزيتون",
        "نلتقي كل أسبوع ونشرب الشاي معًا. الباب مفتوح للجميع." },
    { "Urdu", "چائے کی محفل|روشنی گھر|بہنوں کا حلقہ|اردو بیٹھک|خط و کتابت|نیا سفر|دوستوں کی شام|آنگن|کھلا دروازہ|باورچی خانہ|کتاب گھر|صبح کی سیر",
        "ہم ہر ہفتے چائے پر ملتے ہیں اور ایک دوسرے کی بات سنتے ہیں۔" },
    { "Bengali", "চায়ের আড্ডা|আলোর ঘর|বোনেদের দল|খোলা জানালা|গানের আসর|রান্নাঘর|নতুন পথ|বন্ধুর বাড়ি|শীতল পাটি|চিঠির ঘর|নদীর ধারে|সকালের হাঁটা",
        "আমরা সপ্তাহে একদিন চা খাই, গল্প করি, আর একে অন্যের কথা শুনি।" },
    { "Chinese", "茶聚|同路人|長者合唱團|彩虹橋|互助坊|書信小組|廚房之友|晨步會|燈籠社|榕樹下|週日飯桌|讀書會", "我們每星期一起喝茶、聊天、互相幫忙。" },
    { "Greek", "Το Τραπέζι|Φως και Φωνή|Η Αυλή|Καφές και Κουβέντα|Το Παράθυρο|Οι Γείτονες|Το Καράβι|Η Κουζίνα μας|Μαζί|Το Γράμμα|Η Ελιά|Ο Δρόμος",
        "Πίνουμε καφέ, μιλάμε και βοηθάμε ο ένας τον άλλον." },
    { "Polish", "Przy Stole|Ciepły Kąt|Świetlica|Wspólna Łyżka|Życzliwi|Zielone Wzgórze|Źródło|Cisza i Herbata|Łączka|Głos Kobiet|Ścieżka|Dom pod Dębem",
        "Spotykamy się przy herbacie, rozmawiamy i pomagamy sobie z listami." },
    { "Welsh", "Cegin y Bont|Tŷ Te|Criw Bore|Sgwrs a Phaned|Côr y Cwm|Y Fainc|Dwylo Prysur|Cerddwyr Araf|Clwb Llyfrau|Gwau a Gwên|Y Drws Agored|Tân y Gegin",
        "Rydym yn cwrdd am baned a sgwrs. Croeso i bawb." },
    { "Somali", "Shaah iyo Sheeko|Guriga Haweenka|Albaab Furan|Iftiin|Walaalo|Kulan Jimce|Codka Haweenka|Waddo Cusub|Jiko|Saaxiibo|Warqado|Geed Hoostii",
        "Waxaan isku aragnaa toddobaad kasta, waxaan cabnaa shaah." },
    { "Punjabi", "ਚਾਹ ਦੀ ਬੈਠਕ|ਰੌਸ਼ਨੀ|ਭੈਣਾਂ ਦਾ ਮੇਲ|ਖੁੱਲ੍ਹਾ ਬੂਹਾ|ਰਸੋਈ|ਸਵੇਰ ਦੀ ਸੈਰ|ਨਵਾਂ ਰਾਹ|ਕਿਤਾਬ ਘਰ|ਪਿੱਪਲ ਹੇਠਾਂ|ਚਿੱਠੀ|ਸਾਂਝਾ ਚੁੱਲ੍ਹਾ|ਗੀਤ", "ਅਸੀਂ ਹਰ ਹਫ਼ਤੇ ਚਾਹ ਪੀਂਦੇ ਹਾਂ ਅਤੇ ਗੱਲਾਂ ਕਰਦੇ ਹਾਂ।" },
    { "Turkish", "Çay Saati|Komşu Sofrası|Açık Kapı|Kadınlar Meclisi|Işık Evi|Güneşli Oda|Söz ve Ses|Küçük Bahçe|Yeni Yol|Dost Eli|Mektup|Gölge Ağacı", "Her hafta çay içip konuşuyoruz ve birbirimize yardım ediyoruz." },
    { "Ukrainian", "Теплий дім|Чайник|Разом|Відкриті двері|Спільна кухня|Листи|Ранкова хода|Рушник|Новий шлях|Жіноче коло|Вишневий сад|Пісня", "Зустрічаємося щотижня, п'ємо чай і допомагаємо одне одному з листами." },
    { "Farsi", "خانه چای|پنجره|همسایه‌ها|باغ انار|جمعه‌ها|دست در دست|نان و نمک|کتاب‌خانه|راه نو|صدای زنان|حیاط|نامه", "هر هفته دور هم چای می‌نوشیم و به هم کمک می‌کنیم." },
};
const int demo_tongue_count = COUNT(demo_tongues);
