// Keeps an open page true: asks for the status, and takes in the new page when something changed.
"use strict";
(() => {
  const IDLE = 5000, BUSY = 1500, TICK = 5000;
  let verdict = null;

  const skew = () => Date.now() - Date.parse(document.body.dataset.now);
  let clockSkew = skew();

  const long = (seconds) => {
    if (seconds < 60) return `${seconds} s`;
    if (seconds < 3600) return two(seconds, 60, "min", 1, "s");
    if (seconds < 86400) return two(seconds, 3600, "h", 60, "min");
    return two(seconds, 86400, "d", 3600, "h");
  };
  const two = (seconds, large, name, small, smallName) => {
    const rest = Math.floor((seconds % large) / small);
    return `${Math.floor(seconds / large)} ${name}${rest ? ` ${rest} ${smallName}` : ""}`;
  };
  const since = (place) => Math.floor((Date.now() - clockSkew - Date.parse(place.dateTime)) / 1000);
  const age = () => {
    for (const place of document.querySelectorAll("time[data-ago]")) {
      const seconds = since(place);
      place.textContent = seconds < 2 ? "just now" : `${long(seconds)} ago`;
    }
    for (const place of document.querySelectorAll("time[data-until]")) {
      const seconds = since(place);
      place.textContent = seconds > 0 ? `${long(seconds)} overdue` : `in ${long(-seconds)}`;
    }
  };

  // Nothing but time has gone by: the sources were asked again all the same.
  const date = (status) => {
    const { records, airflow } = status.sources;
    const moments = { now: status.as_of, records: records.as_of, airflow: airflow.as_of };
    for (const [name, moment] of Object.entries(moments)) {
      const place = document.querySelector(`time[data-source="${name}"]`);
      if (place && moment) place.dateTime = moment;
    }
    const [, day, month, year, time] = new Date(status.as_of).toUTCString().split(" ");
    const now = document.querySelector('time[data-source="now"]');
    if (now) now.textContent = `${Number(day)} ${month} ${year}, ${time} UTC`;
    document.body.dataset.now = status.as_of;
    clockSkew = skew();
    age();
  };

  const say = (text) => { document.querySelector("[data-announce]").textContent = text; };

  // What the reader holds in hand stays: open details, what was chosen in a form, the focus.
  const take = (fresh) => {
    const open = [...document.querySelectorAll("details[id]")].map((each) => [each.id, each.open]);
    const chosen = [...document.querySelectorAll("main select[id]")]
      .filter((each) => !each.selectedOptions[0]?.defaultSelected).map((each) => [each.id, each.value]);
    const focus = document.activeElement?.id;
    for (const part of ["main", ".foot", "[data-pill]", ".brand"]) {
      const here = document.querySelector(part), there = fresh.querySelector(part);
      if (here && there) here.replaceWith(document.adoptNode(there));
    }
    for (const [id, is] of open) document.getElementById(id)?.toggleAttribute("open", is);
    for (const [id, value] of chosen) {
      const place = document.getElementById(id);
      if ([...place?.options ?? []].some((each) => each.value === value)) place.value = value;
    }
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
    document.title = fresh.title;
    Object.assign(document.body.dataset, fresh.body.dataset);
    clockSkew = skew();
  };

  // A verdict page follows the verdict; every other page renews itself where it is.
  const renew = async () => {
    const follows = document.body.dataset.follows !== undefined;
    const response = await fetch(follows ? "/" : location.href, { headers: { Accept: "text/html" } });
    // A page that says that something is not there is an answer too; a fault is none.
    if (response.status >= 500) throw new Error(`the page answered ${response.status}`);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    if (follows && response.url !== location.href) history.replaceState(null, "", response.url);
    take(fresh);
  };

  // The page carries the tag of the status that it shows, so nothing is lost between the two.
  const look = async () => {
    const response = await fetch("/api/status", { cache: "no-store" });
    if (!response.ok) throw new Error(`the status answered ${response.status}`);
    const status = await response.json();
    const before = verdict, isNew = response.headers.get("ETag") !== document.body.dataset.tag;
    if (isNew) await renew();
    else date(status);
    offline(false);
    verdict = `${status.state}: ${status.reason}`;
    if (isNew && before !== verdict) say(verdict);
  };

  const offline = (down) => {
    const sign = document.querySelector("[data-offline]");
    if (down && sign.hidden) sign.querySelector("time").textContent = new Date().toLocaleTimeString();
    sign.hidden = !down;
  };

  const again = async () => {
    if (!document.hidden) {
      try { await look(); } catch { offline(true); }
    }
    setTimeout(again, document.body.dataset.state === "running" ? BUSY : IDLE);
  };

  document.addEventListener("visibilitychange", () => { if (!document.hidden) look().catch(() => offline(true)); });
  setInterval(age, TICK);
  setTimeout(again, BUSY);
})();
