/* Fields with several parts: lists and tables of items one adds, and grids of lines that are given.
 *
 * Joined with form_fields.js and form.js into one script.
 */

const FOLDED_FROM = 5; // from so many questions on, an item that is filled in opens folded
const FIRST_WORDS = 70; // so many characters of an item stand for all of it
const GONE = "No longer in the list";

// --- lists and tables --------------------------------------------------------------------------------------

/** Items one below the other: added, removed, put back, moved up and down. */
function itemsControl(field, id, changed) {
  const list = element("ol", { class: "enquiry-items" });
  const notice = element("p", { class: "enquiry-removed" });
  const add = button(`Add ${field.kind === "table" ? "an item" : "a line"}`, () => insert(items.length), {
    "aria-label": `Add to: ${field.title}`,
    class: "enquiry-add",
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
    /** Lines pasted into an empty item become an item each, in its place. */
    spread: (item, lines) => {
      const fresh = lines.map((line) => itemOf(field, newId(), actions, line));
      items.splice(items.indexOf(item), 1, ...fresh);
      place();
      fresh.forEach((one) => one.appeared());
      fresh.at(-1).focus();
      changed(true);
    },
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
      const begun = items.filter((item) => isEmpty(item.read()) && item.node.contains(document.activeElement));
      const old = items.filter((item) => !begun.includes(item));
      const take = (one) => {
        const at = old.findIndex((item) => same(item.read(), one));
        return at < 0 ? itemOf(field, newId(), actions, one) : old.splice(at, 1)[0];
      };
      items = [...(value.length || begun.length ? value : ready).map(take), ...begun];
      notice.replaceChildren();
      keepingFocus(list, place);
    },
    inputs: ([index, column]) => (items[index] ? items[index].inputs(column) : [add]),
    lock: () => (items.forEach((item) => item.lock()), add.remove()),
    appeared: () => items.forEach((item) => item.appeared()),
    settled: () => items.forEach((item) => item.settled?.()),
  };
}

/** Rewrite what is in a box; the focus stays in it, where it was or at what stands in that place then. */
function keepingFocus(box, rewrite) {
  const focused = document.activeElement;
  const all = () => [...box.querySelectorAll([...FOCUSABLE].join())];
  const place = all().indexOf(focused);
  rewrite();
  if (place < 0) return;
  [focused, all()[place], ...all()].find((one) => {
    one?.focus();
    return one === document.activeElement;
  });
}

/** Say whether nothing has been answered in an item. */
function isEmpty(value) {
  if (value === null || typeof value !== "object") return ["", null, undefined].includes(value);
  return Object.values(value).every(isEmpty);
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
  body.onLines((lines) => actions.spread(item, lines));
  return item;
}

function listItem(field, id, actions, value = "") {
  const control = lineControl(field, id, actions.changed);
  const [input] = control.inputs();
  control.write(value);
  return {
    node: control.node,
    read: control.read,
    inputs: () => [input],
    lock: control.lock,
    appeared: control.appeared,
    focus: () => input.focus(),
    words: () => input.value.trim(),
    number: (index) => input.setAttribute("aria-label", `${field.title}, item ${index + 1}`),
    onEnter: (add) =>
      input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.isComposing) return;
        event.preventDefault();
        if (input.value.trim()) add();
      }),
    onLines: (spread) =>
      input.addEventListener("paste", (event) => {
        const lines = event.clipboardData.getData("text/plain").split(/[\r\n]+/).map((line) => line.trim()).filter(Boolean);
        if (lines.length < 2 || input.value.trim() || input.readOnly) return;
        event.preventDefault();
        spread(lines);
      }),
  };
}

/** The questions of one item or line, each a control with its label; those of them are shown that are asked. */
function cellsOf(field, id, changed, value, choice) {
  const cells = field.columns.map((column, index) => {
    const make = column.kind === "choice" ? choice : controls[column.kind];
    const control = make(column, `${id}-${index}`, (soon) => (cells.look(true), changed(soon)));
    if (value[column.name] !== undefined) control.write(value[column.name]);
    const clear = control.node.querySelector?.(".enquiry-clear");
    if (clear) clear.textContent = "Clear";
    return { field: column, control, node: labelled(column, `${id}-${index}`, control) };
  });
  cells.look = asking(cells);
  cells.look();
  return cells;
}

/** What an item and a line have in common: reading, marking, locking and measuring their cells. */
function together(cells, value) {
  return {
    read: () => Object.assign({ ...value }, ...cells.map((cell) => ({ [cell.field.name]: cell.control.read() }))),
    inputs: (name) => (cells.find((cell) => cell.field.name === name) ?? cells[0]).control.inputs([]),
    settled: () => cells.look(),
    lock: () => cells.forEach(({ control }) => control.lock()),
    appeared: () => cells.forEach(({ control }) => control.appeared?.()),
  };
}

