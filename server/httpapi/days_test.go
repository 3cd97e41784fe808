package httpapi_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"zhucun/server/auth"
	"zhucun/server/duty"
	"zhucun/server/httpapi"
	"zhucun/server/httpapi/countytest"
)

func (w *world) days(path string, cookie *http.Cookie) (sheet httpapi.DaySheet) {
	w.t.Helper()
	got := w.get(path, cookie)
	if err := json.Unmarshal(got.body, &sheet); err != nil || got.status != http.StatusOK {
		w.t.Fatalf("%s: status %d, %v", path, got.status, err)
	}
	return sheet
}

func TestAFigureOfDaysOpensToItsRecords(t *testing.T) {
	w := newWorld(t)
	week := w.Live(small(t))
	cookie := w.login(auth.Officer, "511921")
	sheet := w.days("/api/days?month=2026-11&person=1", cookie)
	if sheet.Month != "2026-11" || sheet.Rule.Version != 1 || sheet.Rule.Hash != duty.StandardRule().Hash() || len(sheet.Figures) != 1 {
		t.Fatalf("got %+v", sheet)
	}
	figure := sheet.Figures[0]
	if figure.Counted != 1 || figure.Role != "cadre" || figure.Norm == nil || *figure.Norm != 15 || figure.PersonName != "李国华" {
		t.Errorf("figure %+v", figure)
	}
	whys := map[string]string{}
	for _, day := range figure.Days {
		for _, record := range day.Records {
			whys[record] = day.Why
			if got := w.get("/api/visits/"+record, cookie); got.status != http.StatusOK || !strings.Contains(string(got.body), day.Day) {
				t.Errorf("%s opens with status %d", record, got.status)
			}
		}
	}
	for id, want := range map[string]string{week.Visit.ID.String(): "said", week.Waiting.ID.String(): "waiting", week.Denied.ID.String(): "disputed"} {
		if whys[id] != want {
			t.Errorf("%s: %q, want %q", id, whys[id], want)
		}
	}
	if now := w.days("/api/days", cookie); now.Month != "2026-11" || len(now.Figures) != 2 {
		t.Errorf("this month in the whole county: %+v", now)
	}
	if before := w.days("/api/days?month=2026-10&place="+countytest.Township, cookie); len(before.Figures) != 1 || before.Figures[0].Counted != 0 {
		t.Errorf("the month before: %+v", before)
	}
}

func TestDaysAreThoseOfTheOwnPlace(t *testing.T) {
	w := newWorld(t)
	w.Live(small(t))
	cookie := w.login(auth.Township, countytest.ElsewhereTownship)
	sheet := w.days("/api/days", cookie)
	if len(sheet.Figures) != 1 || sheet.Figures[0].Person != uint32(countytest.CadreElsewhere) {
		t.Errorf("got %+v", sheet)
	}
	if none := w.days("/api/days?person=1", cookie); len(none.Figures) != 0 {
		t.Errorf("somebody of another township: %+v", none)
	}
	for path, status := range map[string]int{"/api/days?place=511921": 404, "/api/days?place=" + countytest.Township: 404, "/days?village=" + countytest.Township: 404,
		"/days?month=november": 400, "/api/days?month=november": 422, "/api/days?month=2026-13": 400, "/days": 200} {
		if got := w.get(path, cookie); got.status != status {
			t.Errorf("%s: status %d, want %d", path, got.status, status)
		}
	}
}

func TestTheDaysPageAsksForAPlaceFirst(t *testing.T) {
	w := newWorld(t)
	w.Live(small(t))
	cookie := w.login(auth.Officer, "511921")
	if page := string(w.get("/days?lang=en", cookie).body); !strings.Contains(page, "Choose a township or a village first.") || strings.Contains(page, "counted:") {
		t.Error("figures of a whole county on one page")
	}
	page := string(w.get("/days?lang=en&month=2026-11&village="+countytest.Township, cookie).body)
	for _, want := range []string{"李国华", "counted: 1", "norm: 15 a month", `href="/days?lang=zh&amp;month=2026-11&amp;village=` + countytest.Township} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q", want)
		}
	}
}

// Nobody is ranked: no parameter of the API and no link of the page orders people by their days.
func TestDaysAreNeverSortedByDays(t *testing.T) {
	w := newWorld(t)
	operation, ok := w.openAPI().Paths["/api/days"]["get"].(map[string]any)
	if !ok {
		t.Fatal("days are not documented")
	}
	var names []string
	for _, parameter := range operation["parameters"].([]any) {
		names = append(names, parameter.(map[string]any)["name"].(string))
	}
	if slices.Sort(names); !slices.Equal(names, []string{"month", "person", "place"}) {
		t.Errorf("parameters %v", names)
	}
}
