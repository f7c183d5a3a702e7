/* The fields of a form: one control for each kind, drawn as real inputs with real labels.
 *
 * Joined with form_items.js and form.js into one script. Text is always put in as text, never as HTML. A control has a node,
 * read(), write(value), inputs(place) to mark what is wrong, and lock(); it calls changed(soon) on each change,
 * where soon means at once, without waiting for a pause.
 */

const NEAR_LIMIT = 0.8; // from this share of the longest text, count the characters
const FEW = 5; // so many options of a choice fit in one row,
const SHORT = 70; // when they have no more characters together
const MANY = 6; // from so many options on, two columns
const MOST_NAMED = 5; // so many passages that may name somebody are asked about at once

let count = 0;
const newId = () => `enquiry-${Date.now().toString(36)}-${(count += 1)}`;
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/* JupyterLab's single-key shortcuts match the focused element itself, so each says that it wants its own keys:
 * arrows in a drop-down, Enter on a button, any letter in a box. */
const FOCUSABLE = new Set(["button", "input", "select", "textarea"]);

/** Make an element; text is always put in as text, never as HTML. */
function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  if (FOCUSABLE.has(tag)) node.setAttribute("data-lm-suppress-shortcuts", "true");
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else if (value !== false && value !== undefined && value !== "") node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

function button(label, press, properties = {}) {
  return element("button", { type: "button", onclick: press, ...properties }, label);
}

// --- controls: one for each kind of field ------------------------------------------------------------------

function textControl(field, id, changed, tag = "input") {
  const input = element(tag, {
    id,
    class: `enquiry-input enquiry-${field.kind}`,
    autocomplete: "off",
    oninput: () => (count.update(), fit(), changed(false)),
    onfocus: () => input.scrollIntoView({ block: "nearest" }), // a browser leaves a textarea behind the bar
  });
  if (field.kind === "number") input.setAttribute("inputmode", "decimal");
  if (tag === "textarea") fitting.observe(input);
  const count = counter(field, input);
  const fit = () => tag === "textarea" && grow(input);
  return {
    node: element("div", { class: "enquiry-row" }, input, ...unitOf(field), count.node),
    read: () => input.value,
    write: (value) => ((input.value = value ?? ""), count.update(), fit()),
    inputs: () => [input],
    lock: () => (input.readOnly = true),
    appeared: fit,
  };
}

/* A box fits its words again when it becomes wider or narrower; a height that somebody has dragged stays. */
const widths = new WeakMap();
const fitting = new ResizeObserver((entries) =>
  entries.forEach(({ target, contentRect: { width } }) => {
    if (width && widths.has(target) && widths.get(target) !== width) requestAnimationFrame(() => grow(target));
    widths.set(target, width);
  }),
);

/** One line of text, in a box that grows so that all of it can be read. */
function lineControl(field, id, changed) {
  const control = textControl(field, id, changed, "textarea");
  const [area] = control.inputs();
  area.rows = 1;
  area.classList.add("enquiry-one-line");
  area.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && event.preventDefault());
  return { ...control, read: () => area.value.replace(/\s*\n\s*/g, " ") };
}

function unitOf(field) {
  return field.unit ? [element("span", { class: "enquiry-unit" }, field.unit)] : [];
}

function grow(area) {
  area.style.height = "auto";
  if (area.scrollHeight) area.style.height = `${area.scrollHeight + 2}px`;
}

/** Count characters, seen only near the limit. */
function counter(field, input) {
  const node = element("span", { class: "enquiry-counter" });
  const update = () => {
    const length = [...input.value].length; // as the record counts: an emoji is one or a few, never half of one
    const near = field.longest && length >= field.longest * NEAR_LIMIT;
    node.textContent = near ? `${length} of ${field.longest} characters` : "";
    node.classList.toggle("enquiry-over", Boolean(near && length > field.longest));
  };
  return { node, update };
}

