/* A button that renders the school's report, says how far it has come, and opens the finished page in a tab of its own.
 *
 * Joined with the other scripts. While a report is being rendered, Python is asked once a second; what it answers
 * is all that is drawn here, so that a page opened again shows the same.
 *
 *   to Python      load · look · render · cancel · page
 *   from Python    report · page · refused
 */

const LOOK_AGAIN = 1000; // milliseconds between two questions how far it has come

function reportOf(model, root) {
  const status = element("p", { class: "enquiry-verdict", role: "status", "aria-live": "polite" }, "Opening …");
  const body = element("div", { class: "enquiry-report", tabindex: "-1", role: "group" });
  root.append(status, body);
  root.addEventListener("submit", (event) => event.preventDefault());

  let drawn = ""; // what the screen shows but for what changes each second
  let moving = null; // sets what changes each second
  let opened = { mark: 0, address: "" }; // the page that the link opens, and when it was written
  let timer = 0;
  let clock = 0;

  const say = (words) => status.textContent !== words && (status.textContent = words); // told aloud only when it changes
  const ask = (type) => talk.ask(() => ({ type }));
  const talk = conversation(model, {
    receive: (reply, asked) => replies[reply.type](reply, asked),
    wait: (long) =>
      say(
        "Waiting until the running cell has finished." +
          (long ? " If nothing is running, choose Run and then Run All Cells in the menu: a report under way is shown again then." : ""),
      ),
    overheard: (reply) => reply.type === "report" && replies.report(reply),
    restarted: () => {
      clearTimeout(timer);
      clearInterval(clock);
      tell("The kernel behind this button was started again, or its connection was lost. Choose Run and then Run All Cells in the menu: a report that is still under way is shown then; it stops with its kernel.");
    },
  });

  const replies = {
    report: (reply) => {
      draw(reply);
      say(reply.said);
      clearTimeout(timer);
      if (["running", "ready"].includes(reply.stage)) timer = setTimeout(() => ask("look"), LOOK_AGAIN);
      if (reply.mark && reply.mark !== opened.mark) fetchPage(reply.mark);
    },
    page: (reply) => unpack(reply.packed).then(keepPage),
    refused: (reply, asked) => {
      if (asked.type === "page") fetching = 0;
      tell(reply.message);
    },
  };
  const tell = (words) => {
    body.querySelector(".enquiry-message[role=alert]")?.remove();
    body.append(element("p", { class: "enquiry-message", role: "alert" }, words));
    say("That could not be done; the message says why.");
  };

  // the page that is opened

  let fetching = 0;
  const fetchPage = (mark) => {
    if (fetching === mark) return;
    fetching = mark;
    ask("page");
  };
  const keepPage = (page) => {
    letGo();
    opened = { mark: fetching, address: URL.createObjectURL(page) };
    link().forEach((one) => ((one.href = opened.address), (one.hidden = false)));
  };
  const link = () => [...body.querySelectorAll("a.enquiry-open")];
  const letGo = () => opened.address && URL.revokeObjectURL(opened.address);

  // drawing

  /** Draw anew what differs; what changes each second is changed in place, so that the focus stays where it is. */
  const draw = (reply) => {
    const { doing, share, seconds, said, ...rest } = reply;
    const content = JSON.stringify(rest);
    if (content !== drawn) {
      const inside = body.contains(document.activeElement);
      clearInterval(clock);
      moving = null;
      body.setAttribute("aria-label", reply.title);
      if (!drawn) root.prepend(element("div", { class: "enquiry-title" }, reply.title));
      body.replaceChildren(...(reply.stage === "running" ? work(reply) : outcome(reply)));
      if (inside) body.focus();
      drawn = content;
    }
    moving?.(reply);
  };

  const work = (reply) => {
    const id = newId();
    const label = element("label", { for: id });
    const bar = element("progress", { id, class: "enquiry-share", max: 1 });
    const time = element("span", { class: "enquiry-because" });
    const stop = button("Cancel", () => ask("cancel"));
    stop.hidden = !reply.cancel;
    moving = ({ doing, share, seconds }) => {
      const began = Date.now() - 1000 * seconds;
      const tick = () => (time.textContent = `${inMinutes(Math.round((Date.now() - began) / 1000))} so far`);
      label.textContent = doing;
      share === null ? bar.removeAttribute("value") : (bar.value = share);
      clearInterval(clock);
      clock = setInterval(tick, 1000);
      tick();
    };
    return [label, bar, time, stop];
  };

  const outcome = (reply) => {
    const again = button(reply.stage === "idle" ? "Render my report" : "Render it again", () => ask("render"), {
      class: reply.stage === "idle" ? "enquiry-main" : "",
    });
    const open = element("a", { class: `enquiry-open ${reply.fresh ? "enquiry-main" : ""}`, target: "_blank", rel: "noopener" }, reply.open);
    open.append(element("span", { class: "enquiry-because" }, " (in a new tab)"));
    open.hidden = opened.mark !== reply.mark;
    if (!open.hidden) open.href = opened.address;
    const buttons = [...(reply.open ? [open] : []), ...(reply.stage === "ready" ? [] : [again])];
    return [
      ...problems(reply.problems ?? []),
      ...paragraphs(reply.lines),
      element("div", { class: "enquiry-row" }, ...(reply.fresh ? buttons : buttons.reverse())),
      ...paragraphs(reply.place, "enquiry-because"),
    ];
  };
  const paragraphs = (lines, kind = "") => lines.map((line) => element("p", { class: kind }, line));
  const problems = (found) =>
    found.length
      ? [element("ul", { class: "enquiry-problems" }, ...found.map(({ about, message }) => element("li", {}, ...(about ? [element("strong", {}, `${about}: `)] : []), message)))]
      : [];

  ask("load");
  return () => {
    clearTimeout(timer);
    clearInterval(clock);
    letGo();
    talk.end();
  };
}

/** Seconds as people say them. */
function inMinutes(seconds) {
  const many = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
  const minutes = Math.floor(seconds / 60);
  return [...(minutes ? [many(minutes, "minute")] : []), many(seconds % 60, "second")].join(" ");
}

/** A page as a browser opens it, of the letters that carried it. */
async function unpack(letters) {
  const bytes = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
  const whole = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Blob([await new Response(whole).arrayBuffer()], { type: "text/html;charset=utf-8" });
}
