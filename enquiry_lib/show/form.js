/* A form of one section of the record, a form that brings in a file, or a button that reveals; the widget's `part` says which.
 *
 * Everything goes by custom messages. Nothing typed is ever put into the widget's state, so that no notebook
 * can store it. Python answers each message; one change is under way at a time, the others wait here.
 *
 *   to Python      load · save · undo · action · decide · reveal
 *   from Python    form · saved · decided · problem · conflict · refused · revealed
 */

const PAUSE = 600; // milliseconds without typing before a change is sent
const PATIENCE = 1500; // without an answer, say that we wait
const LONG_WAIT = 20000; // without an answer, say what to do

/* What was typed and not yet saved when a form was taken off the screen, for the form drawn next in its place.
 * It lives in the page's memory only. */
const unsaved = (globalThis.enquiryUnsaved ??= new Map());

// --- the conversation with Python --------------------------------------------------------------------------

/** Sends one message at a time and keeps the others until it is answered. */
function conversation(model, { receive, wait, overheard }) {
  const view = newId();
  const waiting = [];
  let asked = null;
  let timers = [];

  const next = () => {
    if (asked || !waiting.length) return;
    asked = waiting.shift()();
    if (!asked) return next();
    timers = [setTimeout(() => wait(false), PATIENCE), setTimeout(() => wait(true), LONG_WAIT)];
    model.send({ ...asked, view });
  };
  const listen = (reply) => {
    if (reply.view !== view) return overheard(reply);
    timers.forEach(clearTimeout);
    const answered = asked;
    asked = null;
    receive(reply, answered);
    next();
  };
  model.on("msg:custom", listen);
  return {
    /** `make` gives the message when its turn comes, or nothing when there is nothing left to say. */
    ask: (make) => (waiting.push(make), next()),
    end: () => (timers.forEach(clearTimeout), model.off("msg:custom", listen)),
  };
}

// --- a form ------------------------------------------------------------------------------------------------

