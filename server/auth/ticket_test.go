package auth_test

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"zhucun/server/auth"
)

func TestTicketOpensItsSession(t *testing.T) {
	w := newWorld(t)
	want := scope(t, "township", "511921100")
	ticket, code, err := w.Issue(t.Context(), want, "县驻村办")
	must(t, "issue", err)
	if ticket.Scope != want || ticket.IssuedBy != "县驻村办" || ticket.Expires.Sub(ticket.Issued) != 15*time.Minute {
		t.Errorf("issued %+v, want %v by 县驻村办 for 15 minutes", ticket, want)
	}
	w.clock.pass(time.Minute)
	s, token, err := w.Enter(t.Context(), code.Reveal())
	must(t, "enter", err)
	now := w.clock.Now().UTC().Truncate(time.Millisecond)
	if got := (auth.Session{ID: ticket.ID, Scope: want, Issued: now, Expires: now.Add(auth.SessionLife)}); s != got {
		t.Errorf("session = %+v, want %+v", s, got)
	}
	admitted, renewed, err := w.Admit(t.Context(), token.Text.Reveal())
	must(t, "admit", err)
	if admitted != s || renewed != nil {
		t.Errorf("admitted %+v and %v, want %+v and no new token", admitted, renewed, s)
	}
}

func TestTicketIDIsVersion7OfTheTimePassedIn(t *testing.T) {
	w := newWorld(t)
	ticket, _, err := w.Issue(t.Context(), scope(t, "auditor", "51"), "office")
	must(t, "issue", err)
	sec, nsec := ticket.ID.Time().UnixTime()
	if at := time.Unix(sec, nsec); ticket.ID.Version() != 7 || ticket.ID.Variant() != 1 || !at.Equal(ticket.Issued) {
		t.Errorf("id %s: version %d, variant %v, time %v; want 7, RFC 4122, %v", ticket.ID, ticket.ID.Version(), ticket.ID.Variant(), at, ticket.Issued)
	}
}

func TestCodeIsKeptOnlyAsItsDigest(t *testing.T) {
	w := newWorld(t)
	ticket, code, err := w.Issue(t.Context(), scope(t, "auditor", "51"), "office")
	must(t, "issue", err)
	if want := auth.TicketDigest(sha256.Sum256([]byte(code.Reveal()))); ticket.Digest != want {
		t.Errorf("digest = %x, want %x", ticket.Digest, want)
	}
	if got := fmt.Sprintf("%+v", ticket); strings.Contains(got, code.Reveal()) {
		t.Errorf("the ticket holds its code: %s", got)
	}
	// 24 letters of base64 are 144 bits.
	if got := len(code.Reveal()); got != 24 {
		t.Errorf("a code has %d letters, want 24", got)
	}
	_, other, err := w.Issue(t.Context(), scope(t, "auditor", "51"), "office")
	must(t, "issue", err)
	if code == other {
		t.Errorf("two tickets have one code")
	}
}

func TestAddressHidesTheCodeFromServers(t *testing.T) {
	w := newWorld(t)
	_, code, err := w.Issue(t.Context(), scope(t, "auditor", "51"), "office")
	must(t, "issue", err)
	address, err := url.Parse(auth.Address("http://127.0.0.1:8080/login", code))
	must(t, "parse", err)
	if address.Fragment != code.Reveal() || strings.Contains(address.RequestURI()+address.Host, code.Reveal()) {
		t.Errorf("address = %v, want the code in the fragment and nowhere else", address)
	}
}

func TestSecretIsNeverPrinted(t *testing.T) {
	w := newWorld(t)
	_, token := w.enter(t)
	var out strings.Builder
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "token", token, "text", token.Text)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "token", token, "text", token.Text)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+verb, token, token.Text)
	}
	js, err := json.Marshal(token)
	must(t, "marshal", err)
	out.Write(js)
	secret := token.Text.Reveal()
	for _, form := range []string{secret, secret[:20], fmt.Sprintf("%x", secret[:20])} {
		if strings.Contains(out.String(), form) {
			t.Errorf("%q was printed", form)
		}
	}
}

