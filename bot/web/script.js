// Runs once, when the wire (a hidden component) is on the page. Gradio gives `props` (its value), `trigger` (send an
// event to Python) and `watch` (call back when Python has changed it). All HTML buttons of the page work through it.

const events = EVENT_NAMES;
const send = (name, data) => trigger(events[name], data);
const find = (selector) => document.querySelector(selector);
const number = (text) => (text === undefined || text === "" ? null : Number(text));
const narrow = () => window.matchMedia("(max-width: 760px)").matches;
let waitingToFind;
let leftAt = 0; // where the reader was before the panel was scrolled to

// On a narrow screen the panel is below; where it is in view already, nothing moves.
const showPanel = () => {
  if (narrow()) leftAt = window.scrollY;
  find("#beside").scrollIntoView({ behavior: "smooth", block: narrow() ? "start" : "nearest" });
};

const copyText = async (text) => {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(area);
  area.select();
  document.execCommand("copy"); // the clipboard proper is there only over https
  area.remove();
};

const sortRows = (button) => {
  const head = button.closest("th");
  const column = Number(button.dataset.column);
  const order = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
  head.closest("tr").querySelectorAll("th").forEach((th) => th.setAttribute("aria-sort", "none"));
  head.setAttribute("aria-sort", order);
  const body = head.closest("table").tBodies[0];
  const text = (row) => row.cells[column].textContent.trim();
  const compare = new Intl.Collator("zh-CN", { numeric: true }).compare;
  const rows = [...body.rows].sort((one, other) => compare(text(one), text(other)));
  body.append(...(order === "ascending" ? rows : rows.reverse()));
};

const searchRows = (input) => {
  const card = input.closest(".card");
  const wanted = input.value.trim().toLowerCase();
  let count = 0;
  for (const row of card.querySelectorAll("table.rows tbody tr")) {
    row.hidden = !row.textContent.toLowerCase().includes(wanted);
    count += row.hidden ? 0 : 1;
  }
  const found = card.querySelector(".found");
  found.textContent = wanted ? found.dataset.text.replace("#", count.toLocaleString()) : "";
};

const actions = {
  ask: (button) => send("ask", { question: button.textContent }),
  retry: () => send("ask", { again: true }),
  edit: () => (send("edit", {}), find("#box textarea")?.focus()),
  cancel: () => (send("edit", { cancel: true }), find("#box textarea")?.focus()),
  undo: () => send("undo", {}),
  up: (button) => send("rate", { turn: number(button.dataset.turn), verdict: "up" }),
  down: (button) => send("rate", { turn: number(button.dataset.turn), verdict: "down" }),
  list: (button) => (send("list", { turn: number(button.dataset.turn) }), showPanel()),
  save: (button) => send("save", { turn: number(button.dataset.turn), format: button.dataset.format }),
  open: (button) => {
    const { source, line, last } = button.dataset;
    send("open", { source, line: number(line), last: number(last) });
    showPanel();
  },
  read: (button) => (send("read", { source: button.dataset.source, start: number(button.dataset.start) }), showPanel()),
  sheet: (button) => send("save_sheet", { format: button.dataset.format }),
  sort: sortRows,
  back: () => window.scrollTo({ top: leftAt, behavior: "smooth" }),
  copy: async (button) => {
    const answer = button.closest(".answer");
    const parts = [...answer.querySelectorAll(".said, .bars, .sources")].map((part) => part.innerText.trim());
    await copyText(parts.join("\n\n"));
    const text = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = text), 1500);
  },
};

const listeners = {
  click: (event) => {
    const marker = event.target.closest("#chat button.cite");
    const button = event.target.closest("button[data-do]");
    if (marker) {
      send("cite", { turn: number(marker.dataset.turn), n: number(marker.dataset.n) });
      showPanel();
    } else if (button) {
      actions[button.dataset.do]?.(button);
    } else if (event.target.closest("#new-conversation, #box button")) {
      find("#box textarea")?.focus();
    }
  },
  submit: (event) => {
    const form = event.target.closest("form.word");
    if (!form) return;
    event.preventDefault();
    send("rate", { turn: number(form.dataset.turn), word: form.elements.word.value });
  },
  input: (event) => {
    const { target } = event;
    if (target.matches(".list input[type=search]")) searchRows(target);
    else if (target.matches(".list input[type=checkbox]")) target.closest(".list").classList.toggle("only-doubts", target.checked);
    else if (target.matches("#find textarea, #find input")) {
      clearTimeout(waitingToFind);
      waitingToFind = setTimeout(() => send("find", { text: target.value }), 200); // until typing pauses
    }
  },
};

// Gradio may put the wire on the page anew (after a reconnect): never listen twice.
for (const [name, listener] of Object.entries(window.calisListeners ?? {})) document.removeEventListener(name, listener);
for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener);
window.calisListeners = listeners;

// A file to be saved arrives as the wire's value.
watch("value", () => {
  if (!props.value) return;
  const { name, type, data } = JSON.parse(props.value);
  const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
});

// What is opened in the panel is read from its top; the panel may come on the page later than the wire.
const watchPanel = () => {
  const panel = find("#panel");
  if (!panel) return setTimeout(watchPanel, 50);
  new MutationObserver(() => (panel.scrollTop = 0)).observe(panel, { childList: true, subtree: true });
};
watchPanel();

// A long answer is read from its beginning: while it comes in, the question stays at the top. Afterwards, and once the
// reader scrolls, nothing moves.
const watchChat = () => {
  const chat = find("#chat");
  if (!chat) return setTimeout(watchChat, 50);
  let followed = "";
  let following = false;
  const follow = () => {
    const questions = chat.querySelectorAll(".question");
    const question = questions[questions.length - 1];
    const log = question?.closest("[role=log]");
    if (!log) return;
    const known = `${questions.length} ${question.textContent}`;
    if (known !== followed || chat.querySelector(".waiting")) following = true;
    followed = known;
    if (!following) return;
    log.scrollTop += question.getBoundingClientRect().top - log.getBoundingClientRect().top - 24;
    const answers = chat.querySelectorAll(".answer");
    if (answers[questions.length - 1]?.querySelector(".tools")) following = false;
  };
  new MutationObserver(follow).observe(chat, { childList: true, subtree: true, characterData: true });
  for (const sign of ["wheel", "touchmove", "keydown"]) chat.addEventListener(sign, () => (following = false), { passive: true });
};
watchChat();
