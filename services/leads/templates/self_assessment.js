"use strict";
// The self-assessment, step by step. Nothing is sent to be kept before the last step, and nothing of it without consent.
const form = document.getElementById("assessment");
const texts = JSON.parse(form.dataset.texts);
const language = document.documentElement.lang;
const STEPS = ["household", "money", "cover", "report", "contact", "done"];
const EARNERS = ["breadwinner", "partner", "other_adult"];
const DEBTS = ["mortgage", "car_loan", "other_debt"];
const MEMBERS_AT_MOST = 10;
const byId = (id) => document.getElementById(id);
const say = (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
const make = (tag, className, text) => Object.assign(document.createElement(tag), { className: className ?? "", textContent: text ?? "" });

// Amounts: what is written ("20万", "200,000") as yuan with two places; "" where nothing is, null where it is no amount.
const yuanOf = (input) => {
  const written = input.value.normalize("NFKC").replace(/[\s,，¥元]/g, "");
  if (!written) return "";
  const found = /^(\d{1,10})(?:\.(\d{1,6}))?(万|w)?$/i.exec(written);
  if (!found) return null;
  const places = found[3] ? 6 : 2;
  const decimals = (found[2] ?? "").replace(/0+$/, "");
  if (decimals.length > places) return null;
  const fen = BigInt(found[1] + decimals.padEnd(places, "0"));
  return fen >= 10n ** 12n ? null : `${fen / 100n}.${String(fen % 100n).padStart(2, "0")}`;
};
const shown = (yuan) => {
  const number = Number(yuan);
  const inWan = language === "zh-CN" && number >= 10000;
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  return language === "zh-CN" ? `${format.format(inWan ? number / 10000 : number)} ${inWan ? "万元" : "元"}` : `¥${format.format(number)}`;
};

// Members: each card of the household has one of covers, found by the same number.
let made = 0;
const members = () => [...document.querySelectorAll("#members .member")];
const coversOf = (member) => document.querySelector(`#covers .member[data-of="${member.dataset.number}"]`);
const roleName = (role) => document.querySelector(`template[data-role="${role}"]`).content.textContent;

const nameFields = (card, prefix) => {
  for (const [place, field] of [...card.querySelectorAll(".field")].entries()) {
    const id = `${prefix}-${place}`;
    const [label, input, error, said] = ["label", "input", ".error", ".said"].map((part) => field.querySelector(part));
    input.id = label.htmlFor = id;
    error.id = `${id}-error`;
    if (said) said.id = `${id}-said`;
    input.setAttribute("aria-describedby", said ? `${id}-said ${id}-error` : `${id}-error`);
  }
};

const require_ = (input, needed) => {
  input.toggleAttribute("data-required", needed);
  input.setAttribute("aria-required", needed);
  const label = input.closest(".field").querySelector("label");
  label.querySelector(".needed").hidden = !needed;
  const optional = label.querySelector(".optional");
  if (optional) optional.hidden = needed;
};

const addMember = (role) => {
  const member = byId("member").content.firstElementChild.cloneNode(true);
  member.dataset.role = role;
  member.dataset.number = made += 1;
  nameFields(member, `member-${made}`);
  require_(member.querySelector("[data-birth]"), role === "child");
  require_(member.querySelector("[data-income]"), role === "breadwinner");
  member.querySelector(".income").hidden = !EARNERS.includes(role);
  const covers = byId("covers-of-member").content.firstElementChild.cloneNode(true);
  covers.dataset.of = made;
  nameFields(covers, `covers-${made}`);
  covers.querySelector(".employer").hidden = !EARNERS.includes(role);
  const remove = member.querySelector(".remove");
  remove.hidden = role === "breadwinner";
  remove.addEventListener("click", () => removeMember(member));
  byId("members").append(member);
  byId("covers").append(covers);
  nameMembers();
  return member;
};

const removeMember = (member) => {
  const who = member.querySelector("legend").textContent;
  const beside = member.previousElementSibling;
  coversOf(member).remove();
  member.remove();
  nameMembers();
  byId("told").textContent = say("removed", { who });
  beside.querySelector("input").focus();
};

const nameMembers = () => {
  const all = members();
  for (const member of all) {
    const same = all.filter((other) => other.dataset.role === member.dataset.role);
    const number = same.length > 1 ? ` ${same.indexOf(member) + 1}` : "";
    const who = `${roleName(member.dataset.role)}${number}`;
    member.querySelector("legend").textContent = who;
    member.querySelector(".remove").setAttribute("aria-label", say("remove", { who }));
    coversOf(member).querySelector("legend").textContent = say("cover_of", { who });
  }
  for (const button of document.querySelectorAll("[data-add]")) {
    const partnered = button.dataset.add === "partner" && all.some((member) => member.dataset.role === "partner");
    button.hidden = partnered || all.length >= MEMBERS_AT_MOST;
  }
};

// What is stated, and which field says what: a refusal names the place of what it refuses.
const collect = () => {
  const fields = new Map();
  const take = (pointer, input) => {
    fields.set(pointer, input);
    return yuanOf(input) || null;
  };
  const household = {
    members: members().map((member, place) => {
      const birth = member.querySelector("[data-birth]");
      fields.set(`/members/${place}`, birth);
      fields.set(`/members/${place}/birth_date`, birth);
      const covers = [];
      for (const input of coversOf(member).querySelectorAll("[data-line]")) {
        const sum = yuanOf(input);
        if (!sum || !Number(sum)) continue;
        fields.set(`/members/${place}/covers/${covers.length}`, input);
        covers.push({ line: input.dataset.line, sum_insured: sum, provided_by: "employer" in input.dataset ? "employer" : "self" });
      }
      const earns = EARNERS.includes(member.dataset.role);
      return {
        role: member.dataset.role,
        birth_date: birth.value || null,
        annual_income: earns ? take(`/members/${place}/annual_income`, member.querySelector("[data-income]")) : null,
        covers,
      };
    }),
    annual_expenses: take("/annual_expenses", byId("annual_expenses")),
    liabilities: [],
    liquid_assets: take("/liquid_assets", byId("liquid_assets")) ?? "0.00",
    annual_elder_support: take("/annual_elder_support", byId("annual_elder_support")) ?? "0.00",
  };
  for (const kind of DEBTS) {
    const outstanding = take(`/liabilities/${household.liabilities.length}`, byId(kind));
    if (outstanding && Number(outstanding)) household.liabilities.push({ kind, outstanding });
  }
  return { household, fields };
};

// Errors stand at their fields.
const clear = (input) => {
  input.removeAttribute("aria-invalid");
  const error = byId(`${input.id}-error`);
  if (error) error.hidden = true;
};
const blame = (input, message) => {
  input.setAttribute("aria-invalid", "true");
  const error = byId(`${input.id}-error`);
  error.textContent = message;
  error.hidden = false;
};
const problem = (message) => {
  byId("problem").textContent = message ?? "";
  byId("problem").hidden = !message;
};

const wrongIn = (input) => {
  if (input.closest("[hidden]")) return null;
  if ("required" in input.dataset && !input.value.trim()) return say("error.required");
  if ("amount" in input.dataset && yuanOf(input) === null) return say("error.amount");
  if ("birth" in input.dataset) {
    const given = input.value;
    if (input.validity.badInput || (given && (given < "1900-01-01" || given > form.dataset.today))) return say("error.birth_date");
  }
  if (input.type === "tel" && input.value.replace(/\D/g, "").length < 5) return say("error.phone");
  return null;
};

const validate = () => {
  const wrong = [];
  for (const input of document.querySelectorAll(`[data-step="${step}"] input:not([type=checkbox])`)) {
    clear(input);
    const message = wrongIn(input);
    if (message) {
      blame(input, message);
      wrong.push(input);
    }
  }
  if (step === "contact") {
    const consents = byId("consent_purposes");
    clear(consents);
    if (!purposes().includes("contact")) {
      blame(consents, say("error.contact"));
      wrong.push(consents.querySelector("input"));
    }
  }
  point(wrong);
  return wrong.length === 0;
};

const point = (wrong) => {
  problem(wrong.length > 1 ? say("error.several", { count: wrong.length }) : "");
  wrong[0]?.closest("details")?.setAttribute("open", "");
  wrong[0]?.focus();
};

const refused = (answer, fields) => {
  const wrong = [];
  for (const { pointer, message } of answer.errors ?? []) {
    let place = pointer.replace(/^\/household/, "");
    while (place && !fields.has(place)) place = place.slice(0, place.lastIndexOf("/"));
    const field = fields.get(place);
    if (!field) continue;
    blame(field, message);
    wrong.push(field.matches("input") ? field : field.querySelector("input"));
  }
  if (!wrong.length) return problem(answer.errors?.[0]?.message ?? answer.detail ?? answer.title);
  go(wrong[0].closest("[data-step]").dataset.step);
  return point(wrong);
};

const send = async (path, body, headers = {}) => {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-Language": language, ...headers },
    body: JSON.stringify(body),
  });
  return { ok: answer.ok, said: await answer.json() };
};