/** A date is typed, or picked from the browser's own calendar. */
function dateControl(field, id, changed) {
  const control = textControl(field, id, changed);
  const calendar = element("input", {
    type: "date",
    class: "enquiry-calendar",
    tabindex: "-1",
    "aria-hidden": "true",
    onchange: () => (write(calendar.value), changed(true)),
  });
  const write = (value) => control.write((value ?? "").replace(/^(\d{4})-(\d\d)-(\d\d)$/, "$3/$2/$1")); // as it is typed here
  const show = () => {
    calendar.value = control.read().replace(/^(\d\d)\/(\d\d)\/(\d{4})$/, "$3-$2-$1"); // empty unless it is a date
    calendar.showPicker();
  };
  const open = button("Calendar", show, { "aria-label": `Calendar for: ${field.title}` });
  control.node.append(open, calendar);
  return { ...control, write, lock: () => (control.lock(), open.remove()) };
}

/** Radio buttons or tick boxes. */
function optionsControl(field, id, changed, options, several) {
  const inputs = options.map((_, index) =>
    element("input", {
      type: several ? "checkbox" : "radio",
      name: id,
      id: `${id}-${index}`,
      "aria-keyshortcuts": several ? "" : "Delete",
      onchange: () => (show(), changed(true)),
      onkeydown: (event) => ["Delete", "Backspace"].includes(event.key) && !clear.hidden && clear.click(),
    }),
  );
  const rows = options.map((option, index) =>
    element("label", { class: "enquiry-option", for: `${id}-${index}` }, inputs[index], element("span", {}, option.label)),
  );
  const clear = button("Clear this answer", () => {
    write(several ? [] : null);
    inputs[0].focus();
    changed(true);
  });
  clear.setAttribute("aria-label", `Clear this answer: ${field.title}`);
  clear.className = "enquiry-quiet enquiry-clear";
  clear.tabIndex = -1; // Tab goes on to the next question; from the keyboard, Delete clears
  clear.title = "Clear this answer (Delete)";
  const chosen = () => options.filter((_, index) => inputs[index].checked).map((option) => option.value);
  const show = () => (clear.hidden = several || !chosen().length);
  const write = (value) => {
    const wanted = several ? value : [value];
    options.forEach((option, index) => (inputs[index].checked = wanted.includes(option.value)));
    show();
  };
  show();
  return {
    node: element("div", { class: `enquiry-options ${arrangement(options)}` }, ...rows, clear),
    read: () => (several ? chosen() : (chosen()[0] ?? null)),
    write,
    inputs: () => inputs,
    lock: () => (inputs.forEach((input) => (input.disabled = true)), clear.remove()),
  };
}

/** The points of a scale, side by side from one end to the other: one row of radio buttons, each above its word. */
function ratingControl(field, id, changed) {
  const control = optionsControl(field, id, changed, field.options, false);
  control.node.className = "enquiry-options enquiry-scale";
  return control;
}

/** Few short options stand in one row, many in two columns, others one below the other. */
function arrangement(options) {
  if (options.length >= MANY) return "enquiry-many";
  const letters = options.reduce((sum, option) => sum + option.label.length, 0);
  return letters <= SHORT ? "enquiry-inline" : "";
}

/** A choice beside a line of a grid: its options in sight while they are few. */
function rowControl(field, id, changed) {
  if (field.options.length > FEW) return selectControl(field, id, changed);
  return optionsControl(field, id, changed, field.options, false);
}

/** A choice inside an item of a table takes less room as a drop-down. */
function selectControl(field, id, changed) {
  const options = field.options.map((option, index) => element("option", { value: String(index) }, option.label));
  const select = element("select", { id, class: "enquiry-input", onchange: () => changed(true) });
  select.append(element("option", { value: "" }, "Choose …"), ...options);
  select.value = "";
  return {
    node: select,
    read: () => (select.value === "" ? null : field.options[Number(select.value)].value),
    write: (value) => {
      const index = field.options.findIndex((option) => option.value === value);
      select.value = index < 0 ? "" : String(index);
    },
    inputs: () => [select],
    lock: () => (select.disabled = true),
  };
}

