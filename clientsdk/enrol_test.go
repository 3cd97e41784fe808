package clientsdk_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"zhucun/clientsdk"
	"zhucun/syncproto"
)

// What was mistyped or refused is mended on the same phone, as long as nothing is lost by it.
func TestAWrongEnrolmentGivesWay(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]func(*world) clientsdk.Invitation{
		"county": func(w *world) clientsdk.Invitation {
			return clientsdk.Invitation{Code: w.county.Code(w.config.Random, 0), Address: w.server.URL, County: 513702}
		},
		"address": func(w *world) clientsdk.Invitation {
			return clientsdk.Invitation{Code: w.county.Code(w.config.Random, 0), Address: "http://127.0.0.1:1", County: county}
		},
		"spent code": func(w *world) clientsdk.Invitation {
			return clientsdk.Invitation{Code: w.county.Code(w.config.Random, syncproto.CodeCodeSpent), Address: w.server.URL, County: county}
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := bareWorld(t, t.TempDir())
			must(t, w.phone.Enrol(ctx(t), wrong(w)))
			if _, err := w.phone.Sync(ctx(t), nil); err == nil {
				t.Fatal("the wrong enrolment was granted")
			}
			log := w.status().Log
			w.enrol(nil)
			if s := w.status(); s.Log == log || len(s.Notices) != 0 {
				t.Errorf("the new enrolment has traces of the old one: %+v", s)
			}
			w.addCadre()
			w.sync()
			w.settled()
			if !w.status().Granted {
				t.Error("not granted")
			}
		})
	}
}

// A grant may be lost on its way: who enters the same code again gets the same log, whose code is not spent for it.
func TestTheSameCodeMakesTheSameLog(t *testing.T) {
	t.Parallel()
	w := bareWorld(t, t.TempDir())
	invitation := clientsdk.Invitation{Code: w.county.Code(w.config.Random, 0), Address: w.server.URL, County: county}
	must(t, w.phone.Enrol(ctx(t), invitation))
	log := w.status().Log
	must(t, w.phone.Enrol(ctx(t), invitation))
	if got := w.status().Log; got != log {
		t.Errorf("log %x, want %x", got, log)
	}
	w.sync()
	w.settled()
}

func TestAnEnrolmentThatCountsStays(t *testing.T) {
	t.Parallel()
	refused := func(t *testing.T, w *world) {
		t.Helper()
		before := w.status()
		code := w.county.Code(w.config.Random, 0)
		if err := w.phone.Enrol(ctx(t), clientsdk.Invitation{Code: code, County: county}); !errors.Is(err, clientsdk.ErrEnrolled) {
			t.Errorf("got %v", err)
		}
		if after := w.status(); after.Log != before.Log || after.Address != before.Address {
			t.Errorf("changed from %+v to %+v", before, after)
		}
	}
	t.Run("something was written", func(t *testing.T) {
		refused(t, newWorld(t))
	})
	t.Run("the county granted it", func(t *testing.T) {
		w := bareWorld(t, t.TempDir())
		w.enrol(nil)
		w.sync()
		refused(t, w)
	})
	t.Run("no secret is made for it", func(t *testing.T) {
		w := newWorld(t)
		path := filepath.Join(w.config.Dir, "device.secret")
		must(t, os.Remove(path))
		refused(t, w)
		if _, err := os.Stat(path); !os.IsNotExist(err) {
			t.Errorf("a new secret stands in place of the lost one: %v", err)
		}
	})
}
