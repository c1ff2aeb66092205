/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Names that people go by: of many languages, in several scripts, single, chosen,
 * with initials.  Given and family names are common ones put together by chance. */
#include "house/demo_draw.h"

/* A family list that is empty means the given list holds whole names. */
static const struct { int percent; const char *given, *family; } peoples[] = {
    { 36, "Zoë|Alan|Beth|Carol|Dave|Ellie|Frank|Gwen|Hannah|Ian|Jo|Karen|Lewis|Maggie|Nell|Oliver|Pat|Ruth|Sam|Tess|Una|Vic|Wendy|Alfie|Bronagh|Craig|Dawn|Eddie|Fern|Grace|Harry|Iris|Jack|Kim|Lorna|Mel|Nick|Olive|Poppy|Rob|Shirley|Tom|Chris|Andrea|Steph",
        "Ashworth|Barker|Clegg|Dunn|Ellis|Fairweather|Gough|Hargreaves|Iveson|Jessop|Kemp|Lightfoot|Marsh|Nuttall|Oldroyd|Pickles|Quick|Rigby|Sharples|Thwaite|Underhill|Varley|Webb|Yates|Bell|Crook|Dyer|Foss|Grange|Holt|Kettlewell|Lamb|Moss|Pike|Reed|Stubbs|Turner|Wade" },
    { 6, "Siân|Rhys|Aoife|Niamh|Ciarán|Eilidh|Hamish|Gethin|Angharad|Iolo|Màiri|Seán|Caitlín|Dafydd|Nerys|Ruairidh|Fionnuala|Ffion|Owain|Gráinne",
        "Pritchard|O’Connor|MacRae|ap Gwilym|Ó Briain|Llewellyn|Kerr|Ní Dhomhnaill|Bevan|Gallagher|Sinclair|Vaughan|McAuley|Probert|Doyle|Parry|Nic Leòid|Quinn" },
    { 9, "Aisha|Bilal|Farida|Imran|Khadija|Nasreen|Omar|Rukhsana|Saima|Tariq|Yasmin|Zubair|Shabnam|Hamza|Parveen|Adnan|Rubina|Naveed|Hina|Sajid",
        "Ahmed|Khan|Malik|Hussain|Begum|Chaudhry|Siddiqui|Mirza|Qureshi|Akhtar|Bibi|Iqbal|Rashid|Sheikh|Aziz|Butt" },
    { 5, "Amrit|Deepa|Gurpreet|Harjit|Jaspal|Kavita|Lakshmi|Meera|Nikhil|Priya|Raj|Sunita|Vikram|Anjali|Thanusha|Bhavna|Hetal|Sukhdev",
        "Kaur|Singh|Patel|Sharma|Nair|D’Souza|Shah|Reddy|Sivakumar|Desai|Gill|Mehta|Bhatt|Fernandes|Rajan|Iyer" },
    { 4, "Abul|Farhana|Jahanara|Kamrul|Nazma|Rahima|Shapla|Tahmina|Mizan|Rokeya|Shirin|Anwar", "Rahman|Begum|Miah|Khatun|Uddin|Chowdhury|Islam|Ali|Haque|Sultana" },
    { 8, "Adaeze|Kwame|Funmi|Chidi|Abena|Tunde|Ngozi|Yaw|Ifeoma|Kofi|Temi|Obinna|Esi|Wanjiru|Thandiwe|Tendai|Amara|Segun|Nyasha|Folake",
        "Okafor|Mensah|Adeyemi|Nwosu|Boateng|Balogun|Owusu|Eze|Moyo|Mwangi|Asante|Adébáyò|Dlamini|Osei|Okonkwo|Chukwu|Banda|Ncube" },
    { 5, "Marcia|Winston|Delroy|Beverley|Leroy|Sonia|Errol|Yvonne|Desmond|Claudette|Clive|Merle|Jermaine|Paulette|Trevor|Charmaine",
        "Campbell|Brown|Francis|Gordon|Joseph|Baptiste|Charles|Bailey|Grant|Henry|Morgan|Reid|Thompson|Daley|St Clair|Pinnock" },
    { 3, "Hodan|Abdi|Ifrah|Selam|Dawit|Hawa|Yonas|Sahra|Mulu|Asha|Tesfay|Fartun", "Warsame|Tesfaye|Abdullahi|Haile|Jama|Mohamud|Gebre|Farah|Osman|Kidane" },
    { 4, "Layla|Youssef|Nour|Karim|Samira|Hassan|Rania|Mustafa|Dalal|Ziad|Amal|Khalid", "Haddad|al-Masri|Mansour|Khoury|Saleh|Darwish|Nasser|Aziz|Hamdan|ben Salah|al-Jabri" },
    { 4, "Łukasz|Agnieszka|Małgorzata|Paweł|Zofia|Grażyna|Michał|Bożena|Kasia|Wojciech|Żaneta|Jacek", "Wiśniewska|Kowalczyk|Wójcik|Zieliński|Dąbrowska|Gołąb|Świątek|Źrebiec|Kaczmarek|Nowak|Łęcki" },
    { 3, "Ioana|Mihai|Ștefan|Ana|Răzvan|Katya|Jiří|Šárka|Dragan|Milena|Petr|Oksana", "Ionescu|Țurcanu|Popa|Novák|Dvořáková|Petrović|Horvat|Kovačević|Shevchenko|Ivanova" },
    { 3, "Mei|Wai-Ling|Jun|Xiu Ying|Ka Ho|Siu Fong|Nguyễn Thị|Thanh|Linh|Min-ji|Haruka|Trần Văn", "Chan|Wong|Lam|Cheung|Zhang|Liu|Phạm|Đỗ|Bùi|Kim|Sato|Ng" },
    { 3, "Ayşe|Emre|Özlem|Berfîn|Şerife|Mehmet|Parisa|Shirin|Dariush|Rojda|Gülay|Navid", "Yılmaz|Öztürk|Çelik|Demir|Hosseini|Karimi|Şahin|Aydın|Rostami|Kaya" },
    { 2, "João|Inês|Lúcia|Thiago|Begoña|Iñaki|Núria|Marisol|Chloé|Anaïs|Jürgen|Søren|Eleni|Nikos|Giulia", "da Silva|Gonçalves|Muñoz|Ferreira|Peña|Papadopoulou|Müller|Lefèvre|Sørensen|Rossi|Fontaine" },
    { 5, "Jaz|Suharto|Robin|Ash|Moss|Bea|Dee|Kit|Juno|Sky|Tariq|Mo|Wren|Hope|Flo|Fatima|Red|Ines|Nan|Prem|Lotte|Teo|Sunny|Bunmi|Ezra|Noor|Billie|Ocean|Taz", "" },
    { 4, "Grey Heron|the woman with the flask|Platform Four|Bus Pass Betty|Captain Toast|moth|A. Nonymous|a friend of the library|Second Kettle|night typist|River, mostly|The Archivist|Nobody’s Aunt|Tin Whistle|l. e. marsh|Thursday’s Child|Mad Hat Mary|a person from the north|ink & paper|Corner Seat|Null|True|X Æ A-12|Quiet One|bell jar mender", "" },
};

