// My list: "Copy the link" is a script's work, so the button only shows where one runs.
for (const button of document.querySelectorAll("[data-copy-button]")) {
  const field = document.getElementById(button.dataset.copyButton);
  const status = document.querySelector("[data-copy-status]");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    status.textContent = button.dataset.done;
  });
}
