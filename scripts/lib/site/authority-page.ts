/**
 * @file The page that offers the site's authority to a tablet, with the steps for its system. Plain HTML without a
 * script: it is served over HTTP, since the tablet trusts nothing yet.
 */

/** Where the certificate lies. */
export const AUTHORITY_PATH = '/facegate-site.crt';

interface Words {
  readonly direction: 'ltr' | 'rtl';
  readonly title: string;
  readonly why: string;
  readonly compare: string;
  readonly download: string;
  readonly then: string;
  readonly systems: readonly (readonly [system: string, steps: string])[];
}

const ENGLISH: Words = {
  direction: 'ltr',
  title: 'Let this device trust the kiosk',
  why: 'Without this the browser keeps no copy of the kiosk, so it does not start without a network. Do it once on each device.',
  compare:
    'Compare these digits with those on the machine that serves the kiosk. Go on only if they are the same:',
  download: 'Load the certificate',
  then: 'Then open the kiosk:',
  systems: [
    [
      'iPhone and iPad',
      'Open this page in Safari. Load the certificate and allow it. Open Settings → Profile Downloaded → Install. Then open Settings → General → About → Certificate Trust Settings, and switch it on.',
    ],
    [
      'Android',
      'Load the certificate. Open Settings, search for “CA certificate”, choose Install anyway, and choose the file.',
    ],
    [
      'ChromeOS',
      'Load the certificate. Open chrome://certificate-manager, choose Your certificates or Authorities, Import, and trust it for websites. A managed device gets it from the admin console.',
    ],
    [
      'Windows',
      'Load the certificate and open it. Install Certificate → Local Machine → Place all certificates in the following store → Trusted Root Certification Authorities.',
    ],
    [
      'macOS',
      'Load the certificate and open it. In Keychain Access open it, and under Trust choose Always Trust.',
    ],
    [
      'Linux',
      'Load the certificate. In Chromium open chrome://certificate-manager and import it as an authority for websites. In Firefox: Settings → Privacy & Security → View Certificates → Authorities → Import.',
    ],
  ],
};

const RUSSIAN: Words = {
  direction: 'ltr',
  title: 'Пусть это устройство доверяет киоску',
  why: 'Без этого браузер не хранит копию киоска, и без сети он не запустится. Сделайте это один раз на каждом устройстве.',
  compare:
    'Сравните эти знаки с теми, что показывает машина, на которой работает киоск. Продолжайте, только если они совпадают:',
  download: 'Загрузить сертификат',
  then: 'Затем откройте киоск:',
  systems: [
    [
      'iPhone и iPad',
      'Откройте эту страницу в Safari. Загрузите сертификат и разрешите. Настройки → «Профиль загружен» → «Установить». Затем Настройки → Основные → Об этом устройстве → Доверие сертификатам, и включите его.',
    ],
    [
      'Android',
      'Загрузите сертификат. Откройте настройки, найдите «Сертификат ЦС», нажмите «Всё равно установить» и выберите файл.',
    ],
    [
      'ChromeOS',
      'Загрузите сертификат. Откройте chrome://certificate-manager, импортируйте его как центр сертификации для сайтов. Управляемое устройство получает его из консоли администратора.',
    ],
    [
      'Windows',
      'Загрузите сертификат и откройте. «Установить сертификат» → «Локальный компьютер» → «Доверенные корневые центры сертификации».',
    ],
    [
      'macOS',
      'Загрузите сертификат и откройте. В «Связке ключей» откройте его и выберите «Всегда доверять».',
    ],
    [
      'Linux',
      'Загрузите сертификат. В Chromium откройте chrome://certificate-manager и импортируйте его как центр для сайтов. В Firefox: Настройки → Приватность и защита → Просмотр сертификатов → Центры → Импортировать.',
    ],
  ],
};

