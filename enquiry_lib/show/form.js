/* A form of one section of the record, a form that brings in a file, or a button that reveals; the widget's `part` says which.
 *
 * Everything goes by custom messages. Nothing typed is ever put into the widget's state, so that no notebook
 * can store it. Python answers each message; one change is under way at a time, the others wait here.
 *
 *   to Python      load · look · save · undo · action · decide · settle · put_away · reveal
 *   from Python    form · same · looked · saved · decided · settled · put_away · problem · conflict · refused · revealed
 */

const PAUSE = 600; // milliseconds without typing before a change is sent
const LATEST = 1200; // however fast somebody types on, words are sent after this
const PATIENCE = 1500; // without an answer, say that we wait
const LONG_WAIT = 8000; // without an answer, say what to do
const LOST = 1000; // without an answer after the kernel went away, say what to do
const ELSEWHERE = { why: "Somebody has changed this answer elsewhere (another tab or another person) since you opened the form.", other: "theirs" };
const MASKED = { why: "A name was taken out of this answer while you typed on.", other: "the one without it" };
const WENT_BACK = {
  why: "An earlier version of this answer was put back in its place, perhaps by a program that synchronises.",
  other: "the earlier version",
};
const UNDONE = /^(?!Waiting).*\bNot (saved|done|taken back)\b/; // in the status line: as visible as an error
const WORDS = new Set(["text", "long_text", "list", "table", "grid"]); // kinds that are sent half-typed too

/* What was typed and not yet saved when a form was taken off the screen, for the form drawn next in its place: by the key
 * of the form a list of { name, typed, before }. It lives in the page's memory only. */
const unsaved = (globalThis.enquiryUnsaved ??= new Map());

/* The forms on this page, each as a function that says whether it holds words that are not saved. */
const onPage = (globalThis.enquiryForms ??= new Set());

/* Before the page is left, the browser asks its own question while words would be lost, and never otherwise. */
globalThis.enquiryBeforeLeaving ??= (() => {
  const asks = (event) => {
    if (!unsaved.size && ![...onPage].some((holds) => holds())) return;
    event.preventDefault();
    event.returnValue = true; // as older browsers want it
  };
  window.addEventListener("beforeunload", asks);
  return asks;
})();

// --- the conversation with Python --------------------------------------------------------------------------