/** One item of a table. A long one that is filled in opens folded to its first words. */
function tableItem(field, id, actions, value) {
  const changed = (soon) => (entitle(), actions.changed(soon));
  const cells = cellsOf(field, id, changed, value ?? {}, selectControl);
  const [{ field: column, control: first, node }] = cells;
  const long = cells.length >= FOLDED_FROM;
  if (cells.length > 2 && column.kind === "text") node.classList.add("enquiry-wide");
  const body = element("div", { class: "enquiry-cells-body", id: `${id}-body` }, ...cells.map((cell) => cell.node));
  const legend = element("legend", {});
  const words = element("span", { class: "enquiry-first-words" });
  const opener = button("", () => fold(!body.hidden), { class: "enquiry-fold", "aria-controls": body.id });
  const shared = together(cells, value);
  let position = 0;

  const entitle = () => {
    words.textContent = [position + 1, ...[firstWords(column, first.read())].filter(Boolean)].join(" · ");
  };
  const fold = (shut) => {
    body.hidden = shut;
    opener.setAttribute("aria-expanded", String(!shut));
    opener.title = shut ? "Show all of it" : "Fold it away";
    if (!shut) shared.appeared();
  };
  if (long) opener.append(words);
  legend.append(long ? opener : words);
  fold(long && value !== undefined);
  return {
    ...shared,
    node: element("fieldset", { class: "enquiry-cells" }, legend, body),
    inputs: (name) => (fold(false), shared.inputs(name)),
    focus: () => (fold(false), first.inputs([])[0].focus()),
    words: () => firstWords(column, first.read()),
    number: (index) => ((position = index), entitle()),
    onEnter: () => {},
    onLines: () => {},
  };
}

function firstWords(column, value) {
  const words = value ? inWords(column, value).trim() : "";
  return words.length > FIRST_WORDS ? `${words.slice(0, FIRST_WORDS).trimEnd()} …` : words;
}

// --- grids -------------------------------------------------------------------------------------------------

/** The same few questions about every line of a reference list; what answers no line of it stands at the end. */
function gridControl(field, id, changed) {
  const box = element("div", { class: "enquiry-grid" });
  let lines = [];
  const write = (value) => {
    const left = [...value];
    const take = (key) => {
      const at = left.findIndex((row) => row.item === key);
      return at < 0 ? { item: key } : left.splice(at, 1)[0];
    };
    lines = field.lines.map((line) => gridLine(field, line, take(line.key), changed));
    lines.push(...left.map((row) => gridLine(field, { name: row.item, group: GONE, text: "" }, row, changed)));
    const missing = field.missing ? [element("p", {}, field.missing)] : [];
    keepingFocus(box, () => box.replaceChildren(...missing, ...groupsOf(lines)));
  };
  return {
    node: box,
    read: () => lines.map((line) => line.read()),
    write,
    inputs: ([index, column]) => lines[index]?.inputs(column) ?? [],
    nameOf: (index) => lines[index].name,
    lock: () => lines.forEach((line) => line.lock()),
    appeared: () => lines.forEach((line) => line.appeared()),
    settled: () => lines.forEach((line) => line.settled()),
  };
}

/** Lines below the heading of their group; lines without a group stand by themselves. */
function groupsOf(lines) {
  const names = [...new Set(lines.map((line) => line.group))];
  return names.map((name) => {
    const nodes = lines.filter((line) => line.group === name).map((line) => line.node);
    if (!name) return element("div", {}, ...nodes);
    const heading = element("p", { class: "enquiry-group", id: newId() }, name);
    return element("div", { role: "group", "aria-labelledby": heading.id }, heading, ...nodes);
  });
}

function gridLine(field, line, value, changed) {
  const id = newId();
  const cells = cellsOf(field, id, changed, value, rowControl);
  const row = element("div", { class: "enquiry-line-cells" }, ...cells.map((cell) => cell.node));
  const text = line.text ? [element("p", { class: "enquiry-line-text", id: `${id}-text` }, line.text)] : [];
  const described = { "aria-describedby": text.length ? `${id}-text` : "" };
  if (cells.length === 1) row.classList.add("enquiry-alone");
  return {
    ...together(cells, value),
    name: line.name,
    group: line.group,
    node: element("fieldset", { class: "enquiry-line", ...described }, element("legend", {}, line.name), ...text, row),
  };
}
