// What axe does not look at. Each check returns a list of faults, as texts; none: it is good.
// Run by tests/access/checking.py in the page itself.
(() => {
  const SCRIPTS = { ar: "Arabic", fa: "Arabic", ur: "Arabic", bn: "Bengali", pa: "Gurmukhi", zh: "Han" };
  const FOCUSABLE =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex='0']";
  const CONTROL = "a[href], button, input, select, textarea, summary";
  const LATIN_WORDS = /[A-Za-z]{2,}(?:[ ,’'-]+[A-Za-z]{2,}){3,}/;

  // Four words in a row, not all of them with a capital, as the name of a law has.
  const isSentence = (text) =>
    (text.match(LATIN_WORDS) ?? [""])[0].split(/[ ,]+/).some((word) => /^[a-z]{4,}/.test(word));

  const name = (element) => {
    const words = (element.innerText || element.value || "").trim().slice(0, 40);
    const id = element.id ? `#${element.id}` : `.${[...element.classList].join(".")}`;
    return `${element.tagName.toLowerCase()}${id} “${words}”`;
  };

  const isShown = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

  // Hidden from the eye alone: clipped to one point, or waiting for the focus.
  const isForEyes = (element) => {
    const box = element.getBoundingClientRect();
    return isShown(element) && box.width > 1 && box.height > 1;
  };

  const scrolls = (element) => {
    for (let each = element; each && each !== document.body; each = each.parentElement) {
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(each).overflowX)) return true;
    }
    return false;
  };

  function width() {
    const page = document.documentElement;
    if (page.scrollWidth <= page.clientWidth) return [];
    const wide = [...document.body.querySelectorAll("*")].filter((each) => {
      const box = each.getBoundingClientRect();
      const out = box.right > page.clientWidth + 1 || box.left < -1;
      return out && isForEyes(each) && !scrolls(each.parentElement);
    });
    return [`wider than its screen by ${page.scrollWidth - page.clientWidth}: ${wide.slice(-3).map(name)}`];
  }

  function headings() {
    const found = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(
      // What went wrong or well comes before the page's own heading (GOV.UK Design System).
      (each) =>
        isShown(each) &&
        !each.matches(".govuk-error-summary__title, .govuk-notification-banner__title")
    );
    const faults = [];
    const first = found.filter((each) => each.tagName === "H1");
    if (first.length !== 1) faults.push(`${first.length} headings of the first level`);
    let before = 0;
    for (const each of found) {
      const level = Number(each.tagName[1]);
      if (!each.innerText.trim()) faults.push(`an empty heading ${name(each)}`);
      if (level > before + 1) faults.push(`from level ${before} to ${name(each)}`);
      before = level;
    }
    return faults;
  }

  function landmarks() {
    const faults = [];
    if (document.querySelectorAll("main, [role=main]").length !== 1) faults.push("not one main");
    for (const each of document.querySelectorAll("nav, [role=navigation], [role=search], search")) {
      const label = each.getAttribute("aria-label") || each.getAttribute("aria-labelledby");
      if (isShown(each) && each.matches("nav, [role=navigation]") && !label) {
        faults.push(`a navigation without a name: ${name(each)}`);
      }
    }
    return faults;
  }

  // 2.5.3: who says what they see is understood. axe looks at links and buttons, not at boxes.
  function labels() {
    const plain = (text) => text.toLocaleLowerCase().replace(/[\s\p{P}]+/gu, " ").trim();
    const faults = [];
    for (const each of document.querySelectorAll("[aria-label], [aria-labelledby]")) {
      if (!isForEyes(each) || !each.matches(CONTROL)) continue;
      const ids = (each.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean);
      const named = ids.length
        ? ids.map((id) => document.getElementById(id)?.textContent ?? "").join(" ")
        : each.getAttribute("aria-label");
      const seen = each.labels?.length
        ? [...each.labels].filter(isForEyes).map((label) => label.innerText).join(" ")
        : each.innerText || "";
      if (!plain(named).includes(plain(seen))) faults.push(`${name(each)} is named “${named}”`);
    }
    return faults;
  }

  // 3.1.2: a text of another script has its language. Names stay as they are.
  function languages() {
    const faults = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode.data.trim();
      const parent = texts.currentNode.parentElement;
      if (!text || parent.closest("script, style, [translate=no], code, textarea")) continue;
      const lang = parent.closest("[lang]").lang.split("-")[0];
      if (!lang) continue; // said to be unknown
      const own = SCRIPTS[lang] ?? "Latin";
      for (const script of new Set(Object.values(SCRIPTS))) {
        if (script !== own && new RegExp(`\\p{Script=${script}}{2}`, "u").test(text)) {
          faults.push(`${script} in ${lang}: ${name(parent)}`);
        }
      }
      const words = text.replace(/\S*[@/.]\S+/g, " "); // addresses are in no language
      if (own !== "Latin" && isSentence(words)) faults.push(`Latin in ${lang}: ${name(parent)}`);
    }
    return [...new Set(faults)].slice(0, 8);
  }

  // 1.3.5: what a browser knows of its owner it can fill in; not what is of somebody else.
  function autocomplete() {
    if (/\/(desk|provider\/(suggestion|listing|add))\//.test(location.pathname)) return [];
    const own = "input[name=email], input[name=name], input[name=phone], input[name=login], " +
      "input[name=password], input[name=code]";
    return [...document.querySelectorAll(own)]
      .filter((each) => isForEyes(each) && !each.autocomplete)
      .map((each) => `no autocomplete: ${name(each)} ${each.name}`);
  }

  // Addresses and numbers are written from left to right, whatever is around them.
  function directions() {
    return [...document.querySelectorAll("input[type=email], input[type=tel], input[type=url]")]
      .filter((each) => isForEyes(each) && getComputedStyle(each).direction !== "ltr")
      .map((each) => `typed from right to left: ${each.name}`);
  }

  const look = (element) => {
    const style = getComputedStyle(element);
    const label = element.labels?.[0];
    const beside = label ? getComputedStyle(label, "::before").boxShadow + getComputedStyle(label, "::before").outline : "";
    return [style.outlineStyle === "none" ? "" : style.outline, style.boxShadow, style.borderColor,
      style.backgroundColor, style.textDecoration, beside].join("|");
  };

  const covered = (element) => {
    const box = element.getBoundingClientRect();
    const [right, bottom] = [Math.min(box.right, innerWidth), Math.min(box.bottom, innerHeight)];
    const [left, top] = [Math.max(box.left, 0), Math.max(box.top, 0)];
    if (right <= left || bottom <= top) return true;
    const spots = [];
    for (const x of [0.1, 0.5, 0.9]) {
      for (const y of [0.1, 0.5, 0.9]) {
        spots.push(document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y));
      }
    }
    const belongs = (other) =>
      other && (element.contains(other) || other.contains(element) ||
        [...(element.labels ?? [])].some((label) => label.contains(other)));
    return !spots.some(belongs);
  };

  // 2.4.7 and 2.4.11: whoever uses a keyboard sees where they are. The page was touched by a key
  // before, so that a focus by script is shown as one by key.
  function focus() {
    const faults = [];
    const back = document.activeElement;
    for (const element of document.querySelectorAll(FOCUSABLE)) {
      if (!isShown(element) || element.disabled || element.closest("[inert]")) continue;
      if (element.tabIndex < 0) continue;
      if (element.tabIndex > 0) faults.push(`an order of its own: ${name(element)}`);
      const before = look(element);
      element.focus();
      if (document.activeElement !== element) continue;
      if (look(element) === before && !element.matches("iframe")) {
        faults.push(`the focus is not seen on ${name(element)}`);
      }
      if (covered(element)) faults.push(`something hides ${name(element)} when it has the focus`);
    }
    document.activeElement.blur();
    if (back instanceof HTMLElement) back.focus();
    scrollTo(0, 0);
    return faults;
  }

  // 1.4.12: nothing is cut off when lines, words and letters stand further apart.
  function spacing() {
    const sheet = new CSSStyleSheet();
    const apart = getComputedStyle(document.body).direction === "rtl" ? "" : "letter-spacing: .12em !important;";
    sheet.replaceSync(
      `* { line-height: 1.5 !important; word-spacing: .16em !important; ${apart} }
       p { margin-bottom: 2em !important; }`
    );
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    const faults = width();
    for (const each of document.body.querySelectorAll("*")) {
      const style = getComputedStyle(each);
      if (!isForEyes(each) || each.matches("select, option, input, textarea, svg, svg *")) continue;
      const cuts = (axis) => /hidden|clip/.test(style[`overflow${axis}`]);
      if (!each.innerText?.trim()) continue;
      if ((cuts("Y") && each.scrollHeight > each.clientHeight + 2) ||
          (cuts("X") && each.scrollWidth > each.clientWidth + 2)) {
        faults.push(`cut off with more space in the text: ${name(each)}`);
      }
    }
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    return faults;
  }

  // On paper nothing can be pressed, and an address that cannot be read leads nowhere.
  function print() {
    const faults = [];
    for (const each of document.querySelectorAll("nav, main button, .govuk-skip-link, header form")) {
      if (isForEyes(each)) faults.push(`printed: ${name(each)}`);
    }
    for (const each of document.querySelectorAll("main a[href^='http']")) {
      const bare = (text) => text.replace(/^https?:\/\/(www\.)?|\/$/g, "");
      const shown = each.innerText + getComputedStyle(each, "::after").content;
      if (isForEyes(each) && !shown.includes(bare(each.getAttribute("href")).slice(0, 20))) {
        faults.push(`its address is not printed: ${name(each)}`);
      }
    }
    return faults;
  }

  // For who asks for little motion nothing moves.
  function motion() {
    const long = (times) => times.split(",").some((time) => parseFloat(time) > 0.01);
    const faults = [];
    for (const each of document.querySelectorAll("*")) {
      const style = getComputedStyle(each);
      if ((long(style.transitionDuration) && style.transitionProperty !== "none") ||
          (long(style.animationDuration) && style.animationName !== "none") ||
          style.scrollBehavior === "smooth") {
        faults.push(`moves: ${name(each)}`);
      }
    }
    return faults;
  }

  // 1.4.13: a tip that opens under the pointer cannot be pointed at, and no keyboard opens it.
  function tips() {
    return [...document.querySelectorAll("[title]:not(iframe, link, style, svg *)")].map(
      (each) => `a tip: ${name(each)} “${each.title}”`
    );
  }

  return {
    width, headings, landmarks, labels, languages, autocomplete, directions, focus, spacing, print,
    motion, tips,
  };
})();
