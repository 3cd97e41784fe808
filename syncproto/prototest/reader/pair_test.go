package reader

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

func visit(log string, seq uint64) Event {
	return Event{ID: ID{log, seq, log + string(rune('0'+seq))}, Kind: Signin, Local: 1, Person: 10, Village: 7, Sheet: 5, Day: 100}
}

func word(seq uint64, form Form) Event {
	return Event{ID: ID{"S", seq, string(rune('a' + seq))}, Kind: Confirmation, Local: 2, Form: form,
		Person: 10, Village: 7, Sheet: 5, Day: 100, Verdict: 1, Stay: NoStay}
}

func undo(e Event, local uint64) Event {
	return Event{ID: ID{e.Log, e.Seq + 1, "undo"}, Kind: Correction, Local: local, OfLog: e.Log, OfSeq: e.Seq}
}

func withDay(e Event, day uint64) Event {
	e.Day = day
	return e
}

func about(e Event, seq uint64) Event {
	c := word(seq, ByLeaf)
	c.Subject = e.ID
	return c
}

func TestPairRules(t *testing.T) {
	v := visit("A", 1)
	with := func(e Event, change func(*Event)) Event { change(&e); return e }
	code := with(word(2, ByCode), func(c *Event) { c.Code = visitCode([]byte(v.Leaf)) })
	names := word(3, ByNames)
	against := with(about(v, 4), func(c *Event) { c.Verdict = 2 })
	signed := with(against, func(c *Event) { c.Signed = true })
	for name, c := range map[string]struct {
		others  []Event
		want    Grade
		reasons []int
	}{
		"nothing said":                   {nil, Waiting, nil},
		"by leaf":                        {[]Event{about(v, 1)}, Confirmed, nil},
		"by code":                        {[]Event{code}, ConfirmedByCode, nil},
		"by names":                       {[]Event{names}, Inferred, nil},
		"leaf before code before names":  {[]Event{names, code, about(v, 1)}, Confirmed, nil},
		"code of another sheet":          {[]Event{with(code, func(c *Event) { c.Sheet = 6 })}, Waiting, nil},
		"names twice":                    {[]Event{names, word(5, ByNames)}, Waiting, nil},
		"names and one that is not good": {[]Event{names, with(word(5, ByNames), func(c *Event) { c.Standing = 16 })}, Inferred, nil},
		"two signins of the names":       {[]Event{names, visit("B", 1)}, Waiting, nil},
		"the other signin withdrawn":     {[]Event{names, visit("B", 1), undo(visit("B", 1), 1)}, Inferred, nil},
		"the same leaf at another place": {[]Event{with(about(v, 1), func(c *Event) { c.Subject.Seq = 2 })}, Waiting, nil},
		"other day by leaf":              {[]Event{with(about(v, 1), func(c *Event) { c.Day = 101 })}, Disputed, nil},
		"other sheet by leaf":            {[]Event{with(about(v, 1), func(c *Event) { c.Sheet = 0 })}, Disputed, nil},
		"it was not so":                  {[]Event{about(v, 1), against}, Disputed, nil},
		"not so, in bad standing":        {[]Event{with(against, func(c *Event) { c.Standing = 13 })}, Waiting, []int{13}},
		"not so, withdrawn":              {[]Event{about(v, 1), against, undo(against, 2)}, Confirmed, nil},
		"not so, signed, withdrawn":      {[]Event{about(v, 1), signed, undo(signed, 2)}, Disputed, nil},
		"not so, frozen":                 {[]Event{about(v, 1), with(against, func(c *Event) { c.Frozen = true })}, Disputed, nil},
		"other day, frozen":              {[]Event{with(about(v, 1), func(c *Event) { c.Day, c.Frozen = 101, true })}, Disputed, nil},
		"names, frozen":                  {[]Event{with(names, func(c *Event) { c.Frozen = true })}, Waiting, nil},
		"names and a frozen one":         {[]Event{names, with(word(5, ByNames), func(c *Event) { c.Frozen = true })}, Inferred, nil},
		"withdrawn by another local":     {[]Event{about(v, 1), against, undo(against, 3)}, Disputed, nil},
		"signin withdrawn":               {[]Event{about(v, 1), undo(v, 1)}, Withdrawn, nil},
		"frozen confirmation":            {[]Event{with(about(v, 1), func(c *Event) { c.Frozen = true })}, Waiting, []int{8}},
		"refused confirmation":           {[]Event{with(about(v, 1), func(c *Event) { c.Refused = 4 })}, Waiting, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := Pair(append([]Event{v}, c.others...))[v.ID]
			if got.Grade != c.want || !reflect.DeepEqual(got.Reasons, c.reasons) {
				t.Errorf("got %s %v, want %s %v", got.Grade, got.Reasons, c.want, c.reasons)
			}
		})
	}
}