// The report.
const drawReport = ({ result, because, caveats }) => {
  const figures = byId("figures");
  figures.replaceChildren(hero(result.gaps[0]));
  if (result.gaps.length) figures.append(make("h3", "", say("order")), order(result.gaps));
  if (Number(result.premium_ceiling)) figures.append(make("p", "ceiling", say("ceiling", { amount: result.premium_ceiling_shown })));
  if (result.charts.length) figures.append(make("h3", "", say("charts")));
  for (const [place, { who, pictures }] of result.charts.entries()) {
    const charts = make("div", "charts");
    for (const { svg, sentence } of pictures) {
      const src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
      charts.append(Object.assign(make("img"), { src, alt: sentence }));
    }
    const ofMember = make("details", "member-charts");
    ofMember.open = place === 0;
    ofMember.append(make("summary", "", who), charts);
    figures.append(ofMember);
  }
  figures.append(folded(say("reasons"), sources(because), "source"), make("h3", "", say("caveats")), list(caveats));
};
const hero = (first) => {
  const box = make("div", "hero");
  if (!first) return box.append(make("p", "figure", say("nothing"))), box;
  box.append(make("p", "", say("first")), make("p", "figure", first.rounded_up_shown), make("p", "", `${first.who} · ${first.risk_name}`));
  return box;
};
const order = (gaps) => {
  const all = make("ol", "gaps");
  const largest = Math.max(...gaps.map((gap) => Number(gap.gap)));
  for (const gap of gaps) {
    const item = make("li");
    const share = make("div", "share");
    share.append(make("span"));
    share.firstChild.style.width = `${Math.max(2, (100 * Number(gap.gap)) / largest)}%`;
    item.append(make("span", "place", gap.place), make("span", "", `${gap.who} · ${gap.risk_name}`), make("strong", "", gap.shown));
    item.append(make("span", "line", say("line", { line: gap.line_name })), share);
    all.append(item);
  }
  return all;
};
const sources = (because) => [...new Set(because.map(({ source, version }) => `${source} (${version})`))];
const list = (lines, className) => {
  const all = make("ul");
  all.append(...lines.map((line) => make("li", className, line)));
  return all;
};
const folded = (title, lines, className) => {
  const details = make("details");
  details.append(make("summary", "", title), list(lines, className));
  return details;
};

