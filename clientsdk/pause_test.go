package clientsdk

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// Who says nothing of it waits longer after each try that brought nothing, and at once no more when the user gives up.
func TestTheDefaultPauseWaits(t *testing.T) {
	phone, err := Open(t.Context(), Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer phone.Close()
	synctest.Test(t, func(t *testing.T) {
		for tries, want := range []time.Duration{1: 1, 2: 2, 3: 4, 4: 8, 5: 16, 6: 16} {
			if tries == 0 {
				continue
			}
			began := time.Now()
			if err := phone.config.Pause(t.Context(), tries); err != nil {
				t.Error(err)
			}
			if got := time.Since(began); got != want*time.Second {
				t.Errorf("before try %d it waits %s, want %d s", tries, got, want)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		began := time.Now()
		if err := phone.config.Pause(ctx, 5); !errors.Is(err, context.Canceled) || time.Since(began) != 0 {
			t.Errorf("after %s: %v", time.Since(began), err)
		}
	})
}