func TestPairNamesTheLowestAndTheLongestStay(t *testing.T) {
	v := visit("A", 1)
	first, second := about(v, 1), about(v, 2)
	first.Stay, second.Stay = 1, 3
	got := Pair([]Event{second, v, first})[v.ID]
	if got.By != first.ID || got.Stay != 3 {
		t.Errorf("got %v staying %d", got.By, got.Stay)
	}
}

func TestPairOnlyALeafConfirmsADeed(t *testing.T) {
	d := visit("A", 1)
	d.Kind, d.Sheet = Deed, 0
	for form, want := range map[Form]Grade{ByLeaf: Confirmed, ByCode: Waiting, ByNames: Waiting} {
		c := about(d, 1)
		c.Form, c.Sheet, c.Code = form, 0, visitCode([]byte(d.Leaf))
		if got := Pair([]Event{d, c})[d.ID].Grade; got != want {
			t.Errorf("%s: got %s, want %s", form, got, want)
		}
	}
	if got := Pair([]Event{d, about(d, 1)})[d.ID].Grade; got != Disputed {
		t.Errorf("by leaf, as of a signin: got %s, want %s", got, Disputed)
	}
}

func TestPairFrozenSigninIsDisputed(t *testing.T) {
	v := visit("A", 1)
	v.Frozen = true
	if got := Pair([]Event{v, about(v, 1)})[v.ID].Grade; got != Disputed {
		t.Errorf("got %s, want %s", got, Disputed)
	}
}

// A cadre who grinds a second leaf to the code that was read aloud for another
// visit must gain nothing: two that fit make neither.
func TestPairGroundCodeGainsNothing(t *testing.T) {
	v := visit("A", 1)
	target := visitCode([]byte(v.Leaf)) % 100
	ground := visit("B", 1)
	for i := byte(0); visitCode([]byte(ground.Leaf))%100 != target; i++ {
		ground.Leaf = string(hash([]byte(ground.Leaf), []byte{i}))
	}
	ground.Day = 101
	said := word(2, ByCode)
	said.Code = visitCode([]byte(ground.Leaf))
	if got := Pair([]Event{v, ground, said})[ground.ID].Grade; got != Waiting {
		t.Errorf("another day: got %s, want %s", got, Waiting)
	}
	second, undone := ground, undo(ground, 1)
	second.Day, second.Seq = 101, 3
	outcomes := Pair([]Event{v, ground, undone, second, withDay(said, 101)})
	if outcomes[ground.ID].Grade != Withdrawn || outcomes[second.ID].Grade != Waiting {
		t.Errorf("successor of a withdrawn one: got %v", outcomes)
	}
	twin := ground
	ground.Day, twin.Day, twin.Log = 100, 100, "C"
	outcomes = Pair([]Event{v, ground, twin, said})
	if outcomes[ground.ID].Grade != Waiting || outcomes[twin.ID].Grade != Waiting {
		t.Errorf("two that fit: got %v", outcomes)
	}
}

func TestPairIgnoresOrderAndRepetition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOfNDistinct(rapid.Custom(drawEvent), 1, 12, func(e Event) ID { return e.ID }).Draw(t, "events")
		want := Pair(events)
		twice := append(rapid.Permutation(events).Draw(t, "order"), rapid.SliceOf(rapid.SampledFrom(events)).Draw(t, "again")...)
		if got := Pair(twice); !reflect.DeepEqual(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

// drawEvent draws from few values, so that events meet.
func drawEvent(t *rapid.T) Event {
	small := func(name string, high uint64) uint64 { return rapid.Uint64Range(0, high).Draw(t, name) }
	leaf := func(name string) string { return string(rune('a' + small(name, 5))) }
	e := Event{
		ID:      ID{string(rune('A' + small("log", 1))), small("seq", 5), leaf("leaf")},
		Kind:    rapid.SampledFrom([]Kind{Signin, Deed, Confirmation, Confirmation, Correction}).Draw(t, "kind"),
		Local:   small("local", 1),
		Refused: rapid.SampledFrom([]int{0, 0, 0, 3, 8, 10}).Draw(t, "refused"),
		Frozen:  small("frozen", 4) == 0,
		Person:  10, Village: 7, Sheet: small("sheet", 1), Day: small("day", 1),
		Form:     rapid.SampledFrom([]Form{ByLeaf, ByCode, ByNames}).Draw(t, "form"),
		Subject:  ID{string(rune('A' + small("about log", 1))), small("about seq", 5), leaf("subject")},
		Signed:   small("signed", 1) == 1,
		Verdict:  1 + small("no", 4)/4,
		Stay:     rapid.IntRange(NoStay, 3).Draw(t, "stay"),
		Standing: rapid.SampledFrom([]int{0, 0, 0, 11, 16}).Draw(t, "standing"),
		OfLog:    string(rune('A' + small("of log", 1))), OfSeq: small("of seq", 5),
	}
	e.Code = visitCode([]byte(leaf("code of")))
	if e.Kind == Deed {
		e.Sheet = 0
	}
	return e
}
