package httpapi_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"zhucun/server/auth"
	"zhucun/server/httpapi"
	"zhucun/server/httpapi/countytest"
)

// addresses are all GET routes that need a session, with the ids of one township's records put in. They are taken from the app itself, so that a new
// route is walked without anybody thinking of it; a parameter that is not known here fails.
func (w *world) addresses(week countytest.Week) []string {
	w.t.Helper()
	var list []string
	for _, route := range w.server.Routes() {
		if route.Method != http.MethodGet || httpapi.Public(route.Path) {
			continue
		}
		for _, record := range []string{week.Visit.ID.String(), week.Deed.ID.String()} {
			path := strings.NewReplacer(":id", record, ":manifest", week.Manifest.String(), ":index", "3").Replace(route.Path)
			if strings.Contains(path, ":") {
				w.t.Fatalf("route %s has a parameter that this test does not know", route.Path)
			}
			if !slices.Contains(list, path) {
				list = append(list, path)
			}
		}
	}
	return list
}

func TestWithoutASessionNothingIsRead(t *testing.T) {
	w := newWorld(t)
	week := w.Live(small(t))
	addresses := append(w.addresses(week), w.documented(week)...)
	if len(addresses) < 20 {
		t.Fatalf("only %d addresses", len(addresses))
	}
	bad := &http.Cookie{Name: "zhucun", Value: "eyJhbGciOiJub25lIn0.e30."}
	for _, path := range addresses {
		for _, cookie := range []*http.Cookie{nil, bad} {
			if got := w.get(path, cookie); got.status != http.StatusUnauthorized || leaks(got.body, week) != "" {
				t.Errorf("%s: status %d, %q", path, got.status, leaks(got.body, week))
			}
		}
	}
}

func TestAnotherTownshipReadsNothing(t *testing.T) {
	w := newWorld(t)
	week := w.Live(small(t))
	for _, role := range []auth.Role{auth.Auditor, auth.Officer, auth.Inspector, auth.Township, auth.AccountingCentre} {
		place := countytest.ElsewhereTownship
		cookie := w.login(role, place)
		for _, path := range append(w.addresses(week), w.documented(week)...) {
			got := w.get(path, cookie)
			hidden := got.status == http.StatusForbidden || got.status == http.StatusNotFound
			listed := got.status == http.StatusOK && !strings.Contains(path, week.Visit.ID.String()) && !strings.Contains(path, week.Deed.ID.String()) &&
				!strings.Contains(path, week.Manifest.String())
			if !hidden && !listed || leaks(got.body, week) != "" {
				t.Errorf("%s at %s: status %d, leaks %q", role, path, got.status, leaks(got.body, week))
			}
		}
	}
}

func TestTheOwnTownshipReadsItsRecords(t *testing.T) {
	w := newWorld(t)
	week := w.Live(small(t))
	cookie := w.login(auth.Auditor, countytest.Township)
	for _, path := range w.addresses(week) {
		if got := w.get(path, cookie); got.status != http.StatusOK || len(got.body) == 0 {
			t.Errorf("%s: status %d: %s", path, got.status, got.body)
		}
	}
}

func TestAListIsCutToThePlace(t *testing.T) {
	w := newWorld(t)
	week := w.Live(small(t))
	cookie := w.login(auth.Auditor, countytest.ElsewhereTownship)
	for _, query := range []string{"?place=511921", "?place=" + countytest.Township, "?place=" + countytest.Village.String()} {
		for _, path := range []string{"/api/visits", "/api/devices", "/api/incidents", "/api/days"} {
			if got := w.get(path+query, cookie); got.status != http.StatusNotFound {
				t.Errorf("%s%s: status %d", path, query, got.status)
			}
		}
	}
	if got := w.get("/api/visits", cookie); !bytes.Contains(got.body, []byte(week.Visited.ID.String())) {
		t.Errorf("the own record is missing: %s", got.body)
	}
	// A cursor from elsewhere opens nothing.
	row := week.Visit.ID.String() + "-" + week.Visit.Leaf.String()
	for _, direction := range []string{"o", "n"} {
		if got := w.get("/api/visits?cursor="+direction+row, cookie); got.status != http.StatusOK || leaks(got.body, week) != "" {
			t.Errorf("status %d, leaks %q", got.status, leaks(got.body, week))
		}
	}
}

// leaks finds something of the first township in an answer.
func leaks(body []byte, week countytest.Week) string {
	secrets := append([]string{week.Phone.ID().String(), countytest.Village.String(), week.Visit.Leaf.String(), week.Manifest.String(), "水泥路",
		"石牛嘴村", week.Private}, countytest.NamesHere...)
	for _, secret := range secrets {
		if bytes.Contains(body, []byte(secret)) {
			return secret
		}
	}
	return ""
}

// documented are the addresses of the OpenAPI document.
func (w *world) documented(week countytest.Week) []string {
	w.t.Helper()
	var list []string
	for _, path := range slices.Sorted(maps.Keys(w.openAPI().Paths)) {
		list = append(list, strings.NewReplacer("{id}", week.Visit.ID.String(), "{manifest}", week.Manifest.String(), "{index}", "3").Replace(path))
	}
	return list
}

type openAPI struct {
	OpenAPI string                    `json:"openapi"`
	Paths   map[string]map[string]any `json:"paths"`
}

func (w *world) openAPI() openAPI {
	w.t.Helper()
	var document openAPI
	if err := json.Unmarshal(w.get("/openapi.json", nil).body, &document); err != nil {
		w.t.Fatal(err)
	}
	return document
}

func TestTheDocumentIsOpenAPI31AndComplete(t *testing.T) {
	w := newWorld(t)
	document := w.openAPI()
	if document.OpenAPI != "3.1.0" {
		t.Errorf("version %q", document.OpenAPI)
	}
	var served []string
	for _, route := range w.server.Routes() {
		if route.Method == http.MethodGet && strings.HasPrefix(route.Path, "/api/") {
			served = append(served, strings.NewReplacer(":id", "{id}", ":manifest", "{manifest}", ":index", "{index}").Replace(route.Path))
		}
	}
	slices.Sort(served)
	if got := slices.Sorted(maps.Keys(document.Paths)); !slices.Equal(got, slices.Compact(served)) || len(got) < 12 {
		t.Errorf("documented %v, served %v", got, served)
	}
}
