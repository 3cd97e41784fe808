package memory_test

import (
	"testing"

	"zhucun/server/store"
	"zhucun/server/store/memory"
	"zhucun/server/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t testing.TB) store.Store {
		s := memory.New()
		t.Cleanup(func() { _ = s.Close() })
		return s
	})
}
