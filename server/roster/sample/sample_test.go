package sample_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"testing"

	"zhucun/server/roster"
	"zhucun/server/roster/sample"
)

func county(t *testing.T, seed uint64) sample.County {
	t.Helper()
	divisions, err := os.ReadFile("../../../testdata/divisions/tongjiang-2019-10-31.csv")
	if err != nil {
		t.Fatal(err)
	}
	c, err := sample.New(divisions, 156, rand.New(rand.NewPCG(seed, 0)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWholeCountyImportsWithoutAWord(t *testing.T) {
	for seed := range uint64(5) {
		r, found := roster.Read(county(t, seed).Files(), sample.First)
		if len(found.List) != 0 {
			t.Fatalf("seed %d: got %v, want no finding", seed, found.List)
		}
		tables := r.Tables()
		for _, count := range []struct {
			what      string
			got, want int
		}{
			{"teams", len(tables.Teams), 156},
			{"members", len(tables.Members), 780},
			{"households", len(tables.Households), 468},
			{"supervisors", len(tables.Supervisors), 312},
		} {
			if count.got != count.want {
				t.Errorf("seed %d: got %d %s, want %d", seed, count.got, count.what, count.want)
			}
		}
		for _, team := range tables.Teams {
			if !roster.IsVillage(team.Village) {
				t.Errorf("seed %d: %s is a residents' committee", seed, team.Village)
			}
		}
	}
}

func TestSameChanceSameBytes(t *testing.T) {
	one, same, other := county(t, 1), county(t, 1), county(t, 2)
	if !bytes.Equal(one.Members, same.Members) || !bytes.Equal(one.Supervisors, same.Supervisors) {
		t.Error("one seed gave two counties")
	}
	if bytes.Equal(one.Members, other.Members) {
		t.Error("two seeds gave one county")
	}
}

func TestNewSaysWhatDivisionsLack(t *testing.T) {
	small := []byte("code,name,parent\n51,四川省,\n5119,巴中市,51\n511921,通江县,5119\n")
	for name, divisions := range map[string][]byte{"too few villages": small, "no divisions file": []byte("x\n1\n"), "nothing": nil} {
		if _, err := sample.New(divisions, 1, rand.New(rand.NewPCG(1, 1))); !errors.Is(err, sample.ErrDivisions) {
			t.Errorf("%s: got %v, want ErrDivisions", name, err)
		}
	}
}
