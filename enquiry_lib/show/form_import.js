/* A form that brings in a file: choose it, answer what is unclear, look at what its columns are taken for, file it.
 *
 * Joined with the other scripts. The file goes to Python in pieces and is kept there for as long as this form has
 * it; neither the file nor anything of it is ever in the widget's state.
 *
 *   to Python      load · piece · propose · file · undo
 *   from Python    start · taken · proposal · filed · undone · refused
 */

const SHEET = "sheet|"; // what the choice of a sheet is filed under
const PIECE = 512 * 1024; // bytes of a file in one message; a notebook's connection takes about ten million

function importOf(model, root) {
  const status = element("span", { class: "enquiry-status", role: "status", "aria-live": "polite" }, "Opening the form …");
  const body = element("div", {});
  const below = element("div", { class: "enquiry-proposal", tabindex: "-1", role: "group", "aria-label": "The file" });
  const bar = element("div", { class: "enquiry-bar" }, status);
  root.append(body, below, bar);
  root.addEventListener("submit", (event) => event.preventDefault());
  const say = (words) => (status.textContent = words);

  let file = null; // the one being sent
  let answers = {}; // what the person has said of it, by the keys of the questions
  let timer = 0; // while it runs, what is on the screen is not what was last answered
  let open = null; // whether the columns that are not used are unfolded; by themselves when something stands in the way

  const talk = conversation(model, {
    receive: (reply, asked) => replies[reply.type](reply, asked),
    wait: (long) =>
      say(
        "This takes a moment: the file is being read, or a cell is running." +
          (long ? " If nothing is running, choose Run and then Run All Cells in the menu, and choose the file again." : ""),
      ),
    overheard: () => {},
  });

  // the file, in pieces

  const choose = (chosen) => {
    clearTimeout(timer);
    [file, answers, timer, open] = [chosen, {}, 0, null];
    below.replaceChildren();
    send(chosen, 0);
  };
  const send = async (chosen, number) => {
    const last = (number + 1) * PIECE >= chosen.size;
    try {
      const part = await chosen.slice(number * PIECE, (number + 1) * PIECE).arrayBuffer();
      const data = inLetters(new Uint8Array(part));
      talk.ask(() => {
        if (file !== chosen) return null;
        say(last ? `Reading ${chosen.name} …` : `Taking in ${chosen.name}: ${Math.round((100 * number * PIECE) / chosen.size)}%`);
        return { type: "piece", name: chosen.name, number, last, data };
      });
    } catch {
      tell("The file could not be opened. Close it in the other program, or save it again, then choose it again.");
    }
  };

  // answers

  const answer = (key, value, soon = true) => {
    answers = { ...answers, [key]: value };
    clearTimeout(timer);
    timer = setTimeout(propose, soon ? 0 : PAUSE);
  };
  const propose = () => {
    say("Looking again …");
    talk.ask(() => {
      if (!timer) return null;
      timer = 0;
      return { type: "propose", answers };
    });
  };
  /** Ask once for what a button promises, and only if what it stands under is still what was last answered. */
  const press = (label, message, properties = {}) => {
    const pressed = button(label, () => talk.ask(() => !timer && below.contains(pressed) && message), properties);
    return pressed;
  };

  // from Python

  const replies = {
    start: (reply) => {
      root.setAttribute("aria-label", reply.title);
      body.replaceChildren(element("div", { class: "enquiry-title" }, reply.title), chooser(reply));
      say(reply.said);
    },
    taken: (_, asked) => send(file, asked.number + 1),
    proposal: (reply) => {
      if (timer) return;
      draw(...proposalOf(reply));
      say(reply.said);
    },
    filed: (reply) => {
      body.querySelector(".enquiry-file").value = ""; // Python has let go of it
      draw(filedOf(reply));
      below.focus();
      say(reply.said);
    },
    undone: (reply) => {
      draw(...reply.lines.map((line) => element("p", {}, line)));
      below.focus();
      say(reply.said);
    },
    refused: (reply, asked) => {
      if (asked.type === "piece") below.replaceChildren();
      tell(reply.message);
    },
  };
  const tell = (words) => {
    below.querySelector(".enquiry-message[role=alert]")?.remove();
    const message = element("div", { class: "enquiry-message", role: "alert" }, ...words.split("\n").map((line) => element("p", {}, line)));
    below.prepend(message);
    message.scrollIntoView({ block: "nearest" });
    say("That could not be done; the message says why.");
  };

  /** Draw what is below the file, and leave the focus on what it was on. */
  const draw = (...nodes) => {
    const key = below.contains(document.activeElement) ? document.activeElement.dataset.key : "";
    below.replaceChildren(...nodes);
    if (key) [...below.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key)?.focus();
  };

  // drawing

  const chooser = (reply) => {
    const id = newId();
    const input = element("input", {
      type: "file",
      id,
      class: "enquiry-file",
      accept: reply.kinds.join(","),
      "aria-describedby": `${id}-hint`,
      onclick: () => (input.value = ""), // the same file, changed in the meantime, can be chosen again
      onchange: () => input.files.length && choose(input.files[0]),
    });
    return element(
      "div",
      { class: "enquiry-field" },
      element("label", { for: id }, "A file from your school's system, or a spreadsheet"),
      element("div", { class: "enquiry-hint", id: `${id}-hint` }, ...reply.hints.map((hint) => element("span", {}, hint))),
      element("div", { class: "enquiry-row" }, input),
    );
  };

  const proposalOf = (reply) => [
    ...reply.lead.map((words) => element("p", {}, words)),
    element(
      "div",
      { class: "enquiry-fields enquiry-kinds" },
      selection("This is a table of", "table", reply.tables, reply.table),
      ...(reply.sheets.length > 1 ? [selection("The sheet to read", SHEET, reply.sheets, reply.sheet)] : []),
    ),
    ...reply.questions.map(questionOf),
    ...listOf("What stands in the way", reply.stops, "enquiry-wrong"),
    ...listOf("What is not taken in", reply.errors, "enquiry-left"),
    ...listOf("Worth a look", reply.warnings),
    ...columnsOf(reply),
    ...listOf("What is done on the way", reply.notes),
    ...(reply.preview.rows.length ? [previewOf(reply.preview)] : []),
    ...listOf("What changes", reply.changes),
    element("div", { class: "enquiry-action" }, ...filing(reply)),
  ];

  /** Choosing another table or sheet starts afresh: what was answered was about the one before. */
  const selection = (title, key, options, chosen) => {
    const id = newId();
    const change = () => {
      answers = key === "table" && answers[SHEET] ? { [SHEET]: answers[SHEET] } : {};
      answer(key, box.value, false);
    };
    const box = element("select", { id, class: "enquiry-input", "data-key": key, onchange: change }, ...optionsOf(options, chosen));
    return element("div", { class: "enquiry-field" }, element("label", { for: id }, title), element("div", { class: "enquiry-row" }, box));
  };
  const optionsOf = (options, chosen) =>
    options.map(({ name, label }) => element("option", { value: name, selected: name === chosen }, label));

  // what each column is taken for

  const columnsOf = (reply) => {
    const [used, unused] = [true, false].map((which) => reply.columns.filter((column) => column.used === which));
    const reasons = new Set(used.map((column) => column.why)).size > 1;
    return [
      ...(used.length ? [columnTable("What its columns are taken for", used, reply.ours, reasons)] : []),
      ...(unused.length ? [unusedOf(unused, reply.ours, open ?? reply.stops.length > 0)] : []),
    ];
  };
  const unusedOf = (unused, ours, unfolded) => {
    const names = unused.map((column) => column.heading).join(", ");
    return element(
      "details",
      { class: "enquiry-unused", open: unfolded, ontoggle: (event) => (open = event.target.open) },
      element("summary", { "data-key": "unused" }, element("strong", {}, "Not used: "), names),
      columnTable("Columns that are not used", unused, ours, true),
    );
  };
  const columnTable = (caption, columns, ours, reasons) =>
    tableOf(
      caption,
      ["In the file", "Is taken for", ...(reasons ? ["Because"] : [])],
      columns.map((column) => columnRow(column, ours, reasons)),
    );
  const columnRow = ({ heading, taken, why }, ours, reasons) => {
    const [id, key] = [newId(), `column|${heading}`];
    const change = () => answer(key, box.value, false);
    const box = element("select", { id, class: "enquiry-input", "data-key": key, onchange: change }, ...optionsOf(ours, taken));
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, element("label", { for: id }, heading)),
      element("td", {}, box),
      ...(reasons ? [element("td", { class: "enquiry-because" }, why)] : []),
    );
  };

  // questions

  const questionOf = (question) => {
    const name = newId();
    const options = question.choices.map((choice, place) => optionOf(question, choice, `${name}-${place}`, name));
    return element(
      "fieldset",
      { class: "enquiry-field enquiry-question" },
      element("legend", {}, question.asked),
      ...(question.more ? [element("p", { class: "enquiry-because" }, question.more)] : []),
      ...(options.length ? [element("div", { class: "enquiry-options enquiry-inline" }, ...options)] : []),
      ...(question.typed ? [typedOf(question, name)] : []),
    );
  };
  const optionOf = ({ key, answer: given }, choice, id, name) =>
    element(
      "label",
      { class: "enquiry-option", for: id },
      element("input", {
        type: "radio",
        name,
        id,
        checked: choice.name === given,
        "data-key": `${key}|${choice.name}`,
        onchange: () => answer(key, choice.name, false),
      }),
      choice.label,
    );
  const typedOf = (question, name) => {
    const given = question.choices.some((choice) => choice.name === question.answer) ? "" : question.answer || question.usual;
    const use = () => box.value.trim() && answer(question.key, box.value.trim());
    const box = element("input", {
      id: `${name}-typed`,
      class: "enquiry-input enquiry-answer",
      autocomplete: "off",
      value: given,
      "data-key": question.key,
      onkeydown: (event) => event.key === "Enter" && !event.isComposing && use(),
    });
    const other = question.key.startsWith("date") ? "Or the day" : "Or another word";
    const label = question.choices.length ? other : "Your answer";
    return element(
      "div",
      { class: "enquiry-row" },
      element("label", { for: box.id }, label),
      box,
      button("Use this answer", use, { "data-key": `${question.key}|use` }),
    );
  };

  // lists, tables, buttons

  const listOf = (title, lines, kind = "") =>
    lines.length
      ? [element("div", { class: `enquiry-list ${kind}` }, element("strong", {}, title), element("ul", {}, ...lines.map((line) => element("li", {}, line))))]
      : [];

  const previewOf = ({ headings, rows, said }) =>
    tableOf(
      said,
      headings,
      rows.map((row) => element("tr", {}, ...row.map((cell) => element("td", { class: "enquiry-cell" }, cell)))),
    );

  const tableOf = (caption, headings, rows) => {
    const head = element("tr", {}, ...headings.map((heading) => element("th", { scope: "col" }, heading)));
    const table = element("table", { "aria-label": caption }, element("thead", {}, head), element("tbody", {}, ...rows));
    return element(
      "div",
      { class: "enquiry-table" },
      element("strong", { class: "enquiry-caption" }, caption),
      element("div", { class: "enquiry-wide-table", tabindex: "0", role: "region", "aria-label": caption }, table),
    );
  };

  const filing = (reply) => {
    if (!reply.ready) return [element("p", {}, reply.missing)];
    const into = (words, replace, kind) => press(words, { type: "file", number: reply.number, replace }, { class: kind, "data-key": `file|${replace}` });
    if (!reply.replace) return [into(reply.file, false, "enquiry-main")];
    return [into(reply.file, false, "enquiry-main"), into(reply.replace, true), element("p", { class: "enquiry-because" }, reply.difference)];
  };

  const filedOf = (reply) =>
    element(
      "div",
      { class: "enquiry-notes" },
      ...reply.lines.map((line) => element("p", {}, line)),
      ...(reply.undo ? [press("Take it back", { type: "undo" })] : []),
    );

  talk.ask(() => ({ type: "load" }));
  return () => {
    clearTimeout(timer);
    talk.end();
  };
}

/** Bytes as text that a message can carry. */
function inLetters(bytes) {
  const parts = [];
  for (let start = 0; start < bytes.length; start += 0x8000) {
    parts.push(String.fromCharCode(...bytes.subarray(start, start + 0x8000)));
  }
  return btoa(parts.join(""));
}