function formOf(model, root) {
  const status = element("span", { class: "enquiry-status", role: "status", "aria-live": "polite" }, "Opening the form …");
  const progress = element("span", { class: "enquiry-progress" });
  const undo = button("Undo", () => (flush(), talk.ask(() => ({ type: "undo" }))));
  const body = element("div", {});
  const bar = element("div", { class: "enquiry-bar" }, progress, status, undo);
  root.append(body, bar);
  undo.hidden = true;

  const form = { key: "", known: {}, earlier: {}, named: {}, fields: new Map(), readOnly: false };
  const dirty = new Map(); // name of a field changed and not yet saved -> the value known before
  const wrong = new Set(); // names of those fields whose value was not taken
  const touched = new Set(); // names of fields changed here: nothing is taken over into them any more
  const timers = new Map();
  const beside = new Map(); // name of an action -> says beside its button why it could not be done
  let turn = 0;
  const keepAll = button("", () => keep([...form.fields.keys()].filter((name) => form.fields.get(name).offered())), {
    class: "enquiry-keep-all",
  });
  const say = (words) => (status.textContent = words);

  const talk = conversation(model, {
    receive: (reply, asked) => replies[reply.type](reply, asked),
    wait: (long) =>
      say(
        "Waiting until the running cell has finished." +
          (long ? " If nothing is running, run this cell again: what you typed is kept." : ""),
      ),
    overheard: (reply) => {
      if (reply.type === "saved" || reply.type === "decided") takeOver(reply);
      if (reply.type === "form" && reply.read_only !== form.readOnly) draw(reply);
    },
  });

  const stillWrong = () => {
    const titles = [...wrong].map((name) => form.fields.get(name).field.title);
    return titles.length ? `. Not saved: ${titles.join("; ")}` : "";
  };

  // sending

  const changed = (name, soon) => {
    if (form.readOnly) return;
    touched.add(name);
    form.fields.get(name).unoffer();
    countOffers();
    if (!dirty.has(name)) dirty.set(name, form.known[name]);
    clearTimeout(timers.get(name));
    timers.set(name, setTimeout(() => save(name), soon ? 0 : PAUSE));
  };
  const save = (name) => {
    clearTimeout(timers.get(name));
    timers.delete(name);
    talk.ask(() => dirty.has(name) && message(name));
  };
  const message = (name) => ({
    type: "save",
    field: name,
    value: form.fields.get(name).control.read(),
    before: dirty.get(name),
    turn,
  });
  const flush = () => [...timers.keys()].forEach(save);

  // answers

  const replies = {
    form: (reply, asked) => {
      draw(reply);
      if (asked.type === "action") body.querySelector(".enquiry-notes")?.focus();
    },
    saved: (reply, asked) => {
      const drawn = form.fields.get(reply.field);
      wrong.delete(reply.field);
      if (asked.type === "save" && same(drawn.control.read(), asked.value)) dirty.delete(reply.field);
      if (reply.undone) [dirty, touched].forEach((names) => names.delete(reply.field));
      if (dirty.has(reply.field)) dirty.set(reply.field, reply.values[reply.field]);
      drawn?.clear();
      const others = takeOver(reply, asked.type === "save" && reply.field);
      if (!reply.field) return say("There is nothing to undo.");
      say((reply.undone ? `Took back: ${drawn.field.title}` : `Saved ${reply.at}`) + stillWrong());
      if (reply.masked) drawn.nameFocus();
      if (others.length) say(`Saved ${reply.at}. Somebody else has also changed: ${others.join("; ")}. Their answers are shown now.`);
      noteSaved(drawn, reply.at);
    },
    decided: (reply) => {
      takeOver(reply);
      say("Kept as it is: it names nobody.");
      form.fields.get(reply.field).nameFocus();
    },
    problem: (reply) => {
      const drawn = form.fields.get(reply.field);
      wrong.add(reply.field);
      say(`Not saved: ${drawn.field.title} – ${drawn.wrong(reply.problems).join(" ")}`);
    },
    conflict: (reply) => {
      dirty.set(reply.field, reply.values[reply.field]);
      takeOver(reply);
      decide(form.fields.get(reply.field), reply);
    },
    refused: (reply, asked) => {
      const drawn = form.fields.get(reply.field);
      if (drawn && asked.type === "save") drawn.ask(element("p", {}, reply.message), button("Try again", () => save(reply.field)));
      if (asked.type === "load") offerAgain(reply.message);
      if (asked.type === "action") beside.get(asked.name)(reply.message);
      const why = { save: `Not saved. ${reply.message}`, undo: `Not taken back. ${reply.message}`, decide: `Not done. ${reply.message}` };
      say(why[asked.type] ?? "That could not be done; the message says why.");
    },
  };

  /** Show what is on disk in every field that is not being changed here. Gives the titles of those that differed. */
  const takeOver = (reply, own = "") => {
    if (!form.fields.size) return [];
    const differing = Object.keys(reply.values).filter((name) => !same(reply.values[name], form.known[name]));
    const offers = [...form.fields.keys()].filter((name) => !same(reply.earlier[name], form.earlier[name]));
    const untouched = (name) => name !== own && !dirty.has(name);
    const fresh = differing.filter(untouched);
    if (own && !dirty.has(own)) tidy(own, reply.values[own]);
    differing.filter((name) => !dirty.has(name) || name === own).forEach((name) => (form.known[name] = reply.values[name]));
    Object.assign(form, { earlier: reply.earlier, named: reply.named });
    new Set([...fresh, ...offers.filter(untouched)]).forEach(put);
    show(reply);
    askAboutNames();
    return reply.undone || !own ? [] : fresh.map((name) => form.fields.get(name).field.title);
  };

  /** Write a number or a date as it was understood, once nobody types in it. */
  const tidy = (name, value) => {
    const { control, field } = form.fields.get(name);
    const typing = control.inputs([]).includes(document.activeElement);
    if (["text", "long_text", "number", "date"].includes(field.kind) && !typing) control.write(value);
  };

  /** Put into a field what is on disk; into an empty one what was said earlier, which is not on disk until it is kept. */
  const put = (name) => {
    const drawn = form.fields.get(name);
    const said = touched.has(name) ? undefined : form.earlier[name];
    drawn.control.write(said ? said.value : form.known[name]);
    if (said) drawn.offer(said.title, () => keep([name]));
    else drawn.unoffer();
    drawn.control.appeared?.();
  };
  const keep = (names) => {
    names.forEach((name) => changed(name, true));
    form.fields.get(names[0]).control.inputs([0])[0]?.focus();
  };
  const countOffers = () => {
    const count = [...form.fields.values()].filter((drawn) => drawn.offered()).length;
    keepAll.hidden = count < 2;
    keepAll.textContent = `Keep all ${count} taken over`;
    return count;
  };

  /** Ask beside each field about what in it may name somebody. */
  const askAboutNames = () => {
    const decide = (name) => (one, nobody) => {
      flush();
      talk.ask(() => ({ type: "decide", field: name, passage: one.key, nobody }));
    };
    const fresh = [...form.fields].filter(([name, drawn]) => drawn.mayName(form.named[name] ?? [], decide(name), form.readOnly));
    const where = fresh.length > 1 ? `${fresh.length} answers` : `‘${fresh[0]?.[1].field.title}’`;
    if (fresh.length) setTimeout(() => say(`May name somebody, please look: ${where}`));
  };

  const noteSaved = (drawn, at) => {
    form.fields.forEach((one) => one.saved.replaceChildren());
    drawn.saved.textContent = `Saved ${at}`;
  };

  const decide = (drawn, reply) => {
    const version = (title, value) =>
      element("div", {}, element("strong", {}, title), element("blockquote", {}, inWords(drawn.field, value)));
    const choose = (words, take) => button(words, () => (drawn.clear(), take(), drawn.control.inputs([0])[0]?.focus()));
    drawn.ask(
      element("p", {}, "Somebody else has changed this answer since you opened the form. Which shall be kept?"),
      element("div", { class: "enquiry-versions" }, version("Mine", reply.mine), version("Theirs", reply.values[reply.field])),
      choose("Keep mine", () => (drawn.control.write(reply.mine), save(reply.field))),
      choose("Take theirs", () => {
        [dirty, wrong].forEach((names) => names.delete(reply.field));
        form.known[reply.field] = reply.values[reply.field];
        drawn.control.write(reply.values[reply.field]);
        say("Theirs is kept.");
      }),
    );
    say(`Somebody else has changed ‘${drawn.field.title}’. Choose which version to keep.`);
  };

  // drawing

  const draw = (reply) => {
    Object.assign(form, { key: reply.key, known: { ...reply.values }, earlier: reply.earlier, named: reply.named, readOnly: reply.read_only });
    [touched, wrong].forEach((names) => names.clear());
    form.fields = new Map(reply.fields.map((field) => [field.name, drawField(field, (soon) => changed(field.name, soon))]));
    form.fields.forEach((drawn, name) => {
      put(name);
      if (reply.read_only) drawn.control.lock();
      drawn.node.addEventListener("focusin", () => (turn += 1));
    });
    body.replaceChildren(
      element("div", { class: "enquiry-title" }, reply.title),
      ...notesOf(reply.notes),
      keepAll,
      element("div", { class: "enquiry-fields" }, ...[...form.fields.values()].map((drawn) => drawn.node)),
      ...reply.actions.map(actionOf),
    );
    root.setAttribute("aria-label", reply.title);
    say(reply.at ? `Saved ${reply.at}` : "Nothing saved yet. What you type is saved by itself.");
    show(reply);
    form.fields.forEach((drawn) => drawn.control.appeared?.());
    askAboutNames();
    bringBack();
  };
  const notesOf = (notes) =>
    notes.length ? [element("div", { class: "enquiry-notes", tabindex: "-1" }, ...notes.map((note) => element("p", {}, note)))] : [];
  const show = (reply) => {
    progress.textContent = `${reply.answered} of ${reply.asked} answered`;
    undo.hidden = form.readOnly || !reply.undo;
    undo.title = `Take back the last change: ${reply.undo}`;
    countOffers();
  };
  const offerAgain = (words) =>
    body.replaceChildren(
      element("p", { class: "enquiry-message", role: "alert" }, words),
      button("Try again", () => talk.ask(() => ({ type: "load" }))),
    );

  /** Put back what was typed in a form that stood here before and could not be saved. */
  const bringBack = () => {
    (unsaved.get(form.key) ?? []).forEach(({ name, typed, before }) => {
      if (form.readOnly || !form.fields.has(name)) return;
      form.fields.get(name).control.write(typed);
      touched.add(name);
      form.fields.get(name).unoffer();
      dirty.set(name, before);
      save(name);
    });
    unsaved.delete(form.key);
  };
  const handOver = () => {
    const entries = [...dirty].map(([name, before]) => ({ name, before, typed: form.fields.get(name).control.read() }));
    if (entries.length) unsaved.set(form.key, entries);
  };

  /** Say what has to be settled in the form before a button below it may act. */
  const openEnds = () => {
    if (dirty.size) return "Some answers above are not saved yet. Put them right first.";
    return countOffers() ? "Some answers above are taken over and not kept yet. Keep or change them first." : "";
  };
  const actionOf = (action) => {
    const id = newId();
    const text = element(action.longest > 500 ? "textarea" : "input", { id, class: "enquiry-input", maxlength: action.longest });
    const message = element("p", { class: "enquiry-message enquiry-action-message", role: "alert" });
    const ask = action.text_label ? [element("label", { for: id }, action.text_label), text] : [];
    const confirm = button(action.confirm, () => {
      flush();
      talk.ask(() => (openEnds() ? tell(openEnds()) : { type: "action", name: action.name, text: text.value }));
    });
    const cancel = button("Cancel", () => open(false));
    const tell = (words) => {
      message.replaceChildren(words);
      message.scrollIntoView({ block: "nearest" });
    };
    beside.set(action.name, tell);
    const panel = element("div", { class: "enquiry-panel" }, element("p", { tabindex: "-1" }, action.explanation), ...ask, message, confirm, " ", cancel);
    const opener = button(action.label, () => open(panel.hidden), { "aria-expanded": "false" });
    const open = (wide) => {
      panel.hidden = !wide;
      opener.setAttribute("aria-expanded", String(wide));
      (wide ? panel.firstChild : opener).focus();
    };
    panel.hidden = true;
    return element("div", { class: "enquiry-action" }, opener, panel);
  };

  // the page around

  const leaving = () => {
    flush();
    setTimeout(askAboutNames); // once the focus is where it goes
  };
  const keys = (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault(); // Ctrl+S saves the form, instead of opening the browser's own dialogue
    flush();
  };
  root.addEventListener("submit", (event) => event.preventDefault());
  root.addEventListener("focusout", leaving);
  root.addEventListener("keydown", keys);
  document.addEventListener("visibilitychange", leaving);
  window.addEventListener("pagehide", leaving);
  talk.ask(() => ({ type: "load" }));
  return () => {
    flush();
    handOver();
    timers.forEach(clearTimeout);
    talk.end();
    document.removeEventListener("visibilitychange", leaving);
    window.removeEventListener("pagehide", leaving);
  };
}

