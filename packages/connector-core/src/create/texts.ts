/** What a blank document is called in one language. */
export interface BlankTexts {
  docx: string
  xlsx: string
  pptx: string
  pdf: string
  /** Name of the only sheet of a blank workbook: at most 31 characters, none of `[]:*?/\`. */
  sheet: string
}

/**
 * Names by language; by language and script, or by language and region, where one language has two.
 * The first of several is the one for a language tag that says no more.
 */
const table = `
ar|مستند جديد|جدول بيانات جديد|عرض تقديمي جديد|نموذج جديد|ورقة1
az|Yeni sənəd|Yeni cədvəl|Yeni təqdimat|Yeni forma|Vərəq1
be|Новы дакумент|Новая табліца|Новая прэзентацыя|Новая форма|Аркуш1
bg|Нов документ|Нова електронна таблица|Нова презентация|Нов формуляр|Лист1
bs|Novi dokument|Nova tabela|Nova prezentacija|Novi obrazac|List1
ca|Document nou|Full de càlcul nou|Presentació nova|Formulari nou|Full1
cs|Nový dokument|Nová tabulka|Nová prezentace|Nový formulář|List1
da|Nyt dokument|Nyt regneark|Ny præsentation|Ny formular|Ark1
de|Neues Dokument|Neue Tabelle|Neue Präsentation|Neues Formular|Tabelle1
el|Νέο έγγραφο|Νέο υπολογιστικό φύλλο|Νέα παρουσίαση|Νέα φόρμα|Φύλλο1
en|New document|New spreadsheet|New presentation|New form|Sheet1
es|Nuevo documento|Nueva hoja de cálculo|Nueva presentación|Nuevo formulario|Hoja1
et|Uus dokument|Uus arvutustabel|Uus esitlus|Uus vorm|Leht1
eu|Dokumentu berria|Kalkulu-orri berria|Aurkezpen berria|Inprimaki berria|Orria1
fa|سند جدید|صفحه گسترده جدید|ارائه جدید|فرم جدید|برگه1
fi|Uusi asiakirja|Uusi laskentataulukko|Uusi esitys|Uusi lomake|Taulukko1
fr|Nouveau document|Nouvelle feuille de calcul|Nouvelle présentation|Nouveau formulaire|Feuille1
gl|Novo documento|Nova folla de cálculo|Nova presentación|Novo formulario|Folla1
he|מסמך חדש|גיליון אלקטרוני חדש|מצגת חדשה|טופס חדש|גיליון1
hi|नया दस्तावेज़|नई स्प्रेडशीट|नई प्रस्तुति|नया फ़ॉर्म|शीट1
hr|Novi dokument|Nova proračunska tablica|Nova prezentacija|Novi obrazac|List1
hu|Új dokumentum|Új táblázat|Új bemutató|Új űrlap|Munka1
hy|Նոր փաստաթուղթ|Նոր աղյուսակ|Նոր ներկայացում|Նոր ձև|Թերթ1
id|Dokumen baru|Spreadsheet baru|Presentasi baru|Formulir baru|Lembar1
is|Nýtt skjal|Nýr töflureiknir|Ný kynning|Nýtt eyðublað|Blað1
it|Nuovo documento|Nuovo foglio di calcolo|Nuova presentazione|Nuovo modulo|Foglio1
ja|新規ドキュメント|新規スプレッドシート|新規プレゼンテーション|新規フォーム|シート1
ka|ახალი დოკუმენტი|ახალი ცხრილი|ახალი პრეზენტაცია|ახალი ფორმა|ფურცელი1
kk|Жаңа құжат|Жаңа кесте|Жаңа презентация|Жаңа пішін|Парақ1
ko|새 문서|새 스프레드시트|새 프레젠테이션|새 양식|시트1
lt|Naujas dokumentas|Nauja skaičiuoklė|Nauja pateiktis|Nauja forma|Lapas1
lv|Jauns dokuments|Jauna izklājlapa|Jauna prezentācija|Jauna veidlapa|Lapa1
mk|Нов документ|Нова табела|Нова презентација|Нов формулар|Лист1
ms|Dokumen baharu|Hamparan baharu|Persembahan baharu|Borang baharu|Helaian1
nb|Nytt dokument|Nytt regneark|Ny presentasjon|Nytt skjema|Ark1
nn|Nytt dokument|Nytt rekneark|Ny presentasjon|Nytt skjema|Ark1
nl|Nieuw document|Nieuwe spreadsheet|Nieuwe presentatie|Nieuw formulier|Blad1
pl|Nowy dokument|Nowy arkusz kalkulacyjny|Nowa prezentacja|Nowy formularz|Arkusz1
pt|Novo documento|Nova folha de cálculo|Nova apresentação|Novo formulário|Folha1
pt-BR|Novo documento|Nova planilha|Nova apresentação|Novo formulário|Planilha1
ro|Document nou|Foaie de calcul nouă|Prezentare nouă|Formular nou|Foaie1
ru|Новый документ|Новая таблица|Новая презентация|Новая форма|Лист1
si|නව ලේඛනය|නව පැතුරුම්පත|නව සමර්පණය|නව පෝරමය|පත්‍රය1
sk|Nový dokument|Nová tabuľka|Nová prezentácia|Nový formulár|Hárok1
sl|Nov dokument|Nova preglednica|Nova predstavitev|Nov obrazec|List1
sq|Dokument i ri|Fletëllogaritëse e re|Prezantim i ri|Formular i ri|Fletë1
sr|Нови документ|Нова табела|Нова презентација|Нови образац|Лист1
sr-Latn|Novi dokument|Nova tabela|Nova prezentacija|Novi obrazac|List1
sv|Nytt dokument|Nytt kalkylark|Ny presentation|Nytt formulär|Blad1
th|เอกสารใหม่|สเปรดชีตใหม่|งานนำเสนอใหม่|แบบฟอร์มใหม่|แผ่นงาน1
tr|Yeni belge|Yeni elektronik tablo|Yeni sunum|Yeni form|Sayfa1
uk|Новий документ|Нова таблиця|Нова презентація|Нова форма|Аркуш1
ur|نئی دستاویز|نئی اسپریڈشیٹ|نئی پیشکش|نیا فارم|شیٹ1
uz|Yangi hujjat|Yangi jadval|Yangi taqdimot|Yangi shakl|Varaq1
vi|Tài liệu mới|Bảng tính mới|Bản trình bày mới|Biểu mẫu mới|Trang tính1
zh|新建文档|新建电子表格|新建演示文稿|新建表单|工作表1
zh-Hant|新文件|新試算表|新簡報|新表單|工作表1
`

const texts: ReadonlyMap<string, BlankTexts> = new Map(table.normalize('NFC').trim().split('\n').map(readRow))

function readRow(row: string): [string, BlankTexts] {
  const [tag = '', docx = '', xlsx = '', pptx = '', pdf = '', sheet = ''] = row.split('|')
  return [tag, { docx, xlsx, pptx, pdf, sheet }]
}

/** Tags that have names of their own. */
export const translatedTags: readonly string[] = [...texts.keys()]

/** The names for a language, the closest there are; English when there are none. */
export function textsOf(language: string, script: string, region: string): BlankTexts {
  const found = texts.get(`${language}-${region}`) ?? texts.get(`${language}-${script}`) ?? texts.get(language)
  return found ?? (texts.get('en') as BlankTexts)
}