const controls = {
  text: lineControl,
  number: textControl,
  long_text: (field, id, changed) => textControl(field, id, changed, "textarea"),
  date: dateControl,
  choice: (field, id, changed) => optionsControl(field, id, changed, field.options, false),
  choices: (field, id, changed) => optionsControl(field, id, changed, field.options, true),
  yes_no: (field, id, changed) => optionsControl(field, id, changed, field.options, false),
  rating: ratingControl,
  list: itemsControl,
  table: itemsControl,
  grid: gridControl,
};

/** Fields that are a group of inputs: they get a fieldset and a legend instead of a label. */
const GROUPS = new Set(["choice", "choices", "rating", "yes_no", "list", "table", "grid"]);

// --- questions that are not always asked --------------------------------------------------------------------

/** Give the names of those fields that are asked as the answers stand; one that rests on an unasked one is not.
 *
 * What was answered counts as asked for as long as nobody has answered the question it rests on: it may be older.
 */
function askedOf(fields, answerTo) {
  const asked = new Set();
  const ruledOut = new Set();
  const holds = ({ field, values }) => asked.has(field) && values.includes(answerTo(field) ?? null);
  const closed = ({ field }) => ruledOut.has(field) || isWritten(answerTo(field));
  fields.forEach(({ name, asked_when: when }) => {
    if (!when || holds(when)) asked.add(name);
    else if (closed(when)) ruledOut.add(name);
    else if (isWritten(answerTo(name))) asked.add(name);
  });
  return asked;
}

function isWritten(value) {
  if (Array.isArray(value)) return value.some(isWritten);
  if (value !== null && typeof value === "object") return Object.entries(value).some(([name, one]) => name !== "item" && isWritten(one));
  return String(value ?? "").trim() !== "";
}

/** Show of the questions that stand together those that are asked. Gives what looks again; `aloud` when a person has answered.
 *
 * A question goes out of sight, keyboard and reading, and keeps its answer, which a quiet line says. One in which somebody
 * types, or whose answer could not be saved, or may name somebody, stays until that is over.
 */
function asking(questions) {
  const named = new Map(questions.map((one) => [one.field.name, one]));
  const sometimes = questions.filter((one) => one.field.asked_when);
  if (!sometimes.length) return () => {};
  const heard = element("p", { class: "enquiry-heard", role: "status" });
  named.get(sometimes[0].field.asked_when.field).node.append(heard);
  const titles = (some) => some.map((one) => `‘${one.field.title}’`).join(", ");
  const sayKept = keptWords(named, sometimes, titles);
  const look = (aloud = false) => {
    const asked = askedOf(questions.map((one) => one.field), (name) => named.get(name).control.read());
    const stays = (one) => asked.has(one.field.name) || Boolean(one.isNamed?.());
    const turned = sometimes.filter((one) => one.node.hidden === stays(one) && !isBusy(one.node));
    turned.forEach((one) => {
      one.node.hidden = !one.node.hidden;
      if (!one.node.hidden) one.control.appeared?.();
    });
    const [gone, come] = [turned.filter((one) => one.node.hidden), turned.filter((one) => !one.node.hidden)];
    const words = [come.length && `Now asked: ${titles(come)}.`, gone.length && `No longer asked: ${titles(gone)}.`];
    if (aloud && turned.length) heard.textContent = words.filter(Boolean).join(" ");
    sometimes.forEach((one) => one.unasked?.(!asked.has(one.field.name)));
    sayKept();
  };
  sometimes.forEach(({ node }) => node.addEventListener("focusout", () => setTimeout(look)));
  return look;
}

