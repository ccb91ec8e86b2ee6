// Asks without leaving the page. Everything here also works, a page at a time, without it.
"use strict";

(() => {
  const PART = { "X-Handrail-Part": "yes" };
  const LONGEST_WAIT = 120_000; // milliseconds
  const UNREACHABLE = "Handrail cannot be reached just now. Check that it is still running, then ask again.";
  const by = (id) => document.getElementById(id);
  const main = by("main");
  const turns = by("turns");
  const pending = by("pending");
  const question = by("question");
  const send = by("send");
  const history = by("history");
  let waiting = false;

  function say(problem) {
    by("problem").textContent = problem;
    question.toggleAttribute("aria-invalid", false);
    if (problem) question.setAttribute("aria-invalid", "true");
  }

  function wait(asked) {
    waiting = asked !== null;
    question.readOnly = waiting;
    send.disabled = waiting;
    for (const chip of document.querySelectorAll(".chip")) chip.disabled = waiting;
    pending.hidden = !waiting;
    pending.querySelector(".asked").textContent = asked ?? "";
    by("status").textContent = waiting ? "Looking through the policies…" : "";
    if (waiting) main.classList.replace("fresh", "ongoing");
  }

  function show(element) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    element.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  }

  async function part(url, options) {
    try {
      const response = await fetch(url, { ...options, headers: PART, signal: AbortSignal.timeout(LONGEST_WAIT) });
      return { ok: response.ok, text: await response.text() };
    } catch {
      return { ok: false, text: UNREACHABLE };
    }
  }

  function append(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html; // written and escaped by our own server
    const turn = holder.content.querySelector(".turn");
    openInPlace(turn);
    turns.append(turn);
    history.value = turn.dataset.history;
    by("again").hidden = false;
    by("suggestions")?.remove();
    return turn;
  }

  async function ask(asked) {
    if (waiting) return;
    say("");
    wait(asked);
    show(pending);
    const body = new URLSearchParams({ question: asked, history: history.value });
    const answer = await part("/", { method: "POST", body });
    wait(null);
    if (answer.ok) {
      const turn = append(answer.text);
      question.value = "";
      // A finger's keyboard would cover the answer; other people go on typing.
      if (matchMedia("(pointer: coarse)").matches) question.blur();
      else question.focus({ preventScroll: true });
      show(turn);
    } else {
      if (!turns.children.length) main.classList.replace("ongoing", "fresh");
      question.value = asked;
      question.focus();
      say(answer.text);
    }
  }

  function openInPlace(scope) {
    for (const link of scope.querySelectorAll("a[data-open]")) {
      const details = document.createElement("details");
      const summary = document.createElement("summary");
      link.querySelector(".new-tab")?.remove();
      summary.append(...link.childNodes);
      const room = document.createElement("div");
      details.append(summary, room);
      details.addEventListener("toggle", () => load(link.href, room), { once: true });
      link.replaceWith(details);
    }
  }

  async function load(url, room) {
    room.textContent = "Opening the clause…";
    const clause = await part(url);
    if (clause.ok) room.innerHTML = clause.text; // written and escaped by our own server
    else room.textContent = clause.text;
  }

  for (const form of document.querySelectorAll("form.asking")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(event.submitter?.classList.contains("chip") ? event.submitter.value : question.value);
    });
  }
  question.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    by("ask").requestSubmit();
  });
  openInPlace(document);
})();
