package auth_test

import (
	"testing"

	"pgregory.net/rapid"

	"zhucun/server/auth"
)

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		place, village string
		want           bool
	}{
		{"51", "511921100200", true},
		{"5119", "511921100200", true},
		{"511921", "511921100200", true},
		{"511921100", "511921100200", true},
		{"511921100200", "511921100200", true},
		{"511921100", "511921100", true},
		{"511921101", "511921100200", false},
		{"511921100201", "511921100200", false},
		{"511921100200", "511921100", false},
		{"511921", "5119", false},
		{"51192110", "511921100200", false},
		{"", "511921100200", false},
		{"", "", false},
		{"511921", "", false},
		{"511921", "51192110020", false},
		{"511921", "5119211002000", false},
		{"511921", "51192110020a", false},
		{"511921", "5119211002００", false},
	} {
		if got := (auth.Scope{Role: auth.Auditor, Place: auth.Place(c.place)}).Covers(c.village); got != c.want {
			t.Errorf("%q covers %q = %v, want %v", c.place, c.village, got, c.want)
		}
	}
}

// Whoever covers two places covers one of them only through the other or apart from it: never across.
func TestPlacesAreATree(t *testing.T) {
	place := rapid.StringMatching(`[12]{2}([12]{2}([12]{2}([12]{3}([12]{3})?)?)?)?`)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := place.Draw(t, "a"), place.Draw(t, "b"), place.Draw(t, "c")
		ab, ba := auth.Place(a).Covers(b), auth.Place(b).Covers(a)
		if ab && auth.Place(b).Covers(c) && !auth.Place(a).Covers(c) {
			t.Fatalf("%s covers %s covers %s, but not %[1]s %[3]s", a, b, c)
		}
		if ab && ba != (a == b) {
			t.Fatalf("%s and %s cover each other", a, b)
		}
		if auth.Place(a).Covers(c) && auth.Place(b).Covers(c) && !ab && !ba {
			t.Fatalf("%s and %s both cover %s", a, b, c)
		}
	})
}

func TestParsePlace(t *testing.T) {
	for _, code := range []string{"51", "5119", "511921", "511921100", "511921100200"} {
		if got, err := auth.ParsePlace(code); err != nil || string(got) != code {
			t.Errorf("%q = %q, %v", code, got, err)
		}
	}
	for _, code := range []string{"", "5", "511", "51192110", "511921100200 ", "+11921", "5119.1", "５１", "通江县", "5119211002001"} {
		_, err := auth.ParsePlace(code)
		wantErr(t, code, err, auth.ErrPlace)
	}
}

// The table of rights, written out a second time.
func TestRoles(t *testing.T) {
	kinds := []auth.Records{auth.Visits, auth.Evidence, auth.Photos, auth.Devices, auth.Incidents, auth.Proofs}
	for role, reads := range map[auth.Role]string{
		//                      VEPDIP
		auth.Auditor:          "yyyyyy",
		auth.Officer:          "yyyyyy",
		auth.Inspector:        "yyy-yy",
		auth.Township:         "yyyy-y",
		auth.AccountingCentre: "yy---y",
		auth.Member:           "------",
		"":                    "------",
		"Auditor":             "------",
		"governor":            "------",
	} {
		s := auth.Scope{Role: role, Place: "511921100"}
		for i, kind := range kinds {
			want := error(nil)
			if reads[i] == '-' {
				want = auth.ErrForbidden
			}
			wantErr(t, string(role)+" reads "+kind.String(), s.May(kind), want)
			wantErr(t, string(role)+" reads here "+kind.String(), s.MayIn(kind, "511921100200"), want)
		}
	}
}

func TestMay(t *testing.T) {
	s := auth.Scope{Role: auth.AccountingCentre, Place: "511921100"}
	wantErr(t, "all of several", s.May(auth.Visits|auth.Proofs), nil)
	wantErr(t, "one of several", s.May(auth.Visits|auth.Photos), auth.ErrForbidden)
	wantErr(t, "nothing", s.May(0), auth.ErrForbidden)
	wantErr(t, "a kind yet unknown", auth.Scope{Role: auth.Auditor, Place: "51"}.May(1<<7), auth.ErrForbidden)
	wantErr(t, "elsewhere", s.MayIn(auth.Visits, "511921101200"), auth.ErrOutOfPlace)
	wantErr(t, "wider", s.MayIn(auth.Visits, "511921"), auth.ErrOutOfPlace)
	wantErr(t, "forbidden and elsewhere", s.MayIn(auth.Photos, "511921101200"), auth.ErrForbidden)
	wantErr(t, "no place", auth.Scope{Role: auth.Auditor}.MayIn(auth.Visits, "511921100200"), auth.ErrOutOfPlace)
	wantErr(t, "no scope", auth.Scope{}.May(auth.Visits), auth.ErrForbidden)
	if got, want := (auth.Photos | auth.Incidents | auth.Proofs).String(), "photos, incidents, ledger proofs"; got != want {
		t.Errorf("records = %q, want %q", got, want)
	}
}

func TestNewScope(t *testing.T) {
	for _, c := range []struct {
		role, place string
		want        error
	}{
		{"auditor", "51", nil},
		{"inspector", "5119", nil},
		{"officer", "511921", nil},
		{"officer", "511921100", nil},
		{"township", "511921100", nil},
		{"township", "511921100200", nil},
		{"accounting_centre", "511921100", nil},
		{"officer", "5119", auth.ErrPlace},
		{"township", "511921", auth.ErrPlace},
		{"accounting_centre", "511921", auth.ErrPlace},
		{"auditor", "51192", auth.ErrPlace},
		{"member", "511921100200", auth.ErrRole},
		{"", "511921", auth.ErrRole},
		{"AUDITOR", "511921", auth.ErrRole},
	} {
		got, err := auth.NewScope(c.role, c.place)
		wantErr(t, c.role+" of "+c.place, err, c.want)
		want := auth.Scope{Role: auth.Role(c.role), Place: auth.Place(c.place)}
		if c.want != nil {
			want = auth.Scope{}
		}
		if got != want {
			t.Errorf("%s of %s = %v, want %v", c.role, c.place, got, want)
		}
	}
}
