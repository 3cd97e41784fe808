(function () {
  var code = location.hash.slice(1);
  var say = function (id) {
    document.querySelectorAll("[data-say]").forEach(function (p) { p.hidden = p.dataset.say !== id; });
  };
  if (!code) { say("missing"); return; }
  history.replaceState(null, "", location.pathname);
  fetch("/v1/enter", { method: "POST", body: code, credentials: "same-origin" }).then(function (answer) {
    if (answer.ok) { location.replace("/records"); } else { say("refused"); }
  }, function () { say("offline"); });
})();
