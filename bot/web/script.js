// Runs once when the source panel is on the page. Gradio gives `element` (the panel), `trigger` (send an event
// to Python) and `watch` (call back when the panel has changed).

const box = () => document.querySelector("#box textarea");
let clickedAt = -Infinity;

// On a narrow screen the panel is below the chat; where it is in view already, nothing moves.
const showPanel = () => element.closest("#beside").scrollIntoView({ behavior: "smooth", block: "start" });

const onClick = (event) => {
  const marker = event.target.closest("#chat button.cite");
  if (marker) {
    trigger("click", { turn: Number(marker.dataset.turn), n: Number(marker.dataset.n) });
    clickedAt = performance.now();
    showPanel();
  } else if (event.target.closest("#talk button, #new-conversation")) {
    box()?.focus();
  }
};

// Gradio may put the panel on the page anew (after a reconnect): never listen twice.
document.removeEventListener("click", window.calisOnClick);
document.addEventListener("click", onClick);
window.calisOnClick = onClick;

watch("value", () => {
  element.closest("#panel").scrollTop = 0;
  if (performance.now() - clickedAt < 2000) showPanel(); // it may have grown since the click
});
