// The line to the server: events that resume where they broke off, and requests.
const NAMES = ['snapshot', 'message', 'deleted', 'press', 'answer', 'action', 'presence', 'profile', 'blocked'];
const LONGEST_PAUSE_MS = 5000;

export class Link {
  constructor(onEvent, onState) {
    this.onEvent = onEvent;
    this.onState = onState;
    this.last = '';
    this.pause = 500;
    this.open();
  }

  open() {
    const source = new EventSource(this.last ? `/events?after=${this.last}` : '/events');
    source.onopen = () => {
      this.pause = 500;
      this.onState(true);
    };
    source.onerror = () => {
      this.onState(false);
      if (source.readyState === EventSource.CLOSED) this.reopen();
    };
    for (const name of NAMES) {
      source.addEventListener(name, (event) => {
        this.last = event.lastEventId;
        this.onEvent(name, JSON.parse(event.data));
      });
    }
  }

  reopen() {
    setTimeout(() => this.open(), this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
  }
}

export async function post(path, body) {
  const isForm = body instanceof FormData;
  const headers = isForm ? {} : { 'Content-Type': 'application/json' };
  const response = await fetch(path, { method: 'POST', headers, body: isForm ? body : JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

export async function get(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}