const ARABIC: Words = {
  direction: 'rtl',
  title: 'اجعل هذا الجهاز يثق بالكشك',
  why: 'دون ذلك لا يحتفظ المتصفح بنسخة من الكشك، فلا يبدأ دون شبكة. افعل ذلك مرة واحدة على كل جهاز. (ترجمة آلية)',
  compare: 'قارن هذه الرموز بما يظهر على الحاسوب الذي يقدّم الكشك. لا تتابع إلا إذا كانت متطابقة:',
  download: 'تنزيل الشهادة',
  then: 'ثم افتح الكشك:',
  systems: [
    [
      'iPhone, iPad',
      'افتح هذه الصفحة في Safari. نزّل الشهادة واسمح بها. «الإعدادات» ← «تم تنزيل ملف التعريف» ← «تثبيت». ثم «الإعدادات» ← «عام» ← «حول» ← «إعدادات الثقة بالشهادات»، وفعّلها.',
    ],
    [
      'Android',
      'نزّل الشهادة. افتح «الإعدادات»، وابحث عن «شهادة CA»، واختر «التثبيت على أي حال»، ثم اختر الملف.',
    ],
    [
      'ChromeOS',
      'نزّل الشهادة. افتح <bdi>chrome://certificate-manager</bdi> واستوردها كمرجع مصدّق لمواقع الويب. يحصل عليها الجهاز المُدار من وحدة تحكّم المسؤول.',
    ],
    [
      'Windows',
      'نزّل الشهادة وافتحها. «تثبيت الشهادة» ← «الجهاز المحلي» ← «وضع كافة الشهادات في المخزن التالي» ← «المراجع المصدّقة الجذرية الموثوق بها».',
    ],
    ['macOS', 'نزّل الشهادة وافتحها. افتحها في «سلسلة المفاتيح»، واختر في «الثقة» «الثقة دائمًا».'],
    [
      'Linux',
      'نزّل الشهادة. في Chromium افتح <bdi>chrome://certificate-manager</bdi> واستوردها كمرجع لمواقع الويب. وفي Firefox: «الإعدادات» ← «الخصوصية والأمان» ← «عرض الشهادات» ← «المراجع» ← «استيراد».',
    ],
  ],
};

const WORDS = new Map([
  ['en', ENGLISH],
  ['ru', RUSSIAN],
  ['ar', ARABIC],
]);

/**
 * @param language - The browser's `Accept-Language`.
 * @param kioskUrl - Of the kiosk, as this device reaches it.
 * @returns A whole HTML page.
 */
export function authorityPage(language: string, fingerprint: string, kioskUrl: string): string {
  const [wanted] = /^[a-z]+/u.exec(language.trim().toLowerCase()) ?? [''];
  const spoken = WORDS.has(wanted) ? wanted : 'en';
  const words = WORDS.get(spoken) ?? ENGLISH;
  const systems = words.systems
    .map(([system, steps]) => `<dt><bdi>${system}</bdi></dt><dd>${steps}</dd>`)
    .join('');
  return `<!doctype html>
<html lang="${spoken}" dir="${words.direction}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Facegate</title>
<style>
  body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1.125rem/1.5 system-ui, sans-serif; color-scheme: light dark; }
  code, a:not(.button) { overflow-wrap: anywhere; direction: ltr; unicode-bidi: isolate; }
  dt { margin-top: 1rem; font-weight: 600; }
  dd { margin: 0; }
  .button { display: inline-block; padding: 0.75rem 1.5rem; border-radius: 0.5rem; background: #1d4ed8; color: #fff; text-decoration: none; }
</style>
<h1>${words.title}</h1>
<p>${words.why}</p>
<p>${words.compare}</p>
<p><code>${fingerprint}</code></p>
<p><a class="button" href="${AUTHORITY_PATH}">${words.download}</a></p>
<dl>${systems}</dl>
<p>${words.then} <a href="${kioskUrl}">${kioskUrl}</a></p>
</html>
`;
}
