package httpapi_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"zhucun/server/auth"
	"zhucun/server/httpapi"
	"zhucun/server/httpapi/countytest"
)

var browser = []string{"Accept", "text/html,application/xhtml+xml", "Accept-Language", "en"}

func TestTheListOfTheAPITurnsPages(t *testing.T) {
	w := newWorld(t)
	week := w.Live(small(t))
	cookie := w.login(auth.Officer, "511921")
	var forth, back, days []string
	var last httpapi.VisitPage
	for next, more := "", true; more; next, more = last.Next, last.Next != "" {
		last = w.visits("/api/visits?limit=2&cursor="+next, cookie)
		for _, v := range last.Visits {
			forth, days = append(forth, v.ID), append(days, v.Day)
		}
	}
	slices.Reverse(days)
	if len(forth) != 5 || !slices.IsSorted(days) || !slices.Contains(forth, week.Deed.ID.String()) || !slices.Contains(forth, week.Visited.ID.String()) {
		t.Errorf("got %v, of %v", forth, days)
	}
	for at := last; at.Previous != ""; {
		at = w.visits("/api/visits?limit=2&cursor="+at.Previous, cookie)
		for _, v := range at.Visits {
			back = append(back, v.ID)
		}
	}
	if want := append(slices.Clone(forth[2:4]), forth[:2]...); !slices.Equal(back, want) {
		t.Errorf("back: got %v, want %v", back, want)
	}
}

func (w *world) visits(path string, cookie *http.Cookie) (page httpapi.VisitPage) {
	w.t.Helper()
	got := w.get(strings.TrimSuffix(path, "&cursor="), cookie)
	if err := json.Unmarshal(got.body, &page); err != nil || got.status != http.StatusOK {
		w.t.Fatalf("%s: status %d, %v", path, got.status, err)
	}
	return page
}

func TestTheListIsFiltered(t *testing.T) {
	w := newWorld(t)
	week := w.Live(small(t))
	cookie := w.login(auth.Officer, "511921")
	here, waiting, elsewhere := week.Deed.ID.String(), week.Waiting.ID.String(), week.Visited.ID.String()
	tests := []struct {
		query      string
		with, sans []string
	}{
		{"", []string{here, waiting, elsewhere}, nil},
		{"?village=&month=&grade=", []string{here, waiting, elsewhere}, nil},
		{"?village=" + countytest.Elsewhere.String(), []string{elsewhere}, []string{here, waiting}},
		{"?village=" + countytest.Township, []string{here, waiting}, []string{elsewhere}},
		{"?grade=confirmed", []string{here}, []string{waiting, elsewhere}},
		{"?month=2026-11&grade=waiting", []string{waiting, elsewhere}, []string{here}},
		{"?month=2026-10", nil, []string{here, waiting, elsewhere}},
	}
	for _, test := range tests {
		page := string(w.get("/records"+test.query, cookie).body)
		api := string(w.get("/api/visits"+strings.Replace(clean(test.query), "village", "place", 1), cookie).body)
		for _, text := range []string{page, api} {
			for _, id := range test.with {
				if !strings.Contains(text, id) {
					t.Errorf("%q: %s is missing", test.query, id)
				}
			}
			for _, id := range test.sans {
				if strings.Contains(text, id) {
					t.Errorf("%q: %s is there", test.query, id)
				}
			}
		}
	}
}

// clean leaves out what a form sends empty.
func clean(query string) string { return strings.TrimSuffix(query, "?village=&month=&grade=") }

func TestWrongChoicesAreSaidToBeWrong(t *testing.T) {
	w := newWorld(t)
	w.Live(small(t))
	cookie := w.login(auth.Township, countytest.Township)
	for query, status := range map[string]int{"?month=november": 400, "?month=2026-13": 400, "?grade=best": 400, "?cursor=x": 400,
		"?village=" + countytest.Elsewhere.String(): 404, "?village='": 404, "?cursor=o1-1-1": 400} {
		got := w.do(http.MethodGet, "/records"+query, nil, cookie, browser...)
		if got.status != status || !strings.Contains(string(got.body), "What one can do") {
			t.Errorf("%s: status %d", query, got.status)
		}
	}
	if got := w.get("/api/visits?month=2026-11&from=2026-11-01", cookie); got.status != http.StatusBadRequest {
		t.Errorf("month and from: status %d", got.status)
	}
}

// An error's page says what happened and what to do, and the code last and small; and it is as strict as any other page.
func TestAnErrorIsAPageForAPerson(t *testing.T) {
	w := newWorld(t)
	w.Live(small(t))
	clerk := w.login(auth.AccountingCentre, countytest.Township)
	tests := []struct {
		path   string
		cookie *http.Cookie
		status int
		texts  []string
	}{
		{"/records", nil, 401, []string{"<h1>Please log in</h1>", "Open the one-time address that the county office gave you", "401 no_session"}},
		{"/records/nonsense", clerk, 404, []string{"<h1>This page cannot be found</h1>", "outside what you may see", "404 not_found", `href="/records?lang=en"`}},
		{"/nothing", clerk, 404, []string{"404 not_found"}},
	}
	for _, test := range tests {
		got := w.do(http.MethodGet, test.path, nil, test.cookie, browser...)
		if got.status != test.status || !strings.Contains(got.header.Get("Content-Security-Policy"), "default-src 'none'") ||
			got.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: status %d, %v", test.path, got.status, got.header)
		}
		for _, text := range append(test.texts, "What one can do", `<p class="code">On the phone, read out this code`) {
			if !strings.Contains(string(got.body), text) {
				t.Errorf("%s: no %q in %s", test.path, text, got.body)
			}
		}
		if strings.Contains(string(got.body), "[page.") {
			t.Errorf("%s: a text is missing: %s", test.path, got.body)
		}
	}
}

func TestPagesLeadOnInTheLanguageAskedFor(t *testing.T) {
	w := newWorld(t)
	week := w.Live(small(t))
	cookie := w.login(auth.Auditor, "511921")
	list := string(w.get("/records?lang=en&grade=confirmed", cookie).body)
	record := string(w.get("/records/"+week.Deed.ID.String()+"?lang=en", cookie).body)
	for page, wanted := range map[string]string{list: `href="/records/` + week.Deed.ID.String() + `?lang=en"`, record: `href="/records?lang=en"`} {
		if !strings.Contains(page, wanted) {
			t.Errorf("no %s", wanted)
		}
	}
	if !strings.Contains(list, `href="/records?grade=confirmed&amp;lang=zh"`) {
		t.Error("the other language forgets the filter")
	}
}
