// Typing: the text box, Enter, the command menu and its suggestions, files.
import { byId, label, make } from './dom.js';
import { say } from './i18n.js';

export class Composer {
  constructor(actions) {
    this.actions = actions;
    this.form = byId('composer');
    this.text = byId('text');
    this.menu = byId('menu');
    this.list = byId('commands');
    this.file = byId('file');
    this.start = byId('start');
    this.commands = [];
    this.chosen = -1;
    this.listen();
  }

  listen() {
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    this.text.addEventListener('input', () => this.typed());
    this.text.addEventListener('keydown', (event) => this.key(event));
    this.menu.addEventListener('click', () => this.toggle());
    this.start.addEventListener('click', () => this.begin());
    byId('attach').addEventListener('click', () => this.file.click());
    this.file.addEventListener('change', () => this.attach());
    document.addEventListener('pointerdown', (event) => {
      if (!this.list.contains(event.target) && !this.menu.contains(event.target)) this.close();
    });
  }

  words() {
    this.text.placeholder = say('message');
    this.text.setAttribute('aria-label', say('message'));
    byId('menu-text').textContent = say('menu');
    label(this.menu, say('commands'));
    label(byId('attach'), say('attach'));
    label(byId('send'), say('send'));
  }

  offer(commands) {
    this.commands = commands;
    this.menu.hidden = commands.length === 0;
    if (!this.list.hidden) this.typed();
  }

  // An empty or blocked chat has one button instead of a text box.
  greet(isEmpty, isBlocked) {
    this.start.hidden = !isEmpty && !isBlocked;
    this.start.textContent = say(isBlocked ? 'restart' : 'start');
    this.form.hidden = !this.start.hidden;
  }

  async begin() {
    await this.actions.send('/start');
    this.focus();
  }

  // With a mouse the text box is ready at once; on a phone that would raise the keyboard.
  focus() {
    if (matchMedia('(pointer: fine)').matches) this.text.focus();
  }

  async submit() {
    const text = this.text.value.trim();
    if (!text) return;
    this.text.value = '';
    this.typed();
    if (!(await this.actions.send(text))) {
      this.text.value = text;
      this.typed();
    }
  }

  typed() {
    const { value } = this.text;
    byId('send').disabled = !value.trim();
    this.menu.classList.toggle('small', value !== '');
    this.text.style.height = 'auto';
    this.text.style.height = `${Math.max(44, this.text.scrollHeight)}px`;
    if (value.startsWith('/') && !/\s/.test(value)) this.open(value.slice(1).toLowerCase());
    else this.close();
  }

  key(event) {
    if (event.isComposing) return;
    if (!this.list.hidden && this.steer(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    }
  }

  // Arrows choose a command, Tab completes it, Enter sends it, Escape closes the list.
  steer(event) {
    const buttons = [...this.list.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.choose((this.chosen + step + buttons.length) % buttons.length);
    } else if (event.key === 'Escape') {
      this.close();
    } else if (event.key === 'Tab' && buttons.length) {
      this.text.value = `/${(buttons[this.chosen] ?? buttons[0]).dataset.command}`;
      this.typed();
    } else if (event.key === 'Enter' && this.chosen >= 0) {
      buttons[this.chosen].click();
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }

  choose(at) {
    this.chosen = at;
    [...this.list.children].forEach((button, place) => button.classList.toggle('chosen', place === at));
    this.list.children[at]?.scrollIntoView({ block: 'nearest' });
  }

  toggle() {
    if (this.list.hidden) this.open('');
    else this.close();
  }

  open(prefix) {
    const found = this.commands.filter(({ command }) => command.startsWith(prefix));
    this.list.replaceChildren(...found.map((command) => this.suggestion(command)));
    this.list.hidden = found.length === 0;
    this.menu.setAttribute('aria-expanded', String(!this.list.hidden));
    this.chosen = -1;
  }

  suggestion({ command, description }) {
    const send = () => {
      this.text.value = '';
      this.typed();
      this.actions.send(`/${command}`);
    };
    const attributes = { type: 'button', 'data-command': command, onclick: send };
    return make('button', attributes, make('b', {}, `/${command}`), make('span', {}, description));
  }

  close() {
    this.list.hidden = true;
    this.menu.setAttribute('aria-expanded', 'false');
  }

  async attach() {
    const [file] = this.file.files;
    this.file.value = '';
    if (file) await this.actions.upload(file);
  }
}
