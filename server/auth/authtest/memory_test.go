package authtest_test

import (
	"testing"

	"zhucun/server/auth/authtest"
)

func TestMemory(t *testing.T) {
	authtest.Run(t, func(*testing.T) authtest.Open {
		m := new(authtest.Memory)
		return func() authtest.Store { return m }
	})
}
