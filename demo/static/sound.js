// A soft bell, made here. Browsers allow it after the first touch or key.
let context = null;

function wake() {
  context ??= new AudioContext();
  context.resume();
}

for (const name of ['pointerdown', 'keydown']) addEventListener(name, wake, { passive: true });

export function ring() {
  if (context?.state !== 'running') return;
  const now = context.currentTime;
  for (const [pitch, delay] of [[784, 0], [1175, 0.09]]) tone(pitch, now + delay);
}

function tone(pitch, at) {
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(0.09, at + 0.012);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.5);
  const wave = context.createOscillator();
  wave.frequency.value = pitch;
  wave.connect(gain).connect(context.destination);
  wave.start(at);
  wave.stop(at + 0.55);
}
