// What a script adds to the box in which pages are written: buttons, a preview while typing, clean
// pasting, and the pickers in a dialog instead of another tab. The box itself needs none of it.

const PAUSE = 500; // milliseconds without a key before the preview is drawn anew

const LINES = {
  heading: (line) => `## ${line}`,
  smaller: (line) => `### ${line}`,
  list: (line) => `- ${line}`,
  steps: (line, number) => `${number}. ${line}`,
  quote: (line) => `> ${line}`,
  inset: (line) => `^ ${line}`,
  warning: (line) => `! ${line}`,
};

function start(editor) {
  const box = editor.querySelector("textarea");
  const status = editor.querySelector("[data-editor-status]");
  const preview = editor.querySelector("[data-editor-preview]");
  const shown = editor.querySelector("[data-editor-shown]");
  const token = () => box.form.elements.csrfmiddlewaretoken.value;
  let timer, asked;

  editor.querySelector("[data-editor-tools]").hidden = false;
  editor.querySelector("[data-editor-plain]").remove();
  for (const words of editor.querySelectorAll("[data-new-tab]")) words.remove();
  preview.hidden = false;

  function say(words) {
    status.textContent = "";
    requestAnimationFrame(() => (status.textContent = words));
  }

  function post(address, data) {
    data.append("csrfmiddlewaretoken", token());
    return fetch(address, { method: "POST", body: data });
  }

  // The old way keeps "undo" working; where a browser has given it up, the text is set.
  function write(text) {
    box.focus();
    if (!document.execCommand("insertText", false, text)) {
      box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  const selected = () => box.value.slice(box.selectionStart, box.selectionEnd);

  // A block stands by itself: with an empty line before it and after it.
  function block(text) {
    const before = box.value.slice(0, box.selectionStart);
    const after = box.value.slice(box.selectionEnd);
    const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const tail = !after || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
    write(lead + text + tail);
  }

  // What stands in for the writer's own words is selected, so that the next key replaces it.
  function selectBefore(words) {
    const start = box.value.lastIndexOf(words, box.selectionEnd);
    if (start >= 0) box.setSelectionRange(start, start + words.length);
  }

  function act(name) {
    if (name === "bold") {
      const own = selected();
      write(`**${own || editor.dataset.bold}**`);
      return own ? undefined : selectBefore(editor.dataset.bold);
    }
    if (name === "table") {
      const cell = editor.dataset.row;
      return block(`| ${cell} 1 | ${cell} 2 |\n| --- | --- |\n|  |  |`);
    }
    const own = selected();
    const words = own || (name === "list" || name === "steps" ? editor.dataset.item : editor.dataset.heading);
    const lines = words.split("\n").filter((line) => line.trim());
    block(lines.map((line, index) => LINES[name](line.trim(), index + 1)).join("\n"));
    if (!own) selectBefore(words);
  }

  async function draw() {
    const mine = (asked = {});
    const data = new FormData();
    data.append("text", box.value);
    data.append("language", box.lang || "en");
    try {
      const answer = await post(editor.dataset.preview, data);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector("[data-preview]");
      if (mine === asked && found) shown.replaceChildren(...found.childNodes);
    } catch {
      // The words are safe in their box; the next key asks again.
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(draw, PAUSE);
  });
  draw();

  box.addEventListener("paste", async (event) => {
    const html = event.clipboardData.getData("text/html");
    if (!html) return;
    event.preventDefault();
    const plain = event.clipboardData.getData("text/plain");
    const data = new FormData();
    data.append("html", new Blob([html], { type: "text/html" }), "pasted.html");
    try {
      const answer = await post(editor.dataset.paste, data);
      write(answer.ok ? await answer.text() : plain);
      if (answer.ok) say(editor.dataset.pasted);
    } catch {
      write(plain);
    }
  });

  for (const button of editor.querySelectorAll("[data-do]")) {
    button.addEventListener("click", () => act(button.dataset.do));
  }

  function insert(chosen) {
    if (chosen.insertLink) {
      const words = selected() || chosen.words || editor.dataset.link;
      write(`[${words.replace(/[[\]\\]/g, "\\$&")}](${chosen.insertLink})`);
    } else {
      block(chosen.insert);
    }
  }

  for (const link of editor.querySelectorAll("[data-picker]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      open(editor, link, { insert, say });
    });
  }
}

// A picker is a page of its own; its part marked data-picked is shown in a dialog, and its links and
// forms lead on inside it.
function open(editor, opener, { insert, say }) {
  const dialog = document.createElement("dialog");
  dialog.className = "app-editor__dialog";
  dialog.setAttribute("aria-label", opener.textContent.trim());
  const close = document.createElement("button");
  close.type = "button";
  close.className = "govuk-button govuk-button--secondary app-editor__close";
  close.textContent = editor.dataset.close;
  close.addEventListener("click", () => dialog.close());
  const content = document.createElement("div");
  dialog.append(close, content);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (document.activeElement === document.body) opener.focus();
  });
  dialog.showModal();

  async function go(address, options) {
    try {
      const answer = await fetch(address, options);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector("[data-picked]");
      if (!found) throw new Error("not a picker");
      content.replaceChildren(document.adoptNode(found));
      for (const each of found.querySelectorAll("[data-insert], [data-insert-link]")) each.hidden = false;
      for (const each of found.querySelectorAll("[data-by-hand]")) each.remove();
      const first = found.querySelector("[role=alert], [data-first], input:not([type=hidden]), button");
      if (first) {
        if (first.matches("[role=alert], div, h1, h2, p")) first.tabIndex = -1;
        first.focus();
      }
    } catch {
      dialog.close();
      say(editor.dataset.failed);
    }
  }

  dialog.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-insert], [data-insert-link]");
    if (chosen) {
      dialog.close();
      insert(chosen.dataset);
      return;
    }
    const link = event.target.closest("a[data-onwards]");
    if (link) {
      event.preventDefault();
      go(link.href);
    }
  });

  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    const data = new FormData(form, event.submitter);
    if (form.method === "get") go(`${form.action}?${new URLSearchParams(data)}`);
    else go(form.action, { method: "POST", body: data });
  });

  go(opener.href);
}

for (const editor of document.querySelectorAll("[data-editor]")) start(editor);
