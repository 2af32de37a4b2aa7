// Inline keyboards. Buttons are changed in place, so that a refresh under a finger loses no press.
import { icon, make } from './dom.js';
import { safeLink } from './rich.js';

const STYLES = ['primary', 'success', 'danger'];
const PATIENCE_MS = 15_000;
const ROW_CELLS = 35;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export class Keyboards {
  constructor(actions) {
    this.actions = actions;
    this.waiting = new Map();
  }

  // Show `rows` in `host`; the same places keep the same elements.
  update(host, messageId, rows) {
    const wanted = rows ?? [];
    host.hidden = wanted.length === 0;
    wanted.forEach((buttons, at) => {
      const row = host.children[at] ?? host.appendChild(make('div'));
      row.classList.toggle('uneven', isUneven(buttons));
      buttons.forEach((button, place) => this.place(row, place, messageId, button));
      trim(row, buttons.length);
    });
    trim(host, wanted.length);
  }

  place(row, at, messageId, button) {
    const tag = button.url ? 'A' : 'BUTTON';
    let element = row.children[at];
    if (element?.tagName !== tag) {
      const made = this.create(tag);
      if (element) element.replaceWith(made);
      else row.append(made);
      element = made;
    }
    this.dress(element, messageId, button);
  }

  create(tag) {
    const element = make(tag, { class: 'key' }, make('span'));
    if (tag === 'A') {
      element.target = '_blank';
      element.rel = 'noopener noreferrer';
      return element;
    }
    element.type = 'button';
    element.addEventListener('pointerdown', () => { element.armed = element.button; });
    element.addEventListener('click', (event) => this.click(element, event));
    return element;
  }

  dress(element, messageId, button) {
    element.button = button;
    element.messageId = messageId;
    const text = element.firstChild;
    if (text.textContent !== button.text) text.textContent = button.text;
    element.title = button.text;
    for (const style of STYLES) element.classList.toggle(style, button.style === style);
    element.querySelector('svg')?.remove();
    if (button.url) {
      element.append(icon('link'));
      const href = safeLink(button.url);
      if (href) element.href = href;
      return;
    }
    if (button.copy_text) element.append(icon('copy'));
    element.disabled = !button.callback_data && !button.copy_text;
    const isWaiting = this.waiting.has(key(messageId, button.callback_data));
    element.setAttribute('aria-busy', String(isWaiting));
  }

  click(element, event) {
    const { button, messageId } = element;
    const isSwapped = event.detail > 0 && element.armed && element.armed.callback_data !== button.callback_data;
    element.armed = null;
    if (isSwapped) return;
    if (button.copy_text) this.actions.copy(button.copy_text.text);
    else if (button.callback_data && !this.waiting.has(key(messageId, button.callback_data))) {
      this.wait(messageId, button.callback_data);
      this.actions.press(messageId, button.callback_data);
    }
  }

  wait(messageId, data) {
    const name = key(messageId, data);
    clearTimeout(this.waiting.get(name));
    const giveUp = () => {
      this.answered(messageId, data);
      this.actions.noAnswer();
    };
    this.waiting.set(name, setTimeout(giveUp, PATIENCE_MS));
    this.refresh(messageId);
  }

  answered(messageId, data) {
    const name = key(messageId, data);
    clearTimeout(this.waiting.get(name));
    this.waiting.delete(name);
    this.refresh(messageId);
  }

  refresh(messageId) {
    for (const element of document.querySelectorAll(`[data-id="${messageId}"] button.key`)) {
      const isWaiting = this.waiting.has(key(messageId, element.button.callback_data));
      element.setAttribute('aria-busy', String(isWaiting));
    }
  }
}

const key = (messageId, data) => `${messageId}:${data}`;

function trim(parent, length) {
  while (parent.children.length > length) parent.lastChild.remove();
}

// Equal widths look best; where a label would be cut, widths follow the labels.
function isUneven(buttons) {
  const widest = Math.max(...buttons.map((button) => cells(button.text)));
  return widest * buttons.length > ROW_CELLS;
}

function cells(text) {
  let sum = 0;
  for (const { segment } of graphemes.segment(text)) sum += /\p{Extended_Pictographic}/u.test(segment) ? 2 : 1;
  return sum;
}
