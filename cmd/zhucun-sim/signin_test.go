package main

import (
	"errors"
	"slices"
	"testing"
)

func TestBothSidesAreTakenInTurn(t *testing.T) {
	var order []string
	side := func(name string) func() error {
		return func() error { order = append(order, name); return nil }
	}
	if _, _, err := inTurn(2, side("ours"), side("control")); err != nil {
		t.Fatal(err)
	}
	if want := []string{"ours", "control", "ours", "control"}; !slices.Equal(order, want) {
		t.Errorf("ran %v, want %v", order, want)
	}
}

func TestAFailedRunIsNoMeasurement(t *testing.T) {
	fault, fine := errors.New("no room left"), func() error { return nil }
	fails := func() error { return fault }
	if _, _, err := inTurn(2, fine, fails); !errors.Is(err, fault) {
		t.Errorf("got %v, want %v", err, fault)
	}
	if _, _, err := inTurn(2, fails, fine); !errors.Is(err, fault) {
		t.Errorf("got %v, want %v", err, fault)
	}
}

func TestMedian(t *testing.T) {
	if got := median([]float64{9, 1, 100, 2, 3}); got != 3 {
		t.Errorf("got %v, want 3", got)
	}
}
