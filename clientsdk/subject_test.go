package clientsdk_test

import (
	"encoding/base64"
	"errors"
	"reflect"
	"strings"
	"testing"

	"zhucun/clientsdk"
	"zhucun/syncproto"
	"zhucun/syncproto/prototest"
)

// said decodes an event of this phone.
func (w *world) said(id syncproto.EventID) syncproto.Body {
	w.t.Helper()
	events, err := w.phone.List(ctx(w.t), id.Seq+1, 1)
	must(w.t, err)
	return events[0].Said.Body
}

// personalKey is the key that a person_key event of this phone registered.
func (w *world) personalKey(seq uint64) syncproto.PublicKey {
	w.t.Helper()
	key, err := w.said(syncproto.ID(w.status().Log, seq)).(syncproto.PersonKey).Public()
	must(w.t, err)
	return key
}

// The cadre's phone shows a QR code, the supervisor's own phone reads it: the confirmation names the leaf.
func TestTwoPhonesMeetByQR(t *testing.T) {
	t.Parallel()
	cadre, supervisor := newWorld(t), newWorld(t)
	signIn := cadre.signIn()
	card := newCard(t, "household 9")
	local := supervisor.supervisor(card)
	text, err := cadre.phone.QR(ctx(t), signIn.ID.Seq)
	must(t, err)
	of, err := clientsdk.FromQR(" " + text + "\n")
	must(t, err)
	if got, want := of.Said(), cadre.said(signIn.ID); !reflect.DeepEqual(got, want) {
		t.Errorf("the supervisor is shown %+v, want %+v", got, want)
	}
	written, err := supervisor.phone.Confirm(ctx(t), clientsdk.Confirm{By: local, Of: of, Secret: clientsdk.CardSecret(card)})
	must(t, err)
	c := supervisor.said(written.ID).(syncproto.Confirmation)
	if c.Subject.Form != syncproto.ByQR || c.Subject.Event != signIn.ID || c.Subject.Leaf != signIn.Leaf {
		t.Errorf("subject %+v, want %+v", c.Subject, signIn)
	}
	if !c.Proven(written.ID, supervisor.personalKey(*c.Key), syncproto.Leaf{}, nil) {
		t.Error("not proven")
	}
	supervisor.sync()
	supervisor.settled()
}

// The leaf binds every word of a deed: whoever scans it can show them all.
func TestAScannedDeedIsShownWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.signIn()
	deed, err := w.phone.Deed(ctx(t), w.cadre, clientsdk.Deed{Title: "修好水管", Category: syncproto.CategoryWater, Cost: ptr(uint64(12_300)),
		Households: []syncproto.Household{12, 7}})
	must(t, err)
	text, err := w.phone.QR(ctx(t), deed.ID.Seq)
	must(t, err)
	of, err := clientsdk.FromQR(text)
	must(t, err)
	said, ok := of.Said().(syncproto.Deed)
	if !ok || said.Title != "修好水管" || said.Category != syncproto.CategoryWater || *said.Cost != 12_300 || len(said.Households) != 2 {
		t.Errorf("shown %+v", of.Said())
	}
	if other := clientsdk.OnThisPhone(deed.ID.Seq).Said(); other != nil {
		t.Errorf("one that was not scanned says %+v", other)
	}
}

func TestADamagedQRIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	text, err := w.phone.QR(ctx(t), w.signIn().ID.Seq)
	must(t, err)
	prefix, data, _ := strings.Cut(text, ":")
	raw, err := base64.RawURLEncoding.DecodeString(data)
	must(t, err)
	longer := append(append([]byte{}, raw...), 0)
	for _, bad := range []string{"", "hello", prefix + ":", text[:len(text)-4], prefix + ":" + base64.RawURLEncoding.EncodeToString(longer),
		strings.Replace(text, "1:", "2:", 1), text + "!"} {
		if _, err := clientsdk.FromQR(bad); !errors.Is(err, clientsdk.ErrNotAVisit) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestAConfirmationSaysHowItWasKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	card := newCard(t, "household 9")
	local := w.supervisor(card)
	signIn := w.signIn()
	day := w.said(signIn.ID).(syncproto.SignIn).Day
	facts := clientsdk.Facts{Cadre: 11, Village: village, Sheet: 3, Day: day}
	paper, err := syncproto.NewOneTimeCode(prototest.Random("tear-off"))
	must(t, err)
	tests := []struct {
		name  string
		c     clientsdk.Confirm
		form  syncproto.SubjectForm
		means syncproto.Means
	}{
		{"six digits read aloud", clientsdk.Confirm{Of: clientsdk.ByVisitCode(signIn.VisitCode, facts), Secret: clientsdk.CardSecret(card)}, syncproto.ByVisitCode, syncproto.MeansCard},
		{"a word", clientsdk.Confirm{Of: clientsdk.ByWord(facts), Secret: clientsdk.CardSecret(card)}, syncproto.ByWord, syncproto.MeansCard},
		{"a paper code", clientsdk.Confirm{Of: clientsdk.OnThisPhone(signIn.ID.Seq), PaperCode: &paper}, syncproto.BySamePhone, syncproto.MeansPaperCode},
		{"drawn", clientsdk.Confirm{Of: clientsdk.OnThisPhone(signIn.ID.Seq), Means: syncproto.MeansDrawn, Strokes: &syncproto.Hash{4}}, syncproto.BySamePhone, syncproto.MeansDrawn},
		{"no", clientsdk.Confirm{Of: clientsdk.OnThisPhone(signIn.ID.Seq), Verdict: syncproto.VerdictNo, Secret: clientsdk.CardSecret(card)}, syncproto.BySamePhone, syncproto.MeansCard},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.c.By = local
			written, err := w.phone.Confirm(ctx(t), test.c)
			must(t, err)
			c := w.said(written.ID).(syncproto.Confirmation)
			if c.Subject.Form != test.form || c.Means != test.means || c.Day != day || c.Sheet != 3 {
				t.Errorf("said %+v", c)
			}
			if test.means.HasKey() && !c.Proven(written.ID, w.personalKey(*c.Key), signIn.Leaf, nil) {
				t.Error("not proven")
			}
			if test.c.Verdict == 0 && c.Verdict != syncproto.VerdictYes {
				t.Errorf("verdict %d", c.Verdict)
			}
		})
	}
	w.sync()
	w.settled()
}

func TestWhatCannotBeConfirmedIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	card := newCard(t, "household 9")
	local := w.supervisor(card)
	note := w.note("不是签到")
	before := w.status().Events
	for name, test := range map[string]struct {
		c    clientsdk.Confirm
		want error
	}{
		"a note":            {clientsdk.Confirm{By: local, Of: clientsdk.OnThisPhone(note.ID.Seq), Secret: clientsdk.CardSecret(card)}, clientsdk.ErrNotThat},
		"nothing":           {clientsdk.Confirm{By: local, Of: clientsdk.OnThisPhone(99), Secret: clientsdk.CardSecret(card)}, clientsdk.ErrNoEvent},
		"by nobody":         {clientsdk.Confirm{By: 9, Of: clientsdk.OnThisPhone(note.ID.Seq), Secret: clientsdk.CardSecret(card)}, clientsdk.ErrNoPerson},
		"by who has no key": {clientsdk.Confirm{By: w.cadre.Local(), Of: clientsdk.OnThisPhone(note.ID.Seq), Secret: clientsdk.CardSecret(card)}, clientsdk.ErrNoKey},
	} {
		if _, err := w.phone.Confirm(ctx(t), test.c); !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", name, err, test.want)
		}
	}
	if after := w.status().Events; after != before {
		t.Errorf("%d events were written", after-before)
	}
}

func TestADeedIsConfirmedWithAnAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	card := newCard(t, "household 9")
	local := w.supervisor(card)
	w.signIn()
	deed, err := w.phone.Deed(ctx(t), w.cadre, clientsdk.Deed{Title: "修好水管", Cost: ptr(uint64(12_300))})
	must(t, err)
	written, err := w.phone.Confirm(ctx(t), clientsdk.Confirm{By: local, Of: clientsdk.OnThisPhone(deed.ID.Seq), Secret: clientsdk.CardSecret(card),
		Satisfaction: ptr(syncproto.PartlySatisfied), Reason: "还差一段"})
	must(t, err)
	if c := w.said(written.ID).(syncproto.Confirmation); c.Sheet != 0 || *c.Reason != "还差一段" || c.Village != village || c.Cadre != 11 {
		t.Errorf("said %+v", c)
	}
}