// --- a button that reveals ---------------------------------------------------------------------------------

function revealOf(model, root) {
  const wait = element("span", { class: "enquiry-status", role: "status", "aria-live": "polite" });
  const box = element("div", { class: "enquiry-revealed", role: "region", "aria-label": "On this screen only", tabindex: "-1" });
  const hide = () => {
    box.replaceChildren();
    box.hidden = true;
    open.hidden = false;
    open.focus();
  };
  const showBox = (html) => {
    const content = element("div", {});
    content.innerHTML = html; // made by our own templates, where every text is escaped
    const note = element("p", { class: "enquiry-only" }, "On this screen only. Not saved, not in the report.");
    box.replaceChildren(note, content, button("Hide again", hide));
    box.hidden = false;
    open.hidden = true;
    box.focus();
  };
  const talk = conversation(model, {
    receive: (reply) => {
      wait.textContent = reply.type === "refused" ? reply.message : "";
      if (reply.type === "revealed") showBox(reply.html);
    },
    wait: () => (wait.textContent = "Waiting until the running cell has finished."),
    overheard: () => {},
  });
  const open = button("Show small groups on this screen", () => talk.ask(() => ({ type: "reveal" })));
  box.hidden = true;
  root.append(open, wait, box);
  return talk.end;
}

// --- the widget --------------------------------------------------------------------------------------------

function render({ model, el }) {
  const part = model.get("part");
  const draw = { form: formOf, import: importOf, reveal: revealOf }[part];
  const root = element(part === "reveal" ? "div" : "form", { class: "enquiry-form", "data-lm-suppress-shortcuts": "true" });
  el.append(root);
  return draw(model, root);
}

export default { render };
