package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zhucun/clientsdk"
	"zhucun/clientsdk/syncer"
)

// newPhone is a phone on a real county, with its first events journalled.
func newPhone(t *testing.T, transport func(clientsdk.Server) syncer.Transport) (*clientsdk.Phone, *county) {
	t.Helper()
	dir := t.TempDir()
	c, err := startCounty(t.Context(), filepath.Join(dir, "county"), os.DirFS(testdata))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.stop(); err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	impatient := func(context.Context, int) error { return errors.New("not again") }
	phone, err := clientsdk.Open(t.Context(), clientsdk.Config{Dir: filepath.Join(dir, "phone"), Transport: transport, Pause: impatient})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := phone.Close(); err != nil {
			t.Errorf("the phone ended with %v", err)
		}
	})
	if err := errors.Join(phone.Enrol(t.Context(), c.invited), live(t.Context(), phone, c.team)); err != nil {
		t.Fatal(err)
	}
	return phone, c
}

// coldLine takes a new connection for each sync, as a measurement of a warm one must notice.
type coldLine struct{ *syncer.HTTP }

// Sync lets the connection go when the answer is heard.
func (c coldLine) Sync(ctx context.Context, body io.Reader, size int64) (syncer.Answer, error) {
	c.HTTP.Close()
	return c.HTTP.Sync(ctx, body, size)
}

func TestAnIdleSyncIsMeasuredWarmOnly(t *testing.T) {
	phone, c := newPhone(t, func(s clientsdk.Server) syncer.Transport { return coldLine{syncer.NewHTTP(s.Address, s.TLS)} })
	rows, err := exchange{}.syncTwice(t.Context(), phone, c.socket)
	if err == nil || !strings.Contains(err.Error(), "2 connections") {
		t.Errorf("got %v, %v; want that there were 2 connections", rows, err)
	}
}

func TestASyncThatDeliversLessIsNoMeasurement(t *testing.T) {
	phone, c := newPhone(t, nil)
	if _, err := phone.AddPerson(t.Context(), clientsdk.AddPerson{Person: c.team.supervisor.Person, Name: "another"}); err != nil {
		t.Fatal(err)
	}
	if rows, err := (exchange{}).syncTwice(t.Context(), phone, c.socket); err == nil {
		t.Errorf("got %v for 21 events; want an error, since the figure is of 20", rows)
	}
}
