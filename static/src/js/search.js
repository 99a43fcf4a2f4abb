// What a script adds to searching. Without it every form is sent and answered in the plain way.
//  - suggestions while typing: the combobox pattern of ARIA 1.2, with the list as its popup
//  - the visitor's own place, only when they press the button for it
//  - the map, fetched only when they press the button for it

const PAUSE = 200; // milliseconds without a key before we ask
const SHORTEST = 2;
let lists = 0;

function suggestions(form) {
  const input = form.elements.q;
  if (!input) return;
  const known = new Map();
  const id = `suggestions-${++lists}`;
  let timer, asked, active = -1;

  const list = document.createElement("ul");
  list.id = id;
  list.className = "app-combobox__list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.suggestionsLabel);
  list.hidden = true;
  const status = document.createElement("div");
  status.className = "govuk-visually-hidden";
  status.setAttribute("role", "status");
  const box = document.createElement("div");
  box.className = "app-combobox";
  input.before(box);
  box.append(input, list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", id);

  const options = () => [...list.children];

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(index) {
    const all = options();
    active = (index + all.length) % all.length;
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    input.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  }

  function show(found) {
    list.replaceChildren(
      ...found.map((each, at) => {
        const option = document.createElement("li");
        option.id = `${id}-${at}`;
        option.className = "app-combobox__option";
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dir = "auto";
        option.dataset.url = each.url;
        option.textContent = each.text;
        if (each.label) {
          const kind = document.createElement("span");
          kind.className = "app-combobox__kind";
          kind.textContent = ` ${each.label}`;
          option.append(kind);
        }
        return option;
      }),
    );
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = form.dataset.suggestionsStatus.replace("{count}", found.length);
  }

  async function ask(words) {
    asked?.abort();
    if (known.has(words)) return show(known.get(words));
    asked = new AbortController();
    const address = new URL(form.dataset.suggestions, location.href);
    address.searchParams.set("q", words);
    try {
      const answer = await fetch(address, { signal: asked.signal, credentials: "same-origin" });
      if (!answer.ok) return close();
      const { suggestions: found } = await answer.json();
      known.set(words, found);
      // Somebody who has typed on, or left, does not want the answer to an earlier question.
      if (input.value.trim() === words && document.activeElement === input) show(found);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    const words = input.value.trim();
    if (words.length < SHORTEST) return close();
    timer = setTimeout(() => ask(words), PAUSE);
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    const moves = { ArrowDown: active + 1, ArrowUp: active < 0 ? -1 : active - 1 };
    if (event.key in moves) {
      event.preventDefault();
      choose(moves[event.key]);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(options()[active].dataset.url);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });

  // A press on the list must not take the focus, or the list would close before it is chosen from.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
}

// An address is shorter and easier to share without what was left empty.
function leaveOutWhatIsEmpty(form) {
  const empty = () => [...form.elements].filter((each) => each.name && each.value === "");
  form.addEventListener("submit", () => empty().forEach((each) => (each.disabled = true)));
  addEventListener("pageshow", () => empty().forEach((each) => (each.disabled = false)));
}

function ownPlace(button) {
  if (!navigator.geolocation || !isSecureContext) return;
  const form = button.form;
  const status = form.querySelector("[data-locate-status]");
  button.hidden = false;
  button.addEventListener("click", () => {
    status.textContent = button.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        // Two decimals are about a kilometre: enough to sort by, too little to know a home by.
        const at = form.elements.at ?? form.appendChild(document.createElement("input"));
        at.type = "hidden";
        at.name = "at";
        at.value = `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`;
        form.elements.near.value = "";
        form.requestSubmit();
      },
      () => (status.textContent = button.dataset.refused),
      { timeout: 10000, maximumAge: 600000 },
    );
  });
}

function map(panel) {
  const button = panel.querySelector("[data-map-button]");
  const label = button.textContent;
  let shown;
  panel.hidden = false;
  button.addEventListener("click", async () => {
    if (!shown) {
      button.disabled = true;
      try {
        const { draw } = await import(panel.dataset.map);
        shown = await draw(panel, JSON.parse(document.getElementById("map-places").textContent));
      } finally {
        button.disabled = false;
      }
    } else {
      shown.hidden = !shown.hidden;
    }
    button.setAttribute("aria-expanded", String(!shown.hidden));
    button.textContent = shown.hidden ? label : button.dataset.hide;
    button.focus();
  });
}

document.querySelectorAll("form[data-suggestions]").forEach((form) => {
  suggestions(form);
  leaveOutWhatIsEmpty(form);
});
document.querySelectorAll("[data-locate]").forEach(ownPlace);
document.querySelectorAll("[data-map]").forEach(map);
