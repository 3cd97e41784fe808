package main

import (
	"context"
	"errors"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
)

var errNoRecord = errors.New("no such record on this phone")

// listPage is how many records are looked through at a time.
const listPage = 64

// newest finds the newest record of a kind that was not withdrawn, by a person of this phone or, with local 0, by anybody.
func newest(ctx context.Context, t *terminal.Terminal, phone *clientsdk.Phone, kind syncproto.Kind, local syncproto.Local) (clientsdk.Event, error) {
	for before := uint64(0); ; {
		page, err := phone.List(ctx, before, listPage)
		if err != nil {
			return clientsdk.Event{}, err
		}
		for _, event := range page {
			if event.Said.Body.Kind() == kind && event.Withdrawn == 0 && (local == 0 || event.By == local) {
				return event, nil
			}
		}
		if len(page) < listPage {
			return clientsdk.Event{}, terminal.Explain(errNoRecord, "errors.record.none", "kind", kinds.text(t.Lang, int(kind)))
		}
		before = page[len(page)-1].ID.Seq
	}
}

// record reads one by the number that status shows.
func record(ctx context.Context, phone *clientsdk.Phone, number uint64) (clientsdk.Event, error) {
	found, err := phone.List(ctx, number+1, 1)
	if err != nil {
		return clientsdk.Event{}, err
	}
	if len(found) == 0 || found[0].ID.Seq != number {
		return clientsdk.Event{}, terminal.Explain(errNoRecord, "errors.record.unknown", "number", number)
	}
	return found[0], nil
}

// recordOr reads the record of a number or, without one, the newest of a kind.
func recordOr(ctx context.Context, t *terminal.Terminal, phone *clientsdk.Phone, number uint64, kind syncproto.Kind, local syncproto.Local) (clientsdk.Event, error) {
	if number == 0 {
		return newest(ctx, t, phone, kind, local)
	}
	return record(ctx, phone, number)
}

// villageOf reads a village's code; 0 is none said.
func villageOf(code uint64) (syncproto.Village, error) {
	if code != 0 && (code < 100_000_000_000 || code > 999_999_999_999) {
		return 0, terminal.Misuse(syncproto.ErrMalformed, "errors.record.village")
	}
	return syncproto.Village(code), nil
}

// explainVillage is for records that take the village from the last sign-in, when there was none.
func explainVillage(err error) error {
	if errors.Is(err, clientsdk.ErrIncomplete) {
		return terminal.Explain(err, "errors.record.village")
	}
	return err
}

// explainRecord is for a number that stands for no record.
func explainRecord(err error, number uint64) error {
	if errors.Is(err, clientsdk.ErrNoEvent) {
		return terminal.Explain(err, "errors.record.unknown", "number", number)
	}
	return err
}
