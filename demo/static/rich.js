// Text with entities, as nodes. The server parsed the markup; offsets are UTF-16, as in JavaScript.
import { make } from './dom.js';
import { say } from './i18n.js';

const TAGS = { bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's' };
const BLOCKS = new Set(['pre', 'blockquote', 'expandable_blockquote']);
const SCHEMES = new Set(['http:', 'https:', 'tg:', 'ton:', 'mailto:', 'tel:']);

export function rich(text, entities, actions) {
  const root = document.createDocumentFragment();
  fill(root, text, 0, text.length, entities ?? [], actions);
  return root;
}

export function safeLink(address) {
  try {
    const url = new URL(address.includes(':') ? address : `http://${address}`);
    return SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function fill(parent, text, begin, end, entities, actions) {
  let at = begin;
  let afterBlock = false;
  const queue = [...entities];
  const plain = (stop, beforeBlock) => {
    let piece = text.slice(at, stop);
    if (afterBlock) piece = piece.replace(/^\n/, '');
    if (beforeBlock) piece = piece.replace(/\n$/, '');
    if (piece) parent.append(piece);
  };
  while (queue.length) {
    const entity = queue.shift();
    const from = Math.max(entity.offset, at);
    const stop = Math.min(entity.offset + entity.length, end);
    if (from >= stop) continue;
    const isBlock = BLOCKS.has(entity.type);
    plain(from, isBlock);
    const element = elementFor(entity, text.slice(from, stop), actions);
    const inside = element.matches('pre') ? element.firstChild : element;
    fill(inside, text, from, stop, takeInner(queue, stop), actions);
    parent.append(element, ...companions(entity, element));
    at = stop;
    afterBlock = isBlock;
  }
  plain(end, false);
}

// Entities that begin before `stop` belong inside; what reaches over it goes on after it.
function takeInner(queue, stop) {
  const inner = [];
  while (queue.length && queue[0].offset < stop) {
    const entity = queue.shift();
    const over = entity.offset + entity.length - stop;
    inner.push(over > 0 ? { ...entity, length: entity.length - over } : entity);
    if (over > 0) queue.unshift({ ...entity, offset: stop, length: over });
  }
  return inner;
}

function elementFor(entity, text, actions) {
  switch (entity.type) {
    case 'code':
      return make('code', { onclick: () => actions.copy(text) });
    case 'pre':
      return make('pre', { tabindex: 0 }, make('code'));
    case 'blockquote':
      return make('blockquote');
    case 'expandable_blockquote':
      return make('blockquote', { class: 'short' });
    case 'spoiler':
      return spoiler();
    case 'bot_command':
      return make('a', { class: 'command', href: '#', onclick: (event) => {
        event.preventDefault();
        actions.send(text);
      } });
    case 'url':
    case 'text_link': {
      const href = safeLink(entity.url ?? text);
      return href ? make('a', { href, target: '_blank', rel: 'noopener noreferrer' }) : make('span');
    }
    default:
      return make(TAGS[entity.type] ?? 'span');
  }
}

function spoiler() {
  const element = make('span', { class: 'spoiler', role: 'button', tabindex: 0, 'aria-label': say('spoiler') });
  const open = (event) => {
    if (event.type === 'keydown' && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    element.classList.add('open');
    for (const name of ['role', 'tabindex', 'aria-label']) element.removeAttribute(name);
  };
  element.addEventListener('click', open, { once: true });
  element.addEventListener('keydown', open);
  return element;
}

function companions(entity, element) {
  if (entity.type !== 'expandable_blockquote') return [];
  const button = make('button', { type: 'button', class: 'more', 'aria-expanded': false }, say('showMore'));
  button.addEventListener('click', () => {
    const isShort = element.classList.toggle('short');
    button.textContent = say(isShort ? 'showMore' : 'showLess');
    button.setAttribute('aria-expanded', String(!isShort));
  });
  return [button];
}
