/* Where one is: the parts of a day, how much of each is answered, and a way to its form. It follows what is saved.
 *
 * Joined with the other scripts. Every form says `enquiry-saved` to the page when something has been saved.
 *
 *   to Python      load · look
 *   from Python    way · refused
 */

const SETTLES = 400; // milliseconds after a save until it is counted: several come together

function wayOf(model, root) {
  const title = element("p", { class: "enquiry-title enquiry-way-title", role: "status" }, "Looking how far this day has come …");
  const parts = element("ul", { class: "enquiry-way" });
  const told = element("p", { class: "enquiry-way-told", role: "status" });
  root.append(title, parts, told);
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "How far this day has come");
  let timer = 0;

  const say = (words) => title.textContent !== words && (title.textContent = words);
  const talk = conversation(model, {
    receive: (reply) => (reply.type === "way" ? draw(reply) : say(reply.message)),
    wait: () => {},
    overheard: (reply) => reply.type === "way" && draw(reply),
  });
  const draw = (reply) => {
    const held = parts.contains(document.activeElement) ? [...parts.querySelectorAll("button")].indexOf(document.activeElement) : -1;
    say(reply.title);
    parts.replaceChildren(...reply.parts.map(lineOf));
    parts.querySelectorAll("button")[held]?.focus();
  };
  const lineOf = (part) => {
    const count = `${part.answered} of ${part.asked}`;
    const bar = element("progress", { max: part.asked, value: part.answered, "aria-hidden": "true" });
    const next = part.next ? `Next: ${part.next}` : "Nothing is still open.";
    return element(
      "li",
      {},
      button(part.title, () => lead(part), { class: "enquiry-quiet" }),
      element("span", { class: "enquiry-way-count" }, bar, ` ${count}`),
      element("span", { class: "enquiry-way-next" }, next),
    );
  };
  /** Go to the form of a part, or say where it is. */
  const lead = (part) => {
    const form = [...document.querySelectorAll("form.enquiry-form")].find((one) => one.getAttribute("aria-label") === part.title);
    told.textContent = form ? "" : `Its form is in ${part.workbook || "another workbook"}, or its cell further down has not been run yet.`;
    form?.scrollIntoView({ block: "start" });
    form?.querySelector(".enquiry-fields :is(input, textarea, select, button)")?.focus({ preventScroll: true });
  };

  const look = () => {
    clearTimeout(timer);
    timer = setTimeout(() => talk.ask(() => ({ type: "look" })), SETTLES);
  };
  document.addEventListener("enquiry-saved", look);
  talk.ask(() => ({ type: "load" }));
  return () => {
    clearTimeout(timer);
    document.removeEventListener("enquiry-saved", look);
    talk.end();
  };
}
