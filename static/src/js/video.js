// A video of another site is asked for by a press and not before: until then it lies in a template.
for (const video of document.querySelectorAll("[data-video]")) {
  const button = video.querySelector("[data-video-show]");
  if (!button) continue;
  button.parentElement.hidden = false;
  button.addEventListener("click", () => {
    const player = video.querySelector("[data-video-player]").content.cloneNode(true);
    button.parentElement.replaceWith(player);
    video.querySelector("iframe").focus();
  });
}
