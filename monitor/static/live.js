// Keeps an open page true: asks for the status, and takes in the new page when something changed.
"use strict";
(() => {
  const IDLE = 5000, BUSY = 1500, TICK = 5000;
  let tag = null;
  let verdict = null;

  const skew = () => Date.now() - Date.parse(document.body.dataset.now);
  let clockSkew = skew();

  const words = (seconds) => {
    if (seconds < 2) return "just now";
    if (seconds < 60) return `${seconds} s ago`;
    if (seconds < 3600) return `${two(seconds, 60, "min", 1, "s")} ago`;
    if (seconds < 86400) return `${two(seconds, 3600, "h", 60, "min")} ago`;
    return `${two(seconds, 86400, "d", 3600, "h")} ago`;
  };
  const two = (seconds, large, name, small, smallName) => {
    const rest = Math.floor((seconds % large) / small);
    return `${Math.floor(seconds / large)} ${name}${rest ? ` ${rest} ${smallName}` : ""}`;
  };
  const age = () => {
    for (const place of document.querySelectorAll("time[data-ago]")) {
      const seconds = Math.floor((Date.now() - clockSkew - Date.parse(place.dateTime)) / 1000);
      place.textContent = words(Math.max(0, seconds));
    }
  };

  const say = (text) => { document.querySelector("[data-announce]").textContent = text; };

  // Only what the reader does not hold in hand is replaced: open details stay open, the focus stays.
  const take = (fresh) => {
    const open = new Set([...document.querySelectorAll("details[open][id]")].map((each) => each.id));
    const focus = document.activeElement?.id;
    for (const part of ["main", ".foot", "[data-pill]", ".brand"]) {
      const here = document.querySelector(part), there = fresh.querySelector(part);
      if (here && there) here.replaceWith(document.adoptNode(there));
    }
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
    document.title = fresh.title;
    Object.assign(document.body.dataset, fresh.body.dataset);
    clockSkew = skew();
  };

  // A verdict page follows the verdict; every other page renews itself where it is.
  const renew = async () => {
    const follows = document.body.dataset.follows !== undefined;
    const response = await fetch(follows ? "/" : location.href, { headers: { Accept: "text/html" } });
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    if (follows && response.url !== location.href) history.replaceState(null, "", response.url);
    take(fresh);
  };

  const look = async () => {
    const headers = tag ? { "If-None-Match": tag } : {};
    const response = await fetch("/api/status", { headers, cache: "no-store" });
    offline(response.status >= 500);
    if (response.status !== 200) return;
    const known = tag !== null;
    const status = await response.json();
    tag = response.headers.get("ETag");
    const before = verdict;
    verdict = `${status.state}: ${status.reason}`;
    if (!known && document.body.dataset.state === status.state && status.run?.run_id === document.body.dataset.run) return;
    await renew();
    if (before !== verdict) say(verdict);
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