static const char scripts[] = "محمد علي|فاطمة الزهراء|نور الهدى|يوسف حداد|রহিমা বেগম|শফিক মিয়া|নাজমা খাতুন|王小明|陳美玲|李志強|张伟|Ελένη Παπαδοπούλου|Νίκος Γεωργίου|Μαρία|Олена Шевченко|Іван|Светлана|ਹਰਜੀਤ ਕੌਰ|ਬਲਵਿੰਦਰ ਸਿੰਘ"
    "|नीता शर्मा|सुनील|પ્રિયા પટેલ|דבורה לוי|שמעון|زهرا کریمی|علی‌رضا|தனுஷா சிவகுமார்|ሰላም ሃይሌ|ஆனந்தி|راشدہ بیگم|김민지|佐藤はるか|ნინო|Արամ|เพ็ญ";

Str demo_person_name(Arena *a, Draw *d)
{
    if (draw_percent(d, 3)) return draw_of(d, scripts);
    int percent[COUNT(peoples)];
    for (int i = 0; i < COUNT(peoples); i++) percent[i] = peoples[i].percent;
    int i = draw_share(d, percent, COUNT(peoples));
    Str given = draw_of(d, peoples[i].given);
    if (!*peoples[i].family) return given;
    Str family = draw_of(d, peoples[i].family);
    int shape = draw_below(d, 100);
    if (shape < 7) return given;
    if (shape < 12) return str_format(a, "%.*s %.*s", FMT(utf8_cut(given, 1)), FMT(family));
    Str second = draw_of(d, peoples[0].family);
    if (shape < 15) return str_format(a, "%.*s %.*s-%.*s", FMT(given), FMT(family), FMT(second));
    if (shape < 18) return str_format(a, "%.*s %.*s", FMT(given), FMT(utf8_cut(family, 1)));
    return str_format(a, "%.*s %.*s", FMT(given), FMT(family));
}
