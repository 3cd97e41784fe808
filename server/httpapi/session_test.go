package httpapi_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"zhucun/server/auth"
	"zhucun/server/httpapi"
	"zhucun/server/httpapi/countytest"
)

func TestACookieIsForThisServerAlone(t *testing.T) {
	w := newWorld(t)
	cookie := w.login(auth.Officer, "511921")
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/" || cookie.Secure {
		t.Errorf("cookie %+v", cookie)
	}
	config := w.config()
	config.TLS = true
	var err error
	if w.server, err = httpapi.New(config); err != nil {
		t.Fatal(err)
	}
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}
	w.serve()
	if cookie := w.login(auth.Officer, "511921"); !cookie.Secure || !strings.HasPrefix(cookie.Name, "__Host-") {
		t.Errorf("over TLS: %+v", cookie)
	}
}

func TestACodeIsSpentOnce(t *testing.T) {
	w := newWorld(t)
	for _, code := range []string{"", "AAAAAAAAAAAAAAAAAAAAAAAA", strings.Repeat("A", 1<<16)} {
		if got := w.do(http.MethodPost, "/v1/enter", []byte(code), nil); got.status != http.StatusForbidden || len(got.cookies) > 0 {
			t.Errorf("a code of %d letters: status %d", len(code), got.status)
		}
	}
}

func TestASessionIsRenewedAndEnds(t *testing.T) {
	w := newWorld(t)
	cookie := w.login(auth.Officer, "511921")
	if got := w.get("/api/visits", cookie); got.status != http.StatusOK || len(got.cookies) > 0 {
		t.Errorf("fresh: status %d, %d cookies", got.status, len(got.cookies))
	}
	w.Time = w.Time.Add(5 * 24 * time.Hour)
	got := w.get("/api/visits", cookie)
	if got.status != http.StatusOK || len(got.cookies) != 1 {
		t.Fatalf("after five days: status %d, %d cookies", got.status, len(got.cookies))
	}
	renewed := got.cookies[0]
	w.Time = w.Time.Add(4 * 24 * time.Hour)
	if got := w.get("/api/visits", cookie); got.status != http.StatusUnauthorized || code(t, got) != "session_ended" {
		t.Errorf("the old one: status %d, %s", got.status, got.body)
	}
	if got := w.do(http.MethodPost, "/v1/leave", nil, renewed); got.status != http.StatusNoContent {
		t.Errorf("leave: status %d", got.status)
	}
	if got := w.get("/api/visits", renewed); got.status != http.StatusUnauthorized {
		t.Errorf("after leaving: status %d", got.status)
	}
}

func code(t testing.TB, a answer) string {
	t.Helper()
	var problem httpapi.Problem
	if err := json.Unmarshal(a.body, &problem); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
	if a.header.Get("Content-Type") != "application/problem+json" || problem.Status != a.status || strings.HasPrefix(problem.Detail, "[") {
		t.Errorf("problem %+v of type %s", problem, a.header.Get("Content-Type"))
	}
	return problem.Code
}

func TestErrorsHaveACodeAndATextInBothLanguages(t *testing.T) {
	w := newWorld(t)
	w.Live(small(t))
	cookie := w.login(auth.AccountingCentre, countytest.Township)
	tests := []struct {
		path   string
		status int
		code   string
	}{
		{"/api/visits/nonsense", 404, "not_found"},
		{"/api/incidents", 403, "forbidden"},
		{"/api/visits?limit=0", 422, "bad_request"},
		{"/api/visits?place=51192x", 422, "bad_request"},
		{"/api/visits?from=yesterday", 422, "bad_request"},
		{"/api/ledger/proof/99999", 404, "not_found"},
		{"/nothing/here", 404, "not_found"},
	}
	for _, test := range tests {
		got := w.get(test.path, cookie)
		if got.status != test.status || code(t, got) != test.code {
			t.Errorf("%s: status %d, %s", test.path, got.status, got.body)
		}
		english := w.do(http.MethodGet, test.path, nil, cookie, "Accept-Language", "en-GB,en;q=0.9")
		if string(english.body) == string(got.body) || code(t, english) != test.code {
			t.Errorf("%s: the same in English: %s", test.path, english.body)
		}
	}
}

func TestRolesReadWhatTheyMay(t *testing.T) {
	w := newWorld(t)
	week := w.Live(small(t))
	evidence, photo := "/api/evidence/"+week.Deed.ID.String(), "/api/photos/"+week.Manifest.String()
	tests := []struct {
		role      auth.Role
		path      string
		forbidden bool
	}{
		{auth.Township, "/api/incidents", true}, {auth.Township, photo, false}, {auth.Inspector, "/api/devices", true},
		{auth.AccountingCentre, photo, true}, {auth.AccountingCentre, photo + "/view", true}, {auth.AccountingCentre, evidence, false},
		{auth.AccountingCentre, "/api/visits/" + week.Deed.ID.String() + "/dossier", true},
	}
	for _, test := range tests {
		got := w.get(test.path, w.login(test.role, countytest.Township))
		if (got.status == http.StatusForbidden) != test.forbidden || !test.forbidden && got.status != http.StatusOK {
			t.Errorf("%s at %s: status %d", test.role, test.path, got.status)
		}
	}
	if got := w.get(evidence, w.login(auth.AccountingCentre, countytest.Township)); strings.Contains(string(got.body), week.Manifest.String()) {
		t.Error("a role without photos is told of one")
	}
}
