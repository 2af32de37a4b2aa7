// What this browser remembers: colours and sound.
import { byId, setIcon } from './dom.js';
import { say } from './i18n.js';

const system = matchMedia('(prefers-color-scheme: dark)');

function read(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // A private window remembers nothing; the choice holds until it is closed.
  }
}

let theme = read('theme');
let isMuted = read('sound') === 'off';

const isDark = () => (theme ? theme === 'dark' : system.matches);
export const isSoundOn = () => !isMuted;
export const hasChosenLanguage = () => read('language') !== null;
export const rememberLanguage = (code) => write('language', code);

export function showPreferences() {
  if (theme) document.documentElement.dataset.theme = theme;
  const bar = isDark() ? '#17212b' : '#ffffff';
  document.querySelector('meta[name="theme-color"]').content = bar;
  setIcon(byId('theme'), isDark() ? 'sun' : 'moon', say(isDark() ? 'light' : 'dark'));
  setIcon(byId('sound'), isMuted ? 'mute' : 'sound', say(isMuted ? 'soundOff' : 'soundOn'));
}

byId('theme').addEventListener('click', () => {
  theme = isDark() ? 'light' : 'dark';
  write('theme', theme);
  showPreferences();
});

byId('sound').addEventListener('click', () => {
  isMuted = !isMuted;
  write('sound', isMuted ? 'off' : 'on');
  showPreferences();
});

system.addEventListener('change', showPreferences);