/** Give what says, below the question it rests on, which hidden questions hold an answer that is kept. */
function keptWords(named, sometimes, titles) {
  const lines = new Map(sometimes.map((one) => [one.field.asked_when.field, element("p", { class: "enquiry-taken enquiry-kept" })]));
  lines.forEach((line, field) => named.get(field).node.append(line));
  return () =>
    lines.forEach((line, field) => {
      const held = sometimes.filter((one) => one.field.asked_when.field === field && one.node.hidden && isWritten(one.control.read()));
      line.textContent = held.length ? `Not asked now, and kept as it was answered: ${titles(held)}.` : "";
    });
}

function isBusy(node) {
  return node.contains(document.activeElement) || node.querySelector("[aria-invalid], .enquiry-message > *") !== null;
}

// --- a field: label, hint, control, and what is wrong with it ------------------------------------------------

function hintOf(field, id) {
  const example = field.example ? [`For example: ${field.example}`] : [];
  const lines = [...(field.hint ? [field.hint] : []), ...example];
  return lines.length
    ? [element("span", { class: "enquiry-hint", id: `${id}-hint` }, ...lines.map((line) => element("span", {}, line)))]
    : [];
}

function labelled(field, id, control) {
  const [hint] = hintOf(field, id);
  const grouped = GROUPS.has(field.kind) && control.node.tagName !== "SELECT";
  const outer = element(grouped ? "fieldset" : "div", { class: `enquiry-field enquiry-field-${field.kind}` });
  outer.append(grouped ? element("legend", {}, field.title) : element("label", { for: id }, field.title));
  if (hint) {
    outer.append(hint);
    (grouped ? outer : control.inputs([])[0]).setAttribute("aria-describedby", hint.id);
  }
  outer.append(control.node);
  return outer;
}

/** Draw the questions of a form, by name. `changed` is told the name of each that changes. */
function drawFields(fields, changed) {
  const drawn = fields.map((field) => drawField(field, (soon) => (look(true), changed(field.name, soon))));
  const look = asking(drawn);
  const lookingAgain = (act) => (...given) => {
    const answer = act(...given);
    look();
    return answer;
  };
  drawn.forEach((one) => {
    one.mayName = lookingAgain(one.mayName);
    one.control.write = lookingAgain(one.control.write);
    one.clear = lookingAgain(one.clear);
  });
  return new Map(drawn.map((one) => [one.field.name, one]));
}

