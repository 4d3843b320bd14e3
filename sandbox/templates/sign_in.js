"use strict";
const form = document.getElementById("sign-in");
const client = document.getElementById("client");
const problem = document.getElementById("problem");
const result = document.getElementById("result");
const token = document.getElementById("token");
const copy = document.getElementById("copy");

const role = () => new FormData(form).get("role");
const showClient = () => { client.hidden = role() !== "client"; };
form.addEventListener("change", showClient);
showClient();

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  problem.hidden = result.hidden = true;
  const asked = { role: role() };
  const clientId = new FormData(form).get("client_id").trim();
  if (asked.role === "client" && clientId) asked.client_id = clientId;
  try {
    const answer = await fetch("/sandbox/idp/token", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
      body: JSON.stringify(asked),
    });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.errors?.[0]?.message ?? said.detail);
    token.value = said.access_token;
    result.hidden = false;
    copy.textContent = form.dataset.copy;
    token.focus();
    token.select();
  } catch (error) {
    problem.textContent = `${form.dataset.refused}: ${error.message}`;
    problem.hidden = false;
  }
});

copy.addEventListener("click", async () => {
  token.select();
  await navigator.clipboard.writeText(token.value);
  copy.textContent = form.dataset.copied;
});
