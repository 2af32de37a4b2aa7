// The page: what the server tells goes to the parts, what the person does goes to the server.
import { byId } from './dom.js';
import { Composer } from './composer.js';
import { getLanguage, say, setLanguage } from './i18n.js';
import { Keyboards } from './keyboard.js';
import { get, Link, post } from './link.js';
import { Messages } from './messages.js';
import { alertBox, announce, copy, toast, viewPhoto } from './notices.js';
import { hasChosenLanguage, isSoundOn, rememberLanguage, showPreferences } from './preferences.js';
import { summary } from './bubble.js';
import { ring } from './sound.js';

const ACTION_MS = 5500;
const state = { isLinked: false, isBotHere: false, isBlocked: false, action: '', name: 'Dzentra', unseen: 0 };
let acting = 0;

async function attempt(request) {
  try {
    await request;
    return true;
  } catch {
    toast(say('failed'));
    return false;
  }
}

const actions = {
  copy,
  view: viewPhoto,
  send: (text) => attempt(post('/page/say', { text })),
  upload: (file) => {
    const form = new FormData();
    form.append('document', file, file.name);
    return attempt(post('/page/upload', form));
  },
  press: async (messageId, data) => {
    const isSent = await attempt(post('/page/press', { message_id: messageId, data }));
    if (!isSent) keyboards.answered(messageId, data);
  },
  noAnswer: () => toast(say('noAnswer')),
  reveal: (id) => messages.reveal(id),
  history: (before) => get(`/page/history?before=${before}`),
  counted: (number) => {
    byId('welcome').hidden = number > 0;
    composer.greet(number === 0, state.isBlocked);
  },
};

const composer = new Composer(actions);
const keyboards = new Keyboards(actions);
const messages = new Messages({ keyboards, actions });

const handlers = {
  snapshot(data) {
    state.isBotHere = data.is_bot_here;
    state.isBlocked = data.is_blocked;
    state.action = '';
    handlers.profile(data.profile);
    messages.reset(data.history);
    showStatus();
  },

  profile(profile) {
    const isOther = profile.language !== getLanguage();
    state.name = profile.name;
    byId('name').textContent = profile.name;
    setLanguage(profile.language);
    byId('welcome-text').textContent = profile.description || say('welcomeText');
    composer.offer(profile.commands);
    showWords();
    if (isOther) messages.redraw();
  },

  message(kept) {
    const isNew = messages.put(kept);
    if (!kept.message.from?.is_bot) return;
    setAction('');
    if (isNew) notice(kept);
  },

  deleted: (ids) => messages.remove(ids),
  press: ({ message_id: id, data }) => keyboards.wait(id, data),

  answer({ message_id: id, data, text, show_alert: isAlert, url }) {
    keyboards.answered(id, data);
    if (text && isAlert) alertBox(text);
    else if (text) toast(text);
    if (url) openLink(url);
  },

  action: setAction,

  presence(isHere) {
    state.isBotHere = isHere;
    showStatus();
  },

  blocked(isBlocked) {
    state.isBlocked = isBlocked;
    composer.greet(messages.isEmpty, isBlocked);
  },
};

function notice(kept) {
  announce(`${state.name}: ${summary(kept.message)}`);
  if (!kept.silent && isSoundOn()) ring();
  if (document.hidden) {
    state.unseen += 1;
    showTitle();
  }
}

async function openLink(url) {
  const isMeant = await alertBox(`${say('openLink')}\n${url}`, { ok: say('open'), cancel: say('cancel') });
  if (isMeant && /^https?:/.test(url)) window.open(url, '_blank', 'noopener,noreferrer');
}

function setAction(action) {
  clearTimeout(acting);
  state.action = action;
  if (action) acting = setTimeout(() => setAction(''), ACTION_MS);
  showStatus();
}

function showStatus() {
  const element = byId('status');
  const isActing = state.isLinked && state.action !== '';
  const word = !state.isLinked ? 'reconnecting'
    : state.action.startsWith('upload') ? 'uploading'
    : state.action ? 'typing'
    : state.isBotHere ? 'bot' : 'waiting';
  const text = say(word);
  if (element.textContent !== text) element.textContent = text;
  element.className = isActing ? 'busy' : state.isLinked && state.isBotHere ? '' : 'busy warn';
}

function showTitle() {
  document.title = state.unseen ? `(${state.unseen}) ${state.name}` : state.name;
}

function showWords() {
  byId('welcome-title').textContent = say('welcomeTitle');
  byId('languages').setAttribute('aria-label', say('languages'));
  byId('messages').setAttribute('aria-label', say('chat'));
  for (const button of byId('languages').children) {
    button.setAttribute('aria-pressed', String(button.dataset.language === getLanguage()));
  }
  composer.words();
  composer.greet(messages.isEmpty, state.isBlocked);
  showPreferences();
  showStatus();
  showTitle();
}

function chooseLanguage(code) {
  rememberLanguage(code);
  attempt(post('/page/language', { language: code }));
}

byId('languages').addEventListener('click', (event) => {
  const code = event.target.dataset.language;
  if (code && code !== getLanguage()) chooseLanguage(code);
});

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) state.unseen = 0;
  showTitle();
});

showWords();
if (!hasChosenLanguage() && navigator.language.startsWith('ru')) chooseLanguage('ru');
composer.focus();

new Link(
  (name, data) => handlers[name](data),
  (isLinked) => {
    state.isLinked = isLinked;
    showStatus();
  },
);
