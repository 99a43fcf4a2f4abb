// The reading ruler: two lines around what is read. They follow the pointer, and the keyboard's focus.
const ruler = document.createElement("div");
ruler.className = "app-ruler";
ruler.hidden = true;
ruler.setAttribute("aria-hidden", "true");
document.body.append(ruler);

function lieOver(middle) {
  ruler.hidden = false;
  const highest = window.innerHeight - ruler.offsetHeight;
  const top = Math.max(0, Math.min(highest, middle - ruler.offsetHeight / 2));
  ruler.style.insetBlockStart = `${top}px`;
}

for (const kind of ["pointermove", "pointerdown"]) {
  document.addEventListener(kind, (event) => lieOver(event.clientY), { passive: true });
}
// After the browser has scrolled to what has the focus now.
document.addEventListener("focusin", (event) =>
  requestAnimationFrame(() => {
    const { top, height } = event.target.getBoundingClientRect();
    lieOver(top + height / 2);
  }),
);