func TestTicketIsSpentOnceByAHundred(t *testing.T) {
	w := newWorld(t)
	code := w.code(t)
	errs := make([]error, 100)
	var wg sync.WaitGroup
	for n := range errs {
		wg.Go(func() { _, _, errs[n] = w.Enter(t.Context(), code) })
	}
	wg.Wait()
	entered := 0
	for n, err := range errs {
		if err == nil {
			entered++
		} else if !errors.Is(err, auth.ErrTicketSpent) {
			t.Errorf("spender %d: %v, want ErrTicketSpent", n, err)
		}
	}
	if entered != 1 {
		t.Errorf("%d entered, want 1", entered)
	}
}

func TestTicketOutsideItsTime(t *testing.T) {
	w := newWorld(t)
	code := w.code(t)
	enter := func(after time.Duration, want error) {
		t.Helper()
		w.clock.pass(after)
		_, _, err := w.Enter(t.Context(), code)
		wantErr(t, "enter", err, want)
	}
	enter(auth.TicketLife, auth.ErrTicketExpired)
	enter(-auth.TicketLife-time.Millisecond, auth.ErrTicketExpired) // the clock was set back to before the issue
	enter(auth.TicketLife, nil)                                     // the last millisecond
	enter(time.Hour, auth.ErrTicketSpent)
	enter(-2*time.Hour, auth.ErrTicketSpent)
}

func TestCodeNobodyIssued(t *testing.T) {
	w := newWorld(t)
	code := w.code(t)
	for _, wrong := range []string{
		"", code[:23], code + "A", code + "=", " " + code[1:], strings.ToLower(code), strings.Repeat("A", 24), strings.Repeat(code, 1<<16),
	} {
		_, _, err := w.Enter(t.Context(), wrong)
		wantErr(t, "enter", err, auth.ErrTicketUnknown)
	}
	_, _, err := w.gate(t, &faulty{w.store, "spend", false}).Enter(t.Context(), code+"A")
	wantErr(t, "enter with what cannot be a code, and a store that fails when asked", err, auth.ErrTicketUnknown)
	_, _, err = w.Enter(t.Context(), code)
	must(t, "enter with the code after all", err)
}

func TestIssueRefuses(t *testing.T) {
	w := newWorld(t)
	good := scope(t, "auditor", "51")
	for _, c := range []struct {
		name  string
		scope auth.Scope
		by    string
		want  error
	}{
		{"nobody's ticket", good, "", auth.ErrIssuedBy},
		{"a second line", good, "a\nb", auth.ErrIssuedBy},
		{"a turned text", good, "a\u202eb", auth.ErrIssuedBy},
		{"bytes that are no text", good, "a\xff", auth.ErrIssuedBy},
		{"a long name", good, strings.Repeat("驻", 65), auth.ErrIssuedBy},
		{"the longest name", good, strings.Repeat("驻", 64), nil},
		{"no scope", auth.Scope{}, "office", auth.ErrRole},
		{"a reserved role", auth.Scope{Role: auth.Member, Place: "511921100200"}, "office", auth.ErrRole},
		{"a clerk of the county", auth.Scope{Role: auth.Township, Place: "511921"}, "office", auth.ErrPlace},
	} {
		_, _, err := w.Issue(t.Context(), c.scope, c.by)
		wantErr(t, c.name, err, c.want)
	}
}

func TestIssueWithoutRandomnessIssuesNothing(t *testing.T) {
	for length := range 34 {
		w := newWorld(t)
		config := w.config(w.store)
		config.Random = strings.NewReader(strings.Repeat("r", length))
		g, err := auth.New(config)
		must(t, "new gate", err)
		_, code, err := g.Issue(t.Context(), scope(t, "auditor", "51"), "office")
		if !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) || code.Reveal() != "" {
			t.Errorf("with %d random bytes: %v and a code of %d letters, want an end of file and none", length, err, len(code.Reveal()))
		}
	}
}
