// The few behaviours that public pages gain from a script. Everything works without it.
import { Button, Checkboxes, ErrorSummary, NotificationBanner, Radios, createAll } from "govuk-frontend";

// govuk-frontend starts nothing unless the page says that the browser is new enough; one that reads
// modules is. The class is set here because the content security policy allows no inline script.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

for (const component of [Button, Checkboxes, ErrorSummary, NotificationBanner, Radios]) {
  createAll(component);
}

// "Print this page" is a script's work, so the button only shows where one runs.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A choice that only a script can carry out is offered where one runs.
for (const part of document.querySelectorAll("[data-needs-script]")) {
  part.hidden = false;
}
