// "Listen to this page": reads the words of the page aloud, sentence by sentence, and marks what it
// reads. The button shows where the browser has a voice for the language of the page. Speech can be
// paused nowhere reliably (on Android a pause ends it), so a pause stops, and "go on" begins the
// sentence again.
const panel = document.querySelector("[data-listen]");
const speech = window.speechSynthesis;
// What is not to be read: ways around the page, forms, and what only a screen reader is told.
const SKIPPED =
  "nav, form, button, input, select, textarea, script, style, svg, template, noscript, audio, video, " +
  "[hidden], [aria-hidden=true], .govuk-visually-hidden, .app-no-print, .app-actions, .app-map-panel, [data-listen]";
const APART = "p, li, dt, dd, h1, h2, h3, h4, th, td, figcaption, blockquote, summary, caption, div, section";

const base = (language) => language.toLowerCase().split("-")[0];

// A voice on the device itself is best: it needs no internet, and no words leave the device.
function voiceFor(language) {
  const fitting = speech
    .getVoices()
    .filter((voice) => base(voice.lang.replace("_", "-")) === base(language))
    // Cantonese says other words than are written here.
    .filter((voice) => !/^zh.(hk|mo)/i.test(voice.lang));
  const exact = (voice) => voice.lang.replace("_", "-").toLowerCase() === language.toLowerCase();
  const rank = (voice) => (exact(voice) ? 4 : 0) + (voice.localService ? 2 : 0) + (/gb|cn|sg/i.test(voice.lang) ? 1 : 0);
  return fitting.sort((first, second) => rank(second) - rank(first))[0];
}

function sentences(text, language) {
  if (window.Intl?.Segmenter) {
    const segmenter = new Intl.Segmenter(language, { granularity: "sentence" });
    return [...segmenter.segment(text)].map(({ segment, index }) => [index, index + segment.length]);
  }
  return [...text.matchAll(/[^.!?。！？।؟۔]+[.!?。！？।؟۔]*\s*/g)].map((found) => [found.index, found.index + found[0].length]);
}

// One run of text nodes of one block in one language, cut into sentences: [{text, language, range}].
function spoken(nodes, language) {
  const text = nodes.map((node) => node.data).join("");
  const placeOf = (offset) => {
    let node = nodes[0];
    for (node of nodes) {
      if (offset <= node.length) return [node, offset];
      offset -= node.length;
    }
    return [node, node.length];
  };
  return sentences(text, language)
    .filter(([from, to]) => /[\p{L}\p{N}]/u.test(text.slice(from, to)))
    .map(([from, to]) => {
      const range = document.createRange();
      range.setStart(...placeOf(from));
      range.setEnd(...placeOf(from + text.slice(from, to).trimEnd().length));
      return { text: text.slice(from, to).replace(/\s+/g, " ").trim(), language, range };
    });
}

function everySentence(main) {
  const found = [];
  let nodes = [];
  let of = null;
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const end = () => {
    if (nodes.length) found.push(...spoken(nodes, of.language));
    nodes = [];
  };
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const around = node.parentElement;
    if (around.closest(SKIPPED) || !around.getClientRects().length) continue;
    const next = { block: around.closest(APART) ?? main, language: around.closest("[lang]").lang };
    if (of && (next.block !== of.block || next.language !== of.language)) end();
    of = next;
    nodes.push(node);
  }
  end();
  return found;
}

class Reader {
  constructor() {
    this.button = (name) => panel.querySelector(`[data-listen-${name}]`);
    this.place = 0;
    this.parts = [];
    this.button("start").addEventListener("click", () => this.start());
    this.button("pause").addEventListener("click", () => this.pause());
    this.button("resume").addEventListener("click", () => this.speak());
    this.button("stop").addEventListener("click", () => this.stop());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.state !== "start") this.stop();
    });
    window.addEventListener("pagehide", () => this.stop());
    this.show("start");
  }

  // Which buttons there are: start; pause and stop; go on and stop. The focus stays on one of them.
  show(state) {
    const had = panel.contains(document.activeElement);
    this.state = state;
    for (const name of ["start", "pause", "resume"]) this.button(name).hidden = name !== state;
    this.button("stop").hidden = state === "start";
    if (had) this.button(state).focus();
  }

  say(text) {
    panel.querySelector("[data-listen-status]").textContent = text;
  }

  start() {
    // What no voice can say is left out rather than said wrongly.
    this.parts = everySentence(document.querySelector("main")).filter(({ language }) => voiceFor(language));
    this.place = 0;
    this.speak();
  }

  speak() {
    speech.cancel();
    this.show("pause");
    this.say("");
    this.next();
  }

  next() {
    const part = this.parts[this.place];
    if (!part) return this.stop(panel.dataset.done);
    const utterance = new SpeechSynthesisUtterance(part.text);
    utterance.voice = voiceFor(part.language);
    utterance.lang = utterance.voice.lang;
    // A sentence that was stopped ends too, later: only the one of now leads on.
    this.now = utterance;
    utterance.onend = () => {
      if (this.now !== utterance) return;
      this.place += 1;
      this.next();
    };
    utterance.onerror = () => this.now === utterance && this.stop(panel.dataset.failed);
    this.mark(part.range);
    speech.speak(utterance);
  }

  // The highlight of CSS changes no element, so nothing moves and no screen reader loses its place.
  mark(range) {
    if (window.CSS?.highlights) {
      CSS.highlights.set("app-spoken", new Highlight(range));
    } else {
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }
    const { top, bottom } = range.getBoundingClientRect();
    if (top >= 0 && bottom <= window.innerHeight) return;
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    range.startContainer.parentElement.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  }

  silence() {
    this.now = null;
    speech.cancel();
  }

  pause() {
    this.silence();
    this.show("resume");
    this.say(panel.dataset.paused);
  }

  stop(words = "") {
    this.silence();
    if (window.CSS?.highlights) CSS.highlights.delete("app-spoken");
    else getSelection().removeAllRanges();
    this.show("start");
    this.say(words);
  }
}

// Browsers learn of their voices a moment after the page is there.
function offer() {
  if (!panel.hidden || !voiceFor(document.documentElement.lang)) return;
  panel.hidden = false;
  new Reader();
}

if (panel && speech) {
  offer();
  speech.addEventListener?.("voiceschanged", offer);
}
