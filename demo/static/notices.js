// What shows over the chat: toasts, alerts, a photo, words for screen readers.
import { byId } from './dom.js';
import { say } from './i18n.js';

let fading = 0;

export function toast(text) {
  const element = byId('toast');
  element.textContent = text;
  element.classList.add('shown');
  clearTimeout(fading);
  fading = setTimeout(() => element.classList.remove('shown'), 2500 + text.length * 40);
}

export function alertBox(text, { ok = say('ok'), cancel = '' } = {}) {
  const dialog = byId('alert');
  byId('alert-text').textContent = text;
  byId('alert-ok').textContent = ok;
  byId('alert-cancel').textContent = cancel;
  byId('alert-cancel').hidden = !cancel;
  if (dialog.open) dialog.close('no');
  dialog.returnValue = 'no';
  dialog.showModal();
  byId('alert-ok').focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

export function viewPhoto(source) {
  byId('viewer-image').src = source;
  byId('viewer-close').setAttribute('aria-label', say('closePhoto'));
  byId('viewer').showModal();
}

byId('viewer-close').addEventListener('click', () => byId('viewer').close());

export function announce(text) {
  byId('announcer').textContent = text;
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(say('copied'));
  } catch {
    toast(say('notCopied'));
  }
}
