/* The fields of a form: one control for each kind, drawn as real inputs with real labels.
 *
 * Joined with form.js into one script. Text is always put in as text, never as HTML. A control has a node,
 * read(), write(value), inputs(place) to mark what is wrong, and lock(); it calls changed(soon) on each change,
 * where soon means at once, without waiting for a pause.
 */

const NEAR_LIMIT = 0.8; // from this share of the longest text, count the characters

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
  });
  if (field.kind === "number") input.setAttribute("inputmode", "decimal");
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
    const length = input.value.length;
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
    onchange: () => (control.write(calendar.value), changed(true)),
  });
  const show = () => {
    calendar.value = control.read(); // the browser leaves it empty unless it is a date
    calendar.showPicker();
  };
  const open = button("Calendar", show, { "aria-label": `Calendar for: ${field.title}` });
  control.node.append(open, calendar);
  return { ...control, lock: () => (control.lock(), open.remove()) };
}

/** Radio buttons or tick boxes. */
function optionsControl(field, id, changed, options, several) {
  const inputs = options.map((_, index) =>
    element("input", {
      type: several ? "checkbox" : "radio",
      name: id,
      id: `${id}-${index}`,
      onchange: () => (show(), changed(true)),
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
  clear.className = "enquiry-quiet";
  const chosen = () => options.filter((_, index) => inputs[index].checked).map((option) => option.value);
  const show = () => (clear.hidden = several || !chosen().length);
  const write = (value) => {
    const wanted = several ? value : [value];
    options.forEach((option, index) => (inputs[index].checked = wanted.includes(option.value)));
    show();
  };
  show();
  return {
    node: element("div", { class: several ? "enquiry-options enquiry-many" : "enquiry-options" }, ...rows, clear),
    read: () => (several ? chosen() : (chosen()[0] ?? null)),
    write,
    inputs: () => inputs,
    lock: () => (inputs.forEach((input) => (input.disabled = true)), clear.remove()),
  };
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

const YES_NO = [
  { value: true, label: "Yes" },
  { value: false, label: "No" },
];

const controls = {
  text: textControl,
  number: textControl,
  long_text: (field, id, changed) => textControl(field, id, changed, "textarea"),
  date: dateControl,
  choice: (field, id, changed) => optionsControl(field, id, changed, field.options, false),
  choices: (field, id, changed) => optionsControl(field, id, changed, field.options, true),
  yes_no: (field, id, changed) => optionsControl(field, id, changed, YES_NO, false),
  list: itemsControl,
  table: itemsControl,
};

/** Fields that are a group of inputs: they get a fieldset and a legend instead of a label. */
const GROUPS = new Set(["choice", "choices", "yes_no", "list", "table"]);

// --- lists and tables --------------------------------------------------------------------------------------

/** Items one below the other: added, removed, put back, moved up and down. */
function itemsControl(field, id, changed) {
  const list = element("ol", { class: "enquiry-items" });
  const notice = element("p", { class: "enquiry-removed" });
  const add = button(`Add ${field.kind === "table" ? "an item" : "a line"}`, () => insert(items.length), {
    "aria-label": `Add to: ${field.title}`,
  });
  let items = [];

  const ready = field.kind === "list" ? [""] : []; // an empty list shows a line to type in
  const place = () => {
    list.replaceChildren(...items.map((item) => item.node));
    items.forEach((item, index) => item.number(index, items.length));
    list.hidden = !items.length;
  };
  const actions = {
    changed,
    insertAfter: (item) => insert(items.indexOf(item) + 1),
    move: (item, step) => {
      const from = items.indexOf(item);
      if (!items[from + step]) return;
      items.splice(from + step, 0, ...items.splice(from, 1));
      place();
      item.focusMove(step);
      changed(true);
    },
    remove: (item) => {
      const from = items.indexOf(item);
      items.splice(from, 1);
      place();
      if (item.words()) offerBack(item, from);
      else add.focus();
      changed(true);
    },
  };
  const insert = (at, value) => {
    const item = itemOf(field, newId(), actions, value);
    items.splice(at, 0, item);
    place();
    item.focus();
  };
  const offerBack = (item, at) => {
    const back = button("Put it back", () => {
      items.splice(Math.min(at, items.length), 0, item);
      place();
      notice.replaceChildren();
      item.focus();
      changed(true);
    });
    back.className = "enquiry-quiet";
    notice.replaceChildren(`Removed ‘${item.words()}’. `, back);
    back.focus();
  };
  return {
    node: element("div", {}, list, notice, add),
    read: () => items.map((item) => item.read()),
    write: (value) => {
      items = (value.length ? value : ready).map((one) => itemOf(field, newId(), actions, one));
      notice.replaceChildren();
      place();
    },
    inputs: ([index, column]) => (items[index] ? items[index].inputs(column) : [add]),
    lock: () => (items.forEach((item) => item.lock()), add.remove()),
    appeared: () => items.forEach((item) => item.appeared()),
  };
}

function itemOf(field, id, actions, value) {
  const body = field.kind === "table" ? tableItem(field, id, actions, value) : listItem(field, id, actions, value);
  const tool = (sign, words, press) => button(sign, press, { class: "enquiry-tool", title: words });
  const up = tool("↑", "Move up", () => actions.move(item, -1));
  const down = tool("↓", "Move down", () => actions.move(item, 1));
  const remove = tool("✕", "Remove", () => actions.remove(item));
  const tools = element("span", { class: "enquiry-tools" }, up, down, remove);
  const label = (index) =>
    [up, down, remove].forEach((one) => one.setAttribute("aria-label", `${one.title} item ${index + 1} of ${field.title}`));
  const item = {
    ...body,
    node: element("li", { class: "enquiry-item" }, body.node, tools),
    number: (index, total) => {
      label(index);
      body.number(index);
      up.hidden = down.hidden = total === 1;
      up.setAttribute("aria-disabled", index === 0);
      down.setAttribute("aria-disabled", index === total - 1);
    },
    focusMove: (step) => (step < 0 ? up : down).focus(),
    lock: () => (body.lock(), tools.remove()),
  };
  body.onEnter(() => actions.insertAfter(item));
  return item;
}

function listItem(field, id, actions, value = "") {
  const control = textControl(field, id, actions.changed);
  const [input] = control.inputs();
  control.write(value);
  return {
    node: control.node,
    read: control.read,
    inputs: () => [input],
    lock: control.lock,
    appeared: () => {},
    focus: () => input.focus(),
    words: () => input.value.trim(),
    number: (index) => input.setAttribute("aria-label", `${field.title}, item ${index + 1}`),
    onEnter: (add) =>
      input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.isComposing) return;
        event.preventDefault();
        if (input.value.trim()) add();
      }),
  };
}

function tableItem(field, id, actions, value = {}) {
  const cells = field.columns.map((column, index) => {
    const make = column.kind === "choice" ? selectControl : controls[column.kind];
    const control = make(column, `${id}-${index}`, actions.changed);
    if (value[column.name] !== undefined) control.write(value[column.name]);
    return { column, control, node: labelled(column, `${id}-${index}`, control) };
  });
  const legend = element("legend", {});
  const first = cells[0].control;
  return {
    node: element("fieldset", { class: "enquiry-cells" }, legend, ...cells.map((cell) => cell.node)),
    read: () => Object.assign({ ...value }, ...cells.map(({ column, control }) => ({ [column.name]: control.read() }))),
    inputs: (name) => (cells.find(({ column }) => column.name === name) ?? cells[0]).control.inputs([]),
    lock: () => cells.forEach(({ control }) => control.lock()),
    appeared: () => cells.forEach(({ control }) => control.appeared?.()),
    focus: () => first.inputs([])[0].focus(),
    words: () => String(first.read() ?? "").trim(),
    number: (index) => (legend.textContent = `${index + 1}`),
    onEnter: () => {},
  };
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

/** Draw one question. It can hold a message below its control, and a conflict to decide. */
function drawField(field, changed) {
  const id = newId();
  const control = controls[field.kind](field, id, changed);
  const node = labelled(field, id, control);
  const message = element("div", { class: "enquiry-message", id: `${id}-message` });
  const saved = element("span", { class: "enquiry-saved", "aria-hidden": "true" });
  node.append(message, saved);
  let marked = [];

  const clear = () => {
    marked.forEach(({ input, described }) => {
      input.removeAttribute("aria-invalid");
      if (described) input.setAttribute("aria-describedby", described);
      else input.removeAttribute("aria-describedby");
    });
    marked = [];
    message.replaceChildren();
  };
  const mark = (input) => {
    const described = input.getAttribute("aria-describedby") ?? "";
    marked.push({ input, described });
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `${described} ${message.id}`.trim());
  };
  const wrong = (problems) => {
    clear();
    const where = (place) => (place.length ? `Item ${place[0] + 1}: ` : "");
    message.append(...problems.map(({ place, message: words }) => element("p", {}, where(place) + words)));
    new Set(problems.flatMap(({ place }) => control.inputs(place))).forEach(mark);
  };
  const ask = (...parts) => {
    clear();
    message.append(...parts);
    message.scrollIntoView({ block: "nearest" });
  };
  return { id, field, control, node, wrong, clear, ask, saved };
}

/** Say a value in words, where two versions are put side by side. */
function inWords(field, value) {
  const label = (one) => field.options.find((option) => option.value === one)?.label ?? String(one ?? "");
  const words = (one) =>
    one !== null && typeof one === "object" ? field.columns.map((column) => inWords(column, one[column.name])).join("; ") : label(one);
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return (Array.isArray(value) ? value.map(words).join("\n") : words(value)) || "(nothing)";
}
