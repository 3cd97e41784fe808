package clientsdk_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"zhucun/clientsdk"
	"zhucun/clientsdk/countytest"
	"zhucun/syncproto"
)

// drawn cuts each exchange at a place that the property draws.
type drawn struct{ t *rapid.T }

func (d drawn) Fault() countytest.Fault {
	at := func(label string) int { return rapid.IntRange(-1, 900).Draw(d.t, label) }
	return countytest.Fault{Request: at("request"), Answer: at("answer")}
}

// Whatever people do and in whatever order, on whatever link: in the end the county holds exactly what the phone acknowledged, once.
func TestAnyLifeOfAPhoneArrivesWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		w := bareWorld(r, t.TempDir())
		w.enrol(nil)
		w.addCadre()
		card := newCard(r, "household 9")
		supervisor := w.supervisor(card)
		last, acknowledged := w.signIn().ID.Seq, 4
		wrote := func(written clientsdk.Written, err error) {
			must(r, err)
			acknowledged++
			if written.ID.Seq < uint64(acknowledged) {
				r.Fatalf("event %d was given a place that was taken", written.ID.Seq)
			}
			acknowledged = int(written.ID.Seq)
		}
		r.Repeat(map[string]func(*rapid.T){
			"sign in":  func(r *rapid.T) { last = w.signIn().ID.Seq; acknowledged = int(last) },
			"sign out": func(r *rapid.T) { wrote(w.phone.SignOut(ctx(r), w.cadre, last, nil)) },
			"deed":     func(r *rapid.T) { wrote(w.phone.Deed(ctx(r), w.cadre, clientsdk.Deed{Title: "修路"})) },
			"confirm": func(r *rapid.T) {
				wrote(w.phone.Confirm(ctx(r), clientsdk.Confirm{By: supervisor, Of: clientsdk.OnThisPhone(last), Secret: clientsdk.CardSecret(card)}))
			},
			"wrong card": func(r *rapid.T) {
				_, err := w.phone.Unlock(ctx(r), supervisor, clientsdk.CardSecret(newCard(r, "household 4")))
				if !errors.Is(err, clientsdk.ErrWrongSecret) {
					r.Fatal(err)
				}
			},
			"notes": func(r *rapid.T) {
				for range rapid.IntRange(1, 20).Draw(r, "n") {
					wrote(w.note("记"), nil)
				}
			},
			"photo": func(r *rapid.T) {
				wrote(w.addPhoto(last, noise(r, rapid.IntRange(1, 2).Draw(r, "photo"), 40, 30)), nil)
			},
			"reboot": func(r *rapid.T) { w.clock.set(func(c *syncproto.Clock) { c.Boot, c.Elapsed = c.Boot+1, 5 }) },
			"time": func(r *rapid.T) {
				w.clock.set(func(c *syncproto.Clock) { c.Elapsed += rapid.Uint64Range(0, 90_000).Draw(r, "s") })
			},
			"reopen": func(r *rapid.T) { w.reopen() },
			"sync on a bad link": func(r *rapid.T) {
				w.county.SetLink(drawn{r})
				if _, err := w.phone.Sync(ctx(r), nil); err != nil && !errors.Is(err, clientsdk.ErrCut) {
					r.Fatal(err)
				}
				w.county.SetLink(nil)
			},
		})
		if s := w.status(); s.Events < acknowledged {
			r.Fatalf("%d events are on the phone, %d were acknowledged", s.Events, acknowledged)
		}
		w.sync()
		w.settled()
		if s := w.status(); s.Arrived != s.Photos {
			r.Fatalf("%d of %d photos arrived", s.Arrived, s.Photos)
		}
	})
}
