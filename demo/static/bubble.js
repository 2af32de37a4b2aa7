// One message as a list item: built once, refreshed in place by edits.
import { icon, make } from './dom.js';
import { clock, say, size } from './i18n.js';
import { rich } from './rich.js';

export class Bubble {
  constructor(kept, { keyboards, actions }) {
    this.keyboards = keyboards;
    this.actions = actions;
    this.body = make('div', { class: 'bubble' });
    this.keys = make('div', { class: 'keys', hidden: true });
    this.node = make('li', {}, this.body, this.keys);
    this.show(kept);
  }

  show(kept) {
    const { message } = kept;
    this.message = message;
    const isIn = message.from?.is_bot ?? true;
    const rows = message.reply_markup?.inline_keyboard;
    this.node.dataset.id = message.message_id;
    this.node.dataset.silent = String(kept.silent);
    this.node.classList.toggle('out', !isIn);
    this.node.classList.toggle('screen', Boolean(rows));
    this.node.classList.toggle('has-photo', Boolean(message.photo));
    this.node.classList.toggle('photo-only', Boolean(message.photo) && !message.caption);
    this.body.replaceChildren(...this.parts(message));
    this.keyboards.update(this.keys, message.message_id, rows);
  }

  *parts(message) {
    if (message.reply_to_message) yield this.quote(message.reply_to_message);
    if (message.photo) yield this.photo(message.photo.at(-1));
    if (message.document) yield this.document(message.document);
    const text = message.text ?? message.caption;
    const entities = message.entities ?? message.caption_entities;
    const meta = this.meta(message);
    if (text) yield make('div', { class: 'words', dir: 'auto' }, rich(text, entities, this.actions), meta);
    else yield meta;
  }

  quote(message) {
    const name = message.from?.is_bot ? message.from.first_name : say('you');
    const show = () => this.actions.reveal(message.message_id);
    return make('button', { type: 'button', class: 'quote', onclick: show }, make('b', {}, name), make('span', {}, summary(message)));
  }

  photo(photo) {
    const source = `/page/file/${photo.file_id}`;
    const image = make('img', { src: source, alt: say('photo'), width: photo.width, height: photo.height, loading: 'lazy' });
    const open = () => this.actions.view(source);
    return make('button', { type: 'button', class: 'photo', 'aria-label': say('openPhoto'), onclick: open }, image);
  }

  document(document) {
    const href = `/page/file/${document.file_id}?save`;
    const text = make('span', {}, make('b', {}, document.file_name), make('small', {}, size(document.file_size)));
    return make('a', { class: 'document', href, download: document.file_name }, make('span', { class: 'icon' }, icon('file')), text);
  }

  meta(message) {
    const time = make('time', { datetime: new Date(message.date * 1000).toISOString() }, clock(message.date));
    const isMarked = message.edit_date && !message.reply_markup;
    return make('span', { class: 'meta' }, ...(isMarked ? [make('span', {}, say('edited'))] : []), time);
  }
}

export function summary(message) {
  const text = message.text ?? message.caption;
  if (text) return text.replace(/\s+/g, ' ').trim();
  return message.photo ? say('photo') : message.document?.file_name ?? say('file');
}
