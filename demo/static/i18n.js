// The page's own words. What the bot says is the bot's business.
const WORDS = {
  en: {
    bot: 'bot',
    typing: 'typing',
    uploading: 'sending a file',
    waiting: 'waiting for the bot',
    reconnecting: 'reconnecting',
    message: 'Message',
    menu: 'Menu',
    commands: 'Commands',
    attach: 'Send a file',
    send: 'Send',
    start: 'START',
    restart: 'UNBLOCK AND START',
    languages: 'Language',
    soundOn: 'Sound is on. Turn it off',
    soundOff: 'Sound is off. Turn it on',
    dark: 'Switch to dark colours',
    light: 'Switch to light colours',
    welcomeTitle: 'What can this bot do?',
    welcomeText: 'A chat for one, on this computer only.\nPress START and the bot answers here.',
    today: 'Today',
    yesterday: 'Yesterday',
    edited: 'edited',
    you: 'You',
    photo: 'Photo',
    file: 'File',
    openPhoto: 'Open the photo',
    closePhoto: 'Close the photo',
    copied: 'Copied',
    notCopied: 'Copying is not allowed here',
    openLink: 'Open this link?',
    open: 'Open',
    cancel: 'Cancel',
    ok: 'OK',
    showMore: 'Show more',
    showLess: 'Show less',
    spoiler: 'Hidden text. Show it',
    toBottom: 'To the newest message',
    noAnswer: 'No answer yet. The bot gets the press when it is back.',
    failed: 'Not sent. Try again.',
    chat: 'Messages',
    bytes: ['B', 'KB', 'MB'],
    fresh: { one: '# new message', other: '# new messages' },
  },
  ru: {
    bot: 'бот',
    typing: 'печатает',
    uploading: 'отправляет файл',
    waiting: 'ждём бота',
    reconnecting: 'соединяемся',
    message: 'Сообщение',
    menu: 'Меню',
    commands: 'Команды',
    attach: 'Отправить файл',
    send: 'Отправить',
    start: 'НАЧАТЬ',
    restart: 'РАЗБЛОКИРОВАТЬ И НАЧАТЬ',
    languages: 'Язык',
    soundOn: 'Звук включён. Выключить',
    soundOff: 'Звук выключен. Включить',
    dark: 'Тёмные цвета',
    light: 'Светлые цвета',
    welcomeTitle: 'Что умеет этот бот?',
    welcomeText: 'Чат на одного, только на этом компьютере.\nНажмите НАЧАТЬ, и бот ответит здесь.',
    today: 'Сегодня',
    yesterday: 'Вчера',
    edited: 'изменено',
    you: 'Вы',
    photo: 'Фото',
    file: 'Файл',
    openPhoto: 'Открыть фото',
    closePhoto: 'Закрыть фото',
    copied: 'Скопировано',
    notCopied: 'Копировать здесь нельзя',
    openLink: 'Открыть ссылку?',
    open: 'Открыть',
    cancel: 'Отмена',
    ok: 'ОК',
    showMore: 'Показать ещё',
    showLess: 'Свернуть',
    spoiler: 'Скрытый текст. Показать',
    toBottom: 'К новым сообщениям',
    noAnswer: 'Ответа пока нет. Бот получит нажатие, когда вернётся.',
    failed: 'Не отправлено. Попробуйте ещё раз.',
    chat: 'Сообщения',
    bytes: ['Б', 'КБ', 'МБ'],
    fresh: { one: '# новое сообщение', few: '# новых сообщения', other: '# новых сообщений' },
  },
};

let language = 'en';

export function setLanguage(code) {
  language = code in WORDS ? code : 'en';
  document.documentElement.lang = language;
}

export const getLanguage = () => language;

export const say = (name) => WORDS[language][name];

export function count(name, number) {
  const forms = WORDS[language][name];
  const form = forms[new Intl.PluralRules(language).select(number)] ?? forms.other;
  return form.replace('#', String(number));
}

export function clock(seconds) {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  return new Date(seconds * 1000).toLocaleTimeString(language, options);
}

export function day(seconds) {
  const date = new Date(seconds * 1000);
  const days = Math.round((startOfDay(new Date()) - startOfDay(date)) / 86_400_000);
  if (days === 0) return say('today');
  if (days === 1) return say('yesterday');
  return date.toLocaleDateString(language, { day: 'numeric', month: 'long' });
}

export const dayKey = (seconds) => String(startOfDay(new Date(seconds * 1000)));

export function size(bytes) {
  const units = say('bytes');
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) {
    bytes /= 1024;
    unit += 1;
  }
  return `${unit ? bytes.toFixed(1) : bytes} ${units[unit]}`;
}

const startOfDay = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
