package sqlite_test

import (
	"testing"

	"zhucun/server/auth/authtest"
	"zhucun/server/store"
	"zhucun/server/store/storetest"
)

func TestStore(t *testing.T) {
	fresh := freshFolders(t)
	storetest.Run(t, func(t testing.TB) store.Store { return open(t, fresh(t)) })
	storetest.RunDurable(t, func(t testing.TB, dir string) store.Store { return open(t, dir) })
}

func TestAuth(t *testing.T) {
	fresh := freshFolders(t)
	authtest.Run(t, func(t *testing.T) authtest.Open {
		s := open(t, fresh(t))
		return func() authtest.Store { return s }
	})
}