// Steps.
let step = STEPS[0];
const go = (to) => {
  step = to;
  for (const section of document.querySelectorAll("[data-step]")) {
    section.hidden = section.dataset.step !== step && !(step === "done" && section.dataset.step === "report");
  }
  const at = STEPS.indexOf(step);
  const title = document.querySelector(`[data-step="${step}"] h2`);
  byId("step-count").textContent = step === "done" ? title.textContent : `${say("step", { at: at + 1, of: STEPS.length - 1 })} · ${title.textContent}`;
  byId("bar").setAttribute("aria-valuenow", at);
  byId("bar").firstElementChild.style.width = `${(100 * Math.max(at, 0.4)) / (STEPS.length - 1)}%`;
  byId("back").hidden = at === 0 || step === "done";
  byId("next").hidden = step === "done";
  byId("other-language").hidden = at > 0;
  if (step !== "done") byId("next").textContent = say(`next.${step}`);
  problem("");
};
const turnTo = (to) => {
  go(to);
  document.querySelector(`[data-step="${to}"] h2`).focus({ preventScroll: true });
  byId("bar").scrollIntoView({ block: "center" });
  window.scrollTo({ top: Math.max(0, form.getBoundingClientRect().top + window.scrollY - 16) });
};

const showGap = async () => {
  const { household, fields } = collect();
  const { ok, said } = await send("/needs/self-assessment", household);
  if (!ok) return refused(said, fields);
  drawReport(said);
  return turnTo("report");
};

const purposes = () => [...document.querySelectorAll("input[name=consent]:checked")].map((box) => box.value);
const sent = { body: "", key: "" };
const submit = async () => {
  const { household, fields } = collect();
  const agreed = purposes();
  const body = {
    name: byId("name").value.trim(),
    phone: byId("phone").value,
    consent_purposes: agreed,
    consent_text_version: form.dataset.consentTextVersion,
    ...(agreed.includes("financial_data") ? { household } : {}),
  };
  for (const name of ["name", "phone", "consent_purposes"]) fields.set(`/${name}`, byId(name));
  if (JSON.stringify(body) !== sent.body) {
    const random = crypto.getRandomValues(new Uint8Array(16));
    Object.assign(sent, { body: JSON.stringify(body), key: [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("") });
  }
  const { ok, said } = await send(form.dataset.path, body, { "Idempotency-Key": sent.key });
  return ok ? turnTo("done") : refused(said, fields);
};

const onward = {
  household: () => turnTo("money"),
  money: () => turnTo("cover"),
  cover: showGap,
  report: () => turnTo("contact"),
  contact: submit,
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const next = byId("next");
  if (next.getAttribute("aria-disabled") === "true" || !validate()) return;
  const from = step;
  next.setAttribute("aria-disabled", "true");
  next.textContent = say("busy");
  try {
    await onward[from]();
  } catch {
    problem(say("error.offline"));
  }
  next.removeAttribute("aria-disabled");
  if (step !== "done") next.textContent = say(`next.${step}`);
});
form.addEventListener("input", ({ target }) => {
  clear(target.name === "consent" ? byId("consent_purposes") : target);
  if ("amount" in target.dataset) {
    const yuan = yuanOf(target);
    target.closest(".field").querySelector(".said").textContent = yuan ? shown(yuan) : "";
  }
});
byId("back").addEventListener("click", () => turnTo(STEPS[STEPS.indexOf(step) - 1]));
byId("print").addEventListener("click", () => {
  for (const charts of document.querySelectorAll(".member-charts")) charts.open = true;
  window.print();
});
for (const button of document.querySelectorAll("[data-add]")) {
  button.addEventListener("click", () => {
    const member = addMember(button.dataset.add);
    byId("told").textContent = say("added", { who: member.querySelector("legend").textContent });
    member.querySelector("input").focus();
  });
}

addMember("breadwinner");
form.hidden = false;
go("household");
