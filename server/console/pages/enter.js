(function () {
  var code = location.hash.slice(1);
  var again = document.getElementById("again");
  // A code that the server has not refused may be tried again, so the page keeps it, in memory alone.
  function say(id, status) {
    document.querySelectorAll("[data-say]").forEach(function (p) { p.hidden = p.dataset.say !== id; });
    document.getElementById("code").hidden = !status;
    document.getElementById("status").textContent = status || "";
    again.hidden = id !== "unready" && id !== "offline";
  }
  function enter() {
    say("wait");
    var stop = new AbortController();
    var patience = setTimeout(function () { stop.abort(); }, 30000);
    fetch("/v1/enter", { method: "POST", body: code, credentials: "same-origin", signal: stop.signal }).then(function (answer) {
      clearTimeout(patience);
      if (answer.ok) { location.replace("/records" + location.search); return; }
      say(answer.status === 403 ? "refused" : "unready", answer.status);
    }, function () { clearTimeout(patience); say("offline"); });
  }
  if (!code) { say("missing"); return; }
  history.replaceState(null, "", location.pathname + location.search);
  again.addEventListener("click", enter);
  enter();
})();
