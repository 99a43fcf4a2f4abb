// Offers this page in the language that the browser is set to, where the site has it. It never
// goes there by itself. The languages' own words for it stand on their links, so that whoever
// cannot read the page can read the offer.
const ANSWERED = "local-offer-language";
const bar = document.querySelector("[data-languages]");
const best = bar && !isAnswered() ? preferred() : null;

if (best?.dataset.offer) {
  offer(best);
}
// Whoever has chosen a language knows where they are.
bar?.addEventListener("click", (event) => {
  if (event.target.closest("a")) {
    answer();
  }
});

// The entry of the bar for the first language that the browser asks for and the site has.
function preferred() {
  const ours = [...bar.querySelectorAll("li [lang]")];
  for (const wish of navigator.languages) {
    const found = ours.find((each) => written(each.lang) === written(wish));
    if (found) {
      return found;
    }
  }
  return null;
}

// Language and script: Chinese as Taiwan writes it, or Panjabi as Pakistan does, is not what we have.
function written(tag) {
  try {
    const { language, script } = new Intl.Locale(tag).maximize();
    return `${language}-${script}`;
  } catch {
    return "";
  }
}

function offer(link) {
  const line = document.createElement("p");
  line.className = "govuk-body-s govuk-!-margin-bottom-1 app-languages__offer";
  line.lang = link.lang;
  line.dir = link.dir;
  const there = document.createElement("a");
  there.className = "govuk-link govuk-!-font-weight-bold";
  there.href = link.href;
  there.hreflang = link.lang;
  there.textContent = link.dataset.offer;
  const no = document.createElement("button");
  no.type = "button";
  no.className = "app-link-button";
  no.textContent = link.dataset.refuse;
  no.addEventListener("click", () => {
    answer();
    line.remove();
    bar.tabIndex = -1;
    bar.focus();
  });
  line.append(there, " ", no);
  bar.prepend(line);
}

// A browser that keeps nothing is asked again on the next page.
function answer() {
  try {
    localStorage.setItem(ANSWERED, "yes");
  } catch {
    return;
  }
}

function isAnswered() {
  try {
    return localStorage.getItem(ANSWERED) !== null;
  } catch {
    return false;
  }
}