/** Sends one message at a time and keeps the others until it is answered. A look is asked in passing: nobody waits for it. */
function conversation(model, { receive, wait, overheard, restarted = () => {} }) {
  const view = newId();
  const waiting = [];
  let asked = null;
  let timers = [];

  const next = () => {
    if (asked || !waiting.length) return;
    asked = waiting.shift()();
    if (!asked) return next();
    beginToWait();
    try {
      model.send({ ...asked, view });
    } catch {
      wait(true, true); // there is nobody to send to
    }
  };
  const beginToWait = () => {
    const needed = asked.type !== "look" || waiting.length > 0;
    timers.forEach(clearTimeout);
    timers = [setTimeout(() => wait(true, needed), LONG_WAIT)];
    if (needed) timers.push(setTimeout(() => wait(false, needed), PATIENCE));
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
  model.on("comm_live_update", restarted);
  return {
    /** `make` gives the message when its turn comes, or nothing when there is nothing left to say. */
    ask: (make) => {
      waiting.push(make);
      if (asked?.type === "look") beginToWait();
      next();
    },
    isIdle: () => !asked && !waiting.length,
    end: () => {
      timers.forEach(clearTimeout);
      model.off("msg:custom", listen);
      model.off("comm_live_update", restarted);
    },
  };
}

// --- a form ------------------------------------------------------------------------------------------------

function formOf(model, root) {
  const status = element("span", { class: "enquiry-status", role: "status", "aria-live": "polite", tabindex: "-1" }, "Opening the form …");
  const progress = element("span", { class: "enquiry-progress" });
  const undo = button("Undo", () => takeBack());
  const body = element("div", {});
  const trouble = element("p", { class: "enquiry-message enquiry-trouble", role: "alert" });
  const copies = element("div", { class: "enquiry-copies" });
  const bar = element("div", { class: "enquiry-bar" }, trouble, progress, status, undo);
  root.append(body, bar);
  undo.hidden = true;

  const form = { key: "", known: {}, earlier: {}, named: {}, versions: {}, fields: new Map(), readOnly: false, stamp: "" };
  const beside = new Map(); // name of an action -> { tell, follow }: say beside its button why it could not be done, how things stand
  const touched = new Set(); // names of fields changed here: what was said earlier is not offered in them any more

  /* Fields changed and not yet saved, by name. A field that is not in here shows what is on disk. A change has
   *   before      the answer that it takes the place of: somebody else's answer there by then makes a conflict
   *   stroke      when it was last changed, counted in changes of the whole form
   *   timer       runs until the change is sent, at the latest when the clock is at `until`
   *   settles     the key of the other version that was taken, if one was
   *   wrong       its value was not taken, and stays as typed
   *   deciding    a person has to choose between two versions: nothing of it is sent until then */
  const dirty = new Map();
  let strokes = 0;
  let turn = newId(); // one stay in one field, for undo
  let lost = 0; // while it runs, the kernel may have gone away
  const keepAll = button("", () => keep(takenOver()), { class: "enquiry-keep-all" });
  const say = (words) => {
    status.textContent = words;
    status.classList.toggle("enquiry-undone", UNDONE.test(words));
  };

  const talk = conversation(model, {
    receive: (reply, asked) => {
      clearTimeout(lost);
      trouble.replaceChildren();
      replies[reply.type](reply, asked);
      if (["saved", "decided"].includes(reply.type)) document.dispatchEvent(new CustomEvent("enquiry-saved"));
    },
    wait: (long, needed) => {
      if (long) tellOfTrouble("No answer. If a cell is running, it comes when that has finished. If none is, the kernel behind this form has stopped:");
      const why = trouble.textContent ? "" : "Waiting until the running cell has finished. ";
      if (needed && form.key) say(why + notSaved([...dirty.keys()]));
    },
    overheard: (reply) => {
      if (reply.type === "form" && reply.read_only !== form.readOnly) redraw(reply);
      else if (reply.values && reply.type !== "form") takeOver(reply);
    },
    restarted: () => {
      clearTimeout(lost);
      lost = setTimeout(() => tellOfTrouble("The kernel behind this form was stopped or started again:"), LOST);
      look(); // an answer says that it lives after all
    },
  });

  const titleOf = (name) => form.fields.get(name).field.title;
  const notSaved = (names) => (names.length ? `Not saved: ${names.map(titleOf).join("; ")}` : "");
  const typedIn = (name) => form.fields.get(name).control.read();
  /** Name the fields that wait for a person: wrong as they are, or to be decided. */
  const stillOpen = () => {
    const names = [...dirty.keys()].filter((name) => dirty.get(name).wrong || dirty.get(name).deciding);
    return names.length ? `. ${notSaved(names)}` : "";
  };
  const tellOfTrouble = (why) => {
    const words = `${why} choose Run and then Run All Cells in the menu; what you typed is kept on this page.`;
    if (trouble.textContent !== words) trouble.textContent = words;
    if (dirty.size) say(notSaved([...dirty.keys()]));
  };
  /** Ask, when somebody comes back to this form, whether the answers were changed elsewhere. */
  const look = () => form.key && talk.isIdle() && talk.ask(() => ({ type: "look", stamp: form.stamp }));

  // sending

  const changed = (name, soon) => {
    if (form.readOnly) return;
    touched.add(name);
    form.fields.get(name).unoffer();
    countOffers();
    if (!dirty.has(name)) dirty.set(name, { before: form.known[name] });
    const change = dirty.get(name);
    change.stroke = strokes += 1;
    if (change.deciding) return change.deciding.follow();
    clearTimeout(change.timer);
    change.until ??= Date.now() + LATEST;
    const pause = WORDS.has(form.fields.get(name).field.kind) ? Math.min(PAUSE, Math.max(0, change.until - Date.now())) : PAUSE;
    change.timer = setTimeout(() => save(name), soon ? 0 : pause);
  };
  const save = (name) => {
    stopTimer(dirty.get(name) ?? {});
    talk.ask(() => message(name));
  };
  const stopTimer = (change) => {
    clearTimeout(change.timer);
    change.timer = change.until = undefined;
  };
  const message = (name) => {
    const change = dirty.get(name);
    if (!change || change.deciding) return null;
    return { type: "save", field: name, value: typedIn(name), before: change.before, settles: change.settles ?? "", turn };
  };
  const flush = () => [...dirty].forEach(([name, change]) => change.timer && save(name));
  const takeBack = () => {
    const pressed = strokes;
    flush();
    talk.ask(() => ({ type: "undo", pressed }));
  };

  // answers

  const replies = {
    form: (reply, asked) => {
      redraw(reply);
      if (asked.type === "action") body.querySelector(".enquiry-notes")?.focus();
    },
    same: () => {},
    looked: (reply) => {
      const others = takeOver(reply);
      if (reply.read_only !== form.readOnly) return talk.ask(() => ({ type: "load" }));
      if (others.length) say(`Changed elsewhere: ${others.join("; ")}. The new answers are shown now.`);
    },
    settled: (reply) => {
      takeOver(reply);
      say(`The answer here is kept. ${allSettled(reply)}`);
      form.fields.get(reply.field).nameFocus();
    },
    put_away: (reply, asked) => {
      takeOver(reply);
      say(`${asked.copy} was put into the folder history. Nothing of it was taken over by this.`);
      root.focus();
    },
    saved: (reply, asked) => {
      const name = reply.field;
      const drawn = form.fields.get(name);
      const own = asked.type === "save" && name;
      const wasDirty = dirty.has(name);
      const pressed = document.activeElement === undo;
      if (own && wasDirty) goneOn(reply, same(typedIn(name), asked.value));
      if (reply.undone && wasDirty) goneOn(reply, dirty.get(name).stroke <= asked.pressed);
      if (reply.undone) touched.delete(name);
      drawn?.clear();
      const others = takeOver(reply, own);
      if ((own && !wasDirty) || (reply.undone && !dirty.has(name))) put(name); // what stands there was typed before
      if (pressed && undo.hidden) standOn(drawn);
      if (!name) return say("There is nothing to undo.");
      say((reply.undone ? `Took back: ${drawn.field.title}` : `Saved ${reply.at}`) + stillOpen());
      if (allSettled(reply)) say(`Saved ${reply.at}. ${allSettled(reply)}`);
      if (reply.masked && dirty.has(name)) decide(name, MASKED);
      else if (reply.masked) drawn.nameFocus();
      if (others.length) say(`Saved ${reply.at}. Changed elsewhere: ${others.join("; ")}. The new answers are shown now.`);
      noteSaved(drawn, reply.at);
      bringBack();
    },
    decided: (reply) => {
      takeOver(reply);
      say("Kept as it is: it names nobody.");
      form.fields.get(reply.field).nameFocus();
    },
    problem: (reply) => {
      const drawn = form.fields.get(reply.field);
      if (dirty.has(reply.field)) dirty.get(reply.field).wrong = true;
      say(`Not saved: ${drawn.field.title} – ${drawn.wrong(reply.problems).join(" ")}`);
    },
    conflict: (reply) => {
      const { field: name, mine } = reply;
      if (!dirty.has(name)) {
        form.fields.get(name).control.write(mine); // what an undo would have brought back
        dirty.set(name, { before: form.known[name], stroke: strokes });
      }
      takeOver(reply);
      decide(name, ELSEWHERE);
    },
    refused: (reply, asked) => {
      const drawn = form.fields.get(reply.field);
      if (drawn && asked.type === "save") drawn.ask(element("p", {}, reply.message), button("Try again", () => save(reply.field)));
      if (asked.type === "load") offerAgain(reply.message);
      if (asked.type === "action") beside.get(asked.name).tell(element("p", {}, reply.message));
      const done = `Not done. ${reply.message}`;
      const why = { save: `Not saved. ${reply.message}`, undo: `Not taken back. ${reply.message}`, decide: done, settle: done, put_away: done, look: "" };
      say(why[asked.type] ?? "That could not be done; the message says why.");
    },
  };

  /** After the last undo its button is gone: go to the field it was about, or else to what is said of it. */
  const standOn = (drawn) => {
    const [input] = drawn?.control.inputs([0]) ?? [];
    input?.focus();
    if (!input || document.activeElement !== input) status.focus();
  };

  /** A save or an undo was answered: the field is clean, or what was typed since goes on from the answer that is there now. */
  const goneOn = (reply, clean) => {
    const name = reply.field;
    const change = dirty.get(name);
    if (clean) {
      stopTimer(change);
      dirty.delete(name);
    } else {
      Object.assign(change, { before: reply.values[name], settles: "", wrong: false, deciding: null });
      if (!change.timer) save(name);
    }
  };

  /** Show what is on disk in every field that is not being changed here. Gives the titles of those that differed.
   *
   * What an earlier version says, which came back in the record's place, is not taken over: a person chooses.
   */
  const takeOver = (reply, own = "") => {
    if (!form.fields.size) return [];
    const differing = Object.keys(reply.values).filter((name) => !same(reply.values[name], form.known[name]));
    const offers = [...form.fields.keys()].filter((name) => !same(reply.earlier[name], form.earlier[name]));
    const untouched = (name) => name !== own && !dirty.has(name);
    const fresh = differing.filter(untouched);
    const back = reply.went_back && !form.readOnly ? fresh : [];
    Object.assign(form, { known: { ...reply.values }, earlier: reply.earlier, named: reply.named });
    if (own && !dirty.has(own)) tidy(own, reply.values[own]);
    back.forEach((name) => dirty.set(name, { before: reply.values[name], stroke: strokes }));
    new Set([...fresh, ...offers].filter(untouched)).forEach(put);
    back.forEach((name) => decide(name, WENT_BACK));
    differing.filter((name) => !back.includes(name) && dirty.get(name)?.deciding).forEach((name) => decide(name, dirty.get(name).deciding));
    show(reply);
    askAboutNames();
    if (back.length) setTimeout(() => say(`An earlier version of this enquiry came back. Please choose here, and look at your other forms: ${back.map(titleOf).join("; ")}`));
    return back.length || reply.undone || !(own || reply.type === "looked") ? [] : fresh.map(titleOf);
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
  const takenOver = () => [...form.fields.keys()].filter((name) => form.fields.get(name).offered());
  const countOffers = () => {
    const count = takenOver().length;
    keepAll.hidden = count < 2;
    keepAll.textContent = `Keep all ${count} taken over`;
  };

  /** Ask beside each field about what in it may name somebody. */
  const askAboutNames = () => {
    const answer = (name) => (one, nobody) => {
      flush();
      talk.ask(() => ({ type: "decide", field: name, passage: one.key, nobody }));
    };
    const fresh = [...form.fields].filter(([name, drawn]) => drawn.mayName(form.named[name] ?? [], answer(name), form.readOnly));
    const where = fresh.length > 1 ? `${fresh.length} answers` : `‘${fresh[0]?.[1].field.title}’`;
    if (fresh.length) setTimeout(() => say(`May name somebody, please look: ${where}`));
  };

  const noteSaved = (drawn, at) => {
    form.fields.forEach((one) => one.saved.replaceChildren());
    drawn.saved.textContent = `Saved ${at}`;
  };

  /** Ask which of two versions is kept: the one in the field, typed on or not, or the one on disk. */
  const decide = (name, { why, other }) => {
    const drawn = form.fields.get(name);
    const change = dirty.get(name);
    const mine = () => ["Mine", typedIn(name)];
    const versions = versionsOf(drawn.field, mine(), [sentence(other), form.known[name]]);
    const choose = (words, take) =>
      button(words, () => {
        change.deciding = null;
        drawn.clear();
        take();
        drawn.control.inputs([0])[0]?.focus();
      });
    const keepMine = () => {
      change.before = form.known[name];
      save(name);
    };
    const takeOther = () => {
      dirty.delete(name);
      put(name);
      say(`${sentence(other)} is kept${stillOpen()}`);
      bringBack();
    };
    stopTimer(change);
    drawn.ask(element("p", {}, `${why} Which shall be kept?`), versions, choose("Keep mine", keepMine), choose(`Take ${other}`, takeOther));
    Object.assign(change, { wrong: false, deciding: { why, other, follow: () => versions.firstChild.replaceWith(versionOf(drawn.field, mine())) } });
    say(`${why.replace("this answer", `‘${drawn.field.title}’`)} Choose which version to keep.`);
  };

  // copies that a synchronising program left

  /** Show beside each answer that a copy has otherwise both versions, and above the form which copies there are. */
  const offerVersions = (reply) => {
    const fresh = Object.keys(reply.versions).filter((name) => reply.versions[name].key !== form.versions[name]?.key);
    form.versions = reply.versions;
    form.fields.forEach((drawn, name) => drawn.other.replaceChildren(...(form.versions[name] ? twoVersions(drawn, form.versions[name]) : [])));
    const said = JSON.stringify(reply.copies);
    if (copies.dataset.said !== said) copies.replaceChildren(...reply.copies.map(noteOfCopy));
    copies.dataset.said = said;
    const where = fresh.length > 1 ? `${fresh.length} answers` : `‘${fresh.length && titleOf(fresh[0])}’`;
    if (fresh.length && !reply.undone) setTimeout(() => say(`Another version was left of ${where}. Please choose.`));
  };
  const twoVersions = ({ field, control }, version) => {
    const about = (words) => ({ "aria-label": `${words}: ${field.title}` });
    const older = version.older ? " It stood here before, and was changed since." : "";
    const fixed = form.readOnly ? " This form can only be read now, so it cannot be taken over." : "";
    const keepMine = () => {
      flush();
      talk.ask(() => ({ type: "settle", field: field.name, key: version.key }));
    };
    const takeOther = () => {
      turn = newId();
      control.write(version.value);
      changed(field.name, true);
      dirty.get(field.name).settles = version.key;
      control.inputs([0])[0]?.focus();
    };
    return [
      element("p", {}, `Another version of this answer was left in ${version.copy}.${older}${fixed} Which shall be kept?`),
      versionsOf(field, ["Mine", form.known[field.name]], ["From the other version", version.value]),
      button("Keep mine", keepMine, about("Keep mine")),
      ...(form.readOnly ? [] : [button("Take the other version", takeOther, about("Take the other version"))]),
    ];
  };
  const noteOfCopy = (copy) => {
    const put = () => talk.ask(() => ({ type: "put_away", copy: copy.name }));
    const again = element(
      "div",
      { class: "enquiry-again" },
      element("p", { tabindex: "-1" }, "It is moved into the folder history, and not shown here any more. What was not taken over from it stays in that file."),
      button("Put it away now", put),
      " ",
      button("Cancel", () => open(false)),
    );
    const opener = button("Nothing more is needed from it", () => open(again.hidden), {
      class: "enquiry-quiet",
      "aria-expanded": "false",
      "aria-label": `Nothing more is needed from it: ${copy.name}`,
    });
    const open = (wide) => {
      again.hidden = !wide;
      opener.setAttribute("aria-expanded", String(wide));
      (wide ? again.firstChild : opener).focus();
    };
    again.hidden = true;
    return element("div", { class: "enquiry-notes" }, ...copy.lines.map((line) => element("p", {}, line)), opener, again);
  };
  const allSettled = (reply) =>
    reply.put_away?.length ? `Nothing in ${reply.put_away.join(", ")} is still to be decided: it was put into the folder history.` : "";

  // drawing

  const redraw = (reply) => {
    handOver();
    dirty.forEach(stopTimer);
    dirty.clear();
    draw(reply);
  };
  const draw = (reply) => {
    Object.assign(form, { key: reply.key, known: { ...reply.values }, earlier: reply.earlier, named: reply.named, readOnly: reply.read_only });
    touched.clear();
    form.fields = drawFields(reply.fields, changed);
    form.versions = {};
    form.fields.forEach((drawn, name) => {
      drawn.other = element("div", { class: "enquiry-other" });
      drawn.node.append(drawn.other);
      put(name);
      if (reply.read_only) drawn.control.lock();
      drawn.node.addEventListener("focusin", () => (turn = newId()));
    });
    body.replaceChildren(
      element("div", { class: "enquiry-title" }, reply.title),
      ...notesOf(reply.notes),
      copies,
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
    form.stamp = reply.stamp;
    countOffers();
    offerVersions(reply);
    Object.entries(reply.before_acting).forEach(([name, stands]) => beside.get(name)?.follow(stands));
  };
  const offerAgain = (words) =>
    body.replaceChildren(
      element("p", { class: "enquiry-message", role: "alert" }, words),
      button("Try again", () => talk.ask(() => ({ type: "load" }))),
    );

  /** Put back what was typed in a form that stood here before and could not be saved.
   *
   * Of two versions of one answer, from two views of the form, the second comes when the first is saved.
   */
  const bringBack = () => {
    const entries = (unsaved.get(form.key) ?? []).filter(({ name }) => form.fields.has(name));
    const names = [...new Set(entries.map(({ name }) => name))];
    if (form.readOnly && names.length) say(`${notSaved(names)}. This form can only be read now; what you typed is kept on this page until it can be changed.`);
    if (form.readOnly) return;
    const later = entries.filter(({ name, typed, before }) => {
      if (dirty.has(name)) return true;
      form.fields.get(name).control.write(typed);
      changed(name, true);
      dirty.get(name).before = before;
      return false;
    });
    if (later.length) unsaved.set(form.key, later);
    else unsaved.delete(form.key);
  };
  const handOver = () => {
    const there = unsaved.get(form.key) ?? [];
    const entries = [...dirty].map(([name, { before }]) => ({ name, before, typed: typedIn(name) }));
    const fresh = entries.filter((entry) => !there.some((one) => same(one, entry)));
    if (fresh.length) unsaved.set(form.key, [...there, ...fresh]);
  };

  /** Give what has to be settled in the form before a button below it may act: the fields below each heading. */
  const openEnds = () => [
    { heading: "Not saved yet. Put these right first:", fields: [...dirty.keys()] },
    { heading: "Taken over and not kept yet. Keep or change these first:", fields: takenOver() },
  ];
  const leadTo = (name) => {
    const { control, node } = form.fields.get(name);
    const inputs = control.inputs([0]);
    node.scrollIntoView({ block: "start" });
    (inputs.find((input) => input.checked) ?? inputs[0] ?? node.querySelector("button"))?.focus({ preventScroll: true });
  };
  /** List fields below their headings, each as a button that leads to it; a heading without any is left out. */
  const listed = (parts) =>
    parts.filter(({ fields }) => fields.length).map(({ heading, fields }) => {
      const title = element("p", { class: "enquiry-group", id: newId() }, heading);
      const lines = fields.map((name) => element("li", { "data-field": name }, button(titleOf(name), () => leadTo(name), { class: "enquiry-quiet" })));
      return element("div", {}, title, element("ul", { class: "enquiry-still-open", "aria-labelledby": title.id }, ...lines));
    });
  const actionOf = (action) => {
    const id = newId();
    const text = element(action.longest > 500 ? "textarea" : "input", { id, class: "enquiry-input", maxlength: action.longest });
    const stands = element("div", {});
    const heard = element("p", { class: "enquiry-heard", role: "status" });
    const message = element("div", { class: "enquiry-message enquiry-action-message", role: "alert" });
    const ask = action.text_label ? [element("label", { for: id }, action.text_label), text] : [];
    const confirm = button(action.confirm, () => {
      flush();
      talk.ask(() => {
        const ends = listed(openEnds());
        return ends.length ? tell(...ends) : { type: "action", name: action.name, text: text.value };
      });
    });
    const cancel = button("Cancel", () => open(false));
    const tell = (...words) => {
      message.replaceChildren(...words);
      message.scrollIntoView({ block: "nearest" });
    };
    let counts = "";
    const sayCounts = () => (heard.textContent = panel.hidden ? "" : counts);
    /** Show how things stand now; of what was said to be in the way, only what still is. */
    const follow = ({ notes, still_open: open }) => {
      const now = JSON.stringify([notes, open]);
      const draw = () => stands.replaceChildren(...listed(open), ...notes.map((note) => element("p", {}, note)));
      if (stands.dataset.now !== now) keepingFocus(stands, draw);
      stands.dataset.now = now;
      counts = open.map(({ heading, fields }) => `${heading}: ${fields.length}.`).join(" ");
      sayCounts();
      const ends = openEnds().flatMap(({ fields }) => fields);
      message.querySelectorAll("li").forEach((line) => ends.includes(line.dataset.field) || line.remove());
      message.querySelectorAll(":scope > :not(:has(li))").forEach((part) => part.remove());
    };
    beside.set(action.name, { tell, follow });
    const explanation = element("p", { tabindex: "-1" }, action.explanation);
    const panel = element("div", { class: "enquiry-panel" }, explanation, stands, heard, ...ask, message, confirm, " ", cancel);
    const opener = button(action.label, () => open(panel.hidden), { "aria-expanded": "false" });
    const open = (wide) => {
      message.replaceChildren();
      panel.hidden = !wide;
      opener.setAttribute("aria-expanded", String(wide));
      (wide ? explanation : opener).focus();
      setTimeout(sayCounts); // once it can be heard
      flush();
      look();
    };
    panel.hidden = true;
    return element("div", { class: "enquiry-action" }, opener, panel);
  };

  // the page around

  const leaving = () => {
    flush();
    setTimeout(askAboutNames); // once the focus is where it goes
  };
  const back = () => document.visibilityState === "visible" && look();
  const comingIn = (event) => root.contains(event.relatedTarget) || look();
  const holdsWords = () => dirty.size > 0;
  const keys = (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault(); // Ctrl+S saves the form, instead of opening the browser's own dialogue
    flush();
  };
  root.addEventListener("submit", (event) => event.preventDefault());
  root.addEventListener("focusout", leaving);
  root.addEventListener("focusin", comingIn);
  root.addEventListener("keydown", keys);
  const around = [
    [document, "visibilitychange", leaving],
    [window, "pagehide", leaving],
    [window, "beforeunload", flush],
    [document, "visibilitychange", back],
    [window, "focus", back],
  ];
  around.forEach(([where, what, then]) => where.addEventListener(what, then));
  onPage.add(holdsWords);
  talk.ask(() => ({ type: "load" }));
  return () => {
    flush();
    handOver();
    dirty.forEach(stopTimer);
    clearTimeout(lost);
    talk.end();
    around.forEach(([where, what, then]) => where.removeEventListener(what, then));
    onPage.delete(holdsWords);
  };
}

/** Put the versions of an answer side by side, in words, each below its title. */
function versionsOf(field, ...pairs) {
  return element("div", { class: "enquiry-versions" }, ...pairs.map((pair) => versionOf(field, pair)));
}

function versionOf(field, [title, value]) {
  return element("div", {}, element("strong", {}, title), element("blockquote", {}, inWords(field, value)));
}

function sentence(words) {
  return words[0].toUpperCase() + words.slice(1);
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
  const draw = { form: formOf, import: importOf, report: reportOf, reveal: revealOf, way: wayOf }[part];
  const root = element(["reveal", "way"].includes(part) ? "div" : "form", { class: "enquiry-form", "data-lm-suppress-shortcuts": "true" });
  el.append(root);
  return draw(model, root);
}

export default { render };
