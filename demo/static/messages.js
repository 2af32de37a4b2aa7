// The list of messages: order, days, groups, history, and a scroll position that edits never move.
import { Bubble } from './bubble.js';
import { byId, make } from './dom.js';
import { count, day, dayKey, say } from './i18n.js';

const NEAR_PX = 60;
const GROUP_S = 120;

export class Messages {
  constructor(parts) {
    this.parts = parts;
    this.scroller = byId('chat');
    this.list = byId('messages');
    this.button = byId('to-bottom');
    this.bubbles = new Map();
    this.fresh = 0;
    this.hasMore = false;
    this.isLoading = false;
    this.isPinned = true;
    this.scroller.addEventListener('scroll', () => this.scrolled(), { passive: true });
    this.button.addEventListener('click', () => this.toBottom());
    new ResizeObserver(() => { if (this.isPinned) this.toBottom(); }).observe(this.scroller);
  }

  get isEmpty() { return this.bubbles.size === 0; }

  // Everything anew, from a snapshot.
  reset(history) {
    this.bubbles.clear();
    this.list.replaceChildren();
    this.hasMore = history.has_more;
    for (const kept of history.messages) this.insert(kept);
    this.arrange();
    this.toBottom();
  }

  redraw() {
    this.steady(() => {
      for (const bubble of this.bubbles.values()) bubble.show(bubble.kept);
      this.arrange();
    });
    this.label();
  }

  // A new message or an edit; true when it is new.
  put(kept) {
    const known = this.bubbles.get(kept.message.message_id);
    if (known) {
      this.steady(() => this.refresh(known, kept));
      return false;
    }
    const isOwn = !kept.message.from?.is_bot;
    const follow = this.isPinned || isOwn;
    const bubble = this.insert(kept);
    bubble.node.classList.add('arriving');
    this.arrange();
    if (follow) this.toBottom();
    else this.more();
    return true;
  }

  refresh(bubble, kept) {
    bubble.kept = kept;
    bubble.show(kept);
  }

  remove(ids) {
    for (const id of ids) {
      const bubble = this.bubbles.get(id);
      if (!bubble) continue;
      this.bubbles.delete(id);
      bubble.node.classList.add('leaving');
      setTimeout(() => this.steady(() => {
        bubble.node.remove();
        this.arrange();
      }), 190);
    }
  }

  reveal(id) {
    const node = this.bubbles.get(id)?.node;
    if (!node) return;
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    node.scrollIntoView({ block: 'center', behavior: isCalm ? 'auto' : 'smooth' });
    node.classList.add('flash');
    setTimeout(() => node.classList.remove('flash'), 1200);
  }

  insert(kept) {
    const bubble = new Bubble(kept, this.parts);
    bubble.kept = kept;
    const id = kept.message.message_id;
    const next = [...this.bubbles.keys()].find((other) => other > id);
    this.list.insertBefore(bubble.node, next ? this.bubbles.get(next).node : null);
    this.bubbles.set(id, bubble);
    if (next) this.bubbles = new Map([...this.bubbles].sort(([a], [b]) => a - b));
    return bubble;
  }

  // Day marks, and messages of one author drawn together.
  arrange() {
    for (const mark of this.list.querySelectorAll('.day')) mark.remove();
    let previous = null;
    for (const { node, message } of this.bubbles.values()) {
      const isNewDay = !previous || dayKey(previous.date) !== dayKey(message.date);
      if (isNewDay) node.before(make('li', { class: 'day' }, day(message.date)));
      const isClose = previous && message.date - previous.date < GROUP_S;
      const isSame = isClose && previous.from?.id === message.from?.id && !previous.reply_markup;
      node.classList.toggle('joined', Boolean(isSame && !isNewDay));
      previous = message;
    }
    this.parts.actions.counted(this.bubbles.size);
  }

  // Change something and keep in place what the reader looks at.
  steady(change) {
    const wasPinned = this.isPinned;
    const anchor = wasPinned ? null : this.anchor();
    const before = anchor?.getBoundingClientRect().top;
    change();
    if (wasPinned) this.toBottom();
    else if (anchor?.isConnected) {
      const shift = anchor.getBoundingClientRect().top - before;
      if (Math.abs(shift) >= 1) this.scroller.scrollTop += shift;
    }
  }

  anchor() {
    const top = this.scroller.getBoundingClientRect().top;
    const nodes = this.list.querySelectorAll('li[data-id]:not(.leaving)');
    return [...nodes].find((node) => node.getBoundingClientRect().bottom > top + 1);
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.isPinned = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    if (this.isPinned) this.fresh = 0;
    this.label();
    if (scrollTop < NEAR_PX && this.hasMore && !this.isLoading) this.older();
  }

  async older() {
    this.isLoading = true;
    try {
      const [first] = this.bubbles.keys();
      const history = await this.parts.actions.history(first);
      this.steady(() => {
        for (const kept of history.messages) this.insert(kept);
        this.arrange();
      });
      this.hasMore = history.has_more;
    } catch {
      this.hasMore = true;
    } finally {
      this.isLoading = false;
    }
  }

  more() {
    this.fresh += 1;
    this.label();
  }

  label() {
    this.button.hidden = this.isPinned;
    this.button.classList.toggle('fresh', this.fresh > 0);
    this.button.setAttribute('aria-label', this.fresh ? count('fresh', this.fresh) : say('toBottom'));
    byId('to-bottom-text').textContent = this.fresh ? count('fresh', this.fresh) : '';
  }

  toBottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.isPinned = true;
    this.fresh = 0;
    this.label();
  }
}