/** Draw one question. It can hold a message below its control, and a conflict to decide. */
function drawField(field, changed) {
  const id = newId();
  const control = controls[field.kind](field, id, changed);
  const node = labelled(field, id, control);
  const message = element("div", { class: "enquiry-message", id: `${id}-message` });
  const saved = element("span", { class: "enquiry-saved", "aria-hidden": "true" });
  const taken = element("p", { class: "enquiry-taken", id: `${id}-taken` });
  const names = element("ul", { class: "enquiry-named" });
  const why = element("p", { class: "enquiry-taken" }, "Not asked any more. It is shown because what stands here may name somebody.");
  control.node.before(taken, ...(field.asked_when ? [why] : []));
  node.append(message, names, saved);
  taken.hidden = why.hidden = true;
  names.hidden = true;
  let marked = [];

  const clear = () => {
    marked.forEach(({ input, described }) => {
      input.removeAttribute("aria-invalid");
      if (described) input.setAttribute("aria-describedby", described);
      else input.removeAttribute("aria-describedby");
    });
    marked = [];
    message.replaceChildren();
    control.settled?.();
  };
  const mark = (input) => {
    const described = input.getAttribute("aria-describedby") ?? "";
    marked.push({ input, described });
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `${described} ${message.id}`.trim());
  };
  /** Mark what is wrong, and say that none of it is saved. Gives those words. */
  const wrong = (problems) => {
    clear();
    saved.replaceChildren();
    const where = (place) => (place.length ? `${control.nameOf?.(place[0]) ?? `item ${place[0] + 1}`}: ` : "");
    const said = problems.map(({ place, message: words }) => where(place) + words);
    message.append(...said.map((words) => element("p", {}, `Not saved: ${words}`)));
    new Set(problems.flatMap(({ place }) => control.inputs(place))).forEach(mark);
    return said;
  };
  const ask = (...parts) => {
    clear();
    message.append(...parts);
    message.scrollIntoView({ block: "nearest" });
  };
  /** Say quietly that what stands in the field was said elsewhere, with a button that keeps it; or no longer. */
  const offer = (title, keep) => {
    const keeper = button("Keep it", keep, { class: "enquiry-quiet", "aria-label": `Keep it: ${field.title}` });
    taken.replaceChildren(`Taken over from ‘${title}’: keep it or change it. `, keeper);
    taken.hidden = false;
    node.classList.add("enquiry-offered");
  };
  const unoffer = () => {
    taken.hidden = true;
    node.classList.remove("enquiry-offered");
  };
  let passagesHere = [];
  const isNamed = () => passagesHere.length > 0;
  const unasked = (so) => (why.hidden = !so || !isNamed());
  let asked = [];
  let drawnNames = "";
  /** Ask about the passages that may name somebody. While somebody types here nothing new is asked. Says whether it was. */
  const mayName = (passages, decide, locked) => {
    passagesHere = passages;
    const before = new Set(asked);
    const typing = control.node.contains(document.activeElement);
    const deciding = names.contains(document.activeElement);
    const shown = passages.filter((one) => !typing || before.has(one.key)).slice(0, MOST_NAMED);
    asked = shown.map((one) => one.key);
    const now = JSON.stringify([shown, locked]);
    if (now === drawnNames) return false; // drawing the same again would take the focus from its button
    drawnNames = now;
    names.replaceChildren(...shown.map((one) => element("li", {}, ...namedWords(one), ...namedButtons(one, decide, locked))));
    names.hidden = !shown.length;
    if (shown.length) names.setAttribute("aria-label", `May name somebody: ${field.title}`);
    else names.removeAttribute("aria-label"); // two things of one name would confuse those who find them by it
    if (deciding) nameFocus();
    return asked.some((key) => !before.has(key));
  };
  const namedWords = (one) => {
    const place = one.place.length ? `${control.nameOf?.(one.place[0]) ?? `Item ${one.place[0] + 1}`}: ` : "";
    const why = element("span", { class: "enquiry-why" }, ` (${one.why})`);
    return [element("p", {}, `${place}This may name somebody: `, element("strong", {}, one.text), why)];
  };
  const namedButtons = (one, decide, locked) => {
    const about = (words) => ({ "aria-label": `${words}: ${one.text}` });
    const mask = `Put ${one.mask} instead`;
    const nobody = button("It is nobody", () => decide(one, true), about("It is nobody"));
    return locked ? [nobody] : [button(mask, () => decide(one, false), about(mask)), nobody];
  };
  const nameFocus = () => (names.querySelector("button") ?? control.inputs([0])[0])?.focus();
  const offered = () => !taken.hidden;
  return { id, field, control, node, wrong, clear, ask, saved, offer, unoffer, offered, mayName, isNamed, unasked, nameFocus };
}

/** Say a value in words, where two versions are put side by side. */
function inWords(field, value) {
  const label = (one) => field.options.find((option) => option.value === one)?.label ?? String(one ?? "");
  const asked = (one) => field.columns.filter((column) => askedOf(field.columns, (name) => one[name]).has(column.name));
  const cells = (one) => asked(one).map((column) => one[column.name] && inWords(column, one[column.name])).filter(Boolean).join("; ");
  const lineName = (one) => (field.rows ? `${field.lines.find((line) => line.key === one.item)?.name ?? one.item}: ` : "");
  const words = (one) => (one !== null && typeof one === "object" ? lineName(one) + cells(one) : label(one));
  return (Array.isArray(value) ? value.map(words).join("\n") : words(value)) || "(nothing)";
}
